//! Belonging to a board begins and ends here, with all that hangs on it. The caller holds the board's row.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{BoardRole, rights::rank};
use crate::ids::{BoardId, UserId};

/// Makes somebody a member in a role, and counts them. What they asked for and were asked is answered by that; an invitation
/// to be more still waits. Somebody who is a member stays what they are.
pub(super) async fn begin(
    connection: &mut PgConnection,
    board: BoardId,
    user: UserId,
    role: BoardRole,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let mut answered = vec![BoardRole::Member, BoardRole::Contributor, BoardRole::Moderator];
    answered.retain(|other| rank(*other) <= rank(role));
    let joined = sqlx::query!(
        "insert into board_members (board_id, user_id, role, joined_at) values ($1, $2, $3, $4) on conflict do nothing",
        board.uuid(),
        user.uuid(),
        role as BoardRole,
        now,
    )
    .execute(&mut *connection)
    .await?;
    if joined.rows_affected() == 1 {
        count(connection, board, 1).await?;
    }
    sqlx::query!(
        "update board_join_requests set status = 'ACCEPTED', note = null, answered_at = $3
         where board_id = $1 and user_id = $2 and status = 'PENDING'",
        board.uuid(),
        user.uuid(),
        now,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update board_invitations set status = 'ACCEPTED', message = null, answered_at = $3
         where board_id = $1 and user_id = $2 and status = 'PENDING' and role = any($4)",
        board.uuid(),
        user.uuid(),
        now,
        &answered as &[BoardRole],
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a membership that is not the owner's, and counts it. What was offered to them is no longer, and whom they asked in
/// is not let in any more.
pub(super) async fn end(
    connection: &mut PgConnection,
    board: BoardId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let left = sqlx::query!(
        "delete from board_members where board_id = $1 and user_id = $2 and role <> 'OWNER'",
        board.uuid(),
        user.uuid(),
    )
    .execute(&mut *connection)
    .await?;
    if left.rows_affected() == 1 {
        count(connection, board, -1).await?;
    }
    sqlx::query!(
        "update boards set offered_to = null, offered_at = null where id = $1 and offered_to = $2",
        board.uuid(),
        user.uuid(),
    )
    .execute(&mut *connection)
    .await?;
    revoke_invitations_of(connection, board, user, now).await
}

/// Ends the membership of somebody whose account was erased: what clears it away may have been here before they stopped being
/// the owner.
pub(super) async fn end_if_erased(
    connection: &mut PgConnection,
    board: BoardId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let erased = sqlx::query_scalar!(
        r#"select erasure_requested_at is not null as "erased!" from users where id = $1"#,
        user.uuid()
    );
    if erased.fetch_one(&mut *connection).await? {
        end(connection, board, user, now).await?;
    }
    Ok(())
}

/// Revokes whatever somebody has asked people in by: they may no longer.
pub(super) async fn revoke_invitations_of(
    connection: &mut PgConnection,
    board: BoardId,
    inviter: UserId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update board_invitations set status = 'REVOKED', message = null, answered_at = $3
         where board_id = $1 and inviter_id = $2 and status = 'PENDING'",
        board.uuid(),
        inviter.uuid(),
        now,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "delete from board_invite_links where board_id = $1 and inviter_id = $2",
        board.uuid(),
        inviter.uuid(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets what somebody asked of a board, and that they were asked in.
pub(super) async fn forget_approaches(
    connection: &mut PgConnection,
    board: BoardId,
    user: UserId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from board_join_requests where board_id = $1 and user_id = $2",
        board.uuid(),
        user.uuid()
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "delete from board_invitations where board_id = $1 and user_id = $2",
        board.uuid(),
        user.uuid()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives a member another role.
pub(super) async fn set_role(
    connection: &mut PgConnection,
    board: BoardId,
    user: UserId,
    role: BoardRole,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update board_members set role = $3 where board_id = $1 and user_id = $2",
        board.uuid(),
        user.uuid(),
        role as BoardRole,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn count(connection: &mut PgConnection, board: BoardId, change: i32) -> Result<(), sqlx::Error> {
    sqlx::query!("update boards set member_count = member_count + $2 where id = $1", board.uuid(), change)
        .execute(connection)
        .await?;
    Ok(())
}
