use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use fabula_platform::db::Db;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use subtle::ConstantTimeEq as _;

use super::admit;
use crate::{
    accounts::{self, OneTimeToken, Session, SessionTerms, User},
    ids::UserId,
    second_factor::{self, Challenge},
};

/// How long a program has to redeem a code: a browser hands it over at once.
const LIFETIME: TimeDelta = TimeDelta::minutes(2);
/// How long a verifier is, in characters (RFC 7636, 4.1).
const VERIFIER_LENGTH: std::ops::RangeInclusive<usize> = 43..=128;

/// The SHA-256 of what only the program knows that sent somebody away (RFC 7636, S256).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeChallenge([u8; 32]);

impl CodeChallenge {
    /// Reads a challenge as it stands in an address: 43 characters of base64url; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(&BASE64_URL_SAFE_NO_PAD.decode(text).ok()?)
    }

    /// Reads the 32 bytes that the database keeps.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether `verifier` is what the challenge is of.
    fn is_of(&self, verifier: &str) -> bool {
        VERIFIER_LENGTH.contains(&verifier.len())
            && bool::from(Sha256::digest(verifier.as_bytes())[..].ct_eq(&self.0))
    }
}

/// Makes a code with which a program picks up a sign-in, in the caller's transaction.
pub(super) async fn mint(
    connection: &mut PgConnection,
    user: UserId,
    challenge: CodeChallenge,
    confirmed_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<OneTimeToken, sqlx::Error> {
    let code = OneTimeToken::generate();
    sqlx::query!(
        "insert into sign_in_codes (code_hash, user_id, code_challenge, confirmed_at, expires_at)
         values ($1, $2, $3, $4, $5)",
        &code.hash()[..],
        user.uuid(),
        challenge.as_bytes(),
        confirmed_at,
        now + LIFETIME,
    )
    .execute(connection)
    .await?;
    Ok(code)
}

/// Why a code opened no session.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// It is unknown, used or expired, or was made for another program.
    #[error("the code does not work, or no longer: sign in again")]
    Code,
    /// It works, and a code of the second factor is needed, too.
    #[error("a code of your second factor is needed")]
    SecondFactor(Challenge),
    /// The database refused.
    #[error("the session can't be opened")]
    Database(#[from] sqlx::Error),
}

/// Opens the session that a code stands for. A code works once, also for who does not know the verifier.
///
/// # Errors
/// If the code does not work, or the person has a second factor.
pub async fn redeem(
    db: &Db,
    code: &OneTimeToken,
    verifier: &str,
    terms: SessionTerms,
) -> Result<(User, Session), RedeemError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let holder = sqlx::query_scalar!(
        r#"select user_id as "user: UserId" from sign_in_codes where code_hash = $1"#,
        &code.hash()[..],
    )
    .fetch_optional(&mut *transaction)
    .await?;
    // Whatever ends the ways into an account takes its row first.
    let user = holder.ok_or(RedeemError::Code)?;
    accounts::lock_account(&mut transaction, user).await?;
    let row = sqlx::query!(
        "delete from sign_in_codes where code_hash = $1 returning code_challenge, confirmed_at, expires_at",
        &code.hash()[..],
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or(RedeemError::Code)?;
    let challenge = CodeChallenge::read(&row.code_challenge);
    if row.expires_at <= now || !challenge.is_some_and(|challenge| challenge.is_of(verifier)) {
        transaction.commit().await?;
        return Err(RedeemError::Code);
    }
    if let Some(challenge) = second_factor::demand(&mut transaction, user, now).await? {
        transaction.commit().await?;
        return Err(RedeemError::SecondFactor(challenge));
    }
    let session = admit::open(&mut transaction, user, row.confirmed_at, terms, now).await?;
    let found = accounts::by_ids(&mut *transaction, &[user]).await?.pop().ok_or(RedeemError::Code)?;
    transaction.commit().await?;
    Ok((found, session))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_that_of_the_specification() {
        // RFC 7636, appendix B.
        let challenge = CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        assert!(challenge.is_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.is_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK"));
        for bad in ["", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", "ä", &"a".repeat(44)] {
            assert!(CodeChallenge::parse(bad).is_none(), "{bad}");
        }
    }
}
