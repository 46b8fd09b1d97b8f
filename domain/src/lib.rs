//! What Fabula means: types, rules, SQL and events, one folder per feature.
//!
//! No HTTP, no GraphQL, no AMQP. An operation is a file; it owns its transaction, because "row and event together"
//! is the rule that it protects.

pub mod access_tokens;
pub mod accounts;
pub mod boards;
pub mod comments;
pub mod events;
pub mod fault;
pub mod feeds;
pub mod follows;
pub mod idempotency;
pub mod identities;
pub mod ids;
pub mod images;
mod languages;
pub mod mail;
pub mod maintenance;
pub mod moderation;
pub mod page;
pub mod relations;
pub mod rendering;
pub mod search;
pub mod second_factor;
pub mod spaces;
pub mod stories;
pub mod viewer;

pub use fault::Invalid;
pub use viewer::{SignedIn, Viewer};
