use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    boards::{self, BoardChanges, BoardError, CreateBoardError, NewBoard},
    idempotency::{IdempotencyKey, ReserveError},
    ids::BoardId,
};

use super::{Board, BoardJoinPolicy, BoardVisibility, BoardWritingPolicy, ModerationMode, order::settled};
use crate::{
    context,
    error::internal,
    scalars::{LanguageTag, Markdown},
    user_errors::UserError,
};

/// What a person gives to open a board.
#[derive(Debug, InputObject)]
pub(crate) struct CreateBoardInput {
    /// Its address: 3 to 60 letters a–z and digits, with single hyphens between.
    slug: String,
    /// Its name, at most 120 characters.
    title: String,
    /// What it is about, at most 10,000 characters.
    description: Markdown,
    /// The languages that are at home on it, at least one.
    languages: Vec<LanguageTag>,
    /// Who sees it; `PUBLIC` when not given.
    visibility: Option<BoardVisibility>,
    /// When comments are seen; `PRE` when not given.
    moderation_mode: Option<ModerationMode>,
    /// How people join it; `OPEN` when not given, and always `INVITE` on a private board.
    join_policy: Option<BoardJoinPolicy>,
    /// Who writes stories on it; `MEMBERS` when not given.
    writing_policy: Option<BoardWritingPolicy>,
    /// The same key gives the same board, however often it is sent: 1 to 100 printable ASCII characters.
    idempotency_key: Option<String>,
}

/// What to change about a board. What is not given stays.
#[derive(Debug, InputObject)]
pub(crate) struct UpdateBoardInput {
    /// The board.
    board_id: ID,
    /// Its name, at most 120 characters.
    title: Option<String>,
    /// What it is about, at most 10,000 characters.
    description: Option<Markdown>,
    /// The languages that are at home on it, at least one.
    languages: Option<Vec<LanguageTag>>,
    /// Who sees it. Private, it is gone at once for everyone who does not belong to it.
    visibility: Option<BoardVisibility>,
    /// When comments are seen; for those that are written from now on.
    moderation_mode: Option<ModerationMode>,
    /// How people join it. A board that becomes private becomes `INVITE`, too.
    join_policy: Option<BoardJoinPolicy>,
    /// Who writes stories on it from now on.
    writing_policy: Option<BoardWritingPolicy>,
}

/// Names a board.
#[derive(Debug, InputObject)]
pub(crate) struct BoardIdInput {
    /// The board.
    pub(super) board_id: ID,
}

/// A board, or why nothing happened to it.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct BoardPayload {
    /// The board as it is now.
    board: Option<Board>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<boards::Board> for BoardPayload {
    fn from(board: boards::Board) -> Self {
        Self { board: Some(board.into()), errors: Vec::new() }
    }
}

impl From<UserError> for BoardPayload {
    fn from(error: UserError) -> Self {
        Self { board: None, errors: vec![error] }
    }
}

/// Changes boards.
#[derive(Debug, Default)]
pub(crate) struct BoardMutations;

#[Object]
impl BoardMutations {
    /// Opens a board, owned by the viewer.
    async fn create_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The board to open.")] input: CreateBoardInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let languages: Vec<String> = input.languages.into_iter().map(|tag| tag.0).collect();
        let visibility = input.visibility.map(boards::BoardVisibility::from);
        let mode = input.moderation_mode.map(boards::ModerationMode::from);
        let key = input.idempotency_key.as_deref().map(|key| {
            let (visibility, mode) = (format!("{visibility:?}"), format!("{mode:?}"));
            let policies = format!("{:?}/{:?}", input.join_policy, input.writing_policy);
            let mut parts = vec![&*input.slug, &*input.title, &*input.description.0, &*visibility, &*mode];
            parts.push(&policies);
            parts.extend(languages.iter().map(String::as_str));
            IdempotencyKey::parse(key, &parts)
        });
        let new =
            NewBoard::parse(&input.slug, &input.title, &input.description.0, &languages, visibility, mode)
                .and_then(|new| {
                    new.governed(
                        input.join_policy.map(boards::JoinPolicy::from),
                        input.writing_policy.map(boards::WritingPolicy::from),
                    )
                });
        let (new, key) = match (new, key.transpose()) {
            (Ok(new), Ok(key)) => (new, key),
            (Err(invalid), _) | (_, Err(invalid)) => return Ok(Some(UserError::from(invalid).into())),
        };
        match boards::create(context::db(ctx), viewer, new, key.as_ref()).await {
            Ok(board) => Ok(Some(board.into())),
            Err(error @ CreateBoardError::SlugTaken) => Ok(Some(UserError::taken("slug", &error).into())),
            Err(CreateBoardError::Key(ReserveError::Invalid(invalid))) => {
                Ok(Some(UserError::from(invalid).into()))
            }
            Err(error) => Err(internal(error)),
        }
    }

    /// Changes a board. For its owner, and the instance's admins.
    async fn update_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateBoardInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.board_id.parse::<BoardId>() else { return settled(Err(BoardError::NotFound)) };
        let languages: Option<Vec<String>> =
            input.languages.map(|tags| tags.into_iter().map(|tag| tag.0).collect());
        let changes = BoardChanges::parse(
            input.title.as_deref(),
            input.description.as_ref().map(|description| description.0.as_str()),
            languages.as_deref(),
            input.visibility.map(boards::BoardVisibility::from),
            input.moderation_mode.map(boards::ModerationMode::from),
        );
        let changes = match changes {
            Ok(changes) => changes.governed(
                input.join_policy.map(boards::JoinPolicy::from),
                input.writing_policy.map(boards::WritingPolicy::from),
            ),
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        settled(boards::update(context::db(ctx), viewer, id, changes).await)
    }

    /// Makes the viewer a member of an open board. Joining twice is no error.
    async fn join_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The board to join.")] input: BoardIdInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.board_id.parse::<BoardId>() else { return settled(Err(BoardError::NotFound)) };
        settled(boards::join(context::db(ctx), viewer, id).await)
    }

    /// Ends the viewer's membership. Leaving twice is no error. The owner can't leave: they offer the board to another
    /// member first.
    async fn leave_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The board to leave.")] input: BoardIdInput,
    ) -> Result<Option<BoardPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.board_id.parse::<BoardId>() else { return settled(Err(BoardError::NotFound)) };
        settled(boards::leave(context::db(ctx), viewer, id).await)
    }
}
