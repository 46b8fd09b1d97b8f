use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use fabula_domain::identities;
use fabula_platform::oidc::Provider;

use crate::context::Gateway;

/// Another site that people may sign in through (OpenID Connect).
#[derive(Debug, SimpleObject)]
pub(crate) struct IdentityProvider {
    /// Its name in addresses.
    key: String,
    /// The name that people know it by.
    name: String,
    /// Where a browser goes to sign in through it. `return_to=` takes the path to be at afterwards, `link=true` links the
    /// identity to the account that the browser is signed in to, `confirm=true` confirms the session.
    url: String,
}

impl IdentityProvider {
    pub(super) fn of(gateway: &Gateway, provider: &Provider) -> Self {
        let settings = provider.settings();
        Self {
            key: settings.key.clone(),
            name: settings.name.clone(),
            url: gateway.config.address(&format!("/auth/oidc/{}", settings.key)),
        }
    }
}

/// Somebody's identity at another site, which opens their account.
#[derive(Debug, SimpleObject)]
pub(crate) struct Identity {
    /// Opaque, and unique among all objects.
    id: ID,
    /// The site. Null if nobody can sign in through it any more.
    provider: Option<IdentityProvider>,
    /// The site's name for itself, an address.
    issuer: String,
    /// The address or name that the site told when the identity was linked.
    label: Option<String>,
    /// When it was linked.
    created_at: DateTime<Utc>,
    /// When it was last signed in with. Null if it never was.
    last_used_at: Option<DateTime<Utc>>,
}

impl Identity {
    pub(crate) fn of(gateway: &Gateway, identity: identities::Identity) -> Self {
        let provider = gateway.providers.with_issuer(&identity.issuer);
        Self {
            id: identity.id.to_string().into(),
            provider: provider.map(|provider| IdentityProvider::of(gateway, provider)),
            issuer: identity.issuer,
            label: identity.label,
            created_at: identity.created_at,
            last_used_at: identity.last_used_at,
        }
    }
}
