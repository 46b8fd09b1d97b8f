use chrono::{DateTime, Utc};
use fabula_text::{clean_line, clean_text};
use uuid::Uuid;

use crate::{
    Invalid,
    ids::{BoardId, NodeId, ShelfId, StoryId, UserId},
};

/// The most shelves that one person keeps.
pub const MOST_SHELVES: usize = 100;
/// The most things on one shelf.
pub const MOST_ITEMS: usize = 1_000;

/// Who sees a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ShelfVisibility {
    /// Everyone.
    Public,
    /// Its owner.
    Private,
}

/// A named, ordered collection of stories and boards.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Shelf {
    /// Its id.
    pub id: ShelfId,
    /// Who keeps it.
    pub owner_id: UserId,
    /// Its name.
    pub title: String,
    /// What it is about, in Markdown.
    pub description: String,
    /// Who sees it.
    pub visibility: ShelfVisibility,
    /// Its place among its owner's.
    pub rank: i32,
    /// How often its title, description or visibility was set, from 1.
    pub revision: i32,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When its title, description or visibility last changed.
    pub updated_at: DateTime<Utc>,
}

/// What can stand on a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShelfSubject {
    /// A story.
    Story(StoryId),
    /// A board.
    Board(BoardId),
}

impl ShelfSubject {
    /// Reads the id of something that can stand on a shelf.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        match NodeId::parse(id)? {
            NodeId::Story(story) => Some(Self::Story(story)),
            NodeId::Board(board) => Some(Self::Board(board)),
            _ => None,
        }
    }

    /// Its id, without the kind.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Story(story) => story.uuid(),
            Self::Board(board) => board.uuid(),
        }
    }

    /// What the columns `story_id` and `board_id` hold: one of them is set.
    pub(super) fn of_columns(story: Option<StoryId>, board: Option<BoardId>) -> Option<Self> {
        story.map(Self::Story).or(board.map(Self::Board))
    }
}

/// Something on a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShelfItem {
    /// What it is.
    pub subject: ShelfSubject,
    /// Its place on the shelf.
    pub rank: i32,
    /// When it was put there.
    pub added_at: DateTime<Utc>,
}

/// A shelf's name: 1 to 80 characters.
pub(super) fn title(text: &str) -> Result<String, Invalid> {
    clean_line(text, 80).map_err(Invalid::text("title"))
}

/// What a shelf is about: nothing, or at most 2,000 characters of Markdown.
pub(super) fn description(text: &str) -> Result<String, Invalid> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    clean_text(text, 2_000).map_err(Invalid::text("description"))
}
