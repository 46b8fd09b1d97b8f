use chrono::{DateTime, Utc};
use fabula_platform::db::Db;

use super::{Passwords, password::PasswordError};
use crate::{SignedIn, viewer::CONFIRMATION_HOLDS};

/// Why nothing was confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// The password is not the person's, or they have none.
    #[error("the password is wrong")]
    WrongPassword,
    /// The session ended meanwhile.
    #[error("the session has ended")]
    Ended,
    /// The password could not be checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database refused.
    #[error("the confirmation can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Shows that it is still the person who signed in, by what they sign in with; answers until when that counts.
///
/// # Errors
/// If the password is wrong.
pub async fn confirm(
    db: &Db,
    passwords: &Passwords,
    person: &SignedIn,
    password: &str,
) -> Result<DateTime<Utc>, ConfirmError> {
    if !passwords.are_of(db, person.user, password).await? {
        return Err(ConfirmError::WrongPassword);
    }
    let now = db.clock().now();
    let updated = sqlx::query!(
        "update sessions set confirmed_at = greatest(confirmed_at, $2) where id = $1",
        person.session.uuid(),
        now,
    )
    .execute(db.pool())
    .await?;
    if updated.rows_affected() == 0 {
        return Err(ConfirmError::Ended);
    }
    Ok(now + CONFIRMATION_HOLDS)
}
