//! The rules that need a database, each test with one of its own on a real PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod access_tokens;
mod account_mail;
mod accounts;
mod board_entry;
mod board_order;
mod boards;
mod comments;
mod counters;
mod creating;
mod discussion_log;
mod discussions;
mod erasure;
mod feeds;
mod identities;
mod images;
mod moderation;
mod one_connection;
mod search;
mod second_factor;
mod spaces;
mod stage;
mod stories;
mod translations;
mod visibility;
