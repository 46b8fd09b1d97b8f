use async_graphql::{Context, ID, InputObject, Object, Result};
use fabula_domain::{
    ids::StoryId,
    stories::{self, LinkTranslationError, UnlinkTranslationError},
};

use super::mutations::StoryPayload;
use crate::{context, error::internal, user_errors::UserError};

/// Names two stories.
#[derive(Debug, InputObject)]
pub(crate) struct LinkTranslationInput {
    /// The viewer's story.
    story_id: ID,
    /// The story that it translates, or any translation of that.
    translation_of: ID,
}

/// Names a story.
#[derive(Debug, InputObject)]
pub(crate) struct UnlinkTranslationInput {
    /// The story.
    story_id: ID,
}

/// Links stories with their translations.
#[derive(Debug, Default)]
pub(crate) struct TranslationMutations;

#[Object]
impl TranslationMutations {
    /// Makes a story a translation of another one, and of all that are. Its author does that; after the author of the
    /// original has unlinked it, only they can take that back. Linking twice is no error.
    async fn link_translation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The stories to link.")] input: LinkTranslationInput,
    ) -> Result<Option<StoryPayload>> {
        let viewer = context::viewer(ctx)?;
        let not_found = |field, error| Ok(Some(UserError::not_found(field, &error).into()));
        let Ok(story) = input.story_id.parse::<StoryId>() else {
            return not_found("storyId", LinkTranslationError::NotFound);
        };
        let Ok(original) = input.translation_of.parse::<StoryId>() else {
            return not_found("translationOf", LinkTranslationError::OriginalNotFound);
        };
        let payload = match stories::link_translation(context::db(ctx), viewer, story, original).await {
            Ok(story) => story.into(),
            Err(error @ LinkTranslationError::NotFound) => UserError::not_found("storyId", &error).into(),
            Err(error @ LinkTranslationError::OriginalNotFound) => {
                UserError::not_found("translationOf", &error).into()
            }
            Err(LinkTranslationError::Board(refusal)) => UserError::refused("storyId", &refusal).into(),
            Err(error @ LinkTranslationError::Itself) => {
                UserError::validation("translationOf", &error).into()
            }
            Err(error @ (LinkTranslationError::NotTheAuthor | LinkTranslationError::Refused)) => {
                UserError::permission("storyId", &error).into()
            }
            Err(error @ LinkTranslationError::LanguageTaken) => UserError::taken("storyId", &error).into(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Takes a story out of its translations. Its author does that, and so does the author of the original, whom a
    /// translation needs no leave from; then it can't be linked again. Unlinking what is not linked is no error.
    async fn unlink_translation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The story to unlink.")] input: UnlinkTranslationInput,
    ) -> Result<Option<StoryPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(story) = input.story_id.parse::<StoryId>() else {
            return Ok(Some(UserError::not_found("storyId", &UnlinkTranslationError::NotFound).into()));
        };
        let payload = match stories::unlink_translation(context::db(ctx), viewer, story).await {
            Ok(story) => story.into(),
            Err(error @ UnlinkTranslationError::NotFound) => UserError::not_found("storyId", &error).into(),
            Err(error @ UnlinkTranslationError::NotAllowed) => {
                UserError::permission("storyId", &error).into()
            }
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }
}
