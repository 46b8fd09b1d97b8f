use chrono::{DateTime, Utc};
use fabula_platform::db::{Db, Transaction};

use super::{
    EmailAddress, OneTimeToken, Password, Passwords, TokenPurpose, Unconfirmed, confirm::lock_with_password,
    password::PasswordError, token,
};
use crate::{
    SignedIn, access_tokens,
    ids::{SessionId, UserId},
    mail::{self, MailKind},
    viewer::CredentialId,
};

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The token is unknown, used or expired.
    #[error("the token does not work, or no longer: ask for a new mail")]
    Token,
    /// The current password is not the person's.
    #[error("the current password is wrong")]
    WrongPassword,
    /// It is not known to be them.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// A password could not be checked or hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database refused.
    #[error("the password can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Changes a person's password, ends their other sessions, tells them by mail, and answers which sessions ended.
///
/// # Errors
/// If the current password is wrong, or there is none, or it was changed by another request meanwhile; or if the session has
/// ended, or the second factor is on and was not shown lately.
pub async fn change_password(
    db: &Db,
    passwords: &Passwords,
    person: &SignedIn,
    current: &str,
    new: Password,
) -> Result<Vec<SessionId>, ChangePasswordError> {
    let stored = sqlx::query_scalar!("select password_hash from users where id = $1", person.user.uuid())
        .fetch_optional(db.pool())
        .await?
        .flatten();
    if current.len() > 1024 || !passwords.verify(current.to_owned(), stored.clone()).await? {
        return Err(ChangePasswordError::WrongPassword);
    }
    let hash = passwords.hash(new).await?;
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    lock_with_password(&mut transaction, person, now).await??;
    let updated = sqlx::query_scalar!(
        "update users set password_hash = $2 where id = $1 and password_hash = $3 returning email",
        person.user.uuid(),
        hash,
        stored,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let email = updated.ok_or(ChangePasswordError::WrongPassword)?;
    let ended = close(&mut transaction, person.user, Some(person.session), &email, now).await?;
    transaction.commit().await?;
    Ok(ended)
}

/// Asks for a mail with which whoever has this address sets a new password. Whether anybody has is found out later:
/// the answer and its time are the same.
///
/// # Errors
/// If the database refuses.
pub async fn request_password_reset(db: &Db, email: &EmailAddress) -> Result<(), sqlx::Error> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    mail::request(&mut transaction, MailKind::ResetPassword, None, email.as_str(), now).await?;
    transaction.commit().await
}

/// Sets a new password with a mailed token, ends all sessions and access tokens, and answers which. The address is proven by
/// it; was it not before, identities at other providers are unlinked, too.
///
/// # Errors
/// If the token does not work, or the account has another address by now.
pub async fn reset_password(
    db: &Db,
    passwords: &Passwords,
    token: &OneTimeToken,
    new: Password,
) -> Result<Vec<CredentialId>, ChangePasswordError> {
    let now = db.clock().now();
    // Before hashing: guesses cost us little.
    let mut connection = db.pool().acquire().await?;
    let holder = token::holder(&mut connection, TokenPurpose::ResetPassword, token, now).await?;
    drop(connection);
    let holder = holder.ok_or(ChangePasswordError::Token)?;
    let hash = passwords.hash(new).await?;
    let mut transaction = db.begin().await?;
    token::lock_account(&mut transaction, holder).await?;
    let proof = token::redeem(&mut transaction, TokenPurpose::ResetPassword, token, now).await?;
    let proof = proof.ok_or(ChangePasswordError::Token)?;
    let was_verified = sqlx::query_scalar!(
        r#"select email_verified_at is not null as "was_verified!" from users where id = $1"#,
        proof.user.uuid(),
    )
    .fetch_optional(&mut *transaction)
    .await?
    .unwrap_or(false);
    let updated = sqlx::query!(
        "update users set password_hash = $3, email_verified_at = coalesce(email_verified_at, $4)
         where id = $1 and email = $2",
        proof.user.uuid(),
        proof.email,
        hash,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    if updated.rows_affected() == 0 {
        return Err(ChangePasswordError::Token);
    }
    if !was_verified {
        // Whoever opened the account never proved the address: what they linked would let them back in.
        sqlx::query!("delete from identities where user_id = $1", proof.user.uuid())
            .execute(&mut *transaction)
            .await?;
    }
    // Who lost the password may have lost more than that.
    let tokens = access_tokens::revoke_all(&mut transaction, proof.user).await?;
    let sessions = close(&mut transaction, proof.user, None, &proof.email, now).await?;
    transaction.commit().await?;
    let sessions = sessions.into_iter().map(CredentialId::from);
    Ok(sessions.chain(tokens.into_iter().map(CredentialId::from)).collect())
}

/// Ends all sessions but `kept`, takes what could set yet another password or address, and asks for the mail that tells of it.
async fn close(
    transaction: &mut Transaction<'_>,
    user: UserId,
    kept: Option<SessionId>,
    email: &str,
    now: DateTime<Utc>,
) -> Result<Vec<SessionId>, sqlx::Error> {
    let ended = sqlx::query_scalar!(
        r#"delete from sessions where user_id = $1 and id is distinct from $2 returning id as "id: SessionId""#,
        user.uuid(),
        kept.map(SessionId::uuid),
    )
    .fetch_all(&mut **transaction)
    .await?;
    // Whoever knew the old password may have asked for another address, too: with that they would be back. The mails first, in
    // the order in which they become tokens.
    sqlx::query!("delete from mails where user_id = $1 and kind = 'CHANGE_EMAIL'", user.uuid())
        .execute(&mut **transaction)
        .await?;
    sqlx::query!(
        "delete from account_tokens where user_id = $1 and purpose in ('RESET_PASSWORD', 'CHANGE_EMAIL')",
        user.uuid(),
    )
    .execute(&mut **transaction)
    .await?;
    sqlx::query!("delete from sign_in_challenges where user_id = $1", user.uuid())
        .execute(&mut **transaction)
        .await?;
    sqlx::query!("delete from sign_in_codes where user_id = $1", user.uuid())
        .execute(&mut **transaction)
        .await?;
    mail::request(transaction, MailKind::PasswordChanged, Some(user), email, now).await?;
    Ok(ended)
}
