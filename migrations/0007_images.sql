-- Images: who uploaded what, and where it is used. The bytes are in the object storage, under the hash of what they are.

-- One row for each set of objects in the storage. It outlives the uploads: the sweep deletes the objects first.
create table image_files (
    -- SHA-256 of the full-size rendition.
    hash       bytea primary key check (octet_length(hash) = 32),
    format     text not null check (format in ('JPEG', 'WEBP')),
    width      integer not null check (width >= 1),
    height     integer not null check (height >= 1),
    -- Of all renditions: what counts against a quota.
    byte_count bigint not null check (byte_count >= 1)
);

create table images (
    id          uuid primary key,
    owner_id    uuid not null references users on delete cascade,
    -- Not cascading: what somebody has uploaded keeps its file.
    hash        bytea not null references image_files,
    -- The last time that it was sent: it is swept a day later unless it is in use.
    uploaded_at timestamptz not null,
    -- The same image again is the same upload.
    constraint images_owner_hash_key unique (owner_id, hash)
);
-- Which files nobody has uploaded any more; which uploads a text shows.
create index images_hash_idx on images (hash);
create index images_uploaded_at_idx on images (uploaded_at);

create table image_uses (
    -- Not cascading: what is in use can't be swept away, whatever happens at the same moment.
    image_id   uuid not null references images,
    purpose    text not null check (purpose in ('AVATAR', 'COVER', 'INLINE')),
    user_id    uuid references users on delete cascade,
    story_id   uuid references stories on delete cascade,
    comment_id uuid references comments on delete cascade,
    -- What a cover shows, in words.
    alt_text   text check (char_length(alt_text) between 1 and 500),
    constraint image_uses_place check (
        case purpose when 'AVATAR' then user_id is not null and story_id is null and comment_id is null
                     when 'COVER' then story_id is not null and user_id is null and comment_id is null
                     else num_nonnulls(user_id, story_id, comment_id) = 1 end)
);
create index image_uses_image_idx on image_uses (image_id);
create unique index image_uses_avatar_key on image_uses (user_id) where purpose = 'AVATAR';
create unique index image_uses_cover_key on image_uses (story_id) where purpose = 'COVER';
-- Older revisions stay readable, so a use in a text is never taken back while the text is there.
create unique index image_uses_in_story_key on image_uses (story_id, image_id) where purpose = 'INLINE';
create unique index image_uses_in_bio_key on image_uses (user_id, image_id) where purpose = 'INLINE';
create unique index image_uses_in_comment_key on image_uses (comment_id, image_id) where purpose = 'INLINE';

-- Texts are rendered by version 3, which shows images of this instance and makes links of others.
drop index stories_rendering_idx, comments_rendering_idx, comment_revisions_rendering_idx;
create index stories_rendering_idx on stories (id) where rendering < 3;
create index comments_rendering_idx on comments (id) where rendering < 3;
create index comment_revisions_rendering_idx on comment_revisions (comment_id, revision) where rendering < 3;
