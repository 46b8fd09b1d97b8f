use chrono::{DateTime, Utc};
use fabula_platform::oidc::Claims;
use sqlx::PgExecutor;

use crate::{SignedIn, ids::IdentityId};

/// An identity at another provider, as its owner sees it.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// The provider.
    pub issuer: String,
    /// The address or name that the provider told when it was linked.
    pub label: Option<String>,
    /// When it was linked.
    pub created_at: DateTime<Utc>,
    /// When it was last signed in with.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A person's identities, in the order in which they were linked.
///
/// # Errors
/// If the database refuses.
pub async fn list(executor: impl PgExecutor<'_>, person: &SignedIn) -> Result<Vec<Identity>, sqlx::Error> {
    sqlx::query_as!(
        Identity,
        r#"select id as "id: IdentityId", issuer, label, created_at, last_used_at from identities
           where user_id = $1 order by id"#,
        person.user.uuid(),
    )
    .fetch_all(executor)
    .await
}

/// Whether somebody's account is opened by this identity. If not, signing in opens one.
///
/// # Errors
/// If the database refuses.
pub async fn is_known(executor: impl PgExecutor<'_>, claims: &Claims) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from identities where issuer = $1 and subject = $2) as "is_known!""#,
        claims.issuer,
        claims.subject,
    )
    .fetch_one(executor)
    .await
}
