//! Looks through disguises: full-width and bold letters, invisible characters, look-alikes, digits for letters, spacing,
//! stretching, gaps (`d*rn`) and swapped letters.
//!
//! What is lossless for honest texts (compatibility forms, invisible characters, accents on Latin letters, words of mixed
//! scripts) is always undone. Everything else is undone only where it turns a word that nobody knows into one that is
//! hardly ever innocent, so that honest words of any language stay what they are. Each word of a [`View`] knows where it
//! stands in the original.

mod characters;
mod rewrite;
mod view;

pub(crate) use characters::is_ideographic;
pub use view::{Disguise, View, WordKind};
pub(crate) use view::{ViewWord, read};
