use chrono::{DateTime, Utc};
use fabula_platform::{
    db::{Db, Transaction},
    outbox,
};
use sha2::{Digest as _, Sha256};

use super::ErasedTexts;
use crate::{
    SignedIn, access_tokens,
    accounts::{self, Handle, Unconfirmed},
    events::UserErased,
    ids::{SessionId, UserId},
    viewer::CredentialId,
};

/// Why an account is not erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseAccountError {
    /// It is not known to be them.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// The handle that was typed to be sure is not the account's.
    #[error("this is not the handle of your account")]
    OtherHandle,
    /// The database refused.
    #[error("the account can't be erased")]
    Database(#[from] sqlx::Error),
}

/// Takes from a person's account all that makes it theirs, ends every way in, and has the rest cleared away by the job.
/// Answers which sessions and access tokens ended. It can't be undone.
///
/// # Errors
/// If the person has not shown lately that it is them, the handle is another's, or the account has gone.
pub async fn request_erasure(
    db: &Db,
    person: &SignedIn,
    handle: &Handle,
    texts: ErasedTexts,
) -> Result<Vec<CredentialId>, EraseAccountError> {
    let now = db.clock().now();
    let user = person.user;
    let mut transaction = db.begin().await?;
    // What else changes the account, or adds to it what must not be there afterwards, takes the row first.
    let account = sqlx::query!(
        "select email from users where id = $1 and handle = $2 and erasure_requested_at is null for update",
        user.uuid(),
        handle.as_str(),
    )
    .fetch_optional(&mut *transaction)
    .await?;
    accounts::lock_confirmed(&mut transaction, person, now).await??;
    let account = account.ok_or(EraseAccountError::OtherHandle)?;
    let ended = end_ways_in(&mut transaction, user, &account.email).await?;
    take_name(&mut transaction, user, handle, texts, now).await?;
    accounts::announce_change(&mut transaction, user);
    outbox::append(&mut transaction, &UserErased { user_id: user }, now).await?;
    transaction.commit().await?;
    Ok(ended)
}

/// Puts a name that says nothing in the place of the account's own.
async fn take_name(
    transaction: &mut Transaction<'_>,
    user: UserId,
    handle: &Handle,
    texts: ErasedTexts,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    // Random, not the id: nothing is to lead from the name to the account.
    let mark = format!("{:020x}", rand::random::<u128>() >> 48);
    sqlx::query!(
        // No mail is ever sent to this domain (RFC 2606).
        "update users set handle = 'erased_' || $2, display_name = 'erased', email = $2 || '@erased.invalid',
                password_hash = null, languages = '{}', role = 'MEMBER', bio = null, bio_html = null,
                email_verified_at = null, erasure_requested_at = $3, erases_texts = $4
         where id = $1",
        user.uuid(),
        mark,
        now,
        texts.are_deleted(),
    )
    .execute(&mut **transaction)
    .await?;
    let retired = Sha256::digest(handle.as_str().as_bytes());
    sqlx::query!(
        "insert into retired_handles (handle_hash) values ($1) on conflict do nothing",
        retired.as_slice(),
    )
    .execute(&mut **transaction)
    .await?;
    sqlx::query!("delete from image_uses where user_id = $1", user.uuid())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Ends everything that one can be this person by, and takes back the mails to them.
async fn end_ways_in(
    transaction: &mut Transaction<'_>,
    user: UserId,
    email: &str,
) -> Result<Vec<CredentialId>, sqlx::Error> {
    let id = user.uuid();
    let sessions =
        sqlx::query_scalar!(r#"delete from sessions where user_id = $1 returning id as "id: SessionId""#, id)
            .fetch_all(&mut **transaction)
            .await?;
    let tokens = access_tokens::revoke_all(transaction, user).await?;
    sqlx::query!("delete from account_tokens where user_id = $1", id).execute(&mut **transaction).await?;
    sqlx::query!("delete from second_factors where user_id = $1", id).execute(&mut **transaction).await?;
    sqlx::query!("delete from sign_in_challenges where user_id = $1", id).execute(&mut **transaction).await?;
    sqlx::query!("delete from sign_in_codes where user_id = $1", id).execute(&mut **transaction).await?;
    sqlx::query!("delete from identities where user_id = $1", id).execute(&mut **transaction).await?;
    sqlx::query!("delete from idempotency_keys where user_id = $1", id).execute(&mut **transaction).await?;
    sqlx::query!("delete from mails where user_id = $1 or recipient = $2", id, email)
        .execute(&mut **transaction)
        .await?;
    let sessions = sessions.into_iter().map(CredentialId::from);
    Ok(sessions.chain(tokens.into_iter().map(CredentialId::from)).collect())
}
