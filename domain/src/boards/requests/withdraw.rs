use fabula_platform::db::Db;

use super::{JoinRequest, RequestStatus, queries};
use crate::{Viewer, boards::BoardError, ids::JoinRequestId};

/// Takes the viewer's own request back. Twice is no error.
///
/// # Errors
/// If it is not theirs, or was answered.
pub async fn withdraw(db: &Db, viewer: &Viewer, id: JoinRequestId) -> Result<JoinRequest, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    // Of an answer and this, at once, the row lets one through.
    sqlx::query!(
        "update board_join_requests set status = 'WITHDRAWN', note = null, answered_at = $3
         where id = $1 and user_id = $2 and status = 'PENDING'",
        id.uuid(),
        viewer.id.uuid(),
        now,
    )
    .execute(&mut *transaction)
    .await?;
    let request = queries::by_id(&mut transaction, id).await?;
    let request = request.filter(|request| request.user_id == viewer.id).ok_or(BoardError::NoSuchRequest)?;
    if request.status != RequestStatus::Withdrawn {
        return Err(BoardError::AlreadyAnswered);
    }
    transaction.commit().await?;
    Ok(request)
}
