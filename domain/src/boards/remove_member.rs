use fabula_platform::db::Db;

use super::{
    Board, BoardAction, BoardError, Hold, hold, membership,
    places::{self, place},
};
use crate::{
    Viewer,
    ids::{BoardId, UserId},
    moderation,
};

/// Ends somebody's membership. They may come back as anybody may; a ban keeps them off. Nothing more is written by their
/// membership once this has answered.
///
/// # Errors
/// If the viewer may not remove people, or the person is not below them, or no member.
pub async fn remove_member(db: &Db, viewer: &Viewer, id: BoardId, user: UserId) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Everything, now).await?;
    let (_, standing) = found.ok_or(BoardError::NotFound)?;
    standing.check(BoardAction::RemoveMembers)?;
    let role = place(&mut *transaction, user, id, now).await?.role.ok_or(BoardError::NotAMember)?;
    if !standing.is_above(Some(role)) {
        return Err(BoardError::AboveYou);
    }
    membership::end(&mut transaction, id, user, now).await?;
    moderation::record_on_board(&mut transaction, now, viewer.id, "board.member_removed", id, Some(user))
        .await?;
    let board = places::reread(&mut transaction, viewer, id).await?;
    transaction.commit().await?;
    board.ok_or(BoardError::NotFound)
}
