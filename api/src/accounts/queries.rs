use async_graphql::{Context, Object, Result};
use fabula_domain::accounts;

use super::{User, Viewer};
use crate::{context, error::internal};

/// Reads accounts.
#[derive(Debug, Default)]
pub(crate) struct AccountQueries;

#[Object]
impl AccountQueries {
    /// The signed-in user. Null when nobody is signed in.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        let Some(viewer) = &context::caller(ctx).viewer else { return Ok(None) };
        let profile = accounts::profile(context::db(ctx).pool(), viewer.id).await.map_err(internal)?;
        Ok(profile.map(Viewer::from))
    }

    /// The user with this handle, whatever its case.
    async fn user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their unique name.")] handle: String,
    ) -> Result<Option<User>> {
        let Ok(handle) = accounts::Handle::parse(&handle) else { return Ok(None) };
        let user = accounts::by_handle(context::db(ctx).pool(), handle.as_str()).await.map_err(internal)?;
        Ok(user.map(User::from))
    }
}
