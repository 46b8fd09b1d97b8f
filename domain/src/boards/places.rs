//! What people are on boards, and the locks under which that is asked.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::{BanNotice, Board, BoardRole, Place, Standing, queries::by_ids};
use crate::{
    Viewer,
    ids::{BoardId, UserId},
    viewer::Sight,
};

/// What of a board stands still until the transaction ends.
///
/// There are two locks: the board's row, for what it and its members are, and a gate, through which everybody goes who
/// writes on it. (The row would not do for both: publishing changes its counter, and whoever waits to have the row alone
/// would wait for those who wait behind them.) The gate comes before any story's row, and the board's row after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Nothing: what is read may be otherwise a moment later.
    Nothing,
    /// What a writer's rights hang on. Any number of people write at once.
    Writing,
    /// The board and who belongs to it. Writing goes on.
    Members,
    /// Both: it waits for those who write, and who writes after it finds what it has changed. For what takes rights away,
    /// so that nothing is added by them once it has answered.
    Everything,
}

/// Holds a board, and then reads it and what the viewer is to it; `None` if they may not know of it.
///
/// The lock comes first, in a statement of its own: what is read after it is as those have left it who held the board
/// before.
pub(crate) async fn hold(
    connection: &mut PgConnection,
    viewer: &Viewer,
    id: BoardId,
    hold: Hold,
    now: DateTime<Utc>,
) -> Result<Option<(Board, Standing)>, sqlx::Error> {
    held(connection, viewer, viewer.into(), id, hold, now).await
}

/// The same for somebody whom an invitation lets know of the board.
pub(super) async fn hold_invited(
    connection: &mut PgConnection,
    viewer: &Viewer,
    id: BoardId,
    now: DateTime<Utc>,
) -> Result<Option<(Board, Standing)>, sqlx::Error> {
    let sight = Sight { user: Some(viewer.id), moderator: true };
    held(connection, viewer, sight, id, Hold::Members, now).await
}

async fn held(
    connection: &mut PgConnection,
    viewer: &Viewer,
    sight: Sight,
    id: BoardId,
    hold: Hold,
    now: DateTime<Utc>,
) -> Result<Option<(Board, Standing)>, sqlx::Error> {
    match hold {
        Hold::Nothing => {}
        Hold::Writing => pass(connection, id).await?,
        Hold::Members => lock_row(connection, id).await?,
        Hold::Everything => {
            close(connection, id).await?;
            lock_row(connection, id).await?;
        }
    }
    let Some(board) = by_ids(&mut *connection, &[id], sight).await?.pop() else { return Ok(None) };
    let place = place(connection, viewer.id, id, now).await?;
    let standing = Standing { place, instance: viewer.role, terms: board.terms() };
    Ok(Some((board, standing)))
}

/// Goes through a board's gate, with any number of others.
async fn pass(connection: &mut PgConnection, board: BoardId) -> Result<(), sqlx::Error> {
    // Not checked at compile time: the function answers `void`, which no type stands for.
    sqlx::query("select pg_advisory_xact_lock_shared(hashtextextended($1, 0))")
        .bind(gate(board))
        .execute(connection)
        .await?;
    Ok(())
}

/// Closes a board's gate, once those who have gone through it are done.
pub(super) async fn close(connection: &mut PgConnection, board: BoardId) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(gate(board))
        .execute(connection)
        .await?;
    Ok(())
}

fn gate(board: BoardId) -> String {
    format!("board/{board}")
}

pub(super) async fn lock_row(connection: &mut PgConnection, board: BoardId) -> Result<(), sqlx::Error> {
    sqlx::query!("select id from boards where id = $1 for no key update", board.uuid())
        .fetch_optional(connection)
        .await?;
    Ok(())
}

/// The board as it is now, for somebody who may see it.
pub(super) async fn reread(
    connection: &mut PgConnection,
    viewer: &Viewer,
    id: BoardId,
) -> Result<Option<Board>, sqlx::Error> {
    Ok(by_ids(connection, &[id], viewer.into()).await?.pop())
}

/// Somebody's place on a board.
pub(super) async fn place(
    executor: impl PgExecutor<'_>,
    user: UserId,
    board: BoardId,
    now: DateTime<Utc>,
) -> Result<Place, sqlx::Error> {
    let place = places(executor, user, &[board], now).await?.pop();
    Ok(place.map(|(_, place)| place).unwrap_or_default())
}

/// Somebody's place on each of these boards, whether they may see it or not.
///
/// # Errors
/// If the database refuses.
pub async fn places(
    executor: impl PgExecutor<'_>,
    user: UserId,
    boards: &[BoardId],
    now: DateTime<Utc>,
) -> Result<Vec<(BoardId, Place)>, sqlx::Error> {
    let boards: Vec<_> = boards.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select b.id as "board!: BoardId", m.role as "role?: BoardRole", n.reason as "reason?", n.until
           from unnest($2::uuid[]) as b (id)
           left join board_members m on m.board_id = b.id and m.user_id = $1
           left join board_bans n on n.board_id = b.id and n.user_id = $1 and (n.until is null or n.until > $3)"#,
        user.uuid(),
        &boards,
        now,
    )
    .fetch_all(executor)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let ban = row.reason.map(|reason| BanNotice { reason, until: row.until });
            (row.board, Place { role: row.role, ban })
        })
        .collect())
}
