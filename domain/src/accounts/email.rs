use fabula_platform::db::Db;

use super::{
    EmailAddress, OneTimeToken, Passwords, TokenPurpose, Unconfirmed, confirm::lock_with_password,
    password::PasswordError, token,
};
use crate::{
    SignedIn,
    ids::UserId,
    mail::{self, MailKind},
};

/// Why an address was not proven or changed.
#[derive(Debug, thiserror::Error)]
pub enum EmailError {
    /// The token is unknown, used or expired, or was sent to an address that is not the account's any more.
    #[error("the token does not work, or no longer: ask for a new mail")]
    Token,
    /// The password is not the viewer's.
    #[error("the password is wrong")]
    WrongPassword,
    /// It is not known to be them.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// Another account has got the address meanwhile.
    #[error("the e-mail address is taken")]
    Taken,
    /// The password could not be checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database refused.
    #[error("the e-mail address can't be kept")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for EmailError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|database| database.constraint()) {
            Some("users_email_key") => Self::Taken,
            _ => Self::Database(error),
        }
    }
}

/// Asks for another mail that proves the viewer's address. Nothing is sent if it is proven.
///
/// # Errors
/// If the database refuses.
pub async fn request_verification(db: &Db, person: &SignedIn) -> Result<(), EmailError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let email = sqlx::query_scalar!(
        "select email from users where id = $1 and email_verified_at is null",
        person.user.uuid()
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if let Some(email) = email {
        mail::request(&mut transaction, MailKind::VerifyEmail, Some(person.user), &email, now).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Takes the address that the token was sent to as proven, and answers whose it is.
///
/// # Errors
/// If the token does not work, or the account has another address by now.
pub async fn verify_email(db: &Db, token: &OneTimeToken) -> Result<UserId, EmailError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let holder = token::holder(&mut transaction, TokenPurpose::VerifyEmail, token, now).await?;
    token::lock_account(&mut transaction, holder.ok_or(EmailError::Token)?).await?;
    let proof = token::redeem(&mut transaction, TokenPurpose::VerifyEmail, token, now).await?;
    let proof = proof.ok_or(EmailError::Token)?;
    let updated = sqlx::query!(
        "update users set email_verified_at = coalesce(email_verified_at, $3) where id = $1 and email = $2",
        proof.user.uuid(),
        proof.email,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    if updated.rows_affected() == 0 {
        return Err(EmailError::Token);
    }
    transaction.commit().await?;
    Ok(proof.user)
}

/// Asks for a mail to a new address, which becomes the account's once its token comes back. The answer is the same
/// whether somebody else has the address; then nothing is sent.
///
/// # Errors
/// If the password is wrong; or if the session has ended, or the second factor is on and was not shown lately.
pub async fn request_email_change(
    db: &Db,
    passwords: &Passwords,
    person: &SignedIn,
    password: &str,
    email: &EmailAddress,
) -> Result<(), EmailError> {
    if !passwords.are_of(db, person.user, password).await? {
        return Err(EmailError::WrongPassword);
    }
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    lock_with_password(&mut transaction, person, now).await??;
    mail::request(&mut transaction, MailKind::ChangeEmail, Some(person.user), email.as_str(), now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Makes the address that the token was sent to the account's, tells the old one, and answers whose it is.
///
/// # Errors
/// If the token does not work, or another account has got the address meanwhile.
pub async fn confirm_email_change(db: &Db, token: &OneTimeToken) -> Result<UserId, EmailError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let holder = token::holder(&mut transaction, TokenPurpose::ChangeEmail, token, now).await?;
    token::lock_account(&mut transaction, holder.ok_or(EmailError::Token)?).await?;
    let proof = token::redeem(&mut transaction, TokenPurpose::ChangeEmail, token, now).await?;
    let proof = proof.ok_or(EmailError::Token)?;
    let old = sqlx::query_scalar!("select email from users where id = $1", proof.user.uuid())
        .fetch_one(&mut *transaction)
        .await?;
    sqlx::query!(
        "update users set email = $2, email_verified_at = $3 where id = $1",
        proof.user.uuid(),
        proof.email,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    // What was sent to the old address opens nothing any more.
    sqlx::query!("delete from account_tokens where user_id = $1", proof.user.uuid())
        .execute(&mut *transaction)
        .await?;
    if old != proof.email {
        mail::request(&mut transaction, MailKind::EmailChanged, Some(proof.user), &old, now).await?;
    }
    transaction.commit().await?;
    Ok(proof.user)
}
