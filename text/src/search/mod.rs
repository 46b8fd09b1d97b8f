//! What people look for, and where it stands in a text.
//!
//! A text is searched by its words as written, folded (without accents, vowel points and the like) and stemmed; languages
//! that are written without spaces by overlapping pairs of letters. Texts are taken apart where they are kept, by
//! `search_words` and `search_fold` in `migrations/0006_search.sql`; [`search_words()`] and [`search_fold`] do the same to
//! queries and excerpts, and a test of the domain holds the two together.

mod excerpt;
mod query;
mod words;

pub use excerpt::{Excerpt, Needles};
pub use query::{QueryFault, SearchQuery, Stems};
pub(crate) use words::lower_letter;
pub use words::{search_fold, search_words};
