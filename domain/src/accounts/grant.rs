use fabula_platform::db::Db;

use super::{Role, User, announce_change};
use crate::ids::UserId;

/// Why no role was given.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// Nobody has this handle.
    #[error("nobody has the handle {0}")]
    Unknown(String),
    /// The database refused.
    #[error("the role can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Gives a person a role on the instance: an operator's act, on the command line.
///
/// # Errors
/// If nobody has the handle.
pub async fn grant(db: &Db, handle: &str, role: Role) -> Result<User, GrantError> {
    let mut transaction = db.begin().await?;
    let user = sqlx::query_as!(
        User,
        r#"update users set role = $2 where handle = $1
           returning id as "id: UserId", handle, display_name, role as "role: Role", created_at"#,
        handle.to_ascii_lowercase(),
        role as Role,
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| GrantError::Unknown(handle.to_owned()))?;
    announce_change(&mut transaction, user.id);
    transaction.commit().await?;
    Ok(user)
}
