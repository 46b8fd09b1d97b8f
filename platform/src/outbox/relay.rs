//! Takes committed events from the outbox to the broker.
//!
//! Every process that writes runs one. A batch is claimed by a lease, published with confirms, then deleted; no
//! transaction is open while the broker is asked. Several relays work side by side (`skip locked`).

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::{
    broker::Broker,
    db::Db,
    events::{Envelope, TYPE_PREFIX},
};

/// Rows taken at once: enough to keep publisher confirms busy, few enough to publish again without harm.
const BATCH: i64 = 256;
/// How long a claimed batch is ours: longer than waiting for a connection (10 s) and publishing (10 s) may take together,
/// so a relay that lives hands a batch over before another may take it.
const LEASE: TimeDelta = TimeDelta::seconds(25);
/// How long one batch may take in all. A connection whose other end is gone without a word would hold the relay for
/// ever.
const BATCH_TIMEOUT: Duration = Duration::from_secs(40);
/// How often to look without being woken: for rows of processes that died before their relay ran.
const SWEEP: Duration = Duration::from_secs(2);
/// The pause after a failure, doubled with each further one up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Why a batch did not get through. The rows stay and are tried again.
#[derive(Debug, thiserror::Error)]
enum RelayError {
    #[error("the outbox can't be read")]
    Database(#[from] sqlx::Error),
    #[error("the broker did not take the events")]
    Broker(#[from] crate::broker::BrokerError),
    #[error("a batch took too long")]
    TimedOut(#[from] tokio::time::error::Elapsed),
}

struct Row {
    position: i64,
    id: uuid::Uuid,
    kind: String,
    subject: String,
    data: serde_json::Value,
    traceparent: Option<String>,
    occurred_at: DateTime<Utc>,
}

/// Relays events of these `kinds` until `shutdown`, then once more, so that what was committed before is with the
/// broker. Events of other kinds are a newer version's: its own relay knows their queues and takes them.
pub async fn run(
    db: Db,
    broker: Arc<dyn Broker>,
    source: String,
    kinds: &'static [&'static str],
    shutdown: CancellationToken,
) {
    let kinds: Vec<String> = kinds.iter().map(ToString::to_string).collect();
    let mut pause = FIRST_PAUSE;
    loop {
        match relay_all(&db, broker.as_ref(), &source, &kinds).await {
            Ok(()) => {
                pause = FIRST_PAUSE;
                if shutdown.is_cancelled() {
                    return;
                }
                tokio::select! {
                    () = db.outbox_written() => {}
                    () = tokio::time::sleep(SWEEP) => {}
                    () = shutdown.cancelled() => {}
                }
            }
            Err(error) => {
                if shutdown.is_cancelled() {
                    return;
                }
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    pause_ms = pause.as_millis(),
                    "relay paused"
                );
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = shutdown.cancelled() => {}
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

/// Relays until the outbox has nothing that is free.
async fn relay_all(db: &Db, broker: &dyn Broker, source: &str, kinds: &[String]) -> Result<(), RelayError> {
    while tokio::time::timeout(BATCH_TIMEOUT, relay_batch(db, broker, source, kinds)).await?? {}
    Ok(())
}

/// Relays one batch; false if there was none.
async fn relay_batch(
    db: &Db,
    broker: &dyn Broker,
    source: &str,
    kinds: &[String],
) -> Result<bool, RelayError> {
    let now = db.clock().now();
    let lease = now + LEASE;
    let rows = claim(db.pool(), kinds, now, lease).await?;
    if rows.is_empty() {
        return Ok(false);
    }
    let positions: Vec<i64> = rows.iter().map(|row| row.position).collect();
    let envelopes: Vec<Envelope> = rows.into_iter().map(|row| envelope(row, source)).collect();
    if let Err(error) = broker.publish(&envelopes).await {
        // Give the batch back at once, so that recovery does not wait for the lease.
        release(db.pool(), &positions, lease).await?;
        return Err(error.into());
    }
    sqlx::query!("delete from outbox where position = any($1)", &positions).execute(db.pool()).await?;
    metrics::counter!("fabula_outbox_relayed_total").increment(positions.len() as u64);
    Ok(true)
}

async fn claim(
    pool: &PgPool,
    kinds: &[String],
    now: DateTime<Utc>,
    lease: DateTime<Utc>,
) -> Result<Vec<Row>, sqlx::Error> {
    let mut rows = sqlx::query_as!(
        Row,
        r#"
        update outbox set claimed_until = $2
        where position in (
            select position from outbox
            where (claimed_until is null or claimed_until < $1) and type = any($4)
            order by position limit $3 for update skip locked
        )
        returning position, id, type as kind, subject, data, traceparent, occurred_at
        "#,
        now,
        lease,
        BATCH,
        kinds,
    )
    .fetch_all(pool)
    .await?;
    rows.sort_unstable_by_key(|row| row.position);
    Ok(rows)
}

/// Gives back what is still ours.
async fn release(pool: &PgPool, positions: &[i64], lease: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update outbox set claimed_until = null where position = any($1) and claimed_until = $2",
        positions,
        lease,
    )
    .execute(pool)
    .await?;
    Ok(())
}

fn envelope(row: Row, source: &str) -> Envelope {
    Envelope {
        specversion: "1.0".to_owned(),
        id: row.id,
        kind: format!("{TYPE_PREFIX}{}", row.kind),
        source: source.to_owned(),
        subject: row.subject,
        time: row.occurred_at,
        traceparent: row.traceparent,
        datacontenttype: "application/json".to_owned(),
        data: row.data,
    }
}
