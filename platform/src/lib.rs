//! Mechanisms that know no feature: the database (embedded or not), the outbox and its relay, the broker
//! (RabbitMQ or in process), live fan-out, rate limits and a cache (Redis or in process), mail, object storage,
//! identity providers, telemetry, clock, ids.
//!
//! Nothing here knows what a comment is. What passes through are rows, [`events::Envelope`]s and bytes.

pub mod broker;
pub mod cache;
pub mod clock;
pub mod db;
pub mod events;
pub mod ids;
pub mod live;
pub mod mail;
pub mod objects;
pub mod oidc;
pub mod outbox;
pub mod rate_limit;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tls;
