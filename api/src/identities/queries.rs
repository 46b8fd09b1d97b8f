use async_graphql::{Context, Object};

use super::types::IdentityProvider;
use crate::context;

/// Names the providers.
#[derive(Debug, Default)]
pub(crate) struct IdentityQueries;

#[Object]
impl IdentityQueries {
    /// The other sites that people may sign in through, in the order that the operator gives them.
    async fn identity_providers(&self, ctx: &Context<'_>) -> Vec<IdentityProvider> {
        let gateway = context::gateway(ctx);
        gateway.providers.iter().map(|provider| IdentityProvider::of(gateway, provider)).collect()
    }
}
