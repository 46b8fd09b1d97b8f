-- The tags of stories as rows, beside the array that a story is read with: the newest stories of a tag are read from the
-- index in order, whether the tag is on three stories or on a million. From the array's index they come in no order, and a
-- planner who doesn't know the tag has to guess which way is shorter.

create table story_tags (
    tag      text not null,
    story_id uuid not null references stories on delete cascade,
    primary key (tag, story_id)
);
create index story_tags_story_idx on story_tags (story_id);
insert into story_tags (tag, story_id) select distinct unnest(tags), id from stories;
