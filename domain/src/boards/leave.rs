use fabula_platform::db::Db;

use super::{Board, BoardRole, queries};
use crate::{Viewer, ids::BoardId};

/// Why nobody left.
#[derive(Debug, thiserror::Error)]
pub enum LeaveBoardError {
    /// There is no such board, or the viewer may not know of it.
    #[error("there is no such board")]
    NotFound,
    /// An owner answers for the board and can't leave it.
    #[error("the owner can't leave the board")]
    Owner,
    /// The database refused.
    #[error("the membership can't be changed")]
    Database(#[from] sqlx::Error),
}

/// Ends the viewer's membership. Leaving twice is no error and changes nothing.
///
/// # Errors
/// If the viewer can't see the board, or owns it.
pub async fn leave(db: &Db, viewer: &Viewer, board: BoardId) -> Result<Board, LeaveBoardError> {
    let mut transaction = db.begin().await?;
    // Read before leaving: who leaves a private board still gets the answer to this request.
    let Some(mut found) = queries::by_ids(&mut *transaction, &[board], viewer.into()).await?.pop() else {
        return Err(LeaveBoardError::NotFound);
    };
    if found.owner_id == viewer.id {
        return Err(LeaveBoardError::Owner);
    }
    let left = sqlx::query!(
        "delete from board_members where board_id = $1 and user_id = $2 and role <> $3",
        board.uuid(),
        viewer.id.uuid(),
        BoardRole::Owner as BoardRole,
    )
    .execute(&mut *transaction)
    .await?;
    if left.rows_affected() == 1 {
        found.member_count = sqlx::query_scalar!(
            "update boards set member_count = member_count - 1 where id = $1 returning member_count",
            board.uuid(),
        )
        .fetch_one(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(found)
}
