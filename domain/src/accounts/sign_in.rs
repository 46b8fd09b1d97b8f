use chrono::{DateTime, Utc};
use fabula_platform::db::Db;
use sqlx::PgConnection;

use super::{Passwords, SessionTerms, SessionToken, User, password::PasswordError, queries};
use crate::{
    ids::{SessionId, UserId},
    second_factor::{self, Challenge},
};

/// An open session, with the token that proves it. The token is shown once and never kept.
#[derive(Debug, Clone)]
pub struct Session {
    /// The session's id.
    pub id: SessionId,
    /// What the client sends from now on.
    pub token: SessionToken,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The address is unknown or the password is wrong; nobody learns which.
    #[error("the e-mail address or the password is wrong")]
    InvalidCredentials,
    /// They do, and a code of the second factor is needed, too.
    #[error("a code of your second factor is needed")]
    SecondFactor(Challenge),
    /// The password could not be checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database refused.
    #[error("the session can't be opened")]
    Database(#[from] sqlx::Error),
}

/// Signs in by e-mail address and password.
///
/// # Errors
/// If they don't belong together, or the person has a second factor.
pub async fn sign_in(
    db: &Db,
    passwords: &Passwords,
    email: &str,
    password: &str,
    terms: impl Into<SessionTerms>,
) -> Result<(User, Session), SignInError> {
    let terms = terms.into();
    let email = email.trim().to_lowercase();
    // A password that can't have been registered is not worth hashing.
    if email.len() > 254 || email.contains('\0') || password.len() > 1024 {
        return Err(SignInError::InvalidCredentials);
    }
    let found =
        sqlx::query!(r#"select id as "id: UserId", password_hash from users where email = $1"#, email)
            .fetch_optional(db.pool())
            .await?;
    let (id, hash) = found.map_or((None, None), |row| (Some(row.id), row.password_hash));
    let fits = passwords.verify(password.to_owned(), hash.clone()).await?;
    let (true, Some(id)) = (fits, id) else {
        return Err(SignInError::InvalidCredentials);
    };
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    // Whoever changes the password meanwhile ends all sessions: none may be opened with the old one after that.
    let unchanged =
        sqlx::query!("select id from users where id = $1 and password_hash = $2 for share", id.uuid(), hash)
            .fetch_optional(&mut *transaction)
            .await?;
    if unchanged.is_none() {
        return Err(SignInError::InvalidCredentials);
    }
    if let Some(challenge) = second_factor::demand(&mut transaction, id, now).await? {
        transaction.commit().await?;
        return Err(SignInError::SecondFactor(challenge));
    }
    let session = open_session(&mut transaction, id, now, terms).await?;
    let user =
        queries::by_ids(&mut *transaction, &[id]).await?.pop().ok_or(SignInError::InvalidCredentials)?;
    transaction.commit().await?;
    Ok((user, session))
}

/// Opens a session in the caller's transaction.
pub(crate) async fn open_session(
    connection: &mut PgConnection,
    user: UserId,
    now: DateTime<Utc>,
    terms: SessionTerms,
) -> Result<Session, sqlx::Error> {
    let session = Session {
        id: SessionId::new(now),
        token: SessionToken::generate(),
        expires_at: now + terms.lifetime,
    };
    sqlx::query!(
        "insert into sessions (id, token_hash, user_id, created_at, last_seen_at, confirmed_at, expires_at, user_agent,
                               network)
         values ($1, $2, $3, $4, $4, $4, $5, $6, $7)",
        session.id.uuid(),
        &session.token.hash()[..],
        user.uuid(),
        now,
        session.expires_at,
        terms.device.user_agent,
        terms.device.network,
    )
    .execute(connection)
    .await?;
    Ok(session)
}
