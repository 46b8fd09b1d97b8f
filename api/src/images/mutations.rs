use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    ids::{ImageId, StoryId},
    images::{self, Cover, SetAvatarError, SetCoverError},
};

use crate::{accounts::User, context, error::internal, stories::StoryPayload, user_errors::UserError};

/// The viewer's picture.
#[derive(Debug, InputObject)]
pub(crate) struct SetAvatarInput {
    /// The `id` that uploading it to `/images` answered. Null takes the avatar away.
    image_id: Option<ID>,
}

/// The viewer, or why their picture stayed as it was.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct SetAvatarPayload {
    /// The viewer as everyone sees them now.
    user: Option<User>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<UserError> for SetAvatarPayload {
    fn from(error: UserError) -> Self {
        Self { user: None, errors: vec![error] }
    }
}

/// A story's cover.
#[derive(Debug, InputObject)]
pub(crate) struct SetStoryCoverInput {
    /// The story; only its author gives it a cover.
    story_id: ID,
    /// The `id` that uploading it to `/images` answered. Null takes the cover away.
    image_id: Option<ID>,
    /// What it shows, for those who do not see it: at most 500 characters on one line.
    alt_text: Option<String>,
}

/// Puts images to use.
#[derive(Debug, Default)]
pub(crate) struct ImageMutations;

#[Object]
impl ImageMutations {
    /// Makes one of the viewer's uploads their avatar, or takes the avatar away.
    async fn set_avatar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The picture.")] input: SetAvatarInput,
    ) -> Result<Option<SetAvatarPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(image) = input.image_id.map(|id| id.parse::<ImageId>()).transpose() else {
            return Ok(Some(UserError::not_found("imageId", &SetAvatarError::ImageNotFound).into()));
        };
        match images::set_avatar(context::db(ctx), viewer, image).await {
            Ok(()) => {
                let user = context::user(ctx, viewer.id).await?;
                Ok(Some(SetAvatarPayload { user, errors: Vec::new() }))
            }
            Err(error @ SetAvatarError::ImageNotFound) => {
                Ok(Some(UserError::not_found("imageId", &error).into()))
            }
            Err(error) => Err(internal(error)),
        }
    }

    /// Gives a story one of its author's uploads as cover, or takes the cover away. The story's revision stays.
    async fn set_story_cover(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The story and the picture.")] input: SetStoryCoverInput,
    ) -> Result<Option<StoryPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(story) = input.story_id.parse::<StoryId>() else {
            return Ok(Some(UserError::not_found("storyId", &SetCoverError::StoryNotFound).into()));
        };
        let Ok(image) = input.image_id.map(|id| id.parse::<ImageId>()).transpose() else {
            return Ok(Some(UserError::not_found("imageId", &SetCoverError::ImageNotFound).into()));
        };
        let cover = match image.map(|image| Cover::parse(image, input.alt_text.as_deref())).transpose() {
            Ok(cover) => cover,
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        let payload = match images::set_cover(context::db(ctx), viewer, story, cover).await {
            Ok(story) => story.into(),
            Err(error @ SetCoverError::StoryNotFound) => UserError::not_found("storyId", &error).into(),
            Err(error @ SetCoverError::NotTheAuthor) => UserError::permission("storyId", &error).into(),
            Err(SetCoverError::Board(refusal)) => UserError::refused("storyId", &refusal).into(),
            Err(error @ SetCoverError::ImageNotFound) => UserError::not_found("imageId", &error).into(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }
}
