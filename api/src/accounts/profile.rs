use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use fabula_domain::accounts::{self, ProfileChanges};

use super::Viewer;
use crate::{
    context,
    error::internal,
    scalars::{self, LanguageTag, Markdown},
    user_errors::UserError,
};

/// What a person changes about themselves. What is not given stays.
#[derive(Debug, InputObject)]
pub(crate) struct UpdateProfileInput {
    /// The name that they are shown by, at most 80 characters.
    display_name: Option<String>,
    /// What they say of themselves, at most 2,000 characters; null takes it away.
    bio: MaybeUndefined<Markdown>,
    /// The languages that they read, most wanted first; at most 20.
    languages: Option<Vec<LanguageTag>>,
}

/// The viewer as they are now.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct ViewerPayload {
    /// The viewer.
    viewer: Option<Viewer>,
    /// Why nothing changed.
    errors: Vec<UserError>,
}

/// Changes profiles.
#[derive(Debug, Default)]
pub(crate) struct ProfileMutations;

#[Object]
impl ProfileMutations {
    /// Changes what the viewer shows of themselves. Handles never change: mentions and links lead by them.
    async fn update_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateProfileInput,
    ) -> Result<Option<ViewerPayload>> {
        let viewer = context::viewer(ctx)?;
        let languages = scalars::tags(input.languages);
        let bio = match &input.bio {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(text) => Some(Some(text.0.as_str())),
        };
        let changes = match ProfileChanges::parse(input.display_name.as_deref(), bio, languages.as_deref()) {
            Ok(changes) => changes,
            Err(invalid) => {
                return Ok(Some(ViewerPayload { viewer: None, errors: vec![invalid.into()] }));
            }
        };
        accounts::update_profile(context::db(ctx), viewer, changes).await.map_err(internal)?;
        // The answer reads what has just been written, before word of it has come back.
        context::gateway(ctx).people.forget(viewer.id);
        let profile = accounts::profile(context::db(ctx).pool(), viewer.id).await.map_err(internal)?;
        Ok(Some(ViewerPayload { viewer: profile.map(Viewer::from), errors: Vec::new() }))
    }
}
