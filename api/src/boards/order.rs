//! Keeping order on a board: roles, removals and bans.

use async_graphql::{
    ComplexObject, Context, ID, InputObject, Object, Result, SimpleObject, connection::Connection,
};
use chrono::{DateTime, Utc};
use fabula_domain::{
    boards::{self, BanNotice, BoardError, NewBan},
    ids::{BoardId, UserId},
    page::PageArguments,
};

use super::{BoardRole, mutations::BoardPayload, refusals::refused};
use crate::{accounts::User, context, error::internal, page, user_errors::UserError};

/// What the viewer is told who is banned from a board.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct BoardBanNotice {
    /// Why.
    reason: String,
    /// Until when. Null until it is lifted.
    until: Option<DateTime<Utc>>,
}

impl From<BanNotice> for BoardBanNotice {
    fn from(ban: BanNotice) -> Self {
        Self { reason: ban.reason, until: ban.until }
    }
}

/// Somebody is kept off a board. For its owner and moderators.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct BoardBan {
    /// What the person is told.
    reason: String,
    /// Since when.
    created_at: DateTime<Utc>,
    /// Until when. Null until it is lifted.
    until: Option<DateTime<Utc>>,
    #[graphql(skip)]
    user_id: UserId,
    #[graphql(skip)]
    banned_by: Option<UserId>,
}

impl From<boards::BoardBan> for BoardBan {
    fn from(ban: boards::BoardBan) -> Self {
        Self {
            reason: ban.reason,
            created_at: ban.created_at,
            until: ban.until,
            user_id: ban.user_id,
            banned_by: ban.banned_by,
        }
    }
}

#[ComplexObject]
impl BoardBan {
    /// Who is banned. Null once that account is gone.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        context::user(ctx, self.user_id).await
    }

    /// Who banned them. Null once that account is gone.
    async fn banned_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.banned_by {
            Some(by) => context::user(ctx, by).await,
            None => Ok(None),
        }
    }
}

/// A page of the bans on a board.
pub(super) async fn page_of_bans(
    ctx: &Context<'_>,
    board: BoardId,
    arguments: &PageArguments,
) -> Result<Connection<String, BoardBan>> {
    let list = boards::bans_list(board);
    let request = page::check(arguments, list)?;
    let db = context::db(ctx);
    let rows = boards::bans(db.pool(), board, request, db.clock().now()).await.map_err(internal)?;
    Ok(page::connection(rows, list, |row| row.user_id.uuid(), BoardBan::from))
}

/// Names a person on a board.
#[derive(Debug, InputObject)]
pub(crate) struct BoardPersonInput {
    /// The board.
    pub(super) board_id: ID,
    /// The person.
    pub(super) user_id: ID,
}

/// What a member is to be.
#[derive(Debug, InputObject)]
pub(crate) struct ChangeBoardRoleInput {
    /// The board.
    board_id: ID,
    /// The member.
    user_id: ID,
    /// Their new role: up to your own, and not `OWNER`.
    role: BoardRole,
}

/// Who is to be kept off a board, and why.
#[derive(Debug, InputObject)]
pub(crate) struct BanFromBoardInput {
    /// The board.
    board_id: ID,
    /// The person.
    user_id: ID,
    /// What they are told: at most 500 characters.
    reason: String,
    /// Until when. Until it is lifted when not given.
    until: Option<DateTime<Utc>>,
}

/// Keeps order.
#[derive(Debug, Default)]
pub(crate) struct BoardOrderMutations;

#[Object]
impl BoardOrderMutations {
    /// Gives a member another role. For the board's owner and moderators, on people below them; anyone but the owner may
    /// lower their own.
    async fn change_board_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is to be what.")] input: ChangeBoardRoleInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let changed = match named(&input.board_id, &input.user_id) {
            Ok((board, user)) => {
                boards::change_role(context::db(ctx), viewer, board, user, input.role.into()).await
            }
            Err(error) => Err(error),
        };
        settled(changed)
    }

    /// Ends somebody's membership. For the board's owner and moderators, on people below them.
    async fn remove_board_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and from where.")] input: BoardPersonInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let removed = match named(&input.board_id, &input.user_id) {
            Ok((board, user)) => boards::remove_member(context::db(ctx), viewer, board, user).await,
            Err(error) => Err(error),
        };
        settled(removed)
    }

    /// Keeps somebody off a board: they belong to it no longer, and can neither join nor write there. For its owner and
    /// moderators, on people below them. A second ban takes the place of the first.
    async fn ban_from_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, from where, and why.")] input: BanFromBoardInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let new = match NewBan::parse(&input.reason, input.until) {
            Ok(new) => new,
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        let banned = match named(&input.board_id, &input.user_id) {
            Ok((board, user)) => boards::ban(context::db(ctx), viewer, board, user, new).await,
            Err(error) => Err(error),
        };
        settled(banned)
    }

    /// Lets somebody back who was banned from a board; they don't become a member by that. Whoever is not banned is no
    /// error.
    async fn lift_board_ban(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and where.")] input: BoardPersonInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let lifted = match named(&input.board_id, &input.user_id) {
            Ok((board, user)) => boards::lift_ban(context::db(ctx), viewer, board, user).await,
            Err(error) => Err(error),
        };
        settled(lifted)
    }
}

/// Reads which board and who.
pub(super) fn named(board: &ID, user: &ID) -> Result<(BoardId, UserId), BoardError> {
    let board = board.parse().map_err(|_| BoardError::NotFound)?;
    let user = user.parse().map_err(|_| BoardError::NoSuchPerson)?;
    Ok((board, user))
}

/// What came of it.
pub(super) fn settled(result: Result<boards::Board, BoardError>) -> Result<Option<BoardPayload>> {
    Ok(Some(match result {
        Ok(board) => board.into(),
        Err(error) => refused(error, "boardId", "userId")?.into(),
    }))
}
