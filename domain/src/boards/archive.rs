use chrono::{DateTime, Utc};
use fabula_platform::{
    db::{Db, Transaction},
    outbox,
};

use super::{Board, BoardAction, BoardError, Hold, hold, places};
use crate::{
    Viewer,
    events::{BoardEvent, BoardFact},
    ids::{BoardId, UserId},
    moderation,
};

/// Archives a board, so that it can be read and nothing is added to it any more, or opens it again. Either is no error if
/// it is so already.
///
/// Once this has answered, nothing is added: it waits for those who are writing, and they for it. What was written before
/// is judged all the same, people take back what is theirs, and moderators keep order.
///
/// # Errors
/// If the viewer may not archive it.
pub async fn set_archived(
    db: &Db,
    viewer: &Viewer,
    id: BoardId,
    is_archived: bool,
) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Everything, now).await?;
    let (board, standing) = found.ok_or(BoardError::NotFound)?;
    standing.check(BoardAction::Archive)?;
    if board.archived_at.is_some() == is_archived {
        return Ok(board);
    }
    write(&mut transaction, viewer.id, id, is_archived, now).await?;
    let board = places::reread(&mut transaction, viewer, id).await?;
    transaction.commit().await?;
    board.ok_or(BoardError::NotFound)
}

/// Archives a board or opens it again, in the name of `actor`. The caller holds everything of the board.
pub(super) async fn write(
    transaction: &mut Transaction<'_>,
    actor: UserId,
    id: BoardId,
    is_archived: bool,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (fact, action) = if is_archived {
        (BoardFact::Archived, "board.archived")
    } else {
        (BoardFact::Unarchived, "board.unarchived")
    };
    sqlx::query!(
        "update boards set archived_at = case when $2 then $3::timestamptz end where id = $1",
        id.uuid(),
        is_archived,
        now,
    )
    .execute(&mut **transaction)
    .await?;
    moderation::record_on_board(transaction, now, actor, action, id, None).await?;
    outbox::append(transaction, &BoardEvent { fact, board_id: id, user_id: actor }, now).await?;
    Ok(())
}
