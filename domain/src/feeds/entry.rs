use chrono::{DateTime, Utc};
use sqlx::{FromRow, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{
    boards::BoardVisibility,
    ids::StoryId,
    images::{Format, Image},
};

/// The longest summary, in characters.
const LONGEST_SUMMARY: usize = 300;

/// Who wrote something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Byline {
    /// Their unique name.
    pub handle: String,
    /// The name that they are shown by.
    pub display_name: String,
}

/// The board that a story stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Its address.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// Whether lists, sitemaps and search engines may know of it.
    pub is_listed: bool,
}

/// A published story, with what a list shows of it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: StoryId,
    /// Its title.
    pub title: String,
    /// Its title, fit for an address.
    pub slug: String,
    /// How it begins: one line of plain words.
    pub summary: String,
    /// Its text, as sanitised HTML; `None` where it was not asked for, or there was no room for it.
    pub html: Option<String>,
    /// Its language (BCP 47), `und` if unknown.
    pub language: String,
    /// What it is about.
    pub tags: Vec<String>,
    /// How long it takes to read, at least 1.
    pub reading_minutes: i32,
    /// Comments that its readers see.
    pub comment_count: i32,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// When it last became what it is: by an edit, or by being published.
    pub changed_at: DateTime<Utc>,
    /// The story that it and its translations began with; `None` while it is linked to none.
    pub translation_group: Option<Uuid>,
    /// Who wrote it.
    pub author: Byline,
    /// Where it stands.
    pub board: Home,
    /// Its cover.
    pub cover: Option<Image>,
}

/// What a statement selects for an [`Entry`] but for `html`: of story `s`, on board `b`, by user `u`. Two thousand characters
/// are enough to begin with: links in them may be long.
pub(super) const COLUMNS: &str = "s.id, s.title, s.slug, left(s.body, 2000) as opening, s.language, s.tags, s.reading_minutes,
    s.comment_count, s.published_at, greatest(s.updated_at, s.published_at) as changed_at, s.translation_group,
    u.handle, u.display_name, b.slug as board_slug, b.title as board_title, b.visibility,
    cover.hash, cover.format, cover.width, cover.height, cover.alt_text";

/// Where it selects that from.
pub(super) const TABLES: &str =
    " from stories s join boards b on b.id = s.board_id join users u on u.id = s.author_id
    left join lateral (
        select f.hash, f.format, f.width, f.height, i.alt_text
        from image_uses i join images m on m.id = i.image_id join image_files f on f.hash = m.hash
        where i.story_id = s.id and i.purpose = 'COVER'
    ) cover on true";

impl<'r> FromRow<'r, PgRow> for Entry {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        let opening: &str = row.try_get("opening")?;
        let visibility: BoardVisibility = row.try_get("visibility")?;
        Ok(Self {
            id: row.try_get("id")?,
            title: row.try_get("title")?,
            slug: row.try_get("slug")?,
            summary: fabula_text::teaser(opening, LONGEST_SUMMARY),
            html: row.try_get("html")?,
            language: row.try_get("language")?,
            tags: row.try_get("tags")?,
            reading_minutes: row.try_get("reading_minutes")?,
            comment_count: row.try_get("comment_count")?,
            published_at: row.try_get("published_at")?,
            changed_at: row.try_get("changed_at")?,
            translation_group: row.try_get("translation_group")?,
            author: Byline { handle: row.try_get("handle")?, display_name: row.try_get("display_name")? },
            board: Home {
                slug: row.try_get("board_slug")?,
                title: row.try_get("board_title")?,
                is_listed: visibility == BoardVisibility::Public,
            },
            cover: cover(row)?,
        })
    }
}

fn cover(row: &PgRow) -> Result<Option<Image>, sqlx::Error> {
    let Some(hash) = row.try_get::<Option<Vec<u8>>, _>("hash")? else { return Ok(None) };
    let format: Format = row.try_get("format")?;
    let alt_text = row.try_get("alt_text")?;
    Ok(Some(Image { hash, format, width: row.try_get("width")?, height: row.try_get("height")?, alt_text }))
}
