use fabula_platform::db::Db;

use super::{Story, queries};
use crate::{
    Viewer,
    boards::{self, BoardAction, Hold},
    ids::{StoryId, UserId},
    moderation,
};

/// Why a discussion was neither locked nor unlocked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// There is no such story, or the viewer may not know of it.
    #[error("there is no such story")]
    NotFound,
    /// Only the story's author, the board's owner and moderators, and the instance's moderators lock.
    #[error("only the author and moderators can lock or unlock the discussion")]
    NotAllowed,
    /// The database refused.
    #[error("the discussion can't be locked or unlocked")]
    Database(#[from] sqlx::Error),
}

/// Locks a story's discussion, so that nothing is added to it any more, or unlocks it. Either is no error if it is so
/// already. Reading, reacting and deleting one's own go on.
///
/// A moderator's lock is not the author's to open. Once this has answered, nothing more is added.
///
/// # Errors
/// If the viewer may not do this.
pub async fn set_discussion_lock(
    db: &Db,
    viewer: &Viewer,
    id: StoryId,
    is_locked: bool,
) -> Result<Story, LockError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    // New comments hold the story's key until they are committed: this waits for them.
    let locked_by = sqlx::query_scalar!(
        r#"select discussion_locked_by as "by: UserId" from stories where id = $1 for update"#,
        id.uuid()
    )
    .fetch_optional(&mut *transaction)
    .await?
    .flatten();
    let story = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
    let story = story.ok_or(LockError::NotFound)?;
    let found = boards::hold(&mut transaction, viewer, story.board_id, Hold::Nothing, now).await?;
    let (_, standing) = found.ok_or(LockError::NotFound)?;
    let is_theirs = story.author_id == viewer.id && locked_by.is_none_or(|by| by == viewer.id);
    if !is_theirs && !standing.may(BoardAction::LockDiscussions) {
        return Err(LockError::NotAllowed);
    }
    let changed = sqlx::query!(
        "update stories set discussion_locked_at = case when $2 then $3::timestamptz end,
                discussion_locked_by = case when $2 then $4::uuid end
         where id = $1 and (discussion_locked_at is not null) <> $2",
        id.uuid(),
        is_locked,
        now,
        viewer.id.uuid(),
    )
    .execute(&mut *transaction)
    .await?;
    if changed.rows_affected() == 1 && story.author_id != viewer.id {
        let action = if is_locked { "discussion.locked" } else { "discussion.unlocked" };
        moderation::record_on_story(&mut transaction, now, viewer.id, action, id).await?;
    }
    let story = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
    transaction.commit().await?;
    story.ok_or(LockError::NotFound)
}

/// Whether nothing can be added to a story's discussion.
pub(crate) async fn discussion_is_locked(
    executor: impl sqlx::PgExecutor<'_>,
    id: StoryId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select discussion_locked_at is not null as "locked!" from stories where id = $1"#,
        id.uuid()
    )
    .fetch_one(executor)
    .await
}
