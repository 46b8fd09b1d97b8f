use chrono::{DateTime, Utc};
use fabula_platform::db::{Db, Transaction};

use super::{Comment, CommentEventKind, CommentStatus, queries, visibility};
use crate::{
    Viewer,
    ids::CommentId,
    images,
    moderation::{self, Deletion},
    viewer::Sight,
};

/// Why a comment was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteCommentError {
    /// There is no such comment, or the viewer may not know of it.
    #[error("there is no such comment")]
    NotFound,
    /// Only its author deletes a comment.
    #[error("only its author can delete a comment")]
    NotTheAuthor,
    /// The database refused.
    #[error("the comment can't be deleted")]
    Database(#[from] sqlx::Error),
}

/// Takes a comment away for good. Replies stay, under a tombstone. Deleting twice is no error.
///
/// A case about it is closed: there is nothing left to decide.
///
/// What somebody wrote is theirs to take away, also where they see nothing any more; then there is no comment to answer.
///
/// # Errors
/// If the viewer is not the author.
pub async fn delete(db: &Db, viewer: &Viewer, id: CommentId) -> Result<Option<Comment>, DeleteCommentError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let seen = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
    let found = queries::by_ids(&mut *transaction, &[id], Sight::of_own(viewer)).await?.pop();
    if found.is_none_or(|comment| comment.author_id != Some(viewer.id)) {
        let is_seen = seen.is_some();
        return Err(if is_seen { DeleteCommentError::NotTheAuthor } else { DeleteCommentError::NotFound });
    }
    let locked = visibility::lock(&mut transaction, id).await?;
    let mut locked = locked.ok_or(DeleteCommentError::NotFound)?;
    if locked.status != CommentStatus::Deleted {
        take_away(&mut transaction, &mut locked, now).await?;
    }
    transaction.commit().await?;
    Ok(seen.map(|seen| Comment { status: CommentStatus::Deleted, ..seen }))
}

/// Takes a locked comment away for its author, with everything that follows from it.
pub(super) async fn take_away(
    transaction: &mut Transaction<'_>,
    locked: &mut visibility::Locked,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let was_public = locked.status == CommentStatus::Published;
    let kind = was_public.then_some(CommentEventKind::Deleted);
    visibility::set_status(transaction, locked, CommentStatus::Deleted, kind, now).await?;
    images::forget_comment(transaction, locked.id).await?;
    moderation::close_for_deleted(transaction, locked.id, Deletion::ByItsAuthor, now).await
}
