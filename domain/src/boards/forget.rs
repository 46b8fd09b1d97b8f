//! What becomes of boards and memberships when somebody's account is erased.

use chrono::{DateTime, Utc};
use fabula_platform::{
    db::{Db, Transaction},
    outbox,
};

use super::{BoardRole, archive, membership, places};
use crate::{
    events::{BoardEvent, BoardFact},
    ids::{BoardId, UserId},
    moderation,
};

/// Takes a person from one board, with everything that they were asked and asked of it; false once there is none left.
///
/// A board of theirs passes to its moderator of longest standing. One that has none is archived: it stays in the name of
/// the account, which by then has none.
pub(crate) async fn forget_member(db: &Db, user: UserId) -> Result<bool, sqlx::Error> {
    let board = sqlx::query_scalar!(
        r#"select board_id as "board: BoardId" from (
               select m.board_id from board_members m join boards b on b.id = m.board_id
               where m.user_id = $1 and not (m.role = 'OWNER' and b.archived_at is not null and not exists (
                   select from board_members h join users u on u.id = h.user_id
                   where h.board_id = b.id and h.role = 'MODERATOR' and u.erasure_requested_at is null))
               union all select board_id from board_bans where user_id = $1
               union all select board_id from board_join_requests where user_id = $1
               union all select board_id from board_invitations where user_id = $1 or inviter_id = $1
               union all select board_id from board_invite_links where inviter_id = $1
           ) places limit 1"#,
        user.uuid(),
    )
    .fetch_optional(db.pool())
    .await?;
    let Some(board) = board.flatten() else { return Ok(false) };
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    places::close(&mut transaction, board).await?;
    places::lock_row(&mut transaction, board).await?;
    pass_on(&mut transaction, board, user, now).await?;
    membership::end(&mut transaction, board, user, now).await?;
    membership::forget_approaches(&mut transaction, board, user).await?;
    for sql in [
        "delete from board_invitations where board_id = $1 and inviter_id = $2",
        "delete from board_bans where board_id = $1 and user_id = $2",
    ] {
        sqlx::query(sql).bind(board.uuid()).bind(user.uuid()).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// Passes a board on, or archives it, if it is this person's.
async fn pass_on(
    transaction: &mut Transaction<'_>,
    board: BoardId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let owned = sqlx::query_scalar!(
        "select exists (select from boards where id = $1 and owner_id = $2)",
        board.uuid(),
        user.uuid(),
    )
    .fetch_one(&mut **transaction)
    .await?;
    if owned != Some(true) {
        return Ok(());
    }
    let heir = sqlx::query_scalar!(
        r#"select m.user_id as "heir: UserId" from board_members m join users u on u.id = m.user_id
           where m.board_id = $1 and m.role = 'MODERATOR' and u.erasure_requested_at is null
           order by m.joined_at, m.user_id limit 1"#,
        board.uuid(),
    )
    .fetch_optional(&mut **transaction)
    .await?;
    let Some(heir) = heir else {
        let open = sqlx::query!(
            "update boards set offered_to = null, offered_at = null where id = $1 returning archived_at",
            board.uuid(),
        )
        .fetch_one(&mut **transaction)
        .await?;
        if open.archived_at.is_none() {
            archive::write(transaction, user, board, true, now).await?;
        }
        return Ok(());
    };
    // Down before up: there are never two.
    membership::set_role(transaction, board, user, BoardRole::Moderator).await?;
    membership::set_role(transaction, board, heir, BoardRole::Owner).await?;
    sqlx::query!(
        "update boards set owner_id = $2, offered_to = null, offered_at = null where id = $1",
        board.uuid(),
        heir.uuid(),
    )
    .execute(&mut **transaction)
    .await?;
    moderation::record_on_board(transaction, now, user, "board.transferred", board, Some(heir)).await?;
    let event = BoardEvent { fact: BoardFact::Transferred, board_id: board, user_id: heir };
    outbox::append(transaction, &event, now).await?;
    Ok(())
}
