use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder, Row as _, postgres::PgRow};

use super::Scopes;
use crate::{
    SignedIn,
    ids::AccessTokenId,
    page::{List, Order, Page, PageRequest},
};

/// An access token, as its owner sees it: all but the token itself.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// Its id.
    pub id: AccessTokenId,
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself, or did.
    pub expires_at: DateTime<Utc>,
    /// When it was used last, to within a few minutes.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl FromRow<'_, PgRow> for AccessToken {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            scopes: Scopes::read(&row.try_get::<Vec<String>, _>("scopes")?)?,
            created_at: row.try_get("created_at")?,
            expires_at: row.try_get("expires_at")?,
            last_used_at: row.try_get("last_used_at")?,
        })
    }
}

/// The list of a person's access tokens.
#[must_use]
pub fn tokens_list() -> List {
    List::named("access_tokens")
}

/// A page of a person's access tokens, newest first. Those that expired within the last month are still there, so that
/// somebody whose program stopped finds out why.
///
/// # Errors
/// If the database refuses.
pub async fn list(
    pool: &PgPool,
    person: &SignedIn,
    request: PageRequest,
) -> Result<Page<AccessToken>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select id, name, scopes, created_at, expires_at, last_used_at from access_tokens where user_id = any(",
    );
    query.push_bind(vec![person.user.uuid()]).push(")");
    request.push_within(&mut query, "user_id", "id", Order::Descending);
    let rows = query.build_query_as::<AccessToken>().fetch_all(pool).await?;
    Ok(request.page(rows))
}
