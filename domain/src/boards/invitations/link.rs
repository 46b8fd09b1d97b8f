use chrono::{DateTime, TimeDelta, Utc};
use fabula_platform::db::Db;
use sqlx::PgExecutor;

use super::{answer::comes_in, token::InviteToken};
use crate::{
    Invalid, Viewer,
    boards::{
        Board, BoardAction, BoardError, BoardRole, Hold, Refusal, hold, membership,
        places::{self, hold_invited},
        rights::rank,
    },
    ids::{BoardId, InviteLinkId, UserId},
};

/// The most links of one board that work.
const MOST_LINKS: i32 = 50;

/// A link by which people come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteLink {
    /// Its id.
    pub id: InviteLinkId,
    /// Of which board.
    pub board_id: BoardId,
    /// The board's address, for those who may not see it.
    pub board_slug: String,
    /// Its name, likewise.
    pub board_title: String,
    /// Who made it.
    pub inviter_id: UserId,
    /// What people are who come in by it.
    pub role: BoardRole,
    /// How many may come in by it; `None` for any number.
    pub max_uses: Option<i32>,
    /// How many have.
    pub use_count: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// How long it works.
    pub expires_at: DateTime<Utc>,
}

/// A link as it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct NewLink {
    role: BoardRole,
    lifetime: TimeDelta,
    max_uses: Option<i32>,
}

impl NewLink {
    /// Reads what a client sent. It works for a week unless it is said otherwise.
    ///
    /// # Errors
    /// If the role is not for links, the lifetime not 1 to 720 hours, or the uses not 1 to 10,000.
    pub fn parse(role: BoardRole, hours: Option<i32>, max_uses: Option<i32>) -> Result<Self, Invalid> {
        if rank(role) > rank(BoardRole::Contributor) {
            return Err(Invalid::new(
                "role",
                "takes members and contributors; moderators are invited by name",
            ));
        }
        let hours = hours.unwrap_or(7 * 24);
        if !(1..=30 * 24).contains(&hours) {
            return Err(Invalid::new("expiresInHours", "takes 1 to 720 hours"));
        }
        if max_uses.is_some_and(|uses| !(1..=10_000).contains(&uses)) {
            return Err(Invalid::new("maxUses", "takes 1 to 10,000"));
        }
        Ok(Self { role, lifetime: TimeDelta::hours(hours.into()), max_uses })
    }
}

/// Makes a link. Its token is told this once: only its hash is kept.
///
/// # Errors
/// If the viewer may not invite people, or there are fifty already.
pub async fn create_link(
    db: &Db,
    viewer: &Viewer,
    id: BoardId,
    new: NewLink,
) -> Result<(InviteLink, InviteToken), BoardError> {
    let now = db.clock().now();
    let token = InviteToken::generate();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Members, now).await?;
    let (board, standing) = found.ok_or(BoardError::NotFound)?;
    standing.check(BoardAction::Invite)?;
    let working = links(&mut *transaction, id, now).await?.len();
    if i32::try_from(working).is_ok_and(|working| working >= MOST_LINKS) {
        return Err(BoardError::TooMany(MOST_LINKS));
    }
    let link = InviteLink {
        id: InviteLinkId::new(now),
        board_id: id,
        board_slug: board.slug,
        board_title: board.title,
        inviter_id: viewer.id,
        role: new.role,
        max_uses: new.max_uses,
        use_count: 0,
        created_at: now,
        expires_at: now + new.lifetime,
    };
    sqlx::query!(
        "insert into board_invite_links (id, board_id, inviter_id, role, token_hash, max_uses, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        link.id.uuid(),
        id.uuid(),
        viewer.id.uuid(),
        link.role as BoardRole,
        token.hash(),
        link.max_uses,
        now,
        link.expires_at,
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok((link, token))
}

/// Lets nobody in by a link any more.
///
/// # Errors
/// If there is no such link, or the viewer may not invite people there.
pub async fn revoke_link(db: &Db, viewer: &Viewer, id: InviteLinkId) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let board = sqlx::query_scalar!(
        r#"select board_id as "board: BoardId" from board_invite_links where id = $1"#,
        id.uuid()
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let board = board.ok_or(BoardError::NoSuchLink)?;
    let found = hold(&mut transaction, viewer, board, Hold::Members, now).await?;
    let (board, standing) = found.ok_or(BoardError::NoSuchLink)?;
    match standing.check(BoardAction::Invite) {
        // Taking back adds nothing.
        Ok(()) | Err(Refusal::Archived(_)) => {}
        Err(_) => return Err(BoardError::NoSuchLink),
    }
    sqlx::query!("delete from board_invite_links where id = $1", id.uuid())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(board)
}

/// The links of a board that work, newest first, fifty at most. The caller has made sure that the viewer may know of them.
///
/// # Errors
/// If the database refuses.
pub async fn links(
    executor: impl PgExecutor<'_>,
    board: BoardId,
    now: DateTime<Utc>,
) -> Result<Vec<InviteLink>, sqlx::Error> {
    sqlx::query_as!(
        InviteLink,
        r#"select l.id as "id: InviteLinkId", l.board_id as "board_id: BoardId", b.slug as board_slug,
                  b.title as board_title, l.inviter_id as "inviter_id: UserId", l.role as "role: BoardRole",
                  l.max_uses, l.use_count, l.created_at, l.expires_at
           from board_invite_links l join boards b on b.id = l.board_id
           where l.board_id = $1 and l.expires_at > $2 and (l.max_uses is null or l.use_count < l.max_uses)
           order by l.id desc limit 50"#,
        board.uuid(),
        now,
    )
    .fetch_all(executor)
    .await
}

/// What a token opens, for whoever has it; `None` if it works no longer.
///
/// # Errors
/// If the database refuses.
pub async fn preview(
    executor: impl PgExecutor<'_>,
    token: &InviteToken,
    now: DateTime<Utc>,
) -> Result<Option<InviteLink>, sqlx::Error> {
    let link = by_token(executor, token, now).await?;
    Ok(link.filter(|link| link.max_uses.is_none_or(|most| link.use_count < most)))
}

/// The link with this token, used up or not.
async fn by_token(
    executor: impl PgExecutor<'_>,
    token: &InviteToken,
    now: DateTime<Utc>,
) -> Result<Option<InviteLink>, sqlx::Error> {
    sqlx::query_as!(
        InviteLink,
        r#"select l.id as "id: InviteLinkId", l.board_id as "board_id: BoardId", b.slug as board_slug,
                  b.title as board_title, l.inviter_id as "inviter_id: UserId", l.role as "role: BoardRole",
                  l.max_uses, l.use_count, l.created_at, l.expires_at
           from board_invite_links l join boards b on b.id = l.board_id
           where l.token_hash = $1 and l.expires_at > $2"#,
        &token.hash(),
        now,
    )
    .fetch_optional(executor)
    .await
}

/// Makes the viewer a member by a link's token; a member in a lower role is raised to the link's. Who is that already uses
/// nothing up, and of two who come for the last place one gets it.
///
/// # Errors
/// If the token lets nobody in; if the viewer is banned, or the board is archived.
pub async fn use_link(db: &Db, viewer: &Viewer, token: &InviteToken) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    // Whoever has come in by its last use, and asks again, is answered the same.
    let link = by_token(&mut *transaction, token, now).await?.ok_or(BoardError::NoSuchLink)?;
    let found = hold_invited(&mut transaction, viewer, link.board_id, now).await?;
    let (board, standing) = found.ok_or(BoardError::NoSuchLink)?;
    if standing.place.role.is_some_and(|role| rank(role) >= rank(link.role)) {
        return Ok(board);
    }
    comes_in(&standing)?;
    // Revoked or used up while this waited for the board?
    let used = sqlx::query!(
        "update board_invite_links set use_count = use_count + 1
         where id = $1 and (max_uses is null or use_count < max_uses)",
        link.id.uuid(),
    )
    .execute(&mut *transaction)
    .await?;
    if used.rows_affected() == 0 {
        return Err(BoardError::NoSuchLink);
    }
    membership::begin(&mut transaction, link.board_id, viewer.id, link.role, now).await?;
    if standing.place.role.is_some() {
        membership::set_role(&mut transaction, link.board_id, viewer.id, link.role).await?;
    }
    let board = places::reread(&mut transaction, viewer, link.board_id).await?;
    transaction.commit().await?;
    board.ok_or(BoardError::NoSuchLink)
}
