use chrono::{DateTime, Utc};
use sqlx::{FromRow, Row as _, postgres::PgRow};

use crate::{
    Invalid,
    ids::{CommentId, StoryId, UserId},
    viewer::Sight,
};

/// Where a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentStatus {
    /// Waits for its first verdict.
    Pending,
    /// Readers see it.
    Published,
    /// Waits for a moderator.
    Held,
    /// Not accepted.
    Rejected,
    /// Taken away by moderation.
    Removed,
    /// Taken away by its author.
    Deleted,
}

/// A comment as one viewer sees it: for its author, the newest text; for everyone else, the one that was let through.
#[derive(Debug, Clone)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// Whose discussion it belongs to.
    pub story_id: StoryId,
    /// What it replies to; `None` at the top.
    pub parent_id: Option<CommentId>,
    /// Who wrote it; `None` once their account is erased.
    pub author_id: Option<UserId>,
    /// Its text in Markdown. See [`Comment::text_is_visible`] before showing it.
    pub body: String,
    /// Its text as sanitised HTML.
    pub body_html: String,
    /// Its language (BCP 47), `und` if unknown.
    pub language: String,
    /// Where it stands.
    pub status: CommentStatus,
    /// How often its author wrote it, from 1.
    pub revision: i32,
    /// Direct replies as shown.
    pub reply_count: i32,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was last edited.
    pub edited_at: Option<DateTime<Utc>>,
}

/// Reads the columns of `queries::push_select`, by their places: looking each up by its name would take longer than
/// reading it.
impl<'r> FromRow<'r, PgRow> for Comment {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get(0)?,
            story_id: row.try_get(1)?,
            parent_id: row.try_get(2)?,
            author_id: row.try_get(3)?,
            body: row.try_get(4)?,
            body_html: row.try_get(5)?,
            language: row.try_get(6)?,
            status: row.try_get(7)?,
            revision: row.try_get(8)?,
            reply_count: row.try_get(9)?,
            created_at: row.try_get(10)?,
            edited_at: row.try_get(11)?,
        })
    }
}

impl Comment {
    /// Whether the viewer may read the text, and not only that there is (or was) a comment.
    #[must_use]
    pub fn text_is_visible(&self, sight: Sight) -> bool {
        match self.status {
            CommentStatus::Published => true,
            CommentStatus::Removed | CommentStatus::Deleted => false,
            CommentStatus::Pending | CommentStatus::Held | CommentStatus::Rejected => {
                sight.moderator || (sight.user.is_some() && sight.user == self.author_id)
            }
        }
    }
}

/// A comment's text: 1 to 10,000 visible characters in NFC. It may say what language it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentBody {
    text: String,
    language: Option<String>,
}

impl CommentBody {
    /// Reads a text.
    ///
    /// # Errors
    /// If there is nothing to see, too much, or characters that can't be shown.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = fabula_text::clean_text(text, 10_000).map_err(Invalid::text("body"))?;
        Ok(Self { text, language: None })
    }

    /// The same text, whose author says what language it is in, if they do.
    ///
    /// # Errors
    /// If it is not a language tag.
    pub fn in_language(self, tag: Option<&str>) -> Result<Self, Invalid> {
        let language = tag.map(|tag| crate::fault::language("language", tag)).transpose()?;
        Ok(Self { language, ..self })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A text with what is derived from it once, when it is written.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) body: String,
    pub(super) html: String,
    /// What its author says that it is in.
    pub(super) language: Option<String>,
    /// SimHash, as the database keeps it.
    pub(super) fingerprint: Option<i64>,
}

impl From<CommentBody> for Rendered {
    fn from(body: CommentBody) -> Self {
        Self {
            html: fabula_text::markdown_to_html_without_anchors(&body.text),
            fingerprint: fabula_text::fingerprint(&body.text).map(u64::cast_signed),
            body: body.text,
            language: body.language,
        }
    }
}
