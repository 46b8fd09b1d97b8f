//! The whole system over real sockets: the real binary, its real services, and clients that know only the contract.
//!
//! A [`Stand`] is one isolated installation. Dropped, it kills its processes and clears its database, queues and
//! keys away; if the test failed, what the processes said is printed. Nothing here sleeps to wait: [`eventually`]
//! looks again until a condition holds or its deadline has passed.

mod binary;
mod cable;
mod client;
mod collector;
mod environment;
mod mail_server;
mod process;
mod redis_server;
mod s3_server;
mod schema;
mod sse;
mod stand;
mod texts;
mod wait;
mod websocket;

pub use cable::cable_to;
pub use client::{Answer, Client, Event, Person};
pub use collector::{Collector, Span};
pub use environment::amqp as amqp_url;
pub use fabula_platform::testing::Proxy;
pub use mail_server::{MailServer, ReceivedMail};
pub use process::Process;
pub use redis_server::RedisServer;
pub use s3_server::S3Server;
pub use schema::Schema;
pub use sse::EventStream;
pub use stand::{Plan, Stand};
pub use texts::{crowd, distinct_babble, distinct_text};
pub use wait::{DEADLINE, eventually, within};
pub use websocket::Socket;

/// What a subscriber to a discussion asks for.
pub const FOLLOW: &str = "subscription Follow($story: ID!, $after: String) {
    commentEvents(storyId: $story, after: $after) {
        cursor kind commentId comment { id body status author { handle } }
    }
}";

/// Runs one journey on both kinds of installation: embedded, and on PostgreSQL, RabbitMQ and Redis.
#[macro_export]
macro_rules! both_ways {
    ($(#[$doc:meta])* $name:ident($stand:ident) $body:block) => {
        mod $name {
            use super::*;

            $(#[$doc])*
            async fn journey(mut $stand: Stand) {
                $body
                $stand.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn embedded() {
                journey(Stand::embedded().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_services() {
                journey(Stand::services(1, 1).await).await;
            }
        }
    };
}
