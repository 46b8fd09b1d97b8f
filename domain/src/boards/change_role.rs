use fabula_platform::db::Db;

use super::{
    Board, BoardAction, BoardError, BoardRole, Hold, hold, membership,
    places::{self, place},
    rights::rank,
};
use crate::{
    Viewer,
    ids::{BoardId, UserId},
    moderation,
};

/// Gives a member another role. The one that they have is no error. Anyone but the owner may lower their own.
///
/// # Errors
/// If the viewer may not change roles, the member is not below them, or the role is above theirs.
pub async fn change_role(
    db: &Db,
    viewer: &Viewer,
    id: BoardId,
    user: UserId,
    role: BoardRole,
) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Everything, now).await?;
    let (board, standing) = found.ok_or(BoardError::NotFound)?;
    standing.check(BoardAction::ChangeRoles)?;
    let before = place(&mut *transaction, user, id, now).await?.role.ok_or(BoardError::NotAMember)?;
    let steps_down = user == viewer.id && before != BoardRole::Owner && rank(role) < rank(before);
    if !steps_down && !standing.is_above(Some(before)) {
        return Err(BoardError::AboveYou);
    }
    if !standing.may_give(role) {
        return Err(BoardError::RoleTooHigh);
    }
    if before == role {
        return Ok(board);
    }
    membership::set_role(&mut transaction, id, user, role).await?;
    if rank(role) < rank(BoardRole::Moderator) {
        membership::revoke_invitations_of(&mut transaction, id, user, now).await?;
    }
    moderation::record_on_board(&mut transaction, now, viewer.id, "board.role_changed", id, Some(user))
        .await?;
    let board = places::reread(&mut transaction, viewer, id).await?;
    transaction.commit().await?;
    board.ok_or(BoardError::NotFound)
}
