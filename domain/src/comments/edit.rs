use fabula_platform::{db::Db, outbox};

use super::{Comment, CommentBody, CommentStatus, model::Rendered, queries, visibility};
use crate::{
    Viewer, accounts,
    boards::{self, BoardAction, Hold, ModerationMode, Refusal},
    events::{CommentEvent, CommentFact},
    ids::CommentId,
    images, stories,
};

/// A new text for a comment.
#[derive(Debug, Clone)]
pub struct CommentEdit {
    /// Which comment.
    pub comment: CommentId,
    /// The revision that the author saw when they began.
    pub expected_revision: i32,
    /// The new text.
    pub body: CommentBody,
}

/// Why a comment was not edited.
#[derive(Debug, thiserror::Error)]
pub enum EditCommentError {
    /// There is no such comment, or the viewer may not know of it.
    #[error("there is no such comment")]
    NotFound,
    /// Only its author edits a comment.
    #[error("only its author can edit a comment")]
    NotTheAuthor,
    /// What moderation took away can't be edited.
    #[error("the comment was not accepted and can't be edited")]
    Closed,
    /// Its discussion is locked.
    #[error("the discussion is locked")]
    Locked,
    /// Someone was faster.
    #[error("the comment has been edited since")]
    RevisionConflict(Box<Comment>),
    /// The board does not let them.
    #[error(transparent)]
    Board(#[from] Refusal),
    /// The database refused.
    #[error("the comment can't be changed")]
    Database(#[from] sqlx::Error),
}

/// Writes the next revision of a comment and records that it awaits moderation.
///
/// What readers saw stays before them until the verdict; on a board in `POST` mode they see the new text at once.
///
/// # Errors
/// If the viewer is not the author, or the comment has been edited since.
pub async fn edit(db: &Db, viewer: &Viewer, edit: CommentEdit) -> Result<Comment, EditCommentError> {
    let text = Rendered::from(edit.body);
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let seen = queries::by_ids(&mut *transaction, &[edit.comment], viewer.into()).await?.pop();
    let seen = seen.ok_or(EditCommentError::NotFound)?;
    if seen.author_id != Some(viewer.id) {
        return Err(EditCommentError::NotTheAuthor);
    }
    let board =
        stories::board_of(&mut transaction, seen.story_id).await?.ok_or(EditCommentError::NotFound)?;
    let found = boards::hold(&mut transaction, viewer, board, Hold::Writing, now).await?;
    let (_, standing) = found.ok_or(EditCommentError::NotFound)?;
    let locked = visibility::lock(&mut transaction, edit.comment).await?;
    let mut locked = locked.ok_or(EditCommentError::NotFound)?;
    if matches!(locked.status, CommentStatus::Rejected | CommentStatus::Removed) {
        return Err(EditCommentError::Closed);
    }
    if locked.status == CommentStatus::Deleted {
        return Err(EditCommentError::NotFound);
    }
    if locked.discussion_is_locked {
        return Err(EditCommentError::Locked);
    }
    standing.check(BoardAction::EditOwn)?;
    if locked.revision != edit.expected_revision {
        let current = queries::by_ids(&mut *transaction, &[edit.comment], viewer.into()).await?.pop();
        return Err(EditCommentError::RevisionConflict(Box::new(current.unwrap_or(seen))));
    }
    let revision = locked.revision + 1;
    let mut expected = vec![seen.language.clone()];
    expected.extend(accounts::languages(&mut *transaction, viewer.id).await?);
    let language = text.language.clone().unwrap_or_else(|| told(&seen, &text.body, &expected));
    queries::insert_revision(&mut transaction, edit.comment, revision, &text, &language, viewer.id, now)
        .await?;
    images::keep_shown(&mut transaction, viewer.id, images::Text::Comment(edit.comment), &text.body).await?;
    locked.revision = revision;
    match locked.status {
        // Nobody else has seen it: there is nothing to keep before readers.
        CommentStatus::Pending | CommentStatus::Held => {
            visibility::show_revision(&mut transaction, &mut locked, revision).await?;
        }
        _ if locked.mode == ModerationMode::Post => {
            visibility::show_revision(&mut transaction, &mut locked, revision).await?;
            visibility::record_edit(&mut transaction, &locked, now).await?;
        }
        _ => {}
    }
    let event = CommentEvent {
        fact: CommentFact::Edited,
        comment_id: edit.comment,
        story_id: locked.story_id,
        revision,
    };
    outbox::append(&mut transaction, &event, now).await?;
    let edited = queries::by_ids(&mut *transaction, &[edit.comment], viewer.into()).await?.pop();
    transaction.commit().await?;
    edited.ok_or(EditCommentError::NotFound)
}

/// The language of a new text. While it looks like the one before, it is in the same language, which may be one that its
/// author had to say because it can't be told.
fn told(before: &Comment, text: &str, expected: &[String]) -> String {
    let now = stories::detect(text, expected);
    if now == stories::detect(&before.body, expected) { before.language.clone() } else { now }
}
