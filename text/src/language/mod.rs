//! Language tags, and which language a text is in.
//!
//! How the detector works, where its table comes from and how well it does: `docs/languages.md`.

mod detect;
mod evidence;
mod format;
mod ngrams;
mod prose;
mod tables;
mod tag;
mod telltale;
mod words;
mod writing;

pub use detect::{Detection, detect, detect_with_confidence};
pub use tag::{InvalidLanguage, Language};

#[cfg(test)]
mod tests;
