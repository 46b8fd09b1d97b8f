//! Asking people into a board by name.

use async_graphql::{
    ComplexObject, Context, Enum, ID, InputObject, Object, Result, SimpleObject, connection::Connection,
};
use chrono::{DateTime, Utc};
use fabula_domain::{
    boards::{
        self, BoardError,
        invitations::{self, Invitation},
        requests::Note,
    },
    ids::{BoardId, InvitationId, UserId},
    page::PageArguments,
};

use super::{Board, BoardRole, mutations::BoardPayload, refusals::refused};
use crate::{accounts::User, context, error::internal, page, user_errors::UserError};

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "invitations::InvitationStatus")]
pub(crate) enum BoardInvitationStatus {
    /// It waits for an answer.
    Pending,
    /// The person belongs to the board.
    Accepted,
    /// The person said no.
    Declined,
    /// It was taken back.
    Revoked,
}

/// Somebody is asked to join a board. For them, and for those who invite people there.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct BoardInvitation {
    /// Opaque, and unique among all objects.
    id: ID,
    /// The board's name, also for an invited person who can't see the board yet.
    board_title: String,
    /// The board's address, likewise.
    board_slug: String,
    /// What the person would be.
    role: BoardRole,
    /// What the inviter says to them. Gone once it is answered.
    message: Option<String>,
    /// How it stands.
    status: BoardInvitationStatus,
    /// Since when.
    created_at: DateTime<Utc>,
    /// When it was answered or revoked. Null while it waits.
    answered_at: Option<DateTime<Utc>>,
    #[graphql(skip)]
    board_id: BoardId,
    #[graphql(skip)]
    user_id: UserId,
    #[graphql(skip)]
    inviter_id: UserId,
}

impl From<Invitation> for BoardInvitation {
    fn from(invitation: Invitation) -> Self {
        Self {
            id: invitation.id.to_string().into(),
            board_title: invitation.board_title,
            board_slug: invitation.board_slug,
            role: invitation.role.into(),
            message: invitation.message,
            status: invitation.status.into(),
            created_at: invitation.created_at,
            answered_at: invitation.answered_at,
            board_id: invitation.board_id,
            user_id: invitation.user_id,
            inviter_id: invitation.inviter_id,
        }
    }
}

#[ComplexObject]
impl BoardInvitation {
    /// The board. Null while the viewer can't see it.
    async fn board(&self, ctx: &Context<'_>) -> Result<Option<Board>> {
        Ok(context::loaders(ctx).load_one(self.board_id).await?.map(Board::from))
    }

    /// Who is asked. Null once that account is gone.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        context::user(ctx, self.user_id).await
    }

    /// Who asks. Null once that account is gone.
    async fn inviter(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        context::user(ctx, self.inviter_id).await
    }
}

/// A page of the invitations that wait on a board.
pub(super) async fn page_of_invitations(
    ctx: &Context<'_>,
    board: BoardId,
    arguments: &PageArguments,
) -> Result<Connection<String, BoardInvitation>> {
    let list = invitations::open_list(board);
    let request = page::check(arguments, list)?;
    let rows = invitations::list(context::db(ctx).pool(), board, request).await.map_err(internal)?;
    Ok(page::connection(rows, list, |row| row.id.uuid(), BoardInvitation::from))
}

/// A page of what the viewer is asked to join.
pub(crate) async fn page_of_own_invitations(
    ctx: &Context<'_>,
    arguments: &PageArguments,
) -> Result<Connection<String, BoardInvitation>> {
    let viewer = context::viewer(ctx)?;
    let list = invitations::to_person_list(viewer.id);
    let request = page::check(arguments, list)?;
    let rows = invitations::to_person(context::db(ctx).pool(), viewer.id, request).await.map_err(internal)?;
    Ok(page::connection(rows, list, |row| row.id.uuid(), BoardInvitation::from))
}

/// Whom to ask in, and as what.
#[derive(Debug, InputObject)]
pub(crate) struct InviteToBoardInput {
    /// The board.
    board_id: ID,
    /// The person's handle.
    handle: String,
    /// What they would be: up to your own role, and not `OWNER`. `MEMBER` when not given.
    role: Option<BoardRole>,
    /// What you say to them: at most 1,000 characters.
    message: Option<String>,
}

/// Names an invitation.
#[derive(Debug, InputObject)]
pub(crate) struct BoardInvitationIdInput {
    /// The invitation.
    invitation_id: ID,
}

/// An invitation, or why nothing happened to it.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct BoardInvitationPayload {
    /// The invitation as it is now.
    invitation: Option<BoardInvitation>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<UserError> for BoardInvitationPayload {
    fn from(error: UserError) -> Self {
        Self { invitation: None, errors: vec![error] }
    }
}

type Answer = Result<Option<BoardInvitationPayload>>;

/// Invites, and answers.
#[derive(Debug, Default)]
pub(crate) struct BoardInvitationMutations;

#[Object]
impl BoardInvitationMutations {
    /// Asks somebody into a board. For its owner and moderators. While the person has not answered, the same invitation
    /// again is no error, and one in another role takes its place.
    async fn invite_to_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and to what.")] input: InviteToBoardInput,
    ) -> Answer {
        let viewer = context::viewer(ctx)?;
        let Ok(board) = input.board_id.parse::<BoardId>() else {
            return settled(Err(BoardError::NotFound), "boardId");
        };
        let message = match Note::parse("message", input.message.as_deref()) {
            Ok(message) => message,
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        // What can't be stored can't be asked for.
        if input.handle.contains('\0') {
            return settled(Err(BoardError::NoSuchPerson), "boardId");
        }
        let role = input.role.map_or(boards::BoardRole::Member, boards::BoardRole::from);
        let db = context::db(ctx);
        settled(invitations::invite(db, viewer, board, &input.handle, role, message).await, "boardId")
    }

    /// Makes the viewer a member of a board that they were asked into, in the role that they were asked for. Twice is no
    /// error.
    async fn accept_board_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to accept.")] input: BoardInvitationIdInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let accepted = match input.invitation_id.parse::<InvitationId>() {
            Ok(id) => invitations::accept(context::db(ctx), viewer, id).await,
            Err(_) => Err(BoardError::NoSuchInvitation),
        };
        Ok(Some(match accepted {
            Ok(board) => board.into(),
            Err(error) => refused(error, "invitationId", "invitationId")?.into(),
        }))
    }

    /// Says no to an invitation. Twice is no error.
    async fn decline_board_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to decline.")] input: BoardInvitationIdInput,
    ) -> Answer {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.invitation_id.parse::<InvitationId>() else { return unknown() };
        settled(invitations::decline(context::db(ctx), viewer, id).await, "invitationId")
    }

    /// Takes an invitation back. For the board's owner and moderators. Twice is no error.
    async fn revoke_board_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to revoke.")] input: BoardInvitationIdInput,
    ) -> Answer {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.invitation_id.parse::<InvitationId>() else { return unknown() };
        settled(invitations::revoke(context::db(ctx), viewer, id).await, "invitationId")
    }
}

fn unknown() -> Answer {
    settled(Err(BoardError::NoSuchInvitation), "invitationId")
}

fn settled(result: Result<Invitation, BoardError>, subject: &str) -> Answer {
    Ok(Some(match result {
        Ok(invitation) => BoardInvitationPayload { invitation: Some(invitation.into()), errors: Vec::new() },
        Err(error) => refused(error, subject, "handle")?.into(),
    }))
}
