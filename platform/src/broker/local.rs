//! The broker of a single process: a table in its database.
//!
//! A queue in memory would lose what it holds when the process dies, after the outbox has let go of it. The table
//! keeps each message until its job is done, gives the same retries and dead letters as RabbitMQ, and needs only
//! the one connection that the embedded database has.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use tokio::{sync::Notify, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;
use uuid::Uuid;

use super::{
    Broker, BrokerError, DeadLetter, Handler, Outcome, Queue, QueueDepth, RETRY_DELAYS, Selection, job,
};
use crate::{clock::SharedClock, events::Envelope};

/// How long a consumer may hold a message: longer than a job may take.
const LEASE: TimeDelta = TimeDelta::seconds(90);
/// How often to look without being woken. Publishing wakes at once; this finds retries that came due and what other
/// processes published or left behind.
const SWEEP: Duration = Duration::from_secs(1);

/// A queue kept in the database.
#[derive(Debug)]
pub struct LocalBroker {
    pool: PgPool,
    clock: SharedClock,
    queues: &'static [Queue],
    published: Arc<Notify>,
}

struct Claimed {
    event_id: Uuid,
    envelope: serde_json::Value,
    attempt: i32,
}

impl LocalBroker {
    /// A broker for `queues` in the database behind `pool`.
    #[must_use]
    pub fn new(pool: PgPool, clock: SharedClock, queues: &'static [Queue]) -> Self {
        Self { pool, clock, queues, published: Arc::new(Notify::new()) }
    }

    fn known(&self, queue: &str) -> Result<(), BrokerError> {
        if self.queues.iter().any(|known| known.name == queue) {
            Ok(())
        } else {
            Err(BrokerError::UnknownQueue(queue.to_owned()))
        }
    }

    async fn claim(&self, queue: Queue, most: usize) -> Result<Vec<Claimed>, sqlx::Error> {
        let now = self.clock.now();
        sqlx::query_as!(
            Claimed,
            r#"
            update queued_messages set claimed_until = $3
            where queue = $1 and event_id in (
                select event_id from queued_messages
                where queue = $1 and died_at is null and available_at <= $2
                      and (claimed_until is null or claimed_until < $2)
                order by available_at limit $4 for update skip locked
            )
            returning event_id, envelope, attempt
            "#,
            queue.name,
            now,
            now + LEASE,
            i64::try_from(most).unwrap_or(i64::MAX),
        )
        .fetch_all(&self.pool)
        .await
    }

    /// Writes down what became of a message. If that fails, its lease runs out and it comes again.
    async fn settle(&self, queue: Queue, message: &Claimed, outcome: Outcome) -> Result<(), sqlx::Error> {
        let attempt = usize::try_from(message.attempt).unwrap_or(usize::MAX);
        let counted = i32::from(!matches!(outcome, Outcome::Unavailable(_)));
        let (due, died, reason) = match (outcome, RETRY_DELAYS.get(attempt)) {
            (Outcome::Done, _) => {
                sqlx::query!(
                    "delete from queued_messages where queue = $1 and event_id = $2",
                    queue.name,
                    message.event_id
                )
                .execute(&self.pool)
                .await?;
                return Ok(());
            }
            // An outage is no fault of the message: it is not counted.
            (Outcome::Unavailable(reason), _) => (RETRY_DELAYS[0].1, false, reason),
            (Outcome::Retry(reason), Some((_, delay))) => (*delay, false, reason),
            (Outcome::Retry(reason), None) | (Outcome::Fail(reason), _) => (Duration::ZERO, true, reason),
        };
        let now = self.clock.now();
        let available_at: DateTime<Utc> = now + due;
        sqlx::query!(
            "update queued_messages set attempt = attempt + $6, available_at = $3, claimed_until = null, died_at = $4,
                    reason = $5
             where queue = $1 and event_id = $2",
            queue.name,
            message.event_id,
            available_at,
            died.then_some(now),
            reason,
            counted,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn work(self: Arc<Self>, queue: Queue, message: Claimed, handler: Arc<dyn Handler>) {
        let outcome = match serde_json::from_value::<Envelope>(message.envelope.clone()) {
            Ok(event) => job::run(queue.name, &event, handler.as_ref()).await,
            Err(error) => Outcome::Fail(format!("not an event: {error}")),
        };
        if let Err(error) = self.settle(queue, &message, outcome).await {
            tracing::warn!(error = &error as &dyn std::error::Error, event.id = %message.event_id, "a job will run again");
        }
    }
}

/// A [`LocalBroker`] that its jobs can share.
#[derive(Debug, Clone)]
pub struct SharedLocalBroker(Arc<LocalBroker>);

impl From<LocalBroker> for SharedLocalBroker {
    fn from(broker: LocalBroker) -> Self {
        Self(Arc::new(broker))
    }
}

fn unreachable(error: sqlx::Error) -> BrokerError {
    BrokerError::Unreachable(Box::new(error))
}

#[async_trait]
impl Broker for SharedLocalBroker {
    async fn publish(&self, events: &[Envelope]) -> Result<(), BrokerError> {
        let mut queues = Vec::new();
        let mut ids = Vec::new();
        let mut envelopes = Vec::new();
        for event in events {
            for queue in self.0.queues.iter().filter(|queue| queue.events.contains(&event.routing_key())) {
                queues.push(queue.name.to_owned());
                ids.push(event.id);
                let envelope =
                    serde_json::to_value(event).map_err(|error| BrokerError::Unreachable(Box::new(error)))?;
                envelopes.push(envelope);
            }
        }
        if queues.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into queued_messages (queue, event_id, envelope, available_at)
             select queue, event_id, envelope, $4 from unnest($1::text[], $2::uuid[], $3::jsonb[])
                    as published (queue, event_id, envelope)
             on conflict do nothing",
            &queues,
            &ids,
            &envelopes,
            self.0.clock.now(),
        )
        .execute(&self.0.pool)
        .await
        .map_err(unreachable)?;
        self.0.published.notify_waiters();
        Ok(())
    }

    async fn consume(
        &self,
        queue: Queue,
        prefetch: u16,
        handler: Arc<dyn Handler>,
        shutdown: CancellationToken,
    ) {
        let broker = &self.0;
        let most = usize::from(prefetch.max(1));
        let mut jobs = JoinSet::new();
        while !shutdown.is_cancelled() {
            // Armed before the table is read, so that what is published meanwhile is not slept through.
            let published = broker.published.notified();
            tokio::pin!(published);
            published.as_mut().enable();
            let claimed = if jobs.len() < most {
                broker.claim(queue, most - jobs.len()).await.unwrap_or_else(|error| {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        queue = queue.name,
                        "the queue can't be read"
                    );
                    Vec::new()
                })
            } else {
                Vec::new()
            };
            let found = !claimed.is_empty();
            for message in claimed {
                jobs.spawn(Arc::clone(broker).work(queue, message, Arc::clone(&handler)).in_current_span());
            }
            if found && jobs.len() < most {
                continue;
            }
            tokio::select! {
                _ = jobs.join_next(), if !jobs.is_empty() => {}
                () = &mut published, if jobs.len() < most => {}
                () = tokio::time::sleep(SWEEP) => {}
                () = shutdown.cancelled() => {}
            }
        }
        while jobs.join_next().await.is_some() {}
    }

    async fn depths(&self) -> Result<Vec<QueueDepth>, BrokerError> {
        let rows = sqlx::query!(
            r#"select queue, count(*) filter (where died_at is null) as "waiting!",
                      count(*) filter (where died_at is not null) as "dead!"
               from queued_messages group by queue"#
        )
        .fetch_all(&self.0.pool)
        .await
        .map_err(unreachable)?;
        let count = |count: i64| u64::try_from(count).unwrap_or(0);
        Ok(self
            .0
            .queues
            .iter()
            .flat_map(|queue| {
                let row = rows.iter().find(|row| row.queue == queue.name);
                [
                    QueueDepth {
                        queue: queue.name.to_owned(),
                        messages: row.map_or(0, |row| count(row.waiting)),
                    },
                    QueueDepth {
                        queue: format!("{}.dead", queue.name),
                        messages: row.map_or(0, |row| count(row.dead)),
                    },
                ]
            })
            .collect())
    }

    async fn dead_letters(&self, queue: &str, limit: usize) -> Result<Vec<DeadLetter>, BrokerError> {
        self.0.known(queue)?;
        let rows = sqlx::query!(
            r#"select event_id, envelope ->> 'type' as kind, coalesce(reason, '') as "reason!", died_at,
                      left(envelope::text, 2048) as "body!"
               from queued_messages where queue = $1 and died_at is not null order by died_at, event_id limit $2"#,
            queue,
            i64::try_from(limit).unwrap_or(i64::MAX),
        )
        .fetch_all(&self.0.pool)
        .await
        .map_err(unreachable)?;
        Ok(rows
            .into_iter()
            .map(|row| DeadLetter {
                queue: queue.to_owned(),
                id: Some(row.event_id),
                kind: row.kind,
                reason: row.reason,
                died_at: row.died_at,
                body: row.body,
            })
            .collect())
    }

    async fn replay(&self, queue: &str, selection: Selection) -> Result<u64, BrokerError> {
        self.0.known(queue)?;
        let replayed = sqlx::query!(
            "update queued_messages set died_at = null, reason = null, attempt = 0, claimed_until = null,
                    available_at = $3
             where queue = $1 and died_at is not null and ($2::uuid is null or event_id = $2)",
            queue,
            selection.id(),
            self.0.clock.now(),
        )
        .execute(&self.0.pool)
        .await
        .map_err(unreachable)?;
        self.0.published.notify_waiters();
        Ok(replayed.rows_affected())
    }

    async fn drop_dead(&self, queue: &str, selection: Selection) -> Result<u64, BrokerError> {
        self.0.known(queue)?;
        let dropped = sqlx::query!(
            "delete from queued_messages
             where queue = $1 and died_at is not null and ($2::uuid is null or event_id = $2)",
            queue,
            selection.id(),
        )
        .execute(&self.0.pool)
        .await
        .map_err(unreachable)?;
        Ok(dropped.rows_affected())
    }

    async fn check(&self) -> Result<(), String> {
        // It lives in the database, whose own check says more.
        Ok(())
    }

    async fn close(&self) {}
}
