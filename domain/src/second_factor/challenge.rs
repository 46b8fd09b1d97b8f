use chrono::{DateTime, TimeDelta, Utc};
use fabula_platform::db::Db;
use sqlx::PgConnection;

use super::{Code, Seal, TakeError, take};
use crate::{
    accounts::{self, OneTimeToken, Session, SessionTerms, User},
    ids::UserId,
};

/// How long a person may take to find their code.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// Codes that may be tried with one challenge.
const MOST_ATTEMPTS: i16 = 5;

/// A sign-in that waits for the second factor.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// What the client sends with the code.
    pub token: OneTimeToken,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// Asks a person who has shown the first factor for the second, in the caller's transaction; `None` if they have none, so
/// that a session may be opened.
pub(crate) async fn demand(
    connection: &mut PgConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Option<Challenge>, sqlx::Error> {
    let challenge = Challenge { token: OneTimeToken::generate(), expires_at: now + LIFETIME };
    let demanded = sqlx::query!(
        "insert into sign_in_challenges (token_hash, user_id, expires_at)
         select $1, user_id, $3 from second_factors where user_id = $2 and confirmed_at is not null",
        &challenge.token.hash()[..],
        user.uuid(),
        challenge.expires_at,
    )
    .execute(connection)
    .await?;
    Ok((demanded.rows_affected() == 1).then_some(challenge))
}

/// One try at a challenge. It has been counted.
#[derive(Debug)]
pub struct Attempt {
    /// Whose sign-in it is.
    pub user: UserId,
    token: OneTimeToken,
}

/// Why a sign-in was not completed.
#[derive(Debug, thiserror::Error)]
pub enum CompleteError {
    /// The challenge is unknown, used, expired, or has had its wrong codes.
    #[error("the sign-in does not wait any more: sign in again")]
    Challenge,
    /// The code is wrong, or was used before.
    #[error("the code is wrong")]
    WrongCode,
    /// The code could not be checked.
    #[error(transparent)]
    Take(#[from] TakeError),
    /// The database refused.
    #[error("the session can't be opened")]
    Database(#[from] sqlx::Error),
}

/// Counts a try at a challenge, whatever comes of it.
///
/// # Errors
/// If the challenge does not wait.
pub async fn attempt(db: &Db, token: OneTimeToken) -> Result<Attempt, CompleteError> {
    let user = sqlx::query_scalar!(
        r#"update sign_in_challenges set attempts = attempts + 1
           where token_hash = $1 and expires_at > $2 and attempts < $3 returning user_id as "user: UserId""#,
        &token.hash()[..],
        db.clock().now(),
        MOST_ATTEMPTS,
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(Attempt { user: user.ok_or(CompleteError::Challenge)?, token })
}

/// Opens the session that a challenge stands for.
///
/// # Errors
/// If the code is wrong, or the challenge has been used or taken back meanwhile.
pub async fn complete_sign_in(
    db: &Db,
    seal: &Seal,
    attempt: Attempt,
    code: &Code,
    terms: SessionTerms,
) -> Result<(User, Session), CompleteError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    accounts::lock_account(&mut transaction, attempt.user).await?;
    let waits = sqlx::query!(
        "delete from sign_in_challenges where token_hash = $1 and expires_at > $2",
        &attempt.token.hash()[..],
        now,
    )
    .execute(&mut *transaction)
    .await?;
    if waits.rows_affected() == 0 {
        return Err(CompleteError::Challenge);
    }
    if !take(&mut transaction, seal, attempt.user, code, now).await? {
        // Rolled back: the challenge waits for a better code.
        return Err(CompleteError::WrongCode);
    }
    let session = accounts::open_session(&mut transaction, attempt.user, now, terms).await?;
    let user = accounts::by_ids(&mut *transaction, &[attempt.user]).await?.pop();
    let user = user.ok_or(CompleteError::Challenge)?;
    transaction.commit().await?;
    Ok((user, session))
}
