//! Carries events from the outbox to the consumers, at least once.
//!
//! Two implementations of one contract: [`rabbit`] for many processes, [`local`] (a table in the database) for
//! one. Both keep an event until a consumer has finished with it, retry after the same delays, and end in a
//! dead-letter queue that an operator can list, replay and drop.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::events::Envelope;

mod job;
pub mod local;
pub mod rabbit;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;

/// How long a job waits before each further try. After the last one it is a dead letter.
pub const RETRY_DELAYS: [(&str, Duration); 3] =
    [("5s", Duration::from_secs(5)), ("30s", Duration::from_secs(30)), ("5m", Duration::from_secs(300))];

/// One job's queue: which events it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// The job's name: `moderation`.
    pub name: &'static str,
    /// The routing keys of the events that it takes: `comment.submitted`.
    pub events: &'static [&'static str],
}

/// What a consumer answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The effect is committed, or there was nothing to do.
    Done,
    /// Something passing stood in the way; try again after the next delay.
    Retry(String),
    /// What it needs is away. Tried again for as long as that lasts: an outage makes no dead letters.
    Unavailable(String),
    /// It can never succeed: to the dead-letter queue.
    Fail(String),
}

/// Consumes the events of one queue. Called again for an event whose acknowledgement was lost.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Handles one event. Must be idempotent.
    async fn handle(&self, event: &Envelope) -> Outcome;
}

/// A message that no consumer could handle.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DeadLetter {
    /// The job's queue.
    pub queue: String,
    /// The event's id, if it could be read.
    pub id: Option<Uuid>,
    /// The event's type, if it could be read.
    pub kind: Option<String>,
    /// Why it died.
    pub reason: String,
    /// When it died.
    pub died_at: Option<DateTime<Utc>>,
    /// The message as it was, cut to 2 KiB.
    pub body: String,
}

/// How many messages wait.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QueueDepth {
    /// The queue's name without namespace: `moderation`, `moderation.retry.5s`, `moderation.dead`.
    pub queue: String,
    /// Messages ready for delivery.
    pub messages: u64,
}

/// Why the broker could not do what was asked. Never shown to a client.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// The URL can't be used.
    #[error("AMQP_URL is not an AMQP URL, which looks like amqp://user:password@host:5672/%2f")]
    Url,
    /// The namespace can't begin the name of a queue.
    #[error(
        "FABULA_NAMESPACE may have 1 to 100 letters, digits, dots, hyphens and underscores, and not be {0:?}"
    )]
    Namespace(String),
    /// The broker can't be reached, or closed the connection.
    #[error("the broker is out of reach")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The broker did not answer in time (it may be blocked by a memory or disk alarm).
    #[error("the broker did not answer in time: {0}")]
    TimedOut(&'static str),
    /// The broker took the event but could not route or keep it.
    #[error("the broker refused {0}")]
    Refused(String),
    /// There is no such queue.
    #[error("there is no queue {0}")]
    UnknownQueue(String),
}

/// Which dead letters an operator means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// All that are there when the command starts.
    All,
    /// The one with this event id.
    One(Uuid),
}

impl Selection {
    /// The one event id that is meant, if it is one.
    #[must_use]
    pub fn id(self) -> Option<Uuid> {
        match self {
            Self::All => None,
            Self::One(id) => Some(id),
        }
    }
}

/// The contract of both brokers.
#[async_trait]
pub trait Broker: Send + Sync + std::fmt::Debug {
    /// Hands events over; returns once the broker has each of them safely (publisher confirms).
    ///
    /// # Errors
    /// If any event is not safe. The caller publishes the whole batch again later; consumers deduplicate.
    async fn publish(&self, events: &[Envelope]) -> Result<(), BrokerError>;

    /// Consumes `queue` with at most `prefetch` events in hand until `shutdown`, reconnecting with backoff
    /// whenever the broker goes away. Finishes the events in hand before it returns.
    async fn consume(
        &self,
        queue: Queue,
        prefetch: u16,
        handler: Arc<dyn Handler>,
        shutdown: CancellationToken,
    );

    /// The depth of every queue, including retry and dead-letter queues.
    ///
    /// # Errors
    /// If the broker can't be asked.
    async fn depths(&self) -> Result<Vec<QueueDepth>, BrokerError>;

    /// Up to `limit` dead letters of `queue`, oldest first. They stay where they are.
    ///
    /// # Errors
    /// If the broker can't be asked or has no such queue.
    async fn dead_letters(&self, queue: &str, limit: usize) -> Result<Vec<DeadLetter>, BrokerError>;

    /// Puts dead letters back into their job's queue, with their tries counted from zero. Answers how many.
    ///
    /// # Errors
    /// If the broker can't be asked or has no such queue. A message is in one of the two queues at any time.
    async fn replay(&self, queue: &str, selection: Selection) -> Result<u64, BrokerError>;

    /// Deletes dead letters for good. Answers how many.
    ///
    /// # Errors
    /// If the broker can't be asked or has no such queue.
    async fn drop_dead(&self, queue: &str, selection: Selection) -> Result<u64, BrokerError>;

    /// Whether events can be published and consumed now; if not, why, in words for an operator.
    ///
    /// # Errors
    /// The reason.
    async fn check(&self) -> Result<(), String>;

    /// Closes connections. Consumers have been shut down before.
    async fn close(&self);
}
