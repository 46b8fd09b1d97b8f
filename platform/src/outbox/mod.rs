//! The transactional outbox: an event is a row in the transaction that makes it true.
//!
//! [`append`] writes the row; [`Transaction::commit`](crate::db::Transaction::commit) wakes this process's
//! [`relay`] at once, which hands the rows to the broker and deletes what was confirmed. A relay that dies between
//! the two leaves rows that another takes over: events come at least once and consumers deduplicate
//! ([`first_time`]).

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{db::Transaction, ids, telemetry};

pub mod relay;

/// A fact to be told once its transaction has committed.
pub trait Event: Serialize {
    /// The type without the `fabula.` prefix: `comment.submitted`.
    fn kind(&self) -> &'static str;
    /// The TypeID of what it is about.
    fn subject(&self) -> String;
}

/// Records `event` in the caller's transaction and answers its id.
///
/// # Errors
/// If the database refuses.
pub async fn append(
    transaction: &mut Transaction<'_>,
    event: &impl Event,
    now: DateTime<Utc>,
) -> Result<Uuid, sqlx::Error> {
    let id = ids::uuid_at(now);
    let data = serde_json::to_value(event).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    sqlx::query!(
        "insert into outbox (id, type, subject, data, traceparent, occurred_at) values ($1, $2, $3, $4, $5, $6)",
        id,
        event.kind(),
        event.subject(),
        data,
        telemetry::current_traceparent(),
        now,
    )
    .execute(&mut **transaction)
    .await?;
    transaction.wake_relay_on_commit();
    Ok(id)
}

/// Notes in the effect's own transaction that `consumer` has finished the event; false if it already had.
///
/// Two deliveries at once meet on the primary key: the second waits for the first to commit, then gets false.
///
/// # Errors
/// If the database refuses.
pub async fn first_time(
    connection: &mut PgConnection,
    consumer: &str,
    event_id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let result = sqlx::query!(
        "insert into processed_events (consumer, event_id, processed_at) values ($1, $2, $3) on conflict do nothing",
        consumer,
        event_id,
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// How many events wait, and since when the oldest does.
#[derive(Debug, Clone, Copy)]
pub struct Backlog {
    /// Rows not yet with the broker.
    pub pending: i64,
    /// When the oldest of them was committed.
    pub oldest: Option<DateTime<Utc>>,
}

/// The backlog as it is now.
///
/// # Errors
/// If the database refuses.
pub async fn backlog(pool: &sqlx::PgPool) -> Result<Backlog, sqlx::Error> {
    sqlx::query_as!(Backlog, r#"select count(*) as "pending!", min(occurred_at) as oldest from outbox"#)
        .fetch_one(pool)
        .await
}
