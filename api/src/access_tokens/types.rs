use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use fabula_domain::access_tokens;

/// What an access token may be for. None of them looks after the account: passwords, addresses, sessions and tokens are
/// for who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "access_tokens::Scope")]
pub(crate) enum AccessTokenScope {
    /// Reads what its owner may read, private things included. Every token has it.
    Read,
    /// Writes what its owner may write.
    Write,
    /// Works the moderation queue. Only moderators and admins can give it.
    Moderate,
    /// Administrates the instance. Only admins can give it. It brings `MODERATE`.
    Admin,
}

/// A token that lets a program act for its owner.
#[derive(Debug, SimpleObject)]
pub(crate) struct AccessToken {
    /// Opaque, and unique among all objects.
    id: ID,
    /// What its owner calls it.
    name: String,
    /// What it may do, with all that this implies.
    scopes: Vec<AccessTokenScope>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it ends by itself. It stays in the list for 30 days after that.
    expires_at: DateTime<Utc>,
    /// When it was used last, to within five minutes. Null if it never was.
    last_used_at: Option<DateTime<Utc>>,
}

impl From<access_tokens::AccessToken> for AccessToken {
    fn from(token: access_tokens::AccessToken) -> Self {
        Self {
            id: token.id.to_string().into(),
            name: token.name,
            scopes: token.scopes.iter().map(AccessTokenScope::from).collect(),
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
        }
    }
}
