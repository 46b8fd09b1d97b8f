use chrono::{DateTime, TimeDelta, Utc};
use fabula_platform::db::Db;
use sqlx::{PgConnection, PgExecutor};

use super::{Passwords, lock_account, password::PasswordError};
use crate::{
    SignedIn,
    second_factor::{self, Code, Seal, TakeError},
};

/// How long a person who has shown that it is them may do what would let somebody else in for good.
pub const CONFIRMATION_HOLDS: TimeDelta = TimeDelta::minutes(15);

/// It is too long ago that the person showed that it is them, or the session in which they did has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("confirm first that it is you")]
pub struct Unconfirmed;

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
    lock_account(&mut transaction, person.user).await?;
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

/// Whether a person has lately shown, in the session that they ask with, that it is them.
///
/// # Errors
/// If the database refuses.
pub async fn is_confirmed(
    executor: impl PgExecutor<'_>,
    person: &SignedIn,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let confirmed = sqlx::query_scalar!(
        r#"select exists (select from sessions
                          where id = $1 and user_id = $2 and expires_at > $3 and confirmed_at > $4) as "confirmed!""#,
        person.session.uuid(),
        person.user.uuid(),
        now,
        now - CONFIRMATION_HOLDS,
    );
    confirmed.fetch_one(executor).await
}

/// Locks the account of a person who has lately shown that it is them. What was known of the session when the request came
/// does not count: it may have been ended since, by who found a stranger in it.
pub(crate) async fn lock_confirmed(
    connection: &mut PgConnection,
    person: &SignedIn,
    now: DateTime<Utc>,
) -> Result<Result<(), Unconfirmed>, sqlx::Error> {
    lock_account(connection, person.user).await?;
    let confirmed = is_confirmed(connection, person, now).await?;
    Ok(if confirmed { Ok(()) } else { Err(Unconfirmed) })
}

/// Locks the account of a person who has just given their password. That shows that it is them unless their second factor is
/// on; then they must have shown both lately.
pub(super) async fn lock_with_password(
    connection: &mut PgConnection,
    person: &SignedIn,
    now: DateTime<Utc>,
) -> Result<Result<(), Unconfirmed>, sqlx::Error> {
    lock_account(connection, person.user).await?;
    let shown = sqlx::query_scalar!(
        r#"select exists (select from sessions where id = $1 and user_id = $2 and expires_at > $3
                          and (confirmed_at > $4 or not exists (
                              select from second_factors f where f.user_id = $2 and f.confirmed_at is not null))) as "shown!""#,
        person.session.uuid(),
        person.user.uuid(),
        now,
        now - CONFIRMATION_HOLDS,
    );
    Ok(if shown.fetch_one(connection).await? { Ok(()) } else { Err(Unconfirmed) })
}
