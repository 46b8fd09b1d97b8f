//! Live fan-out: a hint that something happened, to whoever listens now, on any node.
//!
//! A live message may be lost (Redis restarts, a buffer overflows). A subscriber learns that it may have missed
//! something ([`Signal::Missed`]) and reads the truth from the database. The guarantee: once
//! [`Live::subscribe`] has returned, every message published later is delivered or followed by a `Missed`.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use secrecy::SecretString;
use tokio::sync::{broadcast, watch};

mod redis;

/// Messages that a subscriber may be behind before it is sent back to the log.
const BUFFER: usize = 256;
/// How long a first subscriber waits for Redis to confirm; after that it is told `Missed` once Redis has.
const SUBSCRIBE_TIMEOUT: Duration = Duration::from_secs(2);

/// What a subscriber hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// A message, as it was published.
    Message(Bytes),
    /// Something may have been lost: look at the truth.
    Missed,
}

/// The fan-out of this node. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Live {
    hub: Arc<Hub>,
    redis: Option<Arc<redis::Link>>,
}

/// The local listeners, by topic.
#[derive(Debug, Default)]
struct Hub {
    topics: Mutex<HashMap<String, Topic>>,
    subscribers: AtomicUsize,
}

#[derive(Debug)]
struct Topic {
    sender: broadcast::Sender<Signal>,
    listeners: usize,
    /// Whether messages of other nodes arrive.
    connected: watch::Sender<bool>,
}

impl Live {
    /// Fan-out within this process.
    #[must_use]
    pub fn local() -> Self {
        Self { hub: Arc::default(), redis: None }
    }

    /// Fan-out through Redis, on channels that begin with `namespace`. Does not wait for Redis to be there.
    ///
    /// # Errors
    /// If `url` is not a Redis URL.
    pub fn redis(url: &SecretString, namespace: &str) -> Result<Self, LiveError> {
        let hub = Arc::<Hub>::default();
        let link = redis::Link::start(url, namespace, Arc::clone(&hub))?;
        Ok(Self { hub, redis: Some(Arc::new(link)) })
    }

    /// Tells the listeners of `topic` on all nodes. Never fails and never waits: what Redis does not carry, the log has.
    pub fn publish(&self, topic: &str, message: Bytes) {
        metrics::counter!("fabula_live_messages_total", "direction" => "published").increment(1);
        match &self.redis {
            None => self.hub.send(topic, Signal::Message(message)),
            Some(link) => link.publish(topic, message),
        }
    }

    /// Listens to `topic` from now on.
    pub async fn subscribe(&self, topic: &str) -> Subscription {
        self.listen(topic, true).await
    }

    /// Listens to `topic` for the node itself: the same, but not counted among the subscribers.
    pub async fn attend(&self, topic: &str) -> Subscription {
        self.listen(topic, false).await
    }

    async fn listen(&self, topic: &str, is_counted: bool) -> Subscription {
        let (receiver, mut connected) = self.hub.enter(topic, self.redis.is_none());
        let counted = is_counted.then(|| Counted::among(&self.hub));
        let subscription =
            Subscription { topic: topic.to_owned(), receiver, live: self.clone(), _counted: counted };
        if let Some(link) = &self.redis {
            link.topics_changed();
            // Redis away: go on without it; `Missed` comes when it is back.
            let _ = tokio::time::timeout(SUBSCRIBE_TIMEOUT, connected.wait_for(|connected| *connected)).await;
        }
        subscription
    }

    /// The topics that somebody on this node listens to.
    #[must_use]
    pub fn topics(&self) -> Vec<String> {
        self.hub.lock().keys().cloned().collect()
    }

    /// Hands a message to this node's listeners alone.
    pub fn inject(&self, topic: &str, message: Bytes) {
        self.hub.send(topic, Signal::Message(message));
    }

    /// How many subscriptions this node has.
    #[must_use]
    pub fn subscribers(&self) -> usize {
        self.hub.subscribers.load(Ordering::Relaxed)
    }

    /// Whether messages reach other nodes and theirs reach this one; if not, why, in words for an operator.
    ///
    /// # Errors
    /// The reason.
    pub async fn check(&self) -> Result<(), String> {
        match &self.redis {
            None => Ok(()),
            Some(link) => link.check().await,
        }
    }
}

/// Why the fan-out could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The URL can't be used.
    #[error("REDIS_URL is not a Redis URL")]
    Url(#[source] ::redis::RedisError),
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Topic>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, topic: &str, connected: bool) -> (broadcast::Receiver<Signal>, watch::Receiver<bool>) {
        let mut topics = self.lock();
        let topic = topics.entry(topic.to_owned()).or_insert_with(|| Topic {
            sender: broadcast::Sender::new(BUFFER),
            listeners: 0,
            connected: watch::Sender::new(connected),
        });
        topic.listeners += 1;
        (topic.sender.subscribe(), topic.connected.subscribe())
    }

    fn leave(&self, topic: &str) {
        let mut topics = self.lock();
        if let Some(entry) = topics.get_mut(topic) {
            entry.listeners -= 1;
            if entry.listeners == 0 {
                topics.remove(topic);
            }
        }
    }

    fn send(&self, topic: &str, signal: Signal) {
        if let Some(topic) = self.lock().get(topic) {
            // No receiver is no failure: the last one is just leaving.
            let _ = topic.sender.send(signal);
        }
    }

    /// Notes that messages of other nodes arrive for `topic` from now on. `fresh`: they did not before.
    fn connected(&self, topic: &str, fresh: bool) {
        if let Some(topic) = self.lock().get(topic) {
            topic.connected.send_replace(true);
            if fresh {
                let _ = topic.sender.send(Signal::Missed);
            }
        }
    }

    /// Notes that no messages of other nodes arrive.
    fn disconnected(&self) {
        for topic in self.lock().values() {
            topic.connected.send_replace(false);
        }
    }
}

/// One listener. Dropped, it stops listening.
#[derive(Debug)]
pub struct Subscription {
    topic: String,
    receiver: broadcast::Receiver<Signal>,
    live: Live,
    _counted: Option<Counted>,
}

/// One among a node's subscribers.
#[derive(Debug)]
struct Counted(Arc<Hub>);

impl Counted {
    fn among(hub: &Arc<Hub>) -> Self {
        let all = hub.subscribers.fetch_add(1, Ordering::Relaxed) + 1;
        metrics::gauge!("fabula_live_subscribers").set(all as f64);
        Self(Arc::clone(hub))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let all = self.0.subscribers.fetch_sub(1, Ordering::Relaxed) - 1;
        metrics::gauge!("fabula_live_subscribers").set(all as f64);
    }
}

impl Subscription {
    /// The next signal. Cancel-safe.
    pub async fn next(&mut self) -> Signal {
        match self.receiver.recv().await {
            Ok(signal) => signal,
            Err(broadcast::error::RecvError::Lagged(_)) => Signal::Missed,
            // The topic lives as long as its listeners.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.live.hub.leave(&self.topic);
        if let Some(link) = &self.live.redis {
            link.topics_changed();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_message_reaches_the_listeners_of_its_topic() {
        let live = Live::local();
        let mut one = live.subscribe("a").await;
        let mut two = live.subscribe("a").await;
        let _other = live.subscribe("b").await;
        live.publish("a", Bytes::from_static(b"x"));
        assert_eq!(one.next().await, Signal::Message(Bytes::from_static(b"x")));
        assert_eq!(two.next().await, Signal::Message(Bytes::from_static(b"x")));
        assert_eq!(live.subscribers(), 3);
        drop((one, two));
        assert_eq!(live.topics(), ["b"]);
    }

    #[tokio::test]
    async fn a_slow_listener_is_told_that_it_missed_something() {
        let live = Live::local();
        let mut slow = live.subscribe("a").await;
        for _ in 0..=BUFFER {
            live.publish("a", Bytes::new());
        }
        assert_eq!(slow.next().await, Signal::Missed);
    }
}
