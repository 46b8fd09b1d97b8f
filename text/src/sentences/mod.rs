//! Where sentences end.
//!
//! Unicode's rules (UAX #29, section 5) find the places; what they cannot know is mended after: abbreviations, initials,
//! ordinals, quotation marks that stand apart, sentences that were glued together, and scripts that end a sentence with a
//! space.

mod abbreviations;
mod boundaries;
mod stop_words;

pub use boundaries::sentences;
pub(crate) use boundaries::{Rules, sentences_by};
pub(crate) use stop_words::StopWords;
