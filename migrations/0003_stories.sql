-- Stories in full: translations, references, links between stories, unpublishing and deleting, and what is derived from a
-- text when it is written.

alter table stories
    -- Stories with one value are translations of one another: it is the id of the story that they began with. Null while a
    -- story is linked to none.
    add column translation_group uuid,
    -- What the story draws on: [{"title", "url", "authors", "year", "note"}].
    add column sources           jsonb not null default '[]',
    -- Whether a person said what language it is in. Otherwise it is detected again when the text changes. Of the stories
    -- that are there already nobody knows: theirs is never changed behind their authors' backs.
    add column language_is_given boolean not null default true,
    -- Derived from the text by rendering `rendering`, with `body_html`.
    add column reading_minutes   integer not null default 1 check (reading_minutes >= 1),
    -- Which version of the renderer made what is derived; what an older one made is made again, in batches.
    add column rendering         smallint not null default 1,
    -- Set when a story that readers knew became a draft again: moderators still find it, with its discussion.
    add column unpublished_at    timestamptz,
    drop constraint stories_status_check,
    -- DELETED: taken away by its author after it had been published. The row stays for what refers to it.
    add constraint stories_status_check check (status in ('DRAFT', 'PUBLISHED', 'DELETED'));
alter table stories alter column language_is_given set default false;

-- The translations of a story. Somebody has one in each language at most: two people may well translate the same story.
create unique index stories_translation_key on stories (translation_group, author_id, language)
    where translation_group is not null and language <> 'und';
create index stories_translation_group_idx on stories (translation_group) where translation_group is not null;
-- What is to be rendered again, empty once that is done. Its condition names the renderer's version: a migration that
-- comes with a new version makes the three indexes anew (a test holds them to it).
create index stories_rendering_idx on stories (id) where rendering < 2;

-- Whoever began a story has taken these translations out of its group: their authors can't put them back.
create table translation_refusals (
    -- The story that the group began with.
    original_id uuid not null references stories on delete cascade,
    story_id    uuid not null references stories on delete cascade,
    primary key (original_id, story_id)
);
create index translation_refusals_story_idx on translation_refusals (story_id);

-- Which stories a story's text links to: read in both directions for what is related.
create table story_links (
    from_id uuid not null references stories on delete cascade,
    to_id   uuid not null references stories on delete cascade,
    primary key (from_id, to_id)
);
create index story_links_to_idx on story_links (to_id);

-- A revision is the whole story as it was.
alter table story_revisions
    add column language text not null default 'und',
    add column tags     text[] not null default '{}',
    add column sources  jsonb not null default '[]';
update story_revisions r set language = s.language, tags = s.tags from stories s where s.id = r.story_id;

alter table comments add column rendering smallint not null default 1;
alter table comment_revisions add column rendering smallint not null default 1;
create index comments_rendering_idx on comments (id) where rendering < 2;
create index comment_revisions_rendering_idx on comment_revisions (comment_id, revision) where rendering < 2;
