use fabula_platform::db::Db;

use super::{Board, BoardAction, BoardError, Hold, hold, membership};
use crate::{Viewer, ids::BoardId};

/// Ends the viewer's membership. Leaving twice is no error and changes nothing.
///
/// # Errors
/// If the viewer can't see the board, or owns it.
pub async fn leave(db: &Db, viewer: &Viewer, id: BoardId) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Members, now).await?;
    // Read before leaving: who leaves a private board still gets the answer to this request.
    let (mut board, standing) = found.ok_or(BoardError::NotFound)?;
    if standing.place.role.is_none() {
        return Ok(board);
    }
    standing.check(BoardAction::Leave)?;
    membership::end(&mut transaction, id, viewer.id, now).await?;
    transaction.commit().await?;
    board.member_count -= 1;
    Ok(board)
}
