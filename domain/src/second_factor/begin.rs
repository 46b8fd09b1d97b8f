use fabula_platform::db::Db;
use secrecy::SecretString;
use totp_rs::{Builder, Secret, Totp};

use super::Seal;
use crate::{
    SignedIn,
    accounts::{self, Unconfirmed},
};

/// What apps show beside a person's codes.
const ISSUER: &str = "Fabula";

/// Why nothing was begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// It is not known to be them.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// It has to be turned off first.
    #[error("the second factor is on already: turn it off first")]
    On,
    /// The account has gone, or its name is none for an app.
    #[error("there is nothing to begin: {0}")]
    Enrolment(String),
    /// The database refused.
    #[error("the second factor can't be kept")]
    Database(#[from] sqlx::Error),
}

/// What a person's app needs. It is in the answer and nowhere else.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The secret in base 32, to be typed.
    pub secret: SecretString,
    /// The secret as an `otpauth:` URI, to be shown as a QR code.
    pub uri: SecretString,
}

/// The codes of a secret: six digits of HMAC-SHA-1 every 30 seconds, which is what every app speaks, and one step of
/// tolerance either way for clocks (RFC 6238, 5.2).
pub(super) fn codes(secret: &[u8], account: &str) -> Result<Totp, totp_rs::TotpError> {
    Builder::new()
        .with_secret(Secret::new(secret.into()))
        .with_skew(1)
        .with_issuer(Some(ISSUER))
        .with_account_name(account)
        .build()
}

/// Makes a secret for a person's app. Nobody is asked for codes until the first one comes back; until then a new secret takes
/// the place of the one before.
///
/// # Errors
/// If the person has not shown lately that it is them, or the second factor is on.
pub async fn begin(db: &Db, seal: &Seal, person: &SignedIn) -> Result<Enrolment, BeginError> {
    let (now, user) = (db.clock().now(), person.user);
    // RFC 4226 asks for 160 bits.
    let secret: [u8; 20] = rand::random();
    let mut transaction = db.begin().await?;
    accounts::lock_confirmed(&mut transaction, person, now).await??;
    let handle = sqlx::query_scalar!("select handle from users where id = $1", user.uuid())
        .fetch_optional(&mut *transaction)
        .await?;
    let handle = handle.ok_or_else(|| BeginError::Enrolment("there is no such account".to_owned()))?;
    let totp = codes(&secret, &handle).map_err(|error| BeginError::Enrolment(error.to_string()))?;
    let uri = totp.to_url().map_err(|error| BeginError::Enrolment(error.to_string()))?;
    let kept = sqlx::query!(
        "insert into second_factors (user_id, secret, created_at) values ($1, $2, $3)
         on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
         where second_factors.confirmed_at is null",
        user.uuid(),
        seal.close(user, &secret),
        now,
    )
    .execute(&mut *transaction)
    .await?;
    if kept.rows_affected() == 0 {
        return Err(BeginError::On);
    }
    transaction.commit().await?;
    Ok(Enrolment { secret: totp.secret().to_base32().into(), uri: uri.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_specification() {
        // RFC 6238, appendix B, the last six of eight digits.
        let totp = codes(b"12345678901234567890", "ada").unwrap();
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(totp.check(code, time), Some(time / 30), "{time}");
            assert_eq!(totp.check(code, time + 30), Some(time / 30), "a clock that is a little late");
            assert_eq!(totp.check(code, time + 90), None);
        }
    }

    #[test]
    fn an_app_reads_the_uri() {
        let uri = codes(&[7; 20], "ada").unwrap().to_url().unwrap();
        assert_eq!(uri, "otpauth://totp/Fabula:ada?secret=A4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYH&issuer=Fabula");
    }
}
