use chrono::{DateTime, Utc};

use crate::ids::{BoardId, UserId};

/// Who sees a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BoardVisibility {
    /// Everyone, and it is listed.
    Public,
    /// Everyone who knows its address.
    Unlisted,
    /// Its members.
    Private,
}

/// When comments on a board are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ModerationMode {
    /// After the automatic verdict.
    Pre,
    /// At once; withdrawn if the verdict says so.
    Post,
    /// After a human has approved.
    Manual,
}

/// What a member may do on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BoardRole {
    /// Opened it, and answers for it.
    Owner,
    /// Keeps order on it.
    Moderator,
    /// Writes stories.
    Contributor,
    /// Belongs to it.
    Member,
}

/// A themed place for stories.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Board {
    /// Its id.
    pub id: BoardId,
    /// Its address.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// What it is about, in Markdown.
    pub description: String,
    /// The languages that are at home on it.
    pub languages: Vec<String>,
    /// Who sees it.
    pub visibility: BoardVisibility,
    /// When comments are seen.
    pub moderation_mode: ModerationMode,
    /// Who owns it.
    pub owner_id: UserId,
    /// How many belong to it.
    pub member_count: i32,
    /// How many published stories it has.
    pub story_count: i32,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
}
