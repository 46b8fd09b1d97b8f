//! A cache of texts that are named by their content, in Redis for all nodes or in this process alone.
//!
//! Because a key stands for one text for ever, nothing in here is ever stale: this node keeps what it has seen and
//! asks Redis only for what it has not. While Redis is away a node knows its own texts alone.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use moka::sync::Cache as Memory;
use redis::{
    AsyncCommands as _, Client, Expiry, RedisError,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use secrecy::{ExposeSecret as _, SecretString};

/// How long Redis may take before a text counts as unknown.
const REDIS_TIMEOUT: Duration = Duration::from_millis(250);
/// How long a text is kept after it was last asked for.
const LIFETIME: Duration = Duration::from_secs(24 * 3_600);
/// Bytes of texts that a node keeps itself.
const LOCAL_BYTES: u64 = 16 * 1024 * 1024;

/// Texts by the hash of what they say. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Cache {
    local: Memory<String, Arc<str>>,
    redis: Option<Arc<Remote>>,
}

struct Remote {
    connection: ConnectionManager,
    prefix: String,
    away: AtomicBool,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Remote").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Cache {
    /// Keeps texts in this process.
    #[must_use]
    pub fn local() -> Self {
        let local = Memory::builder()
            .weigher(|key: &String, text: &Arc<str>| {
                u32::try_from(key.len().saturating_add(text.len())).unwrap_or(u32::MAX)
            })
            .max_capacity(LOCAL_BYTES)
            .time_to_idle(LIFETIME)
            .build();
        Self { local, redis: None }
    }

    /// Keeps texts in Redis, too, under keys that begin with `namespace`. Does not wait for Redis to be there.
    ///
    /// # Errors
    /// If `url` is not a Redis URL.
    pub fn redis(url: &SecretString, namespace: &str) -> Result<Self, RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(REDIS_TIMEOUT))
            .set_response_timeout(Some(REDIS_TIMEOUT));
        let connection = ConnectionManager::new_lazy_with_config(Client::open(url.expose_secret())?, config)?;
        let remote =
            Remote { connection, prefix: format!("{namespace}:text:"), away: AtomicBool::new(false) };
        Ok(Self { redis: Some(Arc::new(remote)), ..Self::local() })
    }

    /// The text of this name, if it is still known. Being asked for keeps it.
    pub async fn get(&self, name: &str) -> Option<Arc<str>> {
        if let Some(text) = self.local.get(name) {
            return Some(text);
        }
        let text: Arc<str> = self.redis.as_ref()?.get(name).await?.into();
        self.local.insert(name.to_owned(), Arc::clone(&text));
        Some(text)
    }

    /// Keeps `text` under a name that will never mean another.
    pub async fn put(&self, name: &str, text: &str) {
        self.local.insert(name.to_owned(), text.into());
        if let Some(remote) = &self.redis {
            remote.put(name, text).await;
        }
    }
}

impl Remote {
    async fn get(&self, name: &str) -> Option<String> {
        let mut connection = self.connection.clone();
        let key = self.key(name);
        let expiry = Expiry::EX(LIFETIME.as_secs());
        self.answered(connection.get_ex::<_, Option<String>>(key, expiry)).await.flatten()
    }

    async fn put(&self, name: &str, text: &str) {
        let mut connection = self.connection.clone();
        self.answered(connection.set_ex::<_, _, ()>(self.key(name), text, LIFETIME.as_secs())).await;
    }

    /// The key, with a hash tag: in a Redis Cluster each text has its own slot.
    fn key(&self, name: &str) -> String {
        format!("{}{{{name}}}", self.prefix)
    }

    /// What Redis answers; `None` if it does not. Going and coming back are each told once.
    async fn answered<T>(&self, asked: impl Future<Output = Result<T, RedisError>>) -> Option<T> {
        match tokio::time::timeout(REDIS_TIMEOUT, asked).await {
            Ok(Ok(answer)) => {
                if self.away.swap(false, Ordering::Relaxed) {
                    tracing::info!("texts are shared through Redis again");
                }
                Some(answer)
            }
            _ => {
                if !self.away.swap(true, Ordering::Relaxed) {
                    tracing::warn!("Redis does not share texts; this node knows its own");
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "testing")]
    use crate::testing;

    #[tokio::test]
    async fn a_text_is_found_by_its_name_and_by_no_other() {
        let cache = Cache::local();
        cache.put("a", "{ __typename }").await;
        assert_eq!(cache.get("a").await.as_deref(), Some("{ __typename }"));
        assert_eq!(cache.get("b").await, None);
    }

    #[cfg(feature = "testing")]
    #[tokio::test]
    async fn what_one_node_keeps_another_finds_in_redis() {
        let (url, namespace) = (testing::redis_url(), testing::namespace());
        let (one, two) = (Cache::redis(&url, &namespace).unwrap(), Cache::redis(&url, &namespace).unwrap());
        assert_eq!(two.get("a").await, None);
        one.put("a", "{ __typename }").await;
        assert_eq!(two.get("a").await.as_deref(), Some("{ __typename }"));
    }
}
