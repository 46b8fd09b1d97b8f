//! What checks find.

use std::borrow::Cow;

use fabula_text::Language;
use serde::{Deserialize, Serialize};

pub use super::explanation::Explanation;

/// What a check, or all of them together, would do with a text. Ordered from the mildest to the worst.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    sqlx::Type,
    strum::Display,
    Serialize,
    Deserialize,
)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SignalVerdict {
    /// Let readers see it.
    Publish,
    /// Ask a moderator.
    Hold,
    /// Refuse it.
    Reject,
}

/// A part of a text, in Unicode code points from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Where it begins.
    pub start: u32,
    /// Where it ends: the first code point that no longer belongs to it.
    pub end: u32,
}

/// One check's finding on one revision of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// The check: `links`.
    pub check: Cow<'static, str>,
    /// How sure it is that something is wrong: 0 to 1.
    pub score: f64,
    /// What it would do.
    pub verdict: SignalVerdict,
    /// Why.
    pub explanation: Explanation,
    /// Where.
    pub spans: Vec<Span>,
    /// The text's language, if anyone could tell.
    pub language: Option<Language>,
    /// Which version of the check's rules found it.
    pub rule_version: String,
    /// How long it took, in microseconds.
    pub took_micros: i32,
}

impl Signal {
    /// Why, in a sentence in the language of the text; in English where there is no translation.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.explanation.sentence(self.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_verdict_is_the_greatest() {
        assert!(SignalVerdict::Publish < SignalVerdict::Hold && SignalVerdict::Hold < SignalVerdict::Reject);
    }
}
