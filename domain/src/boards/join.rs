use fabula_platform::db::Db;

use super::{Board, BoardRole, queries};
use crate::{Viewer, ids::BoardId};

/// Why nobody joined.
#[derive(Debug, thiserror::Error)]
pub enum JoinBoardError {
    /// There is no such board, or the viewer may not know of it.
    #[error("there is no such board")]
    NotFound,
    /// The database refused.
    #[error("the membership can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Makes the viewer a member. Joining twice is no error and changes nothing.
///
/// # Errors
/// If the viewer can't see the board: private boards take nobody in by this way.
pub async fn join(db: &Db, viewer: &Viewer, board: BoardId) -> Result<Board, JoinBoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    queries::lock(&mut transaction, board).await?;
    if queries::by_ids(&mut *transaction, &[board], viewer.into()).await?.is_empty() {
        return Err(JoinBoardError::NotFound);
    }
    let joined = sqlx::query!(
        "insert into board_members (board_id, user_id, role, joined_at) values ($1, $2, $3, $4) on conflict do nothing",
        board.uuid(),
        viewer.id.uuid(),
        BoardRole::Member as BoardRole,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    if joined.rows_affected() == 1 {
        queries::count_members(&mut transaction, board, 1).await?;
    }
    let board = queries::by_ids(&mut *transaction, &[board], viewer.into()).await?.pop();
    transaction.commit().await?;
    board.ok_or(JoinBoardError::NotFound)
}
