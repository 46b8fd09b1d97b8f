use chrono::{DateTime, Utc};
use fabula_platform::{db::Db, oidc::Claims};
use sqlx::PgConnection;

use crate::{
    accounts,
    ids::{IdentityId, SessionId, UserId},
    mail::{self, MailKind},
};

/// The most identities that a person has.
pub const MOST_IDENTITIES: i64 = 20;
/// The longest label, in characters.
const LONGEST_LABEL: usize = 254;

/// Why an identity was not linked.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The session in which it was asked for has ended.
    #[error("the session has ended. Sign in again")]
    Ended,
    /// It opens another account.
    #[error("this identity belongs to another account: unlink it there first")]
    OfAnother,
    /// The person has as many as they may have.
    #[error("you have {MOST_IDENTITIES} linked identities: unlink one that you don't need")]
    TooMany,
    /// The database refused.
    #[error("the identity can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Links an identity to the account of a session whose person has just shown that it is them, and tells them by mail.
/// Linking one that is linked already changes nothing.
///
/// # Errors
/// If the session has ended, the identity opens another account, or there are too many.
pub async fn link(db: &Db, session: SessionId, claims: &Claims) -> Result<(), LinkError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let user = sqlx::query_scalar!(
        r#"select user_id as "user: UserId" from sessions where id = $1 and expires_at > $2"#,
        session.uuid(),
        now,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let user = user.ok_or(LinkError::Ended)?;
    accounts::lock_account(&mut transaction, user).await?;
    // Erasing the account, or a new password, may have ended it while we waited for the row.
    let state = sqlx::query!(
        r#"select exists (select from sessions where id = $2) as "is_open!",
                  (select count(*) from identities where user_id = $1) as "linked!""#,
        user.uuid(),
        session.uuid(),
    )
    .fetch_one(&mut *transaction)
    .await?;
    if !state.is_open {
        return Err(LinkError::Ended);
    }
    let holder = sqlx::query_scalar!(
        r#"select user_id as "user: UserId" from identities where issuer = $1 and subject = $2"#,
        claims.issuer,
        claims.subject,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    match holder {
        Some(holder) if holder == user => return Ok(()),
        Some(_) => return Err(LinkError::OfAnother),
        None => {}
    }
    if state.linked >= MOST_IDENTITIES {
        return Err(LinkError::TooMany);
    }
    attach(&mut transaction, user, claims, None, now).await.map_err(|error| {
        match error.as_database_error().and_then(|database| database.constraint()) {
            Some("identities_issuer_subject_key") => LinkError::OfAnother,
            _ => LinkError::Database(error),
        }
    })?;
    mail::tell(&mut transaction, MailKind::IdentityLinked, user, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Makes an identity a way into an account, in the caller's transaction.
pub(super) async fn attach(
    connection: &mut PgConnection,
    user: UserId,
    claims: &Claims,
    last_used_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identities (id, user_id, issuer, subject, label, created_at, last_used_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        IdentityId::new(now).uuid(),
        user.uuid(),
        claims.issuer,
        claims.subject,
        label(claims),
        now,
        last_used_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What the person knows the identity by.
fn label(claims: &Claims) -> Option<String> {
    let names = [claims.email.as_deref(), claims.preferred_username.as_deref(), claims.name.as_deref()];
    names.into_iter().flatten().find_map(|name| {
        let shown: String =
            name.chars().filter(|character| !character.is_control()).take(LONGEST_LABEL).collect();
        let shown = shown.trim();
        (!shown.is_empty()).then(|| shown.to_owned())
    })
}
