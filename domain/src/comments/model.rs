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
    /// How often it was reacted to.
    pub reactions: ReactionCounts,
    /// What `TOP` orders by: the lower bound, in millionths, of Wilson's score interval for the share of reactions that
    /// agree.
    pub score: i32,
}

/// How a reader feels about a comment, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reaction {
    /// They like it.
    Like,
    /// They learned from it.
    Insightful,
    /// They are grateful for it.
    Thanks,
    /// They see it otherwise.
    Disagree,
}

impl Reaction {
    /// Every reaction, in the order that they are shown in.
    pub const ALL: [Self; 4] = [Self::Like, Self::Insightful, Self::Thanks, Self::Disagree];
}

/// How often a comment was reacted to, kept beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReactionCounts {
    like: i32,
    insightful: i32,
    thanks: i32,
    disagree: i32,
}

impl ReactionCounts {
    /// How many gave this reaction.
    #[must_use]
    pub fn of(self, reaction: Reaction) -> i32 {
        match reaction {
            Reaction::Like => self.like,
            Reaction::Insightful => self.insightful,
            Reaction::Thanks => self.thanks,
            Reaction::Disagree => self.disagree,
        }
    }
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
            reactions: ReactionCounts {
                like: row.try_get(12)?,
                insightful: row.try_get(13)?,
                thanks: row.try_get(14)?,
                disagree: row.try_get(15)?,
            },
            score: row.try_get(16)?,
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
