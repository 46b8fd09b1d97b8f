//! Asking to be let into a board.

use async_graphql::{
    ComplexObject, Context, Enum, ID, InputObject, Object, Result, SimpleObject, connection::Connection,
};
use chrono::{DateTime, Utc};
use fabula_domain::{
    boards::{
        self, BoardError,
        requests::{self, Note},
    },
    ids::{BoardId, JoinRequestId, UserId},
    page::PageArguments,
};

use super::{Board, refusals::refused};
use crate::{accounts::User, context, error::internal, page, user_errors::UserError};

/// How a request to join stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "requests::RequestStatus")]
pub(crate) enum BoardJoinRequestStatus {
    /// It waits for an answer.
    Pending,
    /// The person was let in.
    Accepted,
    /// The person was not let in. They may ask again.
    Declined,
    /// The person took it back.
    Withdrawn,
}

/// Somebody's request to join a board. For them, and for those who answer it.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct BoardJoinRequest {
    /// Opaque, and unique among all objects.
    id: ID,
    /// What the person says of themselves. Gone once it is answered.
    note: Option<String>,
    /// How it stands.
    status: BoardJoinRequestStatus,
    /// Since when.
    created_at: DateTime<Utc>,
    /// When it was answered or withdrawn. Null while it waits.
    answered_at: Option<DateTime<Utc>>,
    #[graphql(skip)]
    board_id: BoardId,
    #[graphql(skip)]
    user_id: UserId,
}

impl From<requests::JoinRequest> for BoardJoinRequest {
    fn from(request: requests::JoinRequest) -> Self {
        Self {
            id: request.id.to_string().into(),
            note: request.note,
            status: request.status.into(),
            created_at: request.created_at,
            answered_at: request.answered_at,
            board_id: request.board_id,
            user_id: request.user_id,
        }
    }
}

#[ComplexObject]
impl BoardJoinRequest {
    /// The board. Null if the viewer can't see it (any more).
    async fn board(&self, ctx: &Context<'_>) -> Result<Option<Board>> {
        Ok(context::loaders(ctx).load_one(self.board_id).await?.map(Board::from))
    }

    /// Who asks. Null once that account is gone.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        context::user(ctx, self.user_id).await
    }
}

/// A page of the requests that wait on a board.
pub(super) async fn page_of_requests(
    ctx: &Context<'_>,
    board: BoardId,
    arguments: &PageArguments,
) -> Result<Connection<String, BoardJoinRequest>> {
    let list = requests::open_list(board);
    let request = page::check(arguments, list)?;
    let rows = requests::list(context::db(ctx).pool(), board, request).await.map_err(internal)?;
    Ok(page::connection(rows, list, |row| row.id.uuid(), BoardJoinRequest::from))
}

/// A request to be let in.
#[derive(Debug, InputObject)]
pub(crate) struct RequestToJoinBoardInput {
    /// The board.
    board_id: ID,
    /// What you say of yourself, for those who answer: at most 1,000 characters.
    note: Option<String>,
}

/// Names a request to join.
#[derive(Debug, InputObject)]
pub(crate) struct BoardJoinRequestIdInput {
    /// The request.
    request_id: ID,
}

/// A request to join, or why nothing happened to it.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct BoardJoinRequestPayload {
    /// The request as it is now.
    request: Option<BoardJoinRequest>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<UserError> for BoardJoinRequestPayload {
    fn from(error: UserError) -> Self {
        Self { request: None, errors: vec![error] }
    }
}

type Answer = Result<Option<BoardJoinRequestPayload>>;

/// Asks and answers.
#[derive(Debug, Default)]
pub(crate) struct BoardRequestMutations;

#[Object]
impl BoardRequestMutations {
    /// Asks to be let into a board that takes people in by request. While a request waits, asking again is no error and
    /// changes nothing.
    async fn request_to_join_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to join.")] input: RequestToJoinBoardInput,
    ) -> Answer {
        let viewer = context::viewer(ctx)?;
        let Ok(board) = input.board_id.parse::<BoardId>() else {
            return settled(Err(BoardError::NotFound), "boardId");
        };
        let note = match Note::parse("note", input.note.as_deref()) {
            Ok(note) => note,
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        settled(requests::ask(context::db(ctx), viewer, board, note).await, "boardId")
    }

    /// Takes the viewer's own request back. Twice is no error.
    async fn withdraw_board_join_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to withdraw.")] input: BoardJoinRequestIdInput,
    ) -> Answer {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.request_id.parse::<JoinRequestId>() else { return unknown() };
        settled(requests::withdraw(context::db(ctx), viewer, id).await, "requestId")
    }

    /// Lets somebody in who asks. For the board's owner and moderators. Twice is no error.
    async fn accept_board_join_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to accept.")] input: BoardJoinRequestIdInput,
    ) -> Answer {
        answer(ctx, &input, true).await
    }

    /// Does not let somebody in who asks. For the board's owner and moderators. Twice is no error.
    async fn decline_board_join_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to decline.")] input: BoardJoinRequestIdInput,
    ) -> Answer {
        answer(ctx, &input, false).await
    }
}

async fn answer(ctx: &Context<'_>, input: &BoardJoinRequestIdInput, is_accepted: bool) -> Answer {
    let viewer = context::viewer(ctx)?;
    let Ok(id) = input.request_id.parse::<JoinRequestId>() else { return unknown() };
    settled(requests::answer(context::db(ctx), viewer, id, is_accepted).await, "requestId")
}

fn unknown() -> Answer {
    settled(Err(BoardError::NoSuchRequest), "requestId")
}

fn settled(result: Result<requests::JoinRequest, boards::BoardError>, subject: &str) -> Answer {
    Ok(Some(match result {
        Ok(request) => BoardJoinRequestPayload { request: Some(request.into()), errors: Vec::new() },
        Err(error) => refused(error, subject, subject)?.into(),
    }))
}
