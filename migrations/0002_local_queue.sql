-- The in-process queue: what RabbitMQ would hold, for an instance that runs without it.

create table queued_messages (
    -- The job's queue: 'moderation'.
    queue         text not null,
    event_id      uuid not null,
    -- The event as it would travel (CloudEvents JSON).
    envelope      jsonb not null,
    -- Tries so far.
    attempt       integer not null default 0,
    -- Not before this; a retry waits here.
    available_at  timestamptz not null,
    -- A consumer's lease: once it has passed, the consumer died and another may take over.
    claimed_until timestamptz,
    -- Set when it became a dead letter, with the reason.
    died_at       timestamptz,
    reason        text,
    -- The same event published twice is queued once.
    primary key (queue, event_id)
);
-- What a consumer looks for.
create index queued_messages_available_idx on queued_messages (queue, available_at) where died_at is null;
-- What an operator looks for.
create index queued_messages_dead_idx on queued_messages (queue, died_at) where died_at is not null;
