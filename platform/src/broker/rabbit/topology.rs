//! The exchange and the queues. Declared on every new connection, so that what was deleted comes back.

use std::sync::Arc;

use lapin::{
    Channel, ExchangeKind,
    options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable, LongString},
};

use crate::broker::{BrokerError, Queue, QueueDepth, RETRY_DELAYS};

/// How often RabbitMQ gives a message out again whose consumer vanished, before it is a dead letter: a message that
/// kills its worker must not do so for ever. RabbitMQ 4 has this number by itself, 3.10 has none.
const DELIVERY_LIMIT: i32 = 20;
/// Looking at a dead letter counts as a delivery, and after the last one RabbitMQ would throw it away. "No limit" can't
/// be said to both 3.10 and 4.
const DEAD_DELIVERY_LIMIT: i32 = 1_000_000_000;

/// The names, and how they hang together.
#[derive(Debug, Clone)]
pub(super) struct Topology {
    namespace: Arc<str>,
    queues: &'static [Queue],
}

impl Topology {
    pub(super) fn new(namespace: &str, queues: &'static [Queue]) -> Self {
        Self { namespace: namespace.into(), queues }
    }

    /// The topic exchange that events are published to.
    pub(super) fn exchange(&self) -> String {
        format!("{}.events", self.namespace)
    }

    /// A job's queue.
    pub(super) fn queue(&self, job: &str) -> String {
        format!("{}.{job}", self.namespace)
    }

    /// The queue in which a job waits for its next try.
    pub(super) fn retry(&self, job: &str, delay: &str) -> String {
        format!("{}.{job}.retry.{delay}", self.namespace)
    }

    /// The queue in which a job's dead letters lie.
    pub(super) fn dead(&self, job: &str) -> String {
        format!("{}.{job}.dead", self.namespace)
    }

    /// Whether some job takes events with this routing key.
    pub(super) fn takes(&self, routing_key: &str) -> bool {
        self.queues.iter().any(|queue| queue.events.contains(&routing_key))
    }

    pub(super) fn known(&self, job: &str) -> Result<(), BrokerError> {
        if self.queues.iter().any(|queue| queue.name == job) {
            Ok(())
        } else {
            Err(BrokerError::UnknownQueue(job.to_owned()))
        }
    }

    #[cfg(feature = "testing")]
    pub(super) fn queue_names(&self) -> Vec<String> {
        let names = self.queues.iter().flat_map(|queue| {
            let retries = RETRY_DELAYS.iter().map(|(delay, _)| self.retry(queue.name, delay));
            retries.chain([self.queue(queue.name), self.dead(queue.name)])
        });
        names.collect()
    }

    /// Declares everything and answers how many messages are ready in each queue.
    pub(super) async fn declare(&self, channel: &Channel) -> lapin::Result<Vec<QueueDepth>> {
        let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
        let exchange = self.exchange();
        channel
            .exchange_declare(exchange.as_str().into(), ExchangeKind::Topic, durable, FieldTable::default())
            .await?;
        let mut depths = Vec::with_capacity(self.queues.len() * (RETRY_DELAYS.len() + 2));
        for queue in self.queues {
            // A queue's dead letters need a place before it can have any.
            let dead = self.dead(queue.name);
            let arguments = arguments([("x-delivery-limit", DEAD_DELIVERY_LIMIT.into())]);
            let dead_depth = self.declare_queue(channel, &dead, arguments).await?;
            let own = self.queue(queue.name);
            depths.push(self.declare_queue(channel, &own, job_arguments(&dead)).await?);
            for (delay, duration) in RETRY_DELAYS {
                let name = self.retry(queue.name, delay);
                let milliseconds = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
                depths.push(self.declare_queue(channel, &name, retry_arguments(&own, milliseconds)).await?);
            }
            depths.push(dead_depth);
            for event in queue.events {
                let (queue, exchange) = (own.as_str().into(), exchange.as_str().into());
                channel
                    .queue_bind(
                        queue,
                        exchange,
                        (*event).into(),
                        QueueBindOptions::default(),
                        FieldTable::default(),
                    )
                    .await?;
            }
        }
        Ok(depths)
    }

    async fn declare_queue(
        &self,
        channel: &Channel,
        name: &str,
        arguments: FieldTable,
    ) -> lapin::Result<QueueDepth> {
        let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
        let declared = channel.queue_declare(name.into(), durable, arguments).await?;
        let queue =
            name.strip_prefix(&*self.namespace).and_then(|rest| rest.strip_prefix('.')).unwrap_or(name);
        Ok(QueueDepth { queue: queue.to_owned(), messages: declared.message_count().into() })
    }
}

fn job_arguments(dead: &str) -> FieldTable {
    let [exchange, key, strategy, overflow] = dead_lettering(dead);
    arguments([exchange, key, strategy, overflow, ("x-delivery-limit", DELIVERY_LIMIT.into())])
}

fn retry_arguments(back_to: &str, milliseconds: i32) -> FieldTable {
    let [exchange, key, strategy, overflow] = dead_lettering(back_to);
    arguments([exchange, key, strategy, overflow, ("x-message-ttl", milliseconds.into())])
}

/// Dead-lettering to `queue` that loses nothing: RabbitMQ keeps the message until the target has confirmed it. By
/// default it would not; and it does only where the source rejects what overflows
/// (<https://www.rabbitmq.com/docs/quorum-queues#activating-at-least-once-dead-lettering>).
fn dead_lettering(queue: &str) -> [(&'static str, AMQPValue); 4] {
    [
        ("x-dead-letter-exchange", text("")),
        ("x-dead-letter-routing-key", text(queue)),
        ("x-dead-letter-strategy", text("at-least-once")),
        ("x-overflow", text("reject-publish")),
    ]
}

fn arguments<const N: usize>(arguments: [(&'static str, AMQPValue); N]) -> FieldTable {
    let mut table = FieldTable::default();
    table.insert("x-queue-type".into(), text("quorum"));
    for (name, value) in arguments {
        table.insert(name.into(), value);
    }
    table
}

fn text(text: &str) -> AMQPValue {
    AMQPValue::LongString(LongString::from(text))
}
