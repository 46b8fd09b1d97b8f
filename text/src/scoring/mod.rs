//! Trained scorers: how likely a text is toxic, or spam, and which of its words say so.
//!
//! A scorer knows the languages that it was trained in. Of a text in another language it says nothing. What the scorers
//! are trained on, how well they do and what they are bad at is in `docs/models.md`; `cargo xtask train` makes their
//! weights.

mod bytes;
mod features;
mod groups;
pub(crate) mod lexicon;
mod model;
mod score;
mod table;

pub use bytes::ModelFault;
pub use features::{Features, HAND, OWN};
pub use lexicon::{EnglishWord, LEXICON_LANGUAGES, Languages, Lexicon, Term};
pub use model::{Head, Model};
pub use score::{Evasion, Harm, Score, Scorers, Scores, scorers};
