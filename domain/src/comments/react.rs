use fabula_platform::db::Db;

use super::{Comment, CommentStatus, Reaction, queries};
use crate::{
    Viewer,
    boards::{self, BoardAction, Hold, Refusal},
    ids::CommentId,
    relations, stories,
};

/// Why a reaction was not kept.
#[derive(Debug, thiserror::Error)]
pub enum ReactError {
    /// There is no such comment, or it can't be read.
    #[error("there is no such comment")]
    NotFound,
    /// Nobody reacts to their own comment: reactions say what others think.
    #[error("you can't react to your own comment")]
    OwnComment,
    /// Its author does not want to hear from the viewer.
    #[error("you can't react to this comment")]
    Blocked,
    /// The board does not let them.
    #[error(transparent)]
    Board(#[from] Refusal),
    /// The database refused.
    #[error("the reaction can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Gives a comment the viewer's reaction, in place of another one that they may have given it, or takes it back. Either is
/// no error if it is so already.
///
/// The counts change in the same transaction, by what changed; reactions to one comment come one after another.
///
/// # Errors
/// If the comment can't be read, or is the viewer's own.
pub async fn react(
    db: &Db,
    viewer: &Viewer,
    id: CommentId,
    reaction: Reaction,
    is_removed: bool,
) -> Result<Comment, ReactError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let comment = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
    let comment = comment.filter(|comment| comment.status == CommentStatus::Published);
    let comment = comment.ok_or(ReactError::NotFound)?;
    if comment.author_id == Some(viewer.id) {
        return Err(ReactError::OwnComment);
    }
    if !is_removed {
        let board = stories::board_of(&mut transaction, comment.story_id).await?;
        let board = board.ok_or(ReactError::NotFound)?;
        let found = boards::hold(&mut transaction, viewer, board, Hold::Writing, now).await?;
        let (_, standing) = found.ok_or(ReactError::NotFound)?;
        standing.check(BoardAction::Comment)?;
    }
    if !is_removed
        && !viewer.is_moderator()
        && let Some(author) = comment.author_id
        && relations::is_blocked_by(&mut *transaction, viewer.id, &[author]).await?
    {
        return Err(ReactError::Blocked);
    }
    sqlx::query!("select id from comments where id = $1 for no key update", id.uuid())
        .fetch_one(&mut *transaction)
        .await?;
    let before = reactions_by(&mut *transaction, viewer.id, &[id]).await?.pop().map(|(_, reaction)| reaction);
    let after = if is_removed { before.filter(|before| *before != reaction) } else { Some(reaction) };
    if before == after {
        return Ok(comment);
    }
    match after {
        Some(after) => {
            sqlx::query!(
                "insert into comment_reactions (comment_id, user_id, reaction, created_at) values ($1, $2, $3, $4)
                 on conflict (comment_id, user_id) do update set reaction = $3, created_at = $4",
                id.uuid(),
                viewer.id.uuid(),
                after as Reaction,
                now,
            )
            .execute(&mut *transaction)
            .await?;
        }
        None => {
            sqlx::query!(
                "delete from comment_reactions where comment_id = $1 and user_id = $2",
                id.uuid(),
                viewer.id.uuid(),
            )
            .execute(&mut *transaction)
            .await?;
        }
    }
    let change = |kind: Reaction| i32::from(after == Some(kind)) - i32::from(before == Some(kind));
    sqlx::query!(
        "update comments set like_count = like_count + $2, insightful_count = insightful_count + $3,
                thanks_count = thanks_count + $4, disagree_count = disagree_count + $5
         where id = $1",
        id.uuid(),
        change(Reaction::Like),
        change(Reaction::Insightful),
        change(Reaction::Thanks),
        change(Reaction::Disagree),
    )
    .execute(&mut *transaction)
    .await?;
    let reacted = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
    transaction.commit().await?;
    reacted.ok_or(ReactError::NotFound)
}

/// What a person's reactions to these comments are.
///
/// # Errors
/// If the database refuses.
pub async fn reactions_by(
    executor: impl sqlx::PgExecutor<'_>,
    user: crate::ids::UserId,
    comments: &[CommentId],
) -> Result<Vec<(CommentId, Reaction)>, sqlx::Error> {
    let comments: Vec<_> = comments.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select comment_id as "comment: CommentId", reaction as "reaction: Reaction"
           from comment_reactions where user_id = $1 and comment_id = any($2)"#,
        user.uuid(),
        &comments,
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.comment, row.reaction)).collect())
}
