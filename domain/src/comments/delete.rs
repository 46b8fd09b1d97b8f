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
/// # Errors
/// If the viewer is not the author.
pub async fn delete(db: &Db, viewer: &Viewer, id: CommentId) -> Result<Comment, DeleteCommentError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let mut seen = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
    if seen.is_none() {
        // Who has left a private board sees nothing there any more, and still takes back what is theirs.
        let own = Sight { user: Some(viewer.id), moderator: true };
        let found = queries::by_ids(&mut *transaction, &[id], own).await?.pop();
        seen = found.filter(|comment| comment.author_id == Some(viewer.id));
    }
    let mut seen = seen.ok_or(DeleteCommentError::NotFound)?;
    if seen.author_id != Some(viewer.id) {
        return Err(DeleteCommentError::NotTheAuthor);
    }
    let locked = visibility::lock(&mut transaction, id).await?;
    let mut locked = locked.ok_or(DeleteCommentError::NotFound)?;
    if locked.status != CommentStatus::Deleted {
        take_away(&mut transaction, &mut locked, now).await?;
    }
    transaction.commit().await?;
    seen.status = CommentStatus::Deleted;
    Ok(seen)
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
