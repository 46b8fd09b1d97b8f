use chrono::{DateTime, Utc};
use fabula_text::{clean_line, clean_text};

use super::Terms;
use crate::{
    Invalid, fault,
    ids::{BoardId, UserId},
};

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

/// How people come to belong to a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JoinPolicy {
    /// Whoever sees it joins.
    Open,
    /// They ask, and its owner and moderators let them in.
    Request,
    /// Its owner and moderators ask them in.
    Invite,
}

/// Which members write stories on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WritingPolicy {
    /// All.
    Members,
    /// Contributors, moderators and the owner.
    Contributors,
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
    /// How people join it. A private one is joined by invitation.
    pub join_policy: JoinPolicy,
    /// Who writes stories on it.
    pub writing_policy: WritingPolicy,
    /// Who owns it.
    pub owner_id: UserId,
    /// How many belong to it.
    pub member_count: i32,
    /// How many published stories it has.
    pub story_count: i32,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// Since when nothing is added to it any more.
    pub archived_at: Option<DateTime<Utc>>,
}

impl Board {
    /// What of it decides on rights.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms {
            join_policy: self.join_policy,
            writing_policy: self.writing_policy,
            archived_at: self.archived_at,
        }
    }
}

/// A board's name: 1 to 120 characters.
pub(super) fn title(text: &str) -> Result<String, Invalid> {
    clean_line(text, 120).map_err(Invalid::text("title"))
}

/// What a board is about: nothing, or at most 10,000 characters of Markdown.
pub(super) fn description(text: &str) -> Result<String, Invalid> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    clean_text(text, 10_000).map_err(Invalid::text("description"))
}

/// The languages that are at home on a board: 1 to 20.
pub(super) fn languages(tags: &[String]) -> Result<Vec<String>, Invalid> {
    if tags.is_empty() {
        return Err(Invalid::new("languages", "needs at least one language"));
    }
    fault::languages("languages", tags, 20)
}

/// How a board is joined: as was asked, or as is usual for who sees it.
pub(super) fn join_policy(
    visibility: BoardVisibility,
    wanted: Option<JoinPolicy>,
) -> Result<JoinPolicy, Invalid> {
    match (visibility, wanted) {
        (BoardVisibility::Private, None | Some(JoinPolicy::Invite)) => Ok(JoinPolicy::Invite),
        (BoardVisibility::Private, Some(_)) => {
            Err(Invalid::new("joinPolicy", "is `INVITE` on a private board: nobody else finds it"))
        }
        (BoardVisibility::Public | BoardVisibility::Unlisted, wanted) => {
            Ok(wanted.unwrap_or(JoinPolicy::Open))
        }
    }
}
