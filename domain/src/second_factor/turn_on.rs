use fabula_platform::db::Db;
use secrecy::ExposeSecret as _;

use super::{
    Code, RecoveryCode, Seal,
    recovery::keep_codes,
    take::{TakeError, take_digits},
};
use crate::{
    SignedIn,
    accounts::{self, Unconfirmed},
    mail::{self, MailKind},
};

/// Why the second factor was not turned on.
#[derive(Debug, thiserror::Error)]
pub enum TurnOnError {
    /// It is not known to be them.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// The code is not one of the secret that was made last, or none was made.
    #[error("the code is wrong")]
    WrongCode,
    /// The code could not be checked.
    #[error(transparent)]
    Take(#[from] TakeError),
    /// The database refused.
    #[error("the second factor can't be turned on")]
    Database(#[from] sqlx::Error),
}

/// Turns the second factor on with the first code from the person's app, tells them by mail, and answers their recovery
/// codes.
///
/// # Errors
/// If the person has not shown lately that it is them, the code is wrong, or nothing was begun, or it is on.
pub async fn turn_on(
    db: &Db,
    seal: &Seal,
    person: &SignedIn,
    code: &Code,
) -> Result<Vec<RecoveryCode>, TurnOnError> {
    let Code::App(digits) = code else { return Err(TurnOnError::WrongCode) };
    let (now, user) = (db.clock().now(), person.user);
    let mut transaction = db.begin().await?;
    accounts::lock_confirmed(&mut transaction, person, now).await??;
    if !take_digits(&mut transaction, seal, user, digits.expose_secret(), false, now).await? {
        return Err(TurnOnError::WrongCode);
    }
    sqlx::query!("update second_factors set confirmed_at = $2 where user_id = $1", user.uuid(), now)
        .execute(&mut *transaction)
        .await?;
    let codes = keep_codes(&mut transaction, user).await?;
    mail::tell(&mut transaction, MailKind::SecondFactorOn, user, now).await?;
    transaction.commit().await?;
    Ok(codes)
}
