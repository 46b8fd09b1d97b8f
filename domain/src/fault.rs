//! What is wrong with an input, in words for the person who sent it.

use fabula_text::TextFault;

/// One field of an input that can't be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Invalid {
    /// The input field, as clients know it: `displayName`.
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Invalid {
    /// `field` is wrong because of `message`.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }

    /// `field` is wrong because of a text rule.
    pub fn text(field: &'static str) -> impl Fn(TextFault) -> Self {
        move |fault| Self::new(field, fault.to_string())
    }
}

/// The language tags of `field`, canonical and without repeats.
///
/// # Errors
/// If there are more than `most`, or one is not a BCP 47 tag.
pub fn languages(field: &'static str, tags: &[String], most: usize) -> Result<Vec<String>, Invalid> {
    if tags.len() > most {
        return Err(Invalid::new(field, format!("has {} languages; at most {most} are allowed", tags.len())));
    }
    let mut canonical: Vec<String> = Vec::with_capacity(tags.len());
    for tag in tags {
        let tag = language(field, tag)?;
        if !canonical.contains(&tag) {
            canonical.push(tag);
        }
    }
    Ok(canonical)
}

/// One language tag, canonical.
///
/// # Errors
/// If it is not a BCP 47 tag.
pub fn language(field: &'static str, tag: &str) -> Result<String, Invalid> {
    tag.parse::<fabula_text::Language>()
        .map(|language| language.to_string())
        .map_err(|_| Invalid::new(field, "is not a language tag like `en`, `pt-BR` or `zh-Hant` (BCP 47)"))
}
