use async_graphql::{Context, ID, InputObject, Object, Result};
use fabula_domain::{
    ids::StoryId,
    stories::{self, LockError},
};

use super::mutations::StoryPayload;
use crate::{context, error::internal, user_errors::UserError};

/// Names the story whose discussion it is about.
#[derive(Debug, InputObject)]
pub(crate) struct DiscussionInput {
    /// The story.
    story_id: ID,
}

/// Opens and closes discussions.
#[derive(Debug, Default)]
pub(crate) struct DiscussionMutations;

#[Object]
impl DiscussionMutations {
    /// Locks a story's discussion: nothing is added to it any more, until it is unlocked. For the story's author, the
    /// board's owner and moderators, and the instance's moderators. Locking twice is no error.
    async fn lock_discussion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose discussion.")] input: DiscussionInput,
    ) -> Result<Option<StoryPayload>> {
        set_lock(ctx, &input, true).await
    }

    /// Lets comments be added to a story's discussion again. For those who may lock it.
    async fn unlock_discussion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose discussion.")] input: DiscussionInput,
    ) -> Result<Option<StoryPayload>> {
        set_lock(ctx, &input, false).await
    }
}

async fn set_lock(
    ctx: &Context<'_>,
    input: &DiscussionInput,
    is_locked: bool,
) -> Result<Option<StoryPayload>> {
    let viewer = context::viewer(ctx)?;
    let Ok(id) = input.story_id.parse::<StoryId>() else {
        return Ok(Some(UserError::not_found("storyId", &LockError::NotFound).into()));
    };
    let payload = match stories::set_discussion_lock(context::db(ctx), viewer, id, is_locked).await {
        Ok(story) => story.into(),
        Err(error @ LockError::NotFound) => UserError::not_found("storyId", &error).into(),
        Err(error @ LockError::NotAllowed) => UserError::permission("storyId", &error).into(),
        Err(error) => return Err(internal(error)),
    };
    Ok(Some(payload))
}
