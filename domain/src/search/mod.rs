//! Search: boards, stories, comments and people, by their words, as far as the viewer may find them.
//!
//! What is searched is indexed by triggers in the transaction that writes it (`migrations/0006_search.sql`), each text by
//! the stems of its own language. A [`Search`] is parsed from what was typed; [`find()`] ranks what matches and answers a
//! page of it; the needles that it answers mark excerpts. Who may find what is decided in the same statement, from the
//! rows themselves: what becomes private, unpublished or removed is gone from searches with the commit.
//!
//! People find what lists would show them: what is public, what is on boards that they belong to, and their own drafts.
//!
//! The formula, the syntax and the languages: `docs/search.md`.

mod cursor;
mod find;
mod request;

pub use cursor::SearchCursor;
pub use find::{Found, Hit, find};
pub use request::{Search, SearchScope};
