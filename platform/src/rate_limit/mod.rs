//! Rate limits by the generic cell rate algorithm (GCRA, ITU-T I.371), in Redis or in process.
//!
//! A quota of `points` per `period` lets a burst of all points through and refills them evenly. While Redis is away
//! each node keeps its own count: limits get looser, never absent.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use moka::sync::Cache;
use redis::{
    Client, ErrorKind, RedisError, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::clock::SharedClock;

/// How long Redis may take before this node's own count decides.
const REDIS_TIMEOUT: Duration = Duration::from_millis(250);
/// Keys that a node keeps itself.
const LOCAL_KEYS: u64 = 100_000;

/// How much may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Points in a full bucket.
    pub points: u32,
    /// How long an empty bucket takes to fill.
    pub per: Duration,
}

impl Quota {
    /// In microseconds.
    fn period(self) -> i64 {
        i64::try_from(self.per.as_micros()).unwrap_or(i64::MAX)
    }

    /// How long `points` take to come back, in microseconds.
    fn cost(self, points: u32) -> i64 {
        (self.period() / i64::from(self.points.max(1))).saturating_mul(i64::from(points))
    }
}

/// What is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Points that could be used now.
    pub remaining: u32,
    /// How long until the bucket is full.
    pub reset_after: Duration,
}

/// Too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the rate limit is used up for {} ms", retry_after.as_millis())]
pub struct Denied {
    /// When the same request would be let through. What costs more than a full bucket never is; then this is the
    /// quota's whole period.
    pub retry_after: Duration,
}

/// Counts what callers use. Cheap to clone.
#[derive(Debug, Clone)]
pub struct RateLimiter {
    clock: SharedClock,
    /// The theoretical arrival time of each key, in microseconds since 1970.
    local: Cache<String, Arc<std::sync::Mutex<i64>>>,
    redis: Option<Arc<Remote>>,
}

struct Remote {
    connection: ConnectionManager,
    script: Script,
    prefix: String,
    away: AtomicBool,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Remote").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// The state of a bucket after a request: what both counts compute.
struct Step {
    arrival: i64,
    result: Result<Allowance, Denied>,
}

/// One request of `points` at `now`, for a bucket whose theoretical arrival time is `arrival` (all in microseconds).
fn step(arrival: i64, now: i64, points: u32, quota: Quota) -> Step {
    let base = arrival.max(now);
    let after = base.saturating_add(quota.cost(points));
    let allowed = after - now <= quota.period();
    let arrival = if allowed { after } else { base };
    Step { arrival, result: answer(allowed, arrival, now, points, quota) }
}

/// What a decision means for the caller, `arrival` being the theoretical arrival time that it left behind.
fn answer(allowed: bool, arrival: i64, now: i64, points: u32, quota: Quota) -> Result<Allowance, Denied> {
    let period = quota.period();
    let ahead = arrival - now;
    let duration = |micros: i64| Duration::from_micros(u64::try_from(micros).unwrap_or(0));
    if allowed {
        let remaining = u32::try_from((period - ahead) / quota.cost(1).max(1)).unwrap_or(0);
        return Ok(Allowance { remaining, reset_after: duration(ahead) });
    }
    let wait = if points > quota.points { period } else { ahead.saturating_add(quota.cost(points)) - period };
    Err(Denied { retry_after: duration(wait) })
}

/// The same in Redis, in one step: answers `{1, arrival}` or `{0, arrival}`.
const SCRIPT: &str = r"
local arrival = tonumber(redis.call('GET', KEYS[1]) or '0')
local now, cost, period = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local base = math.max(arrival, now)
local after = base + cost
if after - now > period then return {0, string.format('%.0f', base)} end
if cost > 0 then redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000) + 1) end
return {1, string.format('%.0f', after)}
";

impl RateLimiter {
    /// Counts in this process.
    #[must_use]
    pub fn local(clock: SharedClock) -> Self {
        let local = Cache::builder().max_capacity(LOCAL_KEYS).time_to_idle(Duration::from_secs(3600)).build();
        Self { clock, local, redis: None }
    }

    /// Counts in Redis, under keys that begin with `namespace`. Does not wait for Redis to be there.
    ///
    /// # Errors
    /// If `url` is not a Redis URL.
    pub fn redis(url: &SecretString, namespace: &str, clock: SharedClock) -> Result<Self, RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(REDIS_TIMEOUT))
            .set_response_timeout(Some(REDIS_TIMEOUT));
        let connection = ConnectionManager::new_lazy_with_config(Client::open(url.expose_secret())?, config)?;
        let remote = Remote {
            connection,
            script: Script::new(SCRIPT),
            prefix: format!("{namespace}:limit:"),
            away: AtomicBool::new(false),
        };
        Ok(Self { redis: Some(Arc::new(remote)), ..Self::local(clock) })
    }

    /// Uses `points` of the key's quota, or tells when there will be enough. Taking none only looks.
    ///
    /// # Errors
    /// If there are not enough points left; then none are used.
    pub async fn take(&self, key: &str, points: u32, quota: Quota) -> Result<Allowance, Denied> {
        let now = self.clock.now().timestamp_micros();
        if let Some(remote) = &self.redis {
            match tokio::time::timeout(REDIS_TIMEOUT, remote.take(key, now, points, quota)).await {
                Ok(Ok(result)) => {
                    if remote.away.swap(false, Ordering::Relaxed) {
                        tracing::info!("rate limits are counted in Redis again");
                    }
                    return result;
                }
                _ => {
                    if !remote.away.swap(true, Ordering::Relaxed) {
                        tracing::warn!("Redis does not count rate limits; this node counts its own");
                    }
                }
            }
        }
        let bucket = self.local.get_with_by_ref(key, Arc::default);
        let mut arrival = bucket.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let step = step(*arrival, now, points, quota);
        *arrival = step.arrival;
        step.result
    }
}

impl Remote {
    async fn take(
        &self,
        key: &str,
        now: i64,
        points: u32,
        quota: Quota,
    ) -> Result<Result<Allowance, Denied>, RedisError> {
        let mut connection = self.connection.clone();
        let (allowed, arrival): (bool, String) = self
            .script
            .key(format!("{}{{{key}}}", self.prefix))
            .arg(now)
            .arg(quota.cost(points))
            .arg(quota.period())
            .invoke_async(&mut connection)
            .await?;
        let arrival = arrival.parse().map_err(|_| RedisError::from((ErrorKind::Parse, "not a time")))?;
        Ok(answer(allowed, arrival, now, points, quota))
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "testing")]
    use chrono::{DateTime, TimeDelta};

    use super::*;
    #[cfg(feature = "testing")]
    use crate::{
        clock::{ManualClock, SystemClock},
        testing,
    };

    const QUOTA: Quota = Quota { points: 10, per: Duration::from_secs(10) };

    #[test]
    fn a_bucket_empties_and_refills_evenly() {
        let mut arrival = 0;
        let mut take = |now: i64, points| {
            let step = step(arrival, now, points, QUOTA);
            arrival = step.arrival;
            step.result
        };
        let start = 1_000_000_000;
        assert_eq!(take(start, 4).unwrap().remaining, 6);
        assert_eq!(take(start, 6).unwrap().remaining, 0);
        assert_eq!(take(start, 1).unwrap_err().retry_after, Duration::from_secs(1));
        assert_eq!(take(start + 3_000_000, 3).unwrap().remaining, 0);
        assert_eq!(
            take(start + 3_000_000, 11).unwrap_err().retry_after,
            QUOTA.per,
            "more than a full bucket"
        );
        assert_eq!(
            take(start - 5_000_000, 1).unwrap_err().retry_after,
            Duration::from_secs(9),
            "a clock that jumped back"
        );
    }

    #[cfg(feature = "testing")]
    #[tokio::test]
    async fn a_node_counts_by_its_clock() {
        let clock = ManualClock::new(DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        let limiter = RateLimiter::local(clock.clone());
        assert!(limiter.take("k", 10, QUOTA).await.is_ok());
        assert!(limiter.take("k", 1, QUOTA).await.is_err());
        assert!(limiter.take("other", 1, QUOTA).await.is_ok());
        clock.advance(TimeDelta::seconds(1));
        assert!(limiter.take("k", 1, QUOTA).await.is_ok());
    }

    #[cfg(feature = "testing")]
    #[tokio::test]
    async fn redis_counts_for_all_nodes() {
        let url = testing::redis_url();
        let namespace = testing::namespace();
        let clock: SharedClock = Arc::new(SystemClock);
        let one = RateLimiter::redis(&url, &namespace, Arc::clone(&clock)).unwrap();
        let two = RateLimiter::redis(&url, &namespace, clock).unwrap();
        let quota = Quota { points: 10, per: Duration::from_secs(3600) };
        assert_eq!(one.take("k", 4, quota).await.unwrap().remaining, 6);
        assert_eq!(two.take("k", 6, quota).await.unwrap().remaining, 0);
        let denied = one.take("k", 1, quota).await.unwrap_err();
        assert!(
            denied.retry_after > Duration::from_secs(300) && denied.retry_after <= Duration::from_secs(360)
        );
    }

    /// Any sequence of requests, at times that may also go back, is answered alike by Redis and by a node itself.
    #[cfg(feature = "testing")]
    #[tokio::test]
    async fn redis_and_a_node_decide_alike() {
        use rand::{RngExt as _, SeedableRng as _};

        let clock = ManualClock::new(DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        let redis = RateLimiter::redis(&testing::redis_url(), &testing::namespace(), clock.clone()).unwrap();
        let local = RateLimiter::local(clock.clone());
        // Long periods: keys in Redis live by its own clock, which goes on while this one stands.
        let quotas = [(1, 3_600), (7, 86_400), (10, 3_600), (1_000, 86_400)];
        for seed in 0..40 {
            let mut random = rand::rngs::StdRng::seed_from_u64(seed);
            let (most, seconds) = quotas[random.random_range(0..quotas.len())];
            let quota = Quota { points: most, per: Duration::from_secs(seconds) };
            let key = seed.to_string();
            for _ in 0..25 {
                let points = random.random_range(0..=most + 1);
                clock.advance(TimeDelta::milliseconds(
                    random.random_range(-60_000..seconds.cast_signed() * 500),
                ));
                let there = redis.take(&key, points, quota).await;
                let here = local.take(&key, points, quota).await;
                assert_eq!(there, here, "seed {seed}, {points} points of {quota:?}");
            }
        }
        let redis = redis.redis.as_ref().unwrap();
        assert!(!redis.away.load(Ordering::Relaxed), "every answer came from Redis");
    }
}
