-- What feeds and public lists are read from: published stories in the order in which they were published. Ids sort by when
-- a story was begun, which for one that was a draft for a year is nowhere near.

create index stories_board_published_at_idx on stories (board_id, published_at, id) where status = 'PUBLISHED';
create index stories_author_published_at_idx on stories (author_id, published_at, id) where status = 'PUBLISHED';
-- By the language without script and region: who follows `pt` wants `pt-BR`, too.
create index stories_language_published_at_idx on stories (split_part(language, '-', 1), published_at, id)
    where status = 'PUBLISHED';

-- Without it a story has no place in them.
alter table stories add constraint stories_published_at_check check (status <> 'PUBLISHED' or published_at is not null);
