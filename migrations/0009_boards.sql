-- Boards in full: how people come to belong to one, how they are kept from it, who owns it, and how it is closed.

-- ---------------------------------------------------------------- boards

alter table boards
    -- OPEN: whoever sees it joins. REQUEST: its owner and moderators let people in. INVITE: they ask people in. A private
    -- board is always INVITE.
    add column join_policy    text not null default 'OPEN' check (join_policy in ('OPEN', 'REQUEST', 'INVITE')),
    -- Who writes stories on it: everyone who belongs to it, or contributors and above.
    add column writing_policy text not null default 'MEMBERS' check (writing_policy in ('MEMBERS', 'CONTRIBUTORS')),
    -- Since when nothing is added to it any more.
    add column archived_at    timestamptz,
    -- The member to whom its owner has offered it, until they answer.
    add column offered_to     uuid references users on delete set null,
    add column offered_at     timestamptz;
update boards set join_policy = 'INVITE' where visibility = 'PRIVATE';
create index boards_offered_to_idx on boards (offered_to) where offered_to is not null;

-- ---------------------------------------------------------------- members

-- Exactly one owner: never two, whatever crosses. That there is one is kept by leaving and transferring; the doctor looks.
create unique index board_members_owner_key on board_members (board_id) where role = 'OWNER';
-- The members in one role, in pages: a board has few moderators among many members.
create index board_members_role_idx on board_members (board_id, role, user_id);
-- The boards that somebody belongs to, in pages.
drop index board_members_user_id_idx;
create index board_members_user_idx on board_members (user_id, board_id);

-- ---------------------------------------------------------------- requests to join

create table board_join_requests (
    id          uuid primary key,
    board_id    uuid not null references boards on delete cascade,
    user_id     uuid not null references users on delete cascade,
    -- What the person says of themselves. For those who answer; it goes when they have.
    note        text check (char_length(note) between 1 and 1000),
    status      text not null check (status in ('PENDING', 'ACCEPTED', 'DECLINED', 'WITHDRAWN')),
    created_at  timestamptz not null,
    answered_by uuid references users on delete set null,
    answered_at timestamptz,
    -- One of each person: a new one takes the place of one that was answered.
    constraint board_join_requests_person_key unique (board_id, user_id)
);
-- What waits for an answer on a board, in pages.
create index board_join_requests_open_idx on board_join_requests (board_id, id) where status = 'PENDING';
create index board_join_requests_user_idx on board_join_requests (user_id);
create index board_join_requests_answered_by_idx on board_join_requests (answered_by) where answered_by is not null;

-- ---------------------------------------------------------------- invitations

create table board_invitations (
    id          uuid primary key,
    board_id    uuid not null references boards on delete cascade,
    -- Who is asked in.
    user_id     uuid not null references users on delete cascade,
    -- Who asks. Invitations of those who may no longer invite are revoked when they lose that right.
    inviter_id  uuid not null references users on delete cascade,
    role        text not null check (role in ('MODERATOR', 'CONTRIBUTOR', 'MEMBER')),
    message     text check (char_length(message) between 1 and 1000),
    status      text not null check (status in ('PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED')),
    created_at  timestamptz not null,
    answered_at timestamptz,
    -- One of each person: a new one takes the place of one that was answered.
    constraint board_invitations_person_key unique (board_id, user_id)
);
-- The open ones of a board and of a person, in pages.
create index board_invitations_open_idx on board_invitations (board_id, id) where status = 'PENDING';
create index board_invitations_user_idx on board_invitations (user_id, id);
create index board_invitations_inviter_idx on board_invitations (inviter_id);

create table board_invite_links (
    id         uuid primary key,
    board_id   uuid not null references boards on delete cascade,
    inviter_id uuid not null references users on delete cascade,
    -- Moderators are asked in by name.
    role       text not null check (role in ('CONTRIBUTOR', 'MEMBER')),
    -- SHA-256 of 160 random bits: a stolen database lets nobody in.
    token_hash bytea not null,
    -- How many people may come in by it; null for any number.
    max_uses   integer check (max_uses >= 1),
    use_count  integer not null default 0 check (use_count >= 0),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint board_invite_links_token_hash_key unique (token_hash),
    constraint board_invite_links_uses check (use_count <= max_uses)
);
create index board_invite_links_board_idx on board_invite_links (board_id, id);
create index board_invite_links_inviter_idx on board_invite_links (inviter_id);
-- Expired links are swept away in batches.
create index board_invite_links_expires_at_idx on board_invite_links (expires_at);

-- ---------------------------------------------------------------- bans

create table board_bans (
    board_id   uuid not null references boards on delete cascade,
    user_id    uuid not null references users on delete cascade,
    banned_by  uuid references users on delete set null,
    -- The person is told it.
    reason     text not null check (char_length(reason) between 1 and 500),
    created_at timestamptz not null,
    -- Null until it is lifted.
    until      timestamptz,
    primary key (board_id, user_id)
);
create index board_bans_user_idx on board_bans (user_id);
create index board_bans_banned_by_idx on board_bans (banned_by) where banned_by is not null;
-- Bans that are over are swept away in batches.
create index board_bans_until_idx on board_bans (until) where until is not null;
