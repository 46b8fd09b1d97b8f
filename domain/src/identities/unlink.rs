use fabula_platform::db::Db;

use crate::{
    SignedIn,
    accounts::{self, Unconfirmed},
    ids::IdentityId,
    mail::{self, MailKind},
};

/// Why an identity is still linked.
#[derive(Debug, thiserror::Error)]
pub enum UnlinkError {
    /// It is not known to be them.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// The person has no such identity.
    #[error("there is no such identity")]
    NotFound,
    /// Without it nobody could sign in any more.
    #[error("this is the only way into your account: set a password or link another identity first")]
    LastWayIn,
    /// The database refused.
    #[error("the identity can't be unlinked")]
    Database(#[from] sqlx::Error),
}

/// Takes an identity away from a person's account, and tells them by mail. `trusted` are the issuers that still let people
/// in: an identity of another is no way into an account.
///
/// # Errors
/// If the person has not shown lately that it is them, there is no such identity, or it is the last way in.
pub async fn unlink(
    db: &Db,
    person: &SignedIn,
    identity: IdentityId,
    trusted: &[String],
) -> Result<(), UnlinkError> {
    let (now, user) = (db.clock().now(), person.user);
    let mut transaction = db.begin().await?;
    // Of two that are unlinked at once one would be the last.
    accounts::lock_confirmed(&mut transaction, person, now).await??;
    let unlinked =
        sqlx::query!("delete from identities where id = $1 and user_id = $2", identity.uuid(), user.uuid())
            .execute(&mut *transaction)
            .await?;
    if unlinked.rows_affected() == 0 {
        return Err(UnlinkError::NotFound);
    }
    let has_way_in = sqlx::query_scalar!(
        r#"select (password_hash is not null
                   or exists (select from identities i where i.user_id = users.id and i.issuer = any($2))) as "has_way_in!"
           from users where id = $1"#,
        user.uuid(),
        trusted,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if has_way_in != Some(true) {
        // Rolled back.
        return Err(UnlinkError::LastWayIn);
    }
    mail::tell(&mut transaction, MailKind::IdentityUnlinked, user, now).await?;
    transaction.commit().await?;
    Ok(())
}
