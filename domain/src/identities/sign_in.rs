use chrono::{DateTime, Utc};
use fabula_platform::{
    db::{Db, Transaction},
    oidc::Claims,
};

use super::{Admission, Journey, admit::admit, link::attach, open_account::open_account};
use crate::{
    accounts::{self, EmailAddress, SessionTerms},
    ids::UserId,
    mail::{self, MailKind},
};

/// How often somebody is tried to be let in while others take the same handle, address or identity at the same moment.
const TRIES: u8 = 3;

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Every account has an address, and the provider tells none.
    #[error("the provider does not tell your e-mail address, which an account needs")]
    NoAddress,
    /// Somebody has the address, and that it is the same person is not certain enough.
    #[error("an account with your e-mail address exists already: sign in to it and link the provider there")]
    AddressTaken,
    /// All handles that were thought of are taken.
    #[error("no free handle was found")]
    NoHandle,
    /// Others took the same at the same moment, again and again.
    #[error("the account can't be opened for the crowd")]
    Crowded,
    /// The database refused.
    #[error("the session can't be opened")]
    Database(#[source] sqlx::Error),
}

/// Whether somebody else took the same name, address or identity at the same moment.
fn is_race(error: &sqlx::Error) -> bool {
    let constraint = error.as_database_error().and_then(|database| database.constraint());
    matches!(constraint, Some("identities_issuer_subject_key" | "users_email_key" | "users_handle_key"))
}

impl From<sqlx::Error> for SignInError {
    fn from(error: sqlx::Error) -> Self {
        if is_race(&error) { Self::Crowded } else { Self::Database(error) }
    }
}

/// Lets in whom a provider vouches for. The first time it opens an account for them; or, if `joins` says that the provider
/// is trusted with addresses, and both it and the account have proven the same one, lets them into that account and tells
/// it by mail.
///
/// # Errors
/// If an account can't be opened.
pub async fn sign_in(
    db: &Db,
    journey: &Journey,
    claims: &Claims,
    joins: bool,
    terms: &SessionTerms,
) -> Result<Admission, SignInError> {
    let mut tries = 0;
    loop {
        tries += 1;
        match attempt(db, journey, claims, joins, terms.clone()).await {
            Err(SignInError::Crowded) if tries < TRIES => {}
            ended => return ended,
        }
    }
}

async fn attempt(
    db: &Db,
    journey: &Journey,
    claims: &Claims,
    joins: bool,
    terms: SessionTerms,
) -> Result<Admission, SignInError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let user = match known(&mut transaction, claims, now).await? {
        Some(user) => user,
        None => newcomer(&mut transaction, claims, joins, now).await?,
    };
    let admission = admit(&mut transaction, user, journey, claims, terms, now).await?;
    transaction.commit().await?;
    Ok(admission)
}

/// Whose identity it is, with their account locked.
async fn known(
    transaction: &mut Transaction<'_>,
    claims: &Claims,
    now: DateTime<Utc>,
) -> Result<Option<UserId>, SignInError> {
    let holder = sqlx::query_scalar!(
        r#"select user_id as "user: UserId" from identities where issuer = $1 and subject = $2"#,
        claims.issuer,
        claims.subject,
    )
    .fetch_optional(&mut **transaction)
    .await?;
    let Some(user) = holder else { return Ok(None) };
    // What takes an identity away takes the account's row first.
    accounts::lock_account(transaction, user).await?;
    let used = sqlx::query!(
        "update identities set last_used_at = $4 where issuer = $1 and subject = $2 and user_id = $3",
        claims.issuer,
        claims.subject,
        user.uuid(),
        now,
    )
    .execute(&mut **transaction)
    .await?;
    // Unlinked at this very moment: then it is looked at anew.
    if used.rows_affected() == 1 { Ok(Some(user)) } else { Err(SignInError::Crowded) }
}

/// The account of somebody who comes for the first time.
async fn newcomer(
    transaction: &mut Transaction<'_>,
    claims: &Claims,
    joins: bool,
    now: DateTime<Utc>,
) -> Result<UserId, SignInError> {
    let email = claims.email.as_deref().and_then(|email| EmailAddress::parse(email).ok());
    let email = email.ok_or(SignInError::NoAddress)?;
    let holder = sqlx::query!(
        r#"select id as "id: UserId", email_verified_at is not null as "is_verified!" from users
           where email = $1 for no key update"#,
        email.as_str(),
    )
    .fetch_optional(&mut **transaction)
    .await?;
    let user = match holder {
        // Either side alone could be somebody who claims the address of another.
        Some(holder) if joins && claims.is_email_verified && holder.is_verified => {
            mail::tell(transaction, MailKind::IdentityLinked, holder.id, now).await?;
            holder.id
        }
        Some(_) => return Err(SignInError::AddressTaken),
        None => open_account(transaction, claims, &email, now).await?,
    };
    attach(transaction, user, claims, Some(now), now).await?;
    Ok(user)
}
