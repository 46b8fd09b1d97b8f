//! RabbitMQ, from 3.10 on and 4.x, with quorum queues alone.
//!
//! An event goes from the topic exchange `<namespace>.events` to a queue for each job. A job that must be tried again
//! is published to the job's next delay queue, whose messages return by themselves when their time is over; one that
//! can't succeed goes to the job's dead queue. Every step is confirmed before the one before it is acknowledged, so
//! that a message may come twice and is never lost.
//!
//! Connections: one to publish events, one to move messages between queues, one for each consumer, one for operators.
//! They are apart because RabbitMQ stops reading from connections that publish while a memory or disk alarm is on:
//! acknowledgements must still get through. Each is opened when it is needed and opened again when it broke.

use std::{future::Future, sync::Arc, time::Duration};

use async_trait::async_trait;
use lapin::{
    Channel, Connection, ConnectionProperties,
    tcp::{AMQPUriTcpExt as _, TLSConfig},
    uri::AMQPUri,
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{sync::Mutex, time::timeout};
use tokio_util::sync::CancellationToken;

use self::{consumer::Consumer, message::Message, publisher::Publisher, topology::Topology};
use super::{Broker, BrokerError, DeadLetter, Handler, Queue, QueueDepth, Selection};
use crate::{clock::SharedClock, events::Envelope};

mod consumer;
mod dead;
mod message;
mod publisher;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
mod topology;

/// How often, in seconds, both sides show that they are there. Twice as long without a sign, and the cable is cut.
const HEARTBEAT: u16 = 10;
/// How long RabbitMQ may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long it may take to answer one request.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a readiness check waits for it.
const CHECK_TIMEOUT: Duration = Duration::from_secs(3);
/// How long it is given to say goodbye.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);
/// The longest namespace: queue names may have 255 bytes.
const LONGEST_NAMESPACE: usize = 100;

/// A broker that is RabbitMQ.
#[derive(Debug)]
pub struct RabbitBroker {
    connector: Connector,
    topology: Topology,
    events: Publisher,
    moves: Arc<Publisher>,
    operator: Mutex<Option<Connection>>,
    clock: SharedClock,
}

impl RabbitBroker {
    /// A broker for `queues` on the RabbitMQ at `url`, with an exchange and queues whose names begin with
    /// `namespace`. Does not wait for RabbitMQ to be there.
    ///
    /// # Errors
    /// If `url` is not an AMQP URL, or `namespace` can't begin the name of a queue.
    pub fn new(
        url: &SecretString,
        namespace: &str,
        queues: &'static [Queue],
        clock: SharedClock,
    ) -> Result<Self, BrokerError> {
        let connector = Connector::parse(url)?;
        let fits = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
        if namespace.is_empty() || namespace.len() > LONGEST_NAMESPACE || !namespace.chars().all(fits) {
            return Err(BrokerError::Namespace(namespace.to_owned()));
        }
        let topology = Topology::new(namespace, queues);
        Ok(Self {
            events: Publisher::new(connector.clone(), topology.clone(), "events"),
            moves: Arc::new(Publisher::new(connector.clone(), topology.clone(), "retries")),
            operator: Mutex::new(None),
            connector,
            topology,
            clock,
        })
    }

    /// Deletes the exchange and all queues with what is in them: how a test leaves nothing behind.
    ///
    /// # Errors
    /// If RabbitMQ can't be reached.
    #[cfg(feature = "testing")]
    pub async fn delete_topology(&self) -> Result<(), BrokerError> {
        let (channel, _) = self.operator_channel().await?;
        for queue in self.topology.queue_names() {
            let deleted =
                channel.queue_delete(queue.as_str().into(), lapin::options::QueueDeleteOptions::default());
            answered("deleting a queue", deleted).await?;
        }
        let exchange = self.topology.exchange().as_str().into();
        let deleted = channel.exchange_delete(exchange, lapin::options::ExchangeDeleteOptions::default());
        answered("deleting the exchange", deleted).await
    }

    /// A fresh channel on the operator's connection, on which nothing is ever published, and how deep the queues are.
    async fn operator_channel(&self) -> Result<(Channel, Vec<QueueDepth>), BrokerError> {
        let mut slot = self.operator.lock().await;
        let connection = match slot.take().filter(|connection| connection.status().connected()) {
            Some(connection) => connection,
            None => self.connector.connect("operator").await?,
        };
        let channel = answered("opening a channel", connection.create_channel()).await?;
        // Declaring what is there changes nothing and answers its depth; what was deleted is there again.
        let depths = answered("declaring the queues", self.topology.declare(&channel)).await?;
        *slot = Some(connection);
        Ok((channel, depths))
    }
}

#[async_trait]
impl Broker for RabbitBroker {
    async fn publish(&self, events: &[Envelope]) -> Result<(), BrokerError> {
        let messages = events.iter().map(|event| Message::event(event, &self.topology));
        self.events.publish(&messages.collect::<Result<Vec<_>, _>>()?).await
    }

    async fn consume(
        &self,
        queue: Queue,
        prefetch: u16,
        handler: Arc<dyn Handler>,
        shutdown: CancellationToken,
    ) {
        let consumer = Consumer {
            connector: self.connector.clone(),
            topology: self.topology.clone(),
            moves: Arc::clone(&self.moves),
            clock: Arc::clone(&self.clock),
            queue,
            prefetch: prefetch.max(1),
            handler,
        };
        Arc::new(consumer).run(shutdown).await;
    }

    async fn depths(&self) -> Result<Vec<QueueDepth>, BrokerError> {
        let (channel, depths) = self.operator_channel().await?;
        close_channel(&channel).await;
        Ok(depths)
    }

    async fn dead_letters(&self, queue: &str, limit: usize) -> Result<Vec<DeadLetter>, BrokerError> {
        self.list_dead(queue, limit).await
    }

    async fn replay(&self, queue: &str, selection: Selection) -> Result<u64, BrokerError> {
        self.replay_dead(queue, selection).await
    }

    async fn drop_dead(&self, queue: &str, selection: Selection) -> Result<u64, BrokerError> {
        self.delete_dead(queue, selection).await
    }

    async fn check(&self) -> Result<(), String> {
        match timeout(CHECK_TIMEOUT, self.events.check()).await {
            Ok(answer) => answer,
            Err(_) => Err("RabbitMQ does not answer".to_owned()),
        }
    }

    async fn close(&self) {
        self.events.close().await;
        self.moves.close().await;
        if let Some(connection) = self.operator.lock().await.take() {
            close(&connection).await;
        }
    }
}

/// Opens connections to one RabbitMQ.
#[derive(Clone)]
struct Connector(Arc<AMQPUri>);

impl std::fmt::Debug for Connector {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the password.
        formatter
            .debug_tuple("Connector")
            .field(&self.0.authority.host)
            .field(&self.0.authority.port)
            .finish()
    }
}

impl Connector {
    fn parse(url: &SecretString) -> Result<Self, BrokerError> {
        // The parser's own words may repeat the password.
        let mut uri: AMQPUri = url.expose_secret().parse().map_err(|_| BrokerError::Url)?;
        if uri.vhost.is_empty() {
            // `amqp://host/` means the virtual host with the empty name, which nobody has.
            "/".clone_into(&mut uri.vhost);
        }
        uri.query.heartbeat.get_or_insert(HEARTBEAT);
        Ok(Self(Arc::new(uri)))
    }

    /// Connects under a name that tells an operator what the connection is for.
    async fn connect(&self, purpose: &str) -> Result<Connection, BrokerError> {
        let properties =
            ConnectionProperties::default().with_connection_name(format!("fabula {purpose}").into());
        let runtime = lapin::runtime::default_runtime().map_err(unreachable)?;
        let connection = Connection::connector(
            AMQPUri::clone(&self.0),
            runtime,
            // Bounded here, too: the connection's thread would go on trying after we have given up.
            async |uri, runtime| {
                let connected = uri.connect_with_config_async(TLSConfig::default(), &runtime);
                Ok(timeout(CONNECT_TIMEOUT, connected).await.map_err(std::io::Error::from)??)
            },
            properties,
        );
        answered("connecting", connection).await
    }
}

fn unreachable(error: lapin::Error) -> BrokerError {
    BrokerError::Unreachable(Box::new(error))
}

/// What RabbitMQ answers, if it does in time.
async fn answered<T>(
    what: &'static str,
    request: impl Future<Output = lapin::Result<T>>,
) -> Result<T, BrokerError> {
    timeout(ANSWER_TIMEOUT, request).await.map_err(|_| BrokerError::TimedOut(what))?.map_err(unreachable)
}

/// Says goodbye. Whether RabbitMQ hears it changes nothing.
async fn close(connection: &Connection) {
    let _ = timeout(CLOSE_TIMEOUT, connection.close(200, "goodbye".into())).await;
}

/// Closes a channel; what it holds unacknowledged goes back to its queue.
async fn close_channel(channel: &Channel) {
    let _ = timeout(CLOSE_TIMEOUT, channel.close(200, "done".into())).await;
}
