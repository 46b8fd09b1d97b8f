use chrono::{DateTime, Utc};
use fabula_platform::db::Db;

use super::{Passwords, password::PasswordError};
use crate::{
    SignedIn,
    second_factor::{self, Code, Seal, TakeError},
    viewer::CONFIRMATION_HOLDS,
};

/// What a person shows that it is them by: all that they sign in with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// Their password, if they have one.
    pub password: Option<&'a str>,
    /// A code of their second factor, if it is on.
    pub code: Option<&'a Code>,
}

/// Why nothing was confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// The password is missing, or not the person's.
    #[error("the password is wrong")]
    WrongPassword,
    /// The code is missing, wrong, or was used before.
    #[error("the code is wrong")]
    WrongCode,
    /// The person has neither password nor second factor: what they sign in with is elsewhere.
    #[error("there is nothing to confirm with: sign in again")]
    Nothing,
    /// The session ended meanwhile.
    #[error("the session has ended")]
    Ended,
    /// The password could not be checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The code could not be checked.
    #[error(transparent)]
    Code(#[from] TakeError),
    /// The database refused.
    #[error("the confirmation can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Shows that it is still the person who signed in, by what they sign in with; answers until when that counts.
///
/// # Errors
/// If some of it is missing or wrong.
pub async fn confirm(
    db: &Db,
    passwords: &Passwords,
    seal: &Seal,
    person: &SignedIn,
    evidence: Evidence<'_>,
) -> Result<DateTime<Utc>, ConfirmError> {
    let needed = sqlx::query!(
        r#"select password_hash is not null as "password!",
                  exists (select from second_factors f where f.user_id = users.id and f.confirmed_at is not null) as "code!"
           from users where id = $1"#,
        person.user.uuid(),
    )
    .fetch_optional(db.pool())
    .await?
    .ok_or(ConfirmError::Ended)?;
    if !needed.password && !needed.code {
        return Err(ConfirmError::Nothing);
    }
    if needed.password && !passwords.are_of(db, person.user, evidence.password.unwrap_or_default()).await? {
        return Err(ConfirmError::WrongPassword);
    }
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    if needed.code {
        let code = evidence.code.ok_or(ConfirmError::WrongCode)?;
        if !second_factor::take(&mut transaction, seal, person.user, code, now).await? {
            return Err(ConfirmError::WrongCode);
        }
    }
    let updated = sqlx::query!(
        "update sessions set confirmed_at = greatest(confirmed_at, $2) where id = $1",
        person.session.uuid(),
        now,
    )
    .execute(&mut *transaction)
    .await?;
    if updated.rows_affected() == 0 {
        return Err(ConfirmError::Ended);
    }
    transaction.commit().await?;
    Ok(now + CONFIRMATION_HOLDS)
}
