-- Reactions, locked discussions, follows, mutes and blocks.

-- ---------------------------------------------------------------- reactions

create table comment_reactions (
    comment_id uuid not null references comments on delete cascade,
    -- Not with the account by itself: the counts below must change with it.
    user_id    uuid not null references users,
    -- One person, one reaction: so the score below counts people.
    reaction   text not null check (reaction in ('LIKE', 'INSIGHTFUL', 'THANKS', 'DISAGREE')),
    created_at timestamptz not null,
    primary key (comment_id, user_id)
);
-- What one person reacted to.
create index comment_reactions_user_idx on comment_reactions (user_id);

-- How often, kept in the transaction that changes it; `fabula doctor` recounts.
alter table comments
    add column like_count       integer not null default 0 check (like_count >= 0),
    add column insightful_count integer not null default 0 check (insightful_count >= 0),
    add column thanks_count     integer not null default 0 check (thanks_count >= 0),
    add column disagree_count   integer not null default 0 check (disagree_count >= 0);
-- What `TOP` orders by, in millionths: the lower bound of Wilson's score interval (Wilson 1927, at 95 %: z = 1.96) for the
-- share of reactions that agree. Ten likes of ten stand above one of one; a comment without reactions has 0.
alter table comments
    add column score integer not null generated always as (
        case when like_count + insightful_count + thanks_count = 0 then 0 else round(1000000 * (
            ((like_count + insightful_count + thanks_count + 1.9208::float8)
                / (like_count + insightful_count + thanks_count + disagree_count)
             - 1.96::float8 * sqrt((like_count + insightful_count + thanks_count) * disagree_count::float8
                                   / (like_count + insightful_count + thanks_count + disagree_count) + 0.9604::float8)
               / (like_count + insightful_count + thanks_count + disagree_count))
            / (1 + 3.8416::float8 / (like_count + insightful_count + thanks_count + disagree_count))
        ))::integer end
    ) stored;
-- The top level of a discussion, best first; the same rows as `comments_thread_idx`.
create index comments_top_idx on comments (story_id, score, id)
    where parent_id is null and (status = 'PUBLISHED' or reply_count > 0);

-- ---------------------------------------------------------------- locked discussions

-- Since when nothing is added to the discussion, and who saw to it.
alter table stories
    add column discussion_locked_at timestamptz,
    add column discussion_locked_by uuid references users on delete set null;
create index stories_discussion_locked_by_idx on stories (discussion_locked_by) where discussion_locked_by is not null;

-- ---------------------------------------------------------------- follows

create table follows (
    user_id    uuid not null references users on delete cascade,
    -- Exactly one of these.
    board_id   uuid references boards on delete cascade,
    story_id   uuid references stories on delete cascade,
    person_id  uuid references users on delete cascade,
    created_at timestamptz not null,
    constraint follows_one_subject check (num_nonnulls(board_id, story_id, person_id) = 1),
    constraint follows_not_oneself check (person_id <> user_id)
);
-- Each subject is followed once; who follows it is read in pages by the follower's id.
create unique index follows_board_key on follows (board_id, user_id) where board_id is not null;
create unique index follows_story_key on follows (story_id, user_id) where story_id is not null;
create unique index follows_person_key on follows (person_id, user_id) where person_id is not null;
-- What one person follows, in pages.
create index follows_of_user_idx on follows (user_id, board_id, story_id, person_id);

-- ---------------------------------------------------------------- mutes and blocks

create table user_relations (
    user_id    uuid not null references users on delete cascade,
    other_id   uuid not null references users on delete cascade,
    -- MUTE: `user_id` does not want to hear of `other_id`. BLOCK: `other_id` may not turn to `user_id`.
    kind       text not null check (kind in ('MUTE', 'BLOCK')),
    created_at timestamptz not null,
    primary key (user_id, kind, other_id),
    constraint user_relations_not_oneself check (user_id <> other_id)
);
-- Whether somebody is blocked by one of several.
create index user_relations_other_idx on user_relations (other_id, kind, user_id);
