//! Asking people into a board by a link.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use fabula_domain::{
    boards::{
        self, BoardError,
        invitations::{self, InviteLink, InviteToken, NewLink},
    },
    ids::{BoardId, InviteLinkId, UserId},
};

use super::{Board, BoardRole, mutations::BoardPayload, refusals::refused};
use crate::{accounts::User, context, error::internal, user_errors::UserError};

/// A link by which people join a board. For those who invite people there, and in part for whoever has its token.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct BoardInviteLink {
    /// Opaque, and unique among all objects.
    id: ID,
    /// The board's name, also for those who can't see the board yet.
    board_title: String,
    /// The board's address, likewise.
    board_slug: String,
    /// What people are who join by it.
    role: BoardRole,
    /// How many may join by it. Null for any number.
    max_uses: Option<i32>,
    /// How many have.
    use_count: i32,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// How long it works.
    expires_at: DateTime<Utc>,
    #[graphql(skip)]
    board_id: BoardId,
    #[graphql(skip)]
    inviter_id: UserId,
}

impl From<InviteLink> for BoardInviteLink {
    fn from(link: InviteLink) -> Self {
        Self {
            id: link.id.to_string().into(),
            board_title: link.board_title,
            board_slug: link.board_slug,
            role: link.role.into(),
            max_uses: link.max_uses,
            use_count: link.use_count,
            created_at: link.created_at,
            expires_at: link.expires_at,
            board_id: link.board_id,
            inviter_id: link.inviter_id,
        }
    }
}

#[ComplexObject]
impl BoardInviteLink {
    /// The board. Null while the viewer can't see it.
    async fn board(&self, ctx: &Context<'_>) -> Result<Option<Board>> {
        Ok(context::loaders(ctx).load_one(self.board_id).await?.map(Board::from))
    }

    /// Who made it. Null once that account is gone.
    async fn inviter(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        context::user(ctx, self.inviter_id).await
    }
}

/// The links of a board that work.
pub(super) async fn links_of(ctx: &Context<'_>, board: BoardId) -> Result<Vec<BoardInviteLink>> {
    let db = context::db(ctx);
    let links = invitations::links(db.pool(), board, db.clock().now()).await.map_err(internal)?;
    Ok(links.into_iter().map(BoardInviteLink::from).collect())
}

/// A link to be made.
#[derive(Debug, InputObject)]
pub(crate) struct CreateBoardInviteLinkInput {
    /// The board.
    board_id: ID,
    /// What people are who join by it: `MEMBER` or `CONTRIBUTOR`; `MEMBER` when not given.
    role: Option<BoardRole>,
    /// For how many hours it works: 1 to 720, 168 (a week) when not given.
    expires_in_hours: Option<i32>,
    /// How many people may join by it: 1 to 10,000, any number when not given.
    max_uses: Option<i32>,
}

/// Names a link.
#[derive(Debug, InputObject)]
pub(crate) struct BoardInviteLinkIdInput {
    /// The link.
    link_id: ID,
}

/// A link's token.
#[derive(Debug, InputObject)]
pub(crate) struct JoinBoardByLinkInput {
    /// The token, as `createBoardInviteLink` told it.
    token: String,
}

/// A new link with its token, or why there is none.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct BoardInviteLinkPayload {
    /// The link.
    link: Option<BoardInviteLink>,
    /// What lets people in, told this once.
    token: Option<String>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<UserError> for BoardInviteLinkPayload {
    fn from(error: UserError) -> Self {
        Self { errors: vec![error], ..Self::default() }
    }
}

/// Reads what a link opens.
#[derive(Debug, Default)]
pub(crate) struct BoardLinkQueries;

#[Object]
impl BoardLinkQueries {
    /// The link with this token, for whoever has it: what it opens. Null if it works no longer.
    async fn board_invite_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] token: String,
    ) -> Result<Option<BoardInviteLink>> {
        let Some(token) = InviteToken::parse(&token) else { return Ok(None) };
        let db = context::db(ctx);
        let link = invitations::preview(db.pool(), &token, db.clock().now()).await.map_err(internal)?;
        Ok(link.map(BoardInviteLink::from))
    }
}

/// Makes links, and joins by them.
#[derive(Debug, Default)]
pub(crate) struct BoardLinkMutations;

#[Object]
impl BoardLinkMutations {
    /// Makes a link by which people join a board. For its owner and moderators. Its token is told this once; a board has at
    /// most 50 links.
    async fn create_board_invite_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to open, and for how long.")] input: CreateBoardInviteLinkInput,
    ) -> Result<Option<BoardInviteLinkPayload>> {
        let viewer = context::viewer(ctx)?;
        let role = input.role.map_or(boards::BoardRole::Member, boards::BoardRole::from);
        let new = match NewLink::parse(role, input.expires_in_hours, input.max_uses) {
            Ok(new) => new,
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        let created = match input.board_id.parse::<BoardId>() {
            Ok(board) => invitations::create_link(context::db(ctx), viewer, board, new).await,
            Err(_) => Err(BoardError::NotFound),
        };
        Ok(Some(match created {
            Ok((link, token)) => BoardInviteLinkPayload {
                link: Some(link.into()),
                token: Some(token.reveal().to_owned()),
                errors: Vec::new(),
            },
            Err(error) => refused(error, "boardId", "boardId")?.into(),
        }))
    }

    /// Lets nobody in by a link any more. For the board's owner and moderators.
    async fn revoke_board_invite_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to revoke.")] input: BoardInviteLinkIdInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let revoked = match input.link_id.parse::<InviteLinkId>() {
            Ok(id) => invitations::revoke_link(context::db(ctx), viewer, id).await,
            Err(_) => Err(BoardError::NoSuchLink),
        };
        Ok(Some(match revoked {
            Ok(board) => board.into(),
            Err(error) => refused(error, "linkId", "linkId")?.into(),
        }))
    }

    /// Makes the viewer a member of a board by a link's token. Who is a member already is no error.
    async fn join_board_by_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: JoinBoardByLinkInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let joined = match InviteToken::parse(&input.token) {
            Some(token) => invitations::use_link(context::db(ctx), viewer, &token).await,
            None => Err(BoardError::NoSuchLink),
        };
        Ok(Some(match joined {
            Ok(board) => board.into(),
            Err(error) => refused(error, "token", "token")?.into(),
        }))
    }
}
