use fabula_platform::db::Db;

use super::{Invitation, InvitationStatus, queries};
use crate::{
    Viewer,
    boards::{BoardAction, BoardError, Hold, Refusal, hold},
    ids::InvitationId,
};

/// Takes an invitation back. Twice is no error. Of this and its acceptance at once, one happens.
///
/// # Errors
/// If the viewer may not invite people, or it was answered.
pub async fn revoke(db: &Db, viewer: &Viewer, id: InvitationId) -> Result<Invitation, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let invitation = queries::by_id(&mut transaction, id).await?.ok_or(BoardError::NoSuchInvitation)?;
    let found = hold(&mut transaction, viewer, invitation.board_id, Hold::Members, now).await?;
    let (_, standing) = found.ok_or(BoardError::NoSuchInvitation)?;
    match standing.check(BoardAction::Invite) {
        // Taking back adds nothing.
        Ok(()) | Err(Refusal::Archived(_)) => {}
        // Who may not invite people does not know who was.
        Err(_) => return Err(BoardError::NoSuchInvitation),
    }
    sqlx::query!(
        "update board_invitations set status = 'REVOKED', message = null, answered_at = $2
         where id = $1 and status = 'PENDING'",
        id.uuid(),
        now,
    )
    .execute(&mut *transaction)
    .await?;
    let invitation = queries::by_id(&mut transaction, id).await?.ok_or(BoardError::NoSuchInvitation)?;
    if invitation.status != InvitationStatus::Revoked {
        return Err(BoardError::AlreadyAnswered);
    }
    transaction.commit().await?;
    Ok(invitation)
}
