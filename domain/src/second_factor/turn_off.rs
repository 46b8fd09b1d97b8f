use fabula_platform::db::{Db, Transaction};

use crate::{
    SignedIn,
    accounts::{self, Unconfirmed},
    ids::UserId,
    mail::{self, MailKind},
};

/// Why the second factor was not turned off.
#[derive(Debug, thiserror::Error)]
pub enum TurnOffError {
    /// It is not known to be them.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// It is not on.
    #[error("the second factor is off")]
    Off,
    /// The database refused.
    #[error("the second factor can't be turned off")]
    Database(#[from] sqlx::Error),
}

/// Turns a person's second factor off, with the secret, the recovery codes and the challenges, and tells them by mail.
///
/// # Errors
/// If the person has not shown lately that it is them, or it is off.
pub async fn turn_off(db: &Db, person: &SignedIn) -> Result<(), TurnOffError> {
    let mut transaction = db.begin().await?;
    accounts::lock_confirmed(&mut transaction, person, db.clock().now()).await??;
    if !remove(&mut transaction, person.user, db).await? {
        return Err(TurnOffError::Off);
    }
    transaction.commit().await?;
    Ok(())
}

/// Why an operator's wish was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// Nobody has this handle.
    #[error("nobody has the handle {0}")]
    Unknown(String),
    /// There is nothing to turn off.
    #[error("{0} has no second factor")]
    Off(String),
    /// The database refused.
    #[error("the second factor can't be turned off")]
    Database(#[from] sqlx::Error),
}

/// Turns somebody's second factor off: an operator's act, on the command line, for who has lost their app and their recovery
/// codes. They are told by mail.
///
/// # Errors
/// If nobody has the handle, or they have no second factor.
pub async fn turn_off_for(db: &Db, handle: &str) -> Result<(), OperatorError> {
    let mut transaction = db.begin().await?;
    let user = accounts::by_handle(&mut *transaction, handle).await?;
    let user = user.ok_or_else(|| OperatorError::Unknown(handle.to_owned()))?;
    accounts::lock_account(&mut transaction, user.id).await?;
    if !remove(&mut transaction, user.id, db).await? {
        return Err(OperatorError::Off(user.handle));
    }
    transaction.commit().await?;
    Ok(())
}

/// Removes all that belongs to the second factor of a person whose account is locked; false if it was off.
async fn remove(transaction: &mut Transaction<'_>, user: UserId, db: &Db) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from second_factors where user_id = $1 and confirmed_at is not null",
        user.uuid()
    )
    .execute(&mut **transaction)
    .await?;
    if removed.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("delete from sign_in_challenges where user_id = $1", user.uuid())
        .execute(&mut **transaction)
        .await?;
    mail::tell(transaction, MailKind::SecondFactorOff, user, db.clock().now()).await?;
    Ok(true)
}
