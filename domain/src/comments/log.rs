use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgExecutor;

use crate::ids::{CommentId, StoryId};

/// What happened to a comment, for those who follow its discussion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentEventKind {
    /// It can be read now.
    Published,
    /// Its text changed.
    Edited,
    /// Moderation took it away.
    Removed,
    /// Its author took it away.
    Deleted,
    /// Moderation brought it back.
    Restored,
}

/// One line of a story's log, which is also what travels live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Whose discussion.
    pub story: StoryId,
    /// Its number, from 1, without gaps.
    pub sequence: i64,
    /// What happened.
    pub kind: CommentEventKind,
    /// To which comment.
    pub comment: CommentId,
    /// When.
    pub at: DateTime<Utc>,
    /// The trace of the request that caused it. Only live messages carry it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
}

/// Word of how far the log goes, for followers on this node.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) head: i64,
}

/// What comes over the live channel of a discussion.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum LiveMessage {
    Entry(LogEntry),
    Head(Head),
}

/// A place in one story's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Whose log.
    pub story: StoryId,
    /// The last event that was seen; 0 before the first.
    pub sequence: i64,
}

/// A text that is not a cursor of the story's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is not one of this discussion")]
pub struct CursorError;

impl Cursor {
    /// Reads a cursor that must belong to `story`.
    ///
    /// # Errors
    /// If it is malformed or belongs to another story.
    pub fn parse(text: &str, story: StoryId) -> Result<Self, CursorError> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError)?;
        let bytes: [u8; 24] = bytes.try_into().map_err(|_| CursorError)?;
        let (owner, sequence) = bytes.split_at(16);
        let sequence = i64::from_be_bytes(sequence.try_into().map_err(|_| CursorError)?);
        if owner != story.uuid().as_bytes() || sequence < 0 {
            return Err(CursorError);
        }
        Ok(Self { story, sequence })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = [0_u8; 24];
        bytes[..16].copy_from_slice(self.story.uuid().as_bytes());
        bytes[16..].copy_from_slice(&self.sequence.to_be_bytes());
        formatter.write_str(&BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// The live topic of a story's discussion.
pub(crate) fn topic(story: StoryId) -> String {
    format!("{TOPIC_PREFIX}{story}")
}

/// What every discussion's topic starts with.
pub(crate) const TOPIC_PREFIX: &str = "discussion:";

/// The number of the newest event; `None` if there is no such story.
///
/// # Errors
/// If the database refuses.
pub async fn head(executor: impl PgExecutor<'_>, story: StoryId) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!("select last_event_sequence from stories where id = $1", story.uuid())
        .fetch_optional(executor)
        .await
}

/// Up to `limit` events of a story after number `after`, in order.
///
/// # Errors
/// If the database refuses.
pub async fn read(
    executor: impl PgExecutor<'_>,
    story: StoryId,
    after: i64,
    limit: i64,
) -> Result<Vec<LogEntry>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select sequence, kind as "kind: CommentEventKind", comment_id as "comment: CommentId", occurred_at
           from story_events where story_id = $1 and sequence > $2 order by sequence limit $3"#,
        story.uuid(),
        after,
        limit,
    )
    .fetch_all(executor)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| LogEntry {
            story,
            sequence: row.sequence,
            kind: row.kind,
            comment: row.comment,
            at: row.occurred_at,
            traceparent: None,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_story() {
        let now = DateTime::UNIX_EPOCH;
        let (story, other) = (StoryId::new(now), StoryId::new(now));
        let text = Cursor { story, sequence: 42 }.to_string();
        assert_eq!(Cursor::parse(&text, story).unwrap().sequence, 42);
        assert_eq!(Cursor::parse(&text, other), Err(CursorError));
        for bad in ["", "42", "????", &Cursor { story, sequence: -1 }.to_string()] {
            assert_eq!(Cursor::parse(bad, story), Err(CursorError));
        }
    }
}
