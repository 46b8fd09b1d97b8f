//! The GraphQL gateway: HTTP, sessions, limits, live, and one folder per feature with its types and resolvers.
//!
//! Invariant: what a request may cost is known before any of it runs. Invariant: a client never sees a cause, a
//! query or a path, only a stable code and a trace id. Invariant: what the viewer may not see answers the same as what
//! does not exist.

// The root objects are merged pairwise: each feature's part nests their resolvers a few types deeper.
#![recursion_limit = "256"]

mod access;
mod access_tokens;
mod accounts;
mod at_hand;
mod boards;
mod comments;
mod config;
mod context;
mod documents;
mod error;
mod feeds;
mod follows;
mod http;
mod identities;
mod images;
mod limits;
mod loaders;
mod messages;
mod moderation;
mod node;
mod oembed;
mod page;
mod pages;
mod reading;
mod relations;
mod scalars;
mod schema;
mod search;
mod second_factor;
mod server;
mod sessions;
mod sitemaps;
mod spaces;
mod stories;
mod user_errors;

use std::{io, sync::Arc};

use fabula_domain::accounts::Passwords;
use fabula_platform::{
    broker::Broker, cache::Cache, db::Db, objects::Objects, oidc::Providers, rate_limit::RateLimiter,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use config::{ApiConfig, CorsOrigins, LimitsConfig};
pub use documents::TrustedDocuments;

/// Connections beside those that are open sockets.
const SPARE_CONNECTIONS: usize = 4_096;

/// What the gateway works with.
#[derive(Debug, Clone)]
pub struct Services {
    /// The database, with its live fan-out.
    pub db: Db,
    /// The broker, whose health `/health/ready` tells.
    pub broker: Arc<dyn Broker>,
    /// Counts what callers use.
    pub limiter: RateLimiter,
    /// The documents that clients have had kept, by their hashes.
    pub documents: Cache,
    /// Where images are kept.
    pub objects: Objects,
}

/// The public contract in GraphQL's schema language: what `schema.graphql` holds.
#[must_use]
pub fn sdl() -> String {
    schema::sdl()
}

/// Serves the gateway until `shutdown`, then finishes the requests in hand and closes open sockets.
///
/// # Errors
/// If the listener fails, or identity providers can't be talked to.
pub async fn serve(
    listener: TcpListener,
    services: Services,
    config: ApiConfig,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let sessions = sessions::SessionWatch::default();
    let most =
        usize::try_from(config.limits.max_sockets).unwrap_or(usize::MAX).saturating_add(SPARE_CONNECTIONS);
    let people = accounts::People::default();
    let db = services.db.clone();
    let remembering = tokio::spawn(people.clone().run(db.live().clone(), shutdown.clone()));
    let passwords = Passwords::default();
    let providers = config.oidc_providers.checked().map_err(io::Error::other)?;
    let providers = Providers::new(providers).map_err(io::Error::other)?;
    let state =
        http::State::new(services, config, passwords, sessions.clone(), people, providers, shutdown.clone());
    let watching = tokio::spawn(sessions.run(db, shutdown.clone()));
    let served = server::serve(listener, http::router(state), most, shutdown).await;
    watching.abort();
    remembering.abort();
    served
}

/// Serves health and metrics alone: what a worker process offers.
///
/// # Errors
/// If the listener fails.
pub async fn serve_operations(
    listener: TcpListener,
    services: Services,
    shutdown: CancellationToken,
) -> io::Result<()> {
    server::serve(listener, http::operations_router(services), SPARE_CONNECTIONS, shutdown).await
}
