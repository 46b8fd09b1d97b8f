use fabula_platform::db::Db;

use super::{Board, BoardAction, BoardError, BoardRole, Hold, hold, membership, places};
use crate::{Viewer, ids::BoardId};

/// Makes the viewer a member of an open board. Joining twice is no error and changes nothing.
///
/// # Errors
/// If the viewer can't see the board, is banned from it, or it takes people in otherwise.
pub async fn join(db: &Db, viewer: &Viewer, id: BoardId) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Members, now).await?;
    let (board, standing) = found.ok_or(BoardError::NotFound)?;
    if standing.place.role.is_some() {
        return Ok(board);
    }
    standing.check(BoardAction::Join)?;
    membership::begin(&mut transaction, id, viewer.id, BoardRole::Member, now).await?;
    let board = places::reread(&mut transaction, viewer, id).await?;
    transaction.commit().await?;
    board.ok_or(BoardError::NotFound)
}
