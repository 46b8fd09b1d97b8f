use fabula_platform::db::Db;

use super::{Board, BoardAction, queries};
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
    queries::lock(&mut transaction, board).await?;
    // Read before leaving: who leaves a private board still gets the answer to this request.
    let Some(mut found) = queries::by_ids(&mut *transaction, &[board], viewer.into()).await?.pop() else {
        return Err(LeaveBoardError::NotFound);
    };
    let standing = queries::standing(&mut *transaction, viewer, board).await?;
    if standing.role.is_none() {
        return Ok(found);
    }
    if !standing.may(BoardAction::Leave) {
        return Err(LeaveBoardError::Owner);
    }
    sqlx::query!(
        "delete from board_members where board_id = $1 and user_id = $2",
        board.uuid(),
        viewer.id.uuid(),
    )
    .execute(&mut *transaction)
    .await?;
    queries::count_members(&mut transaction, board, -1).await?;
    found.member_count -= 1;
    transaction.commit().await?;
    Ok(found)
}
