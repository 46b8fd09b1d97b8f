use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use crate::ids::UserId;

/// What a mailed token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TokenPurpose {
    /// Proves the account's address.
    VerifyEmail,
    /// Sets a new password.
    ResetPassword,
    /// Makes a new address the account's.
    ChangeEmail,
}

impl TokenPurpose {
    /// How long it works. A password is worth more than the proof of an address.
    pub(crate) const fn lifetime(self) -> TimeDelta {
        match self {
            Self::VerifyEmail => TimeDelta::hours(72),
            Self::ResetPassword => TimeDelta::hours(2),
            Self::ChangeEmail => TimeDelta::hours(24),
        }
    }
}

/// A token that works once, in a mail or between two steps of signing in: 160 random bits in base64url.
#[derive(Debug, Clone)]
pub struct OneTimeToken(SecretString);

impl OneTimeToken {
    pub(crate) fn generate() -> Self {
        let bytes: [u8; 20] = rand::random();
        Self(BASE64_URL_SAFE_NO_PAD.encode(bytes).into())
    }

    /// Reads what a person pasted, with the white space that comes along; `None` for what can't be a token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > 64 {
            return None;
        }
        (BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.len() == 20).then(|| Self(text.into()))
    }

    /// The token itself, for the one mail or answer that carries it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.reveal().as_bytes()).into()
    }
}

/// A new token in the caller's transaction. The one before, for the same purpose, works no longer.
pub(crate) async fn mint(
    connection: &mut PgConnection,
    user: UserId,
    purpose: TokenPurpose,
    email: &str,
    now: DateTime<Utc>,
) -> Result<OneTimeToken, sqlx::Error> {
    let token = OneTimeToken::generate();
    sqlx::query!(
        "insert into account_tokens (user_id, purpose, token_hash, email, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (user_id, purpose) do update set token_hash = excluded.token_hash, email = excluded.email,
             created_at = excluded.created_at, expires_at = excluded.expires_at",
        user.uuid(),
        purpose as TokenPurpose,
        &token.hash()[..],
        email,
        now,
        now + purpose.lifetime(),
    )
    .execute(connection)
    .await?;
    Ok(token)
}

/// What a token proves.
#[derive(Debug)]
pub(super) struct Proof {
    pub(super) user: UserId,
    /// The address that it was sent to.
    pub(super) email: String,
}

/// Whose a token is that works now; only [`redeem`] uses it up.
pub(super) async fn holder(
    connection: &mut PgConnection,
    purpose: TokenPurpose,
    token: &OneTimeToken,
    now: DateTime<Utc>,
) -> Result<Option<UserId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select user_id as "user: UserId" from account_tokens
           where purpose = $1 and token_hash = $2 and expires_at > $3"#,
        purpose as TokenPurpose,
        &token.hash()[..],
        now,
    )
    .fetch_optional(connection)
    .await
}

/// Locks an account's row. What changes an account takes it first, and its tokens after.
pub(crate) async fn lock_account(connection: &mut PgConnection, user: UserId) -> Result<(), sqlx::Error> {
    sqlx::query!("select id from users where id = $1 for no key update", user.uuid())
        .fetch_optional(connection)
        .await?;
    Ok(())
}

/// Uses a token up in the caller's transaction; `None` if it is unknown, used or expired. Of two at once one wins.
pub(super) async fn redeem(
    connection: &mut PgConnection,
    purpose: TokenPurpose,
    token: &OneTimeToken,
    now: DateTime<Utc>,
) -> Result<Option<Proof>, sqlx::Error> {
    sqlx::query_as!(
        Proof,
        r#"delete from account_tokens where purpose = $1 and token_hash = $2 and expires_at > $3
           returning user_id as "user: UserId", email"#,
        purpose as TokenPurpose,
        &token.hash()[..],
        now,
    )
    .fetch_optional(connection)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_generated_reads_as_a_token() {
        let token = OneTimeToken::generate();
        let pasted = format!(" {}\r\n", token.reveal());
        assert_eq!(OneTimeToken::parse(&pasted).unwrap().hash(), token.hash());
        for bad in ["", "x", "fabula_", "ä", &"a".repeat(10_000)] {
            assert!(OneTimeToken::parse(bad).is_none(), "{bad:?}");
        }
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
