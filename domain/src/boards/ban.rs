use chrono::{DateTime, Utc};
use fabula_platform::{db::Db, outbox};
use fabula_text::clean_text;
use sqlx::{PgExecutor, QueryBuilder};

use super::{
    Board, BoardAction, BoardError, Hold, hold, membership,
    places::{self, place},
};
use crate::{
    Invalid, Viewer, accounts,
    events::{BoardEvent, BoardFact},
    ids::{BoardId, UserId},
    moderation,
    page::{List, Order, Page, PageRequest},
};

/// What keeps somebody off a board.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct BoardBan {
    /// Who is banned.
    pub user_id: UserId,
    /// By whom; `None` once that account is gone.
    pub banned_by: Option<UserId>,
    /// What the person is told.
    pub reason: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Until when; `None` until it is lifted.
    pub until: Option<DateTime<Utc>>,
}

/// A ban as it is given.
#[derive(Debug, Clone)]
pub struct NewBan {
    reason: String,
    until: Option<DateTime<Utc>>,
}

impl NewBan {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// If the reason can't be accepted.
    pub fn parse(reason: &str, until: Option<DateTime<Utc>>) -> Result<Self, Invalid> {
        Ok(Self { reason: clean_text(reason, 500).map_err(Invalid::text("reason"))?, until })
    }
}

/// Keeps somebody off a board: ends their membership, what they asked for and were asked, and lets them neither join nor
/// write there. Nothing of theirs is added once this has answered. A second ban takes the place of the first.
///
/// # Errors
/// If the viewer may not ban people, or the person is not below them; if the ban would be over already.
pub async fn ban(
    db: &Db,
    viewer: &Viewer,
    id: BoardId,
    user: UserId,
    new: NewBan,
) -> Result<Board, BoardError> {
    let now = db.clock().now();
    if new.until.is_some_and(|until| until <= now) {
        return Err(Invalid::new("until", "is not in the future").into());
    }
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Everything, now).await?;
    let (_, standing) = found.ok_or(BoardError::NotFound)?;
    standing.check(BoardAction::Ban)?;
    accounts::by_ids(&mut *transaction, &[user]).await?.pop().ok_or(BoardError::NoSuchPerson)?;
    let role = place(&mut *transaction, user, id, now).await?.role;
    if user == viewer.id || !standing.is_above(role) {
        return Err(BoardError::AboveYou);
    }
    membership::end(&mut transaction, id, user, now).await?;
    membership::forget_approaches(&mut transaction, id, user).await?;
    sqlx::query!(
        "insert into board_bans (board_id, user_id, banned_by, reason, created_at, until) values ($1, $2, $3, $4, $5, $6)
         on conflict (board_id, user_id) do update
         set banned_by = excluded.banned_by, reason = excluded.reason, created_at = excluded.created_at,
             until = excluded.until",
        id.uuid(),
        user.uuid(),
        viewer.id.uuid(),
        new.reason,
        now,
        new.until,
    )
    .execute(&mut *transaction)
    .await?;
    moderation::record_on_board(&mut transaction, now, viewer.id, "board.banned", id, Some(user)).await?;
    let event = BoardEvent { fact: BoardFact::Banned, board_id: id, user_id: user };
    outbox::append(&mut transaction, &event, now).await?;
    let board = places::reread(&mut transaction, viewer, id).await?;
    transaction.commit().await?;
    board.ok_or(BoardError::NotFound)
}

/// Lets somebody back who was banned. They are no member by that. Whoever is not banned is no error.
///
/// # Errors
/// If the viewer may not ban people.
pub async fn lift_ban(db: &Db, viewer: &Viewer, id: BoardId, user: UserId) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Members, now).await?;
    let (board, standing) = found.ok_or(BoardError::NotFound)?;
    standing.check(BoardAction::Ban)?;
    let lifted =
        sqlx::query!("delete from board_bans where board_id = $1 and user_id = $2", id.uuid(), user.uuid())
            .execute(&mut *transaction)
            .await?;
    if lifted.rows_affected() == 1 {
        moderation::record_on_board(&mut transaction, now, viewer.id, "board.ban_lifted", id, Some(user))
            .await?;
    }
    transaction.commit().await?;
    Ok(board)
}

/// Names the list of a board's bans, for its cursors.
#[must_use]
pub fn bans_list(board: BoardId) -> List {
    List::named(&format!("boards/{board}/bans"))
}

/// A page of the bans that are in force on a board, the newest accounts first. The caller has made sure that the viewer may
/// know of them.
///
/// # Errors
/// If the database refuses.
pub async fn bans(
    executor: impl PgExecutor<'_>,
    board: BoardId,
    request: PageRequest,
    now: DateTime<Utc>,
) -> Result<Page<BoardBan>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "select user_id, banned_by, reason, created_at, until from board_bans where board_id = any(",
    );
    query.push_bind(vec![board.uuid()]).push(") and (until is null or until > ").push_bind(now).push(")");
    request.push_within(&mut query, "board_id", "user_id", Order::Descending);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}
