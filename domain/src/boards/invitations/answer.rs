use fabula_platform::db::Db;

use super::{Invitation, InvitationStatus, queries};
use crate::{
    Viewer,
    boards::{
        Board, BoardError, Standing, membership,
        places::{self, hold_invited},
        rights::{Refusal, rank},
    },
    ids::InvitationId,
};

/// Makes the viewer a member in the role that they were asked in for; a member in a lower one is raised to it. Accepting
/// twice is no error. Of this and a revocation at once, one happens.
///
/// # Errors
/// If the invitation is not for the viewer, or stands no longer; if they are banned, or the board is archived.
pub async fn accept(db: &Db, viewer: &Viewer, id: InvitationId) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let board = queries::by_id(&mut transaction, id).await?.filter(|found| found.user_id == viewer.id);
    let board = board.ok_or(BoardError::NoSuchInvitation)?.board_id;
    let found = hold_invited(&mut transaction, viewer, board, now).await?;
    let (_, standing) = found.ok_or(BoardError::NoSuchInvitation)?;
    // Read again under the board's lock: what it says now stays.
    let invitation = queries::by_id(&mut transaction, id).await?.ok_or(BoardError::NoSuchInvitation)?;
    match invitation.status {
        InvitationStatus::Pending => {
            comes_in(&standing)?;
            // Declining does not wait for the board: the row lets one of the two through.
            let accepted = sqlx::query!(
                "update board_invitations set status = 'ACCEPTED', message = null, answered_at = $2
                 where id = $1 and status = 'PENDING'",
                id.uuid(),
                now,
            )
            .execute(&mut *transaction)
            .await?;
            if accepted.rows_affected() == 0 {
                return Err(BoardError::AlreadyAnswered);
            }
            membership::begin(&mut transaction, board, viewer.id, invitation.role, now).await?;
            if standing.place.role.is_some_and(|role| rank(role) < rank(invitation.role)) {
                membership::set_role(&mut transaction, board, viewer.id, invitation.role).await?;
            }
        }
        InvitationStatus::Accepted if standing.place.role.is_some() => {}
        // Whoever accepted once and left since is not let in again by that.
        InvitationStatus::Accepted | InvitationStatus::Declined => return Err(BoardError::AlreadyAnswered),
        InvitationStatus::Revoked => return Err(BoardError::NoSuchInvitation),
    }
    let board = places::reread(&mut transaction, viewer, board).await?;
    transaction.commit().await?;
    board.ok_or(BoardError::NoSuchInvitation)
}

/// Says no. Twice is no error.
///
/// # Errors
/// If the invitation is not for the viewer, or was accepted or revoked.
pub async fn decline(db: &Db, viewer: &Viewer, id: InvitationId) -> Result<Invitation, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    sqlx::query!(
        "update board_invitations set status = 'DECLINED', message = null, answered_at = $3
         where id = $1 and user_id = $2 and status = 'PENDING'",
        id.uuid(),
        viewer.id.uuid(),
        now,
    )
    .execute(&mut *transaction)
    .await?;
    let invitation = queries::by_id(&mut transaction, id).await?.filter(|found| found.user_id == viewer.id);
    let invitation = invitation.ok_or(BoardError::NoSuchInvitation)?;
    match invitation.status {
        InvitationStatus::Declined => {}
        InvitationStatus::Revoked => return Err(BoardError::NoSuchInvitation),
        InvitationStatus::Accepted | InvitationStatus::Pending => return Err(BoardError::AlreadyAnswered),
    }
    transaction.commit().await?;
    Ok(invitation)
}

/// Whether somebody who was asked in may come in.
pub(super) fn comes_in(standing: &Standing) -> Result<(), Refusal> {
    if let Some(ban) = &standing.place.ban {
        return Err(Refusal::Banned(ban.until));
    }
    standing.terms.archived_at.map_or(Ok(()), |since| Err(Refusal::Archived(since)))
}
