use chrono::{DateTime, Utc};
use secrecy::ExposeSecret as _;
use sqlx::PgConnection;

use super::{Code, Seal, begin::codes, code::RecoveryCode, seal::Unopened};
use crate::ids::UserId;

/// Why a code can't be checked.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The secret can't be read.
    #[error(transparent)]
    Unopened(#[from] Unopened),
    /// The secret is none.
    #[error("a second factor's secret can't be used: {0}")]
    Secret(String),
    /// The database refused.
    #[error("a code can't be checked")]
    Database(#[from] sqlx::Error),
}

/// Uses a person's code up in the caller's transaction; false if it is wrong or was used before. Of two at once one wins.
///
/// # Errors
/// If it can't be checked.
pub(crate) async fn take(
    connection: &mut PgConnection,
    seal: &Seal,
    user: UserId,
    code: &Code,
    now: DateTime<Utc>,
) -> Result<bool, TakeError> {
    match code {
        Code::App(digits) => take_digits(connection, seal, user, digits.expose_secret(), true, now).await,
        Code::Recovery(code) => Ok(take_recovery(connection, user, code).await?),
    }
}

/// The same for digits from the app, of a factor that is on or one that has just begun.
pub(super) async fn take_digits(
    connection: &mut PgConnection,
    seal: &Seal,
    user: UserId,
    digits: &str,
    is_on: bool,
    now: DateTime<Utc>,
) -> Result<bool, TakeError> {
    let kept = sqlx::query_scalar!(
        "select secret from second_factors where user_id = $1 and (confirmed_at is not null) = $2",
        user.uuid(),
        is_on,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(kept) = kept else { return Ok(false) };
    let totp = codes(&seal.open(user, &kept)?, "").map_err(|error| TakeError::Secret(error.to_string()))?;
    let step = totp.check(digits, u64::try_from(now.timestamp()).unwrap_or_default());
    let Some(step) = step.and_then(|step| i64::try_from(step).ok()) else { return Ok(false) };
    let taken = sqlx::query!(
        "update second_factors set last_step = $2 where user_id = $1 and secret = $3 and last_step < $2",
        user.uuid(),
        step,
        kept,
    )
    .execute(connection)
    .await?;
    Ok(taken.rows_affected() == 1)
}

async fn take_recovery(
    connection: &mut PgConnection,
    user: UserId,
    code: &RecoveryCode,
) -> Result<bool, sqlx::Error> {
    let taken = sqlx::query!(
        "delete from recovery_codes where user_id = $1 and code_hash = $2",
        user.uuid(),
        &code.hash()[..],
    )
    .execute(connection)
    .await?;
    Ok(taken.rows_affected() == 1)
}
