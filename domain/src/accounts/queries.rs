use sqlx::PgExecutor;

use super::{Profile, Role, User};
use crate::ids::UserId;

/// The users with these ids, in any order; unknown ones are left out.
///
/// # Errors
/// If the database refuses.
pub async fn by_ids(executor: impl PgExecutor<'_>, ids: &[UserId]) -> Result<Vec<User>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    sqlx::query_as!(
        User,
        r#"select id as "id: UserId", handle, display_name, role as "role: Role", created_at
           from users where id = any($1)"#,
        &ids,
    )
    .fetch_all(executor)
    .await
}

/// The user with this handle, whatever its case.
///
/// # Errors
/// If the database refuses.
pub async fn by_handle(executor: impl PgExecutor<'_>, handle: &str) -> Result<Option<User>, sqlx::Error> {
    sqlx::query_as!(
        User,
        r#"select id as "id: UserId", handle, display_name, role as "role: Role", created_at
           from users where handle = $1"#,
        handle.to_ascii_lowercase(),
    )
    .fetch_optional(executor)
    .await
}

/// What only `id` may know of themselves.
///
/// # Errors
/// If the database refuses.
pub async fn profile(executor: impl PgExecutor<'_>, id: UserId) -> Result<Option<Profile>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select id as "id: UserId", handle, display_name, role as "role: Role", created_at, email, languages,
                  email_verified_at is not null as "is_email_verified!", password_hash is not null as "has_password!"
           from users where id = $1"#,
        id.uuid(),
    )
    .fetch_optional(executor)
    .await?;
    Ok(row.map(|row| Profile {
        user: User {
            id: row.id,
            handle: row.handle,
            display_name: row.display_name,
            role: row.role,
            created_at: row.created_at,
        },
        email: row.email,
        is_email_verified: row.is_email_verified,
        has_password: row.has_password,
        languages: row.languages,
    }))
}

/// The languages that a user reads, most wanted first.
///
/// # Errors
/// If the database refuses.
pub async fn languages(executor: impl PgExecutor<'_>, id: UserId) -> Result<Vec<String>, sqlx::Error> {
    let languages = sqlx::query_scalar!("select languages from users where id = $1", id.uuid());
    Ok(languages.fetch_optional(executor).await?.unwrap_or_default())
}

/// What a person says of themselves.
#[derive(Debug, Clone)]
pub struct Bio {
    /// Who.
    pub user: UserId,
    /// In Markdown.
    pub text: String,
    /// The same as sanitised HTML.
    pub html: String,
}

/// What these people say of themselves; who says nothing is left out.
///
/// # Errors
/// If the database refuses.
pub async fn bios(executor: impl PgExecutor<'_>, ids: &[UserId]) -> Result<Vec<Bio>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    sqlx::query_as!(
        Bio,
        r#"select id as "user: UserId", bio as "text!", coalesce(bio_html, '') as "html!"
           from users where id = any($1) and bio is not null"#,
        &ids,
    )
    .fetch_all(executor)
    .await
}
