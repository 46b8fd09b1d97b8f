//! Carries topics between nodes over one Redis pub/sub connection, subscribed to just what somebody here listens to.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures::StreamExt as _;
use redis::{
    AsyncCommands as _, Client, RedisError,
    aio::{ConnectionManager, ConnectionManagerConfig, PubSubSink, PubSubStream},
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{Notify, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Hub, LiveError, Signal};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const PUBLISH_TIMEOUT: Duration = Duration::from_secs(2);
/// Messages that may wait to be published. While Redis is away they are dropped beyond that: the log has them all.
const WAITING: usize = 1_024;
/// Messages that are on their way to Redis at once.
const UNDER_WAY: usize = 64;
/// How often the connection is tried, so that a cut cable shows.
const PING_INTERVAL: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// This node's link to Redis.
#[derive(Debug)]
pub(super) struct Link {
    waiting: mpsc::Sender<(String, Bytes)>,
    publisher: Arc<Publisher>,
    changed: Arc<Notify>,
    subscribed: Arc<AtomicBool>,
    _task: DropGuard,
}

/// Publishes, so that no commit waits for Redis.
struct Publisher {
    connection: ConnectionManager,
    prefix: String,
    fails: AtomicBool,
}

impl std::fmt::Debug for Publisher {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Publisher").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Publisher {
    /// Publishes what comes until nothing can come any more.
    async fn run(self: Arc<Self>, messages: mpsc::Receiver<(String, Bytes)>) {
        let publish = |(topic, message): (String, Bytes)| {
            let publisher = Arc::clone(&self);
            async move { publisher.publish(&topic, &message).await }
        };
        ReceiverStream::new(messages).for_each_concurrent(UNDER_WAY, publish).await;
    }

    async fn publish(&self, topic: &str, message: &Bytes) {
        let channel = format!("{}{{{topic}}}", self.prefix);
        let mut connection = self.connection.clone();
        let sent: Result<Result<(), RedisError>, _> =
            tokio::time::timeout(PUBLISH_TIMEOUT, connection.publish(channel, message.as_ref())).await;
        let failed = !matches!(sent, Ok(Ok(())));
        // Said once when it begins and once when it is over.
        if self.fails.swap(failed, Ordering::Relaxed) != failed {
            if failed {
                tracing::warn!("Redis does not take live messages; listeners catch up from the log");
            } else {
                tracing::info!("Redis takes live messages again");
            }
        }
    }
}

impl Link {
    pub(super) fn start(url: &SecretString, namespace: &str, hub: Arc<Hub>) -> Result<Self, LiveError> {
        let client = Client::open(url.expose_secret()).map_err(LiveError::Url)?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(PUBLISH_TIMEOUT));
        let connection =
            ConnectionManager::new_lazy_with_config(client.clone(), config).map_err(LiveError::Url)?;
        let prefix = format!("{namespace}:live:");
        let publisher =
            Arc::new(Publisher { connection, prefix: prefix.clone(), fails: AtomicBool::new(false) });
        let (waiting, messages) = mpsc::channel(WAITING);
        tokio::spawn(Arc::clone(&publisher).run(messages));
        let stop = CancellationToken::new();
        let receiver = Receiver {
            client,
            prefix,
            hub,
            changed: Arc::new(Notify::new()),
            subscribed: Arc::new(AtomicBool::new(false)),
        };
        let link = Self {
            waiting,
            publisher,
            changed: Arc::clone(&receiver.changed),
            subscribed: Arc::clone(&receiver.subscribed),
            _task: stop.clone().drop_guard(),
        };
        tokio::spawn(async move {
            tokio::select! {
                () = receiver.run() => {}
                () = stop.cancelled() => {}
            }
        });
        Ok(link)
    }

    pub(super) fn publish(&self, topic: &str, message: Bytes) {
        if self.waiting.try_send((topic.to_owned(), message)).is_err() {
            metrics::counter!("fabula_live_messages_total", "direction" => "dropped").increment(1);
        }
    }

    pub(super) fn topics_changed(&self) {
        self.changed.notify_one();
    }

    pub(super) async fn check(&self) -> Result<(), String> {
        if !self.subscribed.load(Ordering::Relaxed) {
            return Err("Redis can't be reached".to_owned());
        }
        let mut connection = self.publisher.connection.clone();
        let ping = redis::cmd("PING");
        let answer = tokio::time::timeout(PUBLISH_TIMEOUT, ping.query_async::<String>(&mut connection)).await;
        match answer {
            Ok(Ok(_)) => Ok(()),
            _ => Err("Redis does not answer".to_owned()),
        }
    }
}

struct Receiver {
    client: Client,
    prefix: String,
    hub: Arc<Hub>,
    changed: Arc<Notify>,
    subscribed: Arc<AtomicBool>,
}

impl Receiver {
    async fn run(self) {
        let mut pause = FIRST_PAUSE;
        loop {
            match tokio::time::timeout(CONNECT_TIMEOUT, self.client.get_async_pubsub()).await {
                Ok(Ok(connection)) => {
                    self.subscribed.store(true, Ordering::Relaxed);
                    pause = FIRST_PAUSE;
                    let (sink, stream) = connection.split();
                    if let Err(error) = self.receive(sink, stream).await {
                        tracing::warn!(
                            error = &error as &dyn std::error::Error,
                            "the live connection to Redis broke"
                        );
                    }
                    self.subscribed.store(false, Ordering::Relaxed);
                    self.hub.disconnected();
                }
                Ok(Err(error)) => {
                    tracing::debug!(error = &error as &dyn std::error::Error, "Redis can't be reached");
                }
                Err(_) => tracing::debug!("Redis can't be reached in time"),
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Receives until the connection breaks.
    async fn receive(&self, mut sink: PubSubSink, mut stream: PubSubStream) -> Result<(), RedisError> {
        let mut subscribed = HashSet::new();
        self.reconcile(&mut sink, &mut subscribed).await?;
        let mut ping = tokio::time::interval(PING_INTERVAL);
        loop {
            tokio::select! {
                message = stream.next() => match message {
                    Some(message) => self.dispatch(&message),
                    None => return Ok(()),
                },
                () = self.changed.notified() => self.reconcile(&mut sink, &mut subscribed).await?,
                _ = ping.tick() => {
                    let answer = tokio::time::timeout(CONNECT_TIMEOUT, sink.ping::<redis::Value>()).await;
                    answer.map_err(|_| timed_out())??;
                }
            }
        }
    }

    fn dispatch(&self, message: &redis::Msg) {
        let topic = message.get_channel_name().strip_prefix(&self.prefix);
        let topic = topic.and_then(|rest| rest.strip_prefix('{')?.strip_suffix('}'));
        if let Some(topic) = topic {
            metrics::counter!("fabula_live_messages_total", "direction" => "received").increment(1);
            self.hub.send(topic, Signal::Message(Bytes::copy_from_slice(message.get_payload_bytes())));
        }
    }

    /// Makes Redis' subscriptions what the local listeners want, whatever changed meanwhile.
    async fn reconcile(
        &self,
        sink: &mut PubSubSink,
        subscribed: &mut HashSet<String>,
    ) -> Result<(), RedisError> {
        let wanted: HashSet<String> = self.hub.lock().keys().cloned().collect();
        let gone: Vec<String> = subscribed.difference(&wanted).cloned().collect();
        if !gone.is_empty() {
            let channels: Vec<String> = gone.iter().map(|topic| self.channel(topic)).collect();
            bounded(sink.unsubscribe(channels)).await?;
            subscribed.retain(|topic| wanted.contains(topic));
        }
        let fresh: Vec<String> = wanted.difference(subscribed).cloned().collect();
        // In pieces: a node that reconnects with a hundred thousand topics must not send one endless command.
        for piece in fresh.chunks(1_000) {
            let channels: Vec<String> = piece.iter().map(|topic| self.channel(topic)).collect();
            bounded(sink.subscribe(channels)).await?;
            for topic in piece {
                subscribed.insert(topic.clone());
                self.hub.connected(topic, true);
            }
        }
        for topic in wanted.intersection(subscribed) {
            self.hub.connected(topic, false);
        }
        Ok(())
    }

    fn channel(&self, topic: &str) -> String {
        format!("{}{{{topic}}}", self.prefix)
    }
}

async fn bounded(command: impl Future<Output = Result<(), RedisError>>) -> Result<(), RedisError> {
    tokio::time::timeout(CONNECT_TIMEOUT, command).await.map_err(|_| timed_out())?
}

fn timed_out() -> RedisError {
    std::io::Error::new(std::io::ErrorKind::TimedOut, "Redis does not answer").into()
}
