-- The ground: accounts, boards, stories, comments, moderation, and the mechanisms beside them.
--
-- Ids are UUIDv7 made by the application, so that they sort by time and never wait for a sequence.
-- Times are UTC. Texts are NFC, cleaned and bounded by the application; the checks here are the last line.

-- ---------------------------------------------------------------- accounts

create table users (
    id            uuid primary key,
    handle        text not null check (handle ~ '^[a-z0-9_]{3,30}$'),
    display_name  text not null check (char_length(display_name) between 1 and 80),
    -- Lower case; what a person signs in with. Never shown to others.
    email         text not null check (char_length(email) between 3 and 254),
    -- A PHC string (argon2id): parameters travel with the hash, so they can be raised later.
    password_hash text not null,
    languages     text[] not null default '{}',
    role          text not null default 'MEMBER' check (role in ('MEMBER', 'MODERATOR', 'ADMIN')),
    created_at    timestamptz not null,
    constraint users_handle_key unique (handle),
    constraint users_email_key unique (email)
);

create table sessions (
    id          uuid primary key,
    -- SHA-256 of the bearer token: a stolen database opens no session.
    token_hash  bytea not null,
    user_id     uuid not null references users on delete cascade,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    constraint sessions_token_hash_key unique (token_hash)
);
create index sessions_user_id_idx on sessions (user_id);
-- Expired sessions are swept away in batches.
create index sessions_expires_at_idx on sessions (expires_at);

-- ---------------------------------------------------------------- boards

create table boards (
    id              uuid primary key,
    slug            text not null check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and char_length(slug) between 3 and 60),
    title           text not null check (char_length(title) between 1 and 120),
    description     text not null check (char_length(description) <= 10000),
    languages       text[] not null,
    visibility      text not null check (visibility in ('PUBLIC', 'UNLISTED', 'PRIVATE')),
    moderation_mode text not null check (moderation_mode in ('PRE', 'POST', 'MANUAL')),
    owner_id        uuid not null references users,
    -- Kept in the transaction that changes them; `fabula doctor` recounts.
    member_count    integer not null default 0 check (member_count >= 0),
    story_count     integer not null default 0 check (story_count >= 0),
    created_at      timestamptz not null,
    constraint boards_slug_key unique (slug)
);
create index boards_owner_id_idx on boards (owner_id);
-- The directory of public boards, newest first.
create index boards_public_idx on boards (id) where visibility = 'PUBLIC';

create table board_members (
    board_id  uuid not null references boards on delete cascade,
    user_id   uuid not null references users on delete cascade,
    role      text not null check (role in ('OWNER', 'MODERATOR', 'CONTRIBUTOR', 'MEMBER')),
    joined_at timestamptz not null,
    primary key (board_id, user_id)
);
create index board_members_user_id_idx on board_members (user_id);

-- ---------------------------------------------------------------- stories

create table stories (
    id                  uuid primary key,
    board_id            uuid not null references boards,
    author_id           uuid not null references users,
    title               text not null check (char_length(title) between 1 and 200),
    slug                text not null check (char_length(slug) between 1 and 80),
    body                text not null check (char_length(body) between 1 and 200000),
    -- Rendered and sanitised once, when written.
    body_html           text not null,
    -- A BCP 47 tag; 'und' when the language is not known.
    language            text not null,
    tags                text[] not null default '{}',
    status              text not null check (status in ('DRAFT', 'PUBLISHED')),
    -- Counts up with every edit; edits compare and set it.
    revision            integer not null default 1 check (revision >= 1),
    -- Comments that everyone who sees the story can read.
    comment_count       integer not null default 0 check (comment_count >= 0),
    -- Top-level entries of the discussion as shown: published ones and the tombstones above visible replies.
    thread_count        integer not null default 0 check (thread_count >= 0),
    -- The last number given out in this story's event log. Updating it is what puts events in order.
    last_event_sequence bigint not null default 0,
    published_at        timestamptz,
    created_at          timestamptz not null,
    updated_at          timestamptz not null
);
create index stories_board_idx on stories (board_id, id) where status = 'PUBLISHED';
create index stories_published_idx on stories (id) where status = 'PUBLISHED';
create index stories_author_idx on stories (author_id, id);
create index stories_tags_idx on stories using gin (tags);

create table story_revisions (
    story_id  uuid not null references stories on delete cascade,
    revision  integer not null,
    title     text not null,
    body      text not null,
    edited_by uuid not null references users,
    edited_at timestamptz not null,
    primary key (story_id, revision)
);
create index story_revisions_edited_by_idx on story_revisions (edited_by);

-- ---------------------------------------------------------------- comments

create table comments (
    id             uuid primary key,
    story_id       uuid not null references stories,
    parent_id      uuid references comments,
    author_id      uuid references users on delete set null,
    -- What readers see (or will, once a first verdict is there).
    body           text not null check (char_length(body) between 1 and 20000),
    body_html      text not null,
    language       text not null,
    status         text not null check (status in ('PENDING', 'PUBLISHED', 'HELD', 'REJECTED', 'REMOVED', 'DELETED')),
    -- The newest revision that the author wrote; edits compare and set it.
    revision       integer not null default 1 check (revision >= 1),
    -- The revision that `body` is. Behind `revision` while an edit waits for its verdict.
    shown_revision integer not null default 1,
    -- Direct replies as shown: published ones and tombstones above visible replies.
    reply_count    integer not null default 0 check (reply_count >= 0),
    created_at     timestamptz not null,
    edited_at      timestamptz
);
-- All of a discussion: what is counted. Sharding would go by story, so the key leads with it.
create index comments_story_idx on comments (story_id, id);
-- One level of a thread as everybody sees it, read in either direction. What moderation has hidden is not in it, so that
-- a page costs its size, however much was refused.
create index comments_thread_idx on comments (story_id, id)
    where parent_id is null and (status = 'PUBLISHED' or reply_count > 0);
create index comments_replies_idx on comments (parent_id, id)
    where parent_id is not null and (status = 'PUBLISHED' or reply_count > 0);
-- What only its author sees in a thread.
create index comments_own_idx on comments (author_id, id)
    where reply_count = 0 and status in ('PENDING', 'HELD', 'REJECTED', 'REMOVED');
-- What an author wrote lately (flooding, repeats).
create index comments_author_idx on comments (author_id, id);

-- Everything that an author ever wrote in a comment, for moderators and for the verdict on an edit.
create table comment_revisions (
    comment_id  uuid not null references comments on delete cascade,
    revision    integer not null,
    body        text not null,
    body_html   text not null,
    language    text not null,
    -- 64-bit SimHash of the folded text; null when it is too short to tell.
    fingerprint bigint,
    author_id   uuid references users on delete set null,
    -- What moderation made of it; null while it waits.
    verdict     text check (verdict in ('PUBLISH', 'HOLD', 'REJECT')),
    created_at  timestamptz not null,
    primary key (comment_id, revision)
);
create index comment_revisions_author_idx on comment_revisions (author_id, created_at desc);
-- Near-duplicates among recent texts of all authors.
create index comment_revisions_created_idx on comment_revisions (created_at desc) where fingerprint is not null;

-- What happened in each discussion, in order and without gaps: the truth behind live subscriptions.
create table story_events (
    story_id    uuid not null references stories on delete cascade,
    sequence    bigint not null,
    kind        text not null check (kind in ('PUBLISHED', 'EDITED', 'REMOVED', 'DELETED', 'RESTORED')),
    comment_id  uuid not null references comments on delete cascade,
    occurred_at timestamptz not null,
    primary key (story_id, sequence)
);
create index story_events_comment_idx on story_events (comment_id);

-- ---------------------------------------------------------------- moderation

create table moderation_signals (
    comment_id   uuid not null references comments on delete cascade,
    revision     integer not null,
    check_name   text not null,
    score        double precision not null,
    verdict      text not null check (verdict in ('PUBLISH', 'HOLD', 'REJECT')),
    -- Code and parameters; the sentence is made when it is read, in the language asked for.
    explanation  jsonb not null,
    -- [{"start", "end"}] in code points of the revision's text.
    spans        jsonb not null default '[]',
    language     text,
    rule_version text not null,
    took_micros  integer not null,
    primary key (comment_id, revision, check_name)
);

create table moderation_cases (
    id               uuid primary key,
    comment_id       uuid not null references comments on delete cascade,
    comment_revision integer not null,
    board_id         uuid not null references boards,
    state            text not null check (state in ('OPEN', 'DECIDED')),
    -- The text as it was when the case was opened (or last taken up again by an edit).
    snapshot         text not null,
    language         text not null,
    -- Counts up with every change of the case; decisions compare and set it.
    revision         integer not null default 1,
    lease_holder_id  uuid references users on delete set null,
    lease_expires_at timestamptz,
    opened_at        timestamptz not null,
    decided_at       timestamptz
);
-- At most one open case per comment: everything found meanwhile is collected in it.
create unique index moderation_cases_open_key on moderation_cases (comment_id) where state = 'OPEN';
create index moderation_cases_queue_idx on moderation_cases (state, id);
create index moderation_cases_board_idx on moderation_cases (board_id, id);
create index moderation_cases_lease_holder_idx on moderation_cases (lease_holder_id) where lease_holder_id is not null;

create table moderation_decisions (
    id         uuid primary key,
    case_id    uuid not null references moderation_cases,
    outcome    text not null check (outcome in ('APPROVE', 'REJECT', 'REMOVE', 'RESTORE')),
    reason     text check (reason in ('SPAM', 'HARASSMENT', 'HATE', 'VIOLENCE', 'SEXUAL', 'ILLEGAL', 'OFF_TOPIC',
                                      'MISINFORMATION', 'OTHER')),
    note       text,
    -- Null when policy decided.
    decided_by uuid references users,
    decided_at timestamptz not null
);
create index moderation_decisions_case_idx on moderation_decisions (case_id);
create index moderation_decisions_decided_by_idx on moderation_decisions (decided_by);

-- Who did what to what, and why. It only grows.
create table audit_entries (
    id         uuid primary key,
    at         timestamptz not null,
    -- Null when policy acted.
    actor_id   uuid references users,
    action     text not null,
    comment_id uuid references comments,
    case_id    uuid references moderation_cases,
    detail     text not null
);
create index audit_entries_actor_idx on audit_entries (actor_id);
create index audit_entries_comment_idx on audit_entries (comment_id);
create index audit_entries_case_idx on audit_entries (case_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% only grows', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger moderation_decisions_only_grow before update or delete on moderation_decisions
    for each row execute function refuse_change();
create trigger audit_entries_only_grow before update or delete on audit_entries
    for each row execute function refuse_change();

-- ---------------------------------------------------------------- mechanisms

-- Events that were committed and are not yet with the broker. The relay deletes what is confirmed, so that the
-- table is as long as the backlog.
create table outbox (
    position      bigint generated always as identity primary key,
    id            uuid not null,
    type          text not null,
    subject       text not null,
    data          jsonb not null,
    traceparent   text,
    occurred_at   timestamptz not null,
    -- A relay's lease: another may take the row over once this has passed.
    claimed_until timestamptz
);

-- Which consumer has finished which event; written in the effect's own transaction.
create table processed_events (
    consumer     text not null,
    event_id     uuid not null,
    processed_at timestamptz not null,
    primary key (consumer, event_id)
);
-- Old rows are swept away: an event does not come back after a month.
create index processed_events_processed_at_idx on processed_events (processed_at);

-- The first result of a creating mutation, so that a retry answers the same.
create table idempotency_keys (
    user_id      uuid not null references users on delete cascade,
    operation    text not null,
    key          text not null check (char_length(key) between 1 and 100),
    -- SHA-256 of the input: the same key with another input is a mistake that the client should hear of.
    request_hash bytea not null,
    result_id    uuid not null,
    created_at   timestamptz not null,
    primary key (user_id, operation, key)
);
create index idempotency_keys_created_at_idx on idempotency_keys (created_at);
