-- Spaces: the shelves that people keep, and what stands on them. A space is its owner and needs no row of its own.

create table shelves (
    id          uuid primary key,
    -- Gone with the account: nothing but the owner's taste is in it, and nothing refers to it.
    owner_id    uuid not null references users on delete cascade,
    title       text not null check (char_length(title) between 1 and 80),
    description text not null check (char_length(description) <= 2000),
    visibility  text not null check (visibility in ('PUBLIC', 'PRIVATE')),
    -- Its place among its owner's. Ranks have gaps, so that a move writes one row and leaves the cursors of all others as
    -- they were; the owner's row is locked while they change.
    rank        integer not null,
    -- Counts up when its title, description or visibility changes; edits compare and set it.
    revision    integer not null default 1 check (revision >= 1),
    created_at  timestamptz not null,
    -- When the same last changed. What is put on it or taken off does not show here: it may be nobody else's business.
    updated_at  timestamptz not null
);
-- Somebody's shelves in their order.
create index shelves_owner_idx on shelves (owner_id, rank, id);

create table shelf_items (
    shelf_id   uuid not null references shelves on delete cascade,
    -- Exactly one of these.
    story_id   uuid references stories on delete cascade,
    board_id   uuid references boards on delete cascade,
    -- Whichever it is: something stands on a shelf once.
    subject_id uuid not null generated always as (coalesce(story_id, board_id)) stored,
    -- Its place on the shelf, with gaps as above.
    rank       integer not null,
    added_at   timestamptz not null,
    primary key (shelf_id, subject_id),
    constraint shelf_items_one_subject check (num_nonnulls(story_id, board_id) = 1)
);
-- What is on a shelf, in its order.
create index shelf_items_order_idx on shelf_items (shelf_id, rank, subject_id);
-- What goes with a story or a board that is deleted.
create index shelf_items_story_idx on shelf_items (story_id) where story_id is not null;
create index shelf_items_board_idx on shelf_items (board_id) where board_id is not null;

-- The boards of a space are read in pages, newest first.
create index boards_owner_idx on boards (owner_id, id);
drop index boards_owner_id_idx;
