use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    Invalid,
    idempotency::{IdempotencyKey, ReserveError},
    ids::{BoardId, StoryId},
    stories::{
        self, CreateStoryError, DeleteStoryError, NewStory, PublishStoryError, References, StoryChanges,
        UnpublishStoryError, UpdateStoryError,
    },
};

use super::{ReferenceInput, Story, references};
use crate::{
    context,
    error::internal,
    scalars::{LanguageTag, Markdown},
    user_errors::UserError,
};

/// What a person gives to begin a story.
#[derive(Debug, InputObject)]
pub(crate) struct CreateStoryInput {
    /// The board that it is for; its members write on it.
    board_id: ID,
    /// At most 200 characters.
    title: String,
    /// At most 200,000 characters.
    body: Markdown,
    /// Detected from the text when not given.
    language: Option<LanguageTag>,
    /// At most 10, of 1 to 40 characters.
    tags: Option<Vec<String>>,
    /// What it draws on, at most 100 sources.
    references: Option<Vec<ReferenceInput>>,
    /// The story that it translates, or any translation of that; one that the viewer sees.
    translation_of: Option<ID>,
    /// False, or not given, keeps a draft that only its author sees.
    publish: Option<bool>,
    /// The same key gives the same story, however often it is sent: 1 to 100 printable ASCII characters.
    idempotency_key: Option<String>,
}

/// What an author changes. What is not given stays.
#[derive(Debug, InputObject)]
pub(crate) struct UpdateStoryInput {
    /// The story.
    story_id: ID,
    /// The revision that the author saw when they began.
    expected_revision: i32,
    /// At most 200 characters.
    title: Option<String>,
    /// At most 200,000 characters.
    body: Option<Markdown>,
    /// Its language: what is given once is kept, and what was detected is detected again when the text changes.
    language: Option<LanguageTag>,
    /// All its tags, at most 10.
    tags: Option<Vec<String>>,
    /// All that it draws on, at most 100 sources.
    references: Option<Vec<ReferenceInput>>,
}

/// Names a story.
#[derive(Debug, InputObject)]
pub(crate) struct PublishStoryInput {
    /// The story.
    story_id: ID,
}

/// Names a story.
#[derive(Debug, InputObject)]
pub(crate) struct UnpublishStoryInput {
    /// The story.
    story_id: ID,
}

/// Names a story.
#[derive(Debug, InputObject)]
pub(crate) struct DeleteStoryInput {
    /// The story.
    story_id: ID,
}

/// A story that is gone, or why it is not.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct DeleteStoryPayload {
    /// Which story is gone. Null if none is.
    deleted_story_id: Option<ID>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<UserError> for DeleteStoryPayload {
    fn from(error: UserError) -> Self {
        Self { deleted_story_id: None, errors: vec![error] }
    }
}

/// A story, or why nothing happened to it.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct StoryPayload {
    /// The story as it is now; after a conflict, too.
    story: Option<Story>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<stories::Story> for StoryPayload {
    fn from(story: stories::Story) -> Self {
        Self { story: Some(story.into()), errors: Vec::new() }
    }
}

impl From<UserError> for StoryPayload {
    fn from(error: UserError) -> Self {
        Self { story: None, errors: vec![error] }
    }
}

/// Changes stories.
#[derive(Debug, Default)]
pub(crate) struct StoryMutations;

#[Object]
impl StoryMutations {
    /// Begins a story, as a draft or published at once.
    async fn create_story(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The story to begin.")] input: CreateStoryInput,
    ) -> Result<Option<StoryPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(board) = input.board_id.parse::<BoardId>() else {
            return Ok(Some(UserError::not_found("boardId", &CreateStoryError::BoardNotFound).into()));
        };
        let Ok(original) = input.translation_of.as_ref().map(|id| id.parse::<StoryId>()).transpose() else {
            return Ok(Some(
                UserError::not_found("translationOf", &CreateStoryError::OriginalNotFound).into(),
            ));
        };
        let (new, key) = match given(board, original, input) {
            Ok(given) => given,
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        let payload = match stories::create(context::db(ctx), viewer, new, key.as_ref()).await {
            Ok(story) => story.into(),
            Err(error @ CreateStoryError::BoardNotFound) => UserError::not_found("boardId", &error).into(),
            Err(CreateStoryError::Board(refusal)) => UserError::refused("boardId", &refusal).into(),
            Err(error @ CreateStoryError::OriginalNotFound) => {
                UserError::not_found("translationOf", &error).into()
            }
            Err(error @ CreateStoryError::LanguageTaken) => UserError::taken("language", &error).into(),
            Err(error @ CreateStoryError::Gone) => UserError::not_found("idempotencyKey", &error).into(),
            Err(
                CreateStoryError::Invalid(invalid) | CreateStoryError::Key(ReserveError::Invalid(invalid)),
            ) => UserError::from(invalid).into(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Writes the next revision of a story, if it is still at the expected one. There is none if nothing changes.
    async fn update_story(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateStoryInput,
    ) -> Result<Option<StoryPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.story_id.parse::<StoryId>() else {
            return Ok(Some(UserError::not_found("storyId", &UpdateStoryError::NotFound).into()));
        };
        let body = input.body.as_ref().map(|body| body.0.as_str());
        let language = input.language.as_ref().map(|tag| tag.0.as_str());
        let changes = StoryChanges::parse(input.title.as_deref(), body, language, input.tags.as_deref());
        let sources = input.references.map(|given| References::parse(references::given(given))).transpose();
        let changes = match changes.and_then(|changes| Ok((changes, sources?))) {
            Ok((changes, Some(sources))) => changes.citing(sources),
            Ok((changes, None)) => changes,
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        let payload = match stories::update(context::db(ctx), viewer, id, input.expected_revision, changes)
            .await
        {
            Ok(story) => story.into(),
            Err(error @ UpdateStoryError::NotFound) => UserError::not_found("storyId", &error).into(),
            Err(error @ UpdateStoryError::NotTheAuthor) => UserError::permission("storyId", &error).into(),
            Err(UpdateStoryError::Board(refusal)) => UserError::refused("storyId", &refusal).into(),
            Err(error @ UpdateStoryError::LanguageTaken) => UserError::taken("language", &error).into(),
            Err(UpdateStoryError::RevisionConflict(current)) => {
                let error = UserError::conflict(&"the story has been edited since", current.revision);
                StoryPayload { story: Some((*current).into()), errors: vec![error] }
            }
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Publishes a draft. Publishing twice is no error.
    async fn publish_story(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The story to publish.")] input: PublishStoryInput,
    ) -> Result<Option<StoryPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.story_id.parse::<StoryId>() else {
            return Ok(Some(UserError::not_found("storyId", &PublishStoryError::NotFound).into()));
        };
        let payload = match stories::publish(context::db(ctx), viewer, id).await {
            Ok(story) => story.into(),
            Err(error @ PublishStoryError::NotFound) => UserError::not_found("storyId", &error).into(),
            Err(error @ PublishStoryError::NotTheAuthor) => UserError::permission("storyId", &error).into(),
            Err(PublishStoryError::Board(refusal)) => UserError::refused("storyId", &refusal).into(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }
    /// Makes a published story a draft again, which readers no longer find, nor its discussion. Moderators still do.
    /// Unpublishing a draft is no error.
    async fn unpublish_story(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The story to unpublish.")] input: UnpublishStoryInput,
    ) -> Result<Option<StoryPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.story_id.parse::<StoryId>() else {
            return Ok(Some(UserError::not_found("storyId", &UnpublishStoryError::NotFound).into()));
        };
        let payload = match stories::unpublish(context::db(ctx), viewer, id).await {
            Ok(story) => story.into(),
            Err(error @ UnpublishStoryError::NotFound) => UserError::not_found("storyId", &error).into(),
            Err(error @ UnpublishStoryError::NotTheAuthor) => UserError::permission("storyId", &error).into(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Takes a story away for good, with its discussion. Nobody finds it any more.
    async fn delete_story(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The story to delete.")] input: DeleteStoryInput,
    ) -> Result<Option<DeleteStoryPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.story_id.parse::<StoryId>() else {
            return Ok(Some(UserError::not_found("storyId", &DeleteStoryError::NotFound).into()));
        };
        let payload = match stories::delete(context::db(ctx), viewer, id).await {
            Ok(()) => DeleteStoryPayload { deleted_story_id: Some(input.story_id), errors: Vec::new() },
            Err(error @ DeleteStoryError::NotFound) => UserError::not_found("storyId", &error).into(),
            Err(error @ DeleteStoryError::NotTheAuthor) => UserError::permission("storyId", &error).into(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }
}

/// Reads what was sent, and what its idempotency key stands for.
fn given(
    board: BoardId,
    original: Option<StoryId>,
    input: CreateStoryInput,
) -> Result<(NewStory, Option<IdempotencyKey>), Invalid> {
    let language = input.language.as_ref().map(|tag| tag.0.as_str());
    let tags = input.tags.unwrap_or_default();
    let publish = input.publish.unwrap_or(false);
    let sources = References::parse(references::given(input.references.unwrap_or_default()))?;
    let key = input.idempotency_key.as_deref().map(|key| {
        let state = if publish { "published" } else { "draft" };
        let original = original.map(|original| original.to_string()).unwrap_or_default();
        let sources = serde_json::to_string(&sources).unwrap_or_default();
        let mut parts = vec![&**input.board_id, &*input.title, &*input.body.0, state];
        parts.extend([language.unwrap_or_default(), &*original, &*sources]);
        parts.extend(tags.iter().map(String::as_str));
        IdempotencyKey::parse(key, &parts)
    });
    let new = NewStory::parse(board, &input.title, &input.body.0, language, &tags, publish)?.citing(sources);
    let new = match original {
        Some(original) => new.translating(original),
        None => new,
    };
    Ok((new, key.transpose()?))
}
