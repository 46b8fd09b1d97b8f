//! Creating twice with one key creates once, also when both requests arrive together.

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Invalid, ids::UserId};

/// The longest key.
const LONGEST_KEY: usize = 100;

/// A client's key for one creating request, with a hash of what was asked.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    key: String,
    request_hash: [u8; 32],
}

impl IdempotencyKey {
    /// Checks a key. `request` is whatever identifies the input; equal inputs must give equal parts.
    ///
    /// # Errors
    /// If the key is empty, longer than 100 characters, or not printable ASCII.
    pub fn parse(key: &str, request: &[&str]) -> Result<Self, Invalid> {
        if key.is_empty() || key.len() > LONGEST_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Invalid::new(
                "idempotencyKey",
                "takes 1 to 100 printable ASCII characters without spaces",
            ));
        }
        let mut hash = Sha256::new();
        for part in request {
            hash.update(part.len().to_le_bytes());
            hash.update(part.as_bytes());
        }
        Ok(Self { key: key.to_owned(), request_hash: hash.finalize().into() })
    }
}

/// What became of a reservation.
#[derive(Debug)]
pub enum Reservation {
    /// The caller is first and must create `result_id` in this transaction.
    First,
    /// It was created before: this is the id.
    Repeated(Uuid),
}

/// Reserves the key for `result_id` in the caller's transaction.
///
/// A second request with the same key waits here until the first commits or rolls back.
///
/// # Errors
/// [`ReserveError::Invalid`] if the key came with another input before.
pub async fn reserve(
    connection: &mut PgConnection,
    user: UserId,
    operation: &'static str,
    key: Option<&IdempotencyKey>,
    result_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Reservation, ReserveError> {
    let Some(key) = key else {
        return Ok(Reservation::First);
    };
    let inserted = sqlx::query!(
        "insert into idempotency_keys (user_id, operation, key, request_hash, result_id, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        user.uuid(),
        operation,
        key.key,
        &key.request_hash[..],
        result_id,
        now,
    )
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 1 {
        return Ok(Reservation::First);
    }
    let earlier = sqlx::query!(
        "select request_hash, result_id from idempotency_keys where user_id = $1 and operation = $2 and key = $3",
        user.uuid(),
        operation,
        key.key,
    )
    .fetch_one(connection)
    .await?;
    if earlier.request_hash == key.request_hash {
        Ok(Reservation::Repeated(earlier.result_id))
    } else {
        Err(Invalid::new("idempotencyKey", "was used before with another input").into())
    }
}

/// Why a key could not be reserved.
#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    /// The key belongs to another input.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The database refused.
    #[error("the idempotency key can't be kept")]
    Database(#[from] sqlx::Error),
}
