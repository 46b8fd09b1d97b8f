//! Publishes with confirms: a batch goes out at once, then each message of it must be confirmed.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use futures::future::try_join_all;
use lapin::{
    Channel, Confirmation, Connection,
    options::{BasicPublishOptions, ConfirmSelectOptions},
};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout_at},
};

use super::{Connector, answered, close, close_channel, message::Message, topology::Topology, unreachable};
use crate::broker::BrokerError;

/// How long a batch may take, connecting included. Shorter than the relay's lease.
const PUBLISH_TIMEOUT: Duration = Duration::from_secs(10);
const ALARM: &str = "it takes nothing while its memory or disk alarm is on";

/// A connection that publishes. One batch at a time: RabbitMQ does not say which message of a channel it returned, so
/// that a second batch could be blamed for the first one's.
#[derive(Debug)]
pub(super) struct Publisher {
    connector: Connector,
    topology: Topology,
    purpose: &'static str,
    open: Mutex<Option<Open>>,
    away: AtomicBool,
}

#[derive(Debug)]
struct Open {
    connection: Connection,
    /// None after a batch whose fate is not known.
    channel: Option<Channel>,
}

impl Publisher {
    pub(super) fn new(connector: Connector, topology: Topology, purpose: &'static str) -> Self {
        Self { connector, topology, purpose, open: Mutex::new(None), away: AtomicBool::new(false) }
    }

    /// Publishes `messages` and returns once RabbitMQ has each of them.
    pub(super) async fn publish(&self, messages: &[Message]) -> Result<(), BrokerError> {
        if messages.is_empty() {
            return Ok(());
        }
        let published = self.publish_by(Instant::now() + PUBLISH_TIMEOUT, messages).await;
        self.tell(published.as_ref().err());
        published
    }

    async fn publish_by(&self, deadline: Instant, messages: &[Message]) -> Result<(), BrokerError> {
        let locked = timeout_at(deadline, self.open.lock()).await;
        let mut slot = locked.map_err(|_| BrokerError::TimedOut("earlier messages are not confirmed yet"))?;
        // Taken out while in use: if this future is dropped, the connection goes with it, and with it every
        // unanswered message.
        let mut open = match slot.take().filter(Open::is_usable) {
            Some(open) => open,
            None => match timeout_at(deadline, self.connect()).await {
                Ok(open) => open?,
                Err(_) => return Err(BrokerError::TimedOut("connecting")),
            },
        };
        if open.connection.status().blocked() {
            *slot = Some(open);
            return Err(BrokerError::TimedOut(ALARM));
        }
        match timeout_at(deadline, self.send(&mut open, messages)).await {
            Ok(Ok(())) => {
                *slot = Some(open);
                Ok(())
            }
            Ok(Err(error)) => Err(error),
            Err(_) if open.connection.status().blocked() => {
                // Kept: it could not even be closed before the alarm is over.
                open.channel = None;
                *slot = Some(open);
                Err(BrokerError::TimedOut(ALARM))
            }
            Err(_) => Err(BrokerError::TimedOut("messages are not confirmed")),
        }
    }

    async fn connect(&self) -> Result<Open, BrokerError> {
        let connection = self.connector.connect(self.purpose).await?;
        let channel = self.channel(&connection).await?;
        Ok(Open { connection, channel: Some(channel) })
    }

    async fn channel(&self, connection: &Connection) -> Result<Channel, BrokerError> {
        let channel = answered("opening a channel", connection.create_channel()).await?;
        answered("declaring the queues", self.topology.declare(&channel)).await?;
        answered("asking for confirms", channel.confirm_select(ConfirmSelectOptions::default())).await?;
        Ok(channel)
    }

    async fn send(&self, open: &mut Open, messages: &[Message]) -> Result<(), BrokerError> {
        let channel = match &open.channel {
            Some(channel) => channel,
            None => open.channel.insert(self.channel(&open.connection).await?),
        };
        let confirmations = messages.iter().map(|message| confirmed(channel, message));
        let confirmations = try_join_all(confirmations).await.map_err(unreachable)?;
        for (message, confirmation) in messages.iter().zip(confirmations) {
            match confirmation {
                Confirmation::Ack(None) => {}
                Confirmation::Ack(Some(returned)) | Confirmation::Nack(Some(returned)) => {
                    return Err(BrokerError::Refused(format!(
                        "a message for {}, which no queue took: {}",
                        returned.routing_key, returned.reply_text
                    )));
                }
                Confirmation::Nack(None) | Confirmation::NotRequested => {
                    return Err(BrokerError::Refused(message.name()));
                }
            }
        }
        Ok(())
    }

    /// Says once when publishing begins to fail and once when it is over.
    fn tell(&self, error: Option<&BrokerError>) {
        if self.away.swap(error.is_some(), Ordering::Relaxed) == error.is_some() {
            return;
        }
        match error {
            Some(error) => {
                let error: &dyn std::error::Error = error;
                tracing::warn!(error, connection = self.purpose, "RabbitMQ takes no messages");
            }
            None => tracing::info!(connection = self.purpose, "RabbitMQ takes messages again"),
        }
    }

    /// Whether a message could be published now; if not, why.
    pub(super) async fn check(&self) -> Result<(), String> {
        let mut slot = self.open.lock().await;
        if let Some(open) = slot.as_ref().filter(|open| open.is_usable()) {
            if open.connection.status().blocked() {
                return Err(format!("RabbitMQ: {ALARM}"));
            }
            // A connection looks well until somebody asks it for something.
            if let Ok(channel) = answered("opening a channel", open.connection.create_channel()).await {
                close_channel(&channel).await;
                return Ok(());
            }
        }
        *slot = None;
        match self.connect().await {
            Ok(open) => {
                *slot = Some(open);
                Ok(())
            }
            Err(BrokerError::Unreachable(cause)) => Err(format!("RabbitMQ can't be reached: {cause}")),
            Err(error) => Err(format!("RabbitMQ can't be reached: {error}")),
        }
    }

    pub(super) async fn close(&self) {
        if let Some(open) = self.open.lock().await.take() {
            close(&open.connection).await;
        }
    }
}

impl Open {
    fn is_usable(&self) -> bool {
        let has_channel = self.channel.as_ref().is_none_or(|channel| channel.status().connected());
        self.connection.status().connected() && has_channel
    }
}

/// Sends a message at once and waits for RabbitMQ's word on it.
async fn confirmed(channel: &Channel, message: &Message) -> lapin::Result<Confirmation> {
    let options = BasicPublishOptions { mandatory: message.mandatory, ..BasicPublishOptions::default() };
    let (exchange, routing_key) = (message.exchange.clone(), message.routing_key.clone());
    channel
        .basic_publish(exchange, routing_key, options, &message.body, message.properties.clone())
        .await?
        .await
}
