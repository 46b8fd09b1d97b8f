use chrono::{DateTime, Utc};
use fabula_platform::{db::Db, outbox};
use sqlx::PgExecutor;

use super::{
    Board, BoardAction, BoardError, BoardRole, Hold, hold, membership,
    places::{self, place},
};
use crate::{
    Viewer,
    events::{BoardEvent, BoardFact},
    ids::{BoardId, UserId},
    moderation,
};

/// A board that waits for its next owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnershipOffer {
    /// Which board.
    pub board_id: BoardId,
    /// To whom it is offered.
    pub user_id: UserId,
    /// Since when.
    pub offered_at: DateTime<Utc>,
}

/// Offers a board to one of its members. An offer to somebody else is taken back by that; the same twice is no error.
///
/// # Errors
/// If the viewer may not offer it, or the person is no other member.
pub async fn offer_ownership(
    db: &Db,
    viewer: &Viewer,
    id: BoardId,
    user: UserId,
) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Members, now).await?;
    let (board, standing) = found.ok_or(BoardError::NotFound)?;
    standing.check(BoardAction::TransferOwnership)?;
    let role = place(&mut *transaction, user, id, now).await?.role.ok_or(BoardError::NotAMember)?;
    if role == BoardRole::Owner {
        return Err(BoardError::AboveYou);
    }
    let offered = sqlx::query!(
        "update boards set offered_to = $2, offered_at = $3 where id = $1 and offered_to is distinct from $2",
        id.uuid(),
        user.uuid(),
        now,
    )
    .execute(&mut *transaction)
    .await?;
    if offered.rows_affected() == 1 {
        moderation::record_on_board(&mut transaction, now, viewer.id, "board.offered", id, Some(user))
            .await?;
        let event = BoardEvent { fact: BoardFact::Offered, board_id: id, user_id: user };
        outbox::append(&mut transaction, &event, now).await?;
    }
    transaction.commit().await?;
    Ok(board)
}

/// Ends an offer: whoever made it takes it back, or whom it was made to says no. That there is none is no error.
///
/// # Errors
/// If the viewer may not know of it.
pub async fn end_offer(db: &Db, viewer: &Viewer, id: BoardId) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Members, now).await?;
    let (board, standing) = found.ok_or(BoardError::NotFound)?;
    let offers = standing.may(BoardAction::TransferOwnership);
    let ended = sqlx::query!(
        "update boards set offered_to = null, offered_at = null where id = $1 and (offered_to = $2 or $3)",
        id.uuid(),
        viewer.id.uuid(),
        offers,
    )
    .execute(&mut *transaction)
    .await?;
    if ended.rows_affected() == 0 && !offers {
        return Err(BoardError::NotOffered);
    }
    transaction.commit().await?;
    Ok(board)
}

/// Makes the viewer the owner of a board that is offered to them. Who owned it before is a moderator then. Done by the
/// owner again it is no error.
///
/// # Errors
/// If it is not offered to the viewer (any more).
pub async fn accept_ownership(db: &Db, viewer: &Viewer, id: BoardId) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Everything, now).await?;
    let (board, standing) = found.ok_or(BoardError::NotFound)?;
    if standing.place.role == Some(BoardRole::Owner) {
        return Ok(board);
    }
    let offer = offers(&mut *transaction, &[id]).await?.pop().filter(|offer| offer.user_id == viewer.id);
    if offer.is_none() || standing.place.role.is_none() {
        return Err(BoardError::NotOffered);
    }
    // Down before up: there are never two.
    membership::set_role(&mut transaction, id, board.owner_id, BoardRole::Moderator).await?;
    membership::set_role(&mut transaction, id, viewer.id, BoardRole::Owner).await?;
    sqlx::query!(
        "update boards set owner_id = $2, offered_to = null, offered_at = null where id = $1",
        id.uuid(),
        viewer.id.uuid(),
    )
    .execute(&mut *transaction)
    .await?;
    membership::end_if_erased(&mut transaction, id, board.owner_id, now).await?;
    moderation::record_on_board(
        &mut transaction,
        now,
        viewer.id,
        "board.transferred",
        id,
        Some(board.owner_id),
    )
    .await?;
    let event = BoardEvent { fact: BoardFact::Transferred, board_id: id, user_id: viewer.id };
    outbox::append(&mut transaction, &event, now).await?;
    let board = places::reread(&mut transaction, viewer, id).await?;
    transaction.commit().await?;
    board.ok_or(BoardError::NotFound)
}

/// The offers that are open on these boards. The caller makes sure that the viewer may know of them.
///
/// # Errors
/// If the database refuses.
pub async fn offers(
    executor: impl PgExecutor<'_>,
    boards: &[BoardId],
) -> Result<Vec<OwnershipOffer>, sqlx::Error> {
    let boards: Vec<_> = boards.iter().map(|id| id.uuid()).collect();
    sqlx::query_as!(
        OwnershipOffer,
        r#"select id as "board_id: BoardId", offered_to as "user_id!: UserId", offered_at as "offered_at!" from boards
           where id = any($1) and offered_to is not null and offered_at is not null"#,
        &boards,
    )
    .fetch_all(executor)
    .await
}
