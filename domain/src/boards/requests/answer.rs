use fabula_platform::{db::Db, outbox};

use super::{JoinRequest, RequestStatus, queries};
use crate::{
    Viewer,
    boards::{BoardAction, BoardError, BoardRole, Hold, Refusal, hold, membership},
    events::{BoardEvent, BoardFact},
    ids::JoinRequestId,
};

/// Answers a request: accepted, the person is a member. The same answer again is no error; of two at once, one is given.
///
/// # Errors
/// If the viewer may not answer, or it was answered otherwise or withdrawn.
pub async fn answer(
    db: &Db,
    viewer: &Viewer,
    id: JoinRequestId,
    is_accepted: bool,
) -> Result<JoinRequest, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let request = queries::by_id(&mut transaction, id).await?.ok_or(BoardError::NoSuchRequest)?;
    let found = hold(&mut transaction, viewer, request.board_id, Hold::Members, now).await?;
    let (_, standing) = found.ok_or(BoardError::NoSuchRequest)?;
    match standing.check(BoardAction::AnswerRequests) {
        Ok(()) => {}
        // Saying no adds nothing.
        Err(Refusal::Archived(_)) if !is_accepted => {}
        Err(refusal @ Refusal::Archived(_)) => return Err(refusal.into()),
        // Who may not answer requests does not know of them.
        Err(_) => return Err(BoardError::NoSuchRequest),
    }
    let status = if is_accepted { RequestStatus::Accepted } else { RequestStatus::Declined };
    let answered = sqlx::query!(
        "update board_join_requests set status = $2, note = null, answered_by = $3, answered_at = $4
         where id = $1 and status = 'PENDING'",
        id.uuid(),
        status as RequestStatus,
        viewer.id.uuid(),
        now,
    )
    .execute(&mut *transaction)
    .await?;
    if answered.rows_affected() == 0 {
        // Read under the board's lock: what it says now stays.
        let request = queries::by_id(&mut transaction, id).await?.ok_or(BoardError::NoSuchRequest)?;
        return if request.status == status { Ok(request) } else { Err(BoardError::AlreadyAnswered) };
    }
    if is_accepted {
        membership::begin(&mut transaction, request.board_id, request.user_id, BoardRole::Member, now)
            .await?;
    }
    let fact = if is_accepted { BoardFact::Accepted } else { BoardFact::Declined };
    let event = BoardEvent { fact, board_id: request.board_id, user_id: request.user_id };
    outbox::append(&mut transaction, &event, now).await?;
    transaction.commit().await?;
    Ok(JoinRequest { status, note: None, answered_at: Some(now), ..request })
}
