use fabula_text::{clean_line, clean_text};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::Invalid;

/// The most references of a story.
const MOST: usize = 100;
/// The most authors of one source.
const MOST_AUTHORS: usize = 20;
/// The longest address, in bytes.
const LONGEST_URL: usize = 2_000;
/// Years that can be given; those before the common era are negative.
const YEARS: std::ops::RangeInclusive<i32> = -4000..=9999;

/// A source that a story draws on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// What it is called.
    pub title: String,
    /// Where it can be found: an http or https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// When it was published; negative before the common era.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// What there is to say about it: pages, an archive's shelf mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a story draws on, in the order that its author gave: at most a hundred sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct References(Vec<Reference>);

impl References {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// If there are too many, or one can't be accepted.
    pub fn parse(given: Vec<Reference>) -> Result<Self, Invalid> {
        if given.len() > MOST {
            return Err(Invalid::new("references", "takes at most 100 references"));
        }
        given.into_iter().map(reference).collect::<Result<_, _>>().map(Self)
    }

    /// The references.
    #[must_use]
    pub fn as_slice(&self) -> &[Reference] {
        &self.0
    }
}

fn reference(given: Reference) -> Result<Reference, Invalid> {
    if given.authors.len() > MOST_AUTHORS {
        return Err(Invalid::new("references", "takes at most 20 authors for each reference"));
    }
    if given.year.is_some_and(|year| !YEARS.contains(&year)) {
        return Err(Invalid::new("references", "takes years from -4000 to 9999"));
    }
    let line = |text: &str, most| clean_line(text, most).map_err(Invalid::text("references"));
    Ok(Reference {
        title: line(&given.title, 300)?,
        url: given.url.as_deref().map(address).transpose()?,
        authors: given.authors.iter().map(|author| line(author, 120)).collect::<Result<_, _>>()?,
        year: given.year,
        note: given
            .note
            .map(|note| clean_text(&note, 1_000).map_err(Invalid::text("references")))
            .transpose()?,
    })
}

/// An address in its canonical form.
fn address(given: &str) -> Result<String, Invalid> {
    let refused = || Invalid::new("references", "takes http and https addresses of at most 2000 bytes");
    let url = Url::parse(given.trim()).map_err(|_| refused())?;
    let is_web =
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    if is_web && url.as_str().len() <= LONGEST_URL { Ok(url.into()) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(title: &str) -> Reference {
        Reference { title: title.to_owned(), url: None, authors: Vec::new(), year: None, note: None }
    }

    #[test]
    fn a_reference_is_cleaned_and_its_address_canonical() {
        let given = Reference {
            url: Some(" HTTPS://Example.org/a b ".to_owned()),
            authors: vec!["  Ada\tLovelace ".to_owned()],
            year: Some(-350),
            ..titled(" On  tea ")
        };
        let parsed = References::parse(vec![given]).unwrap();
        let kept = &parsed.as_slice()[0];
        assert_eq!(kept.title, "On tea");
        assert_eq!(kept.url.as_deref(), Some("https://example.org/a%20b"));
        assert_eq!(kept.authors, ["Ada Lovelace"]);
    }

    #[test]
    fn what_cannot_be_a_reference_is_refused() {
        let with_url = |url: &str| Reference { url: Some(url.to_owned()), ..titled("x") };
        let cases = [
            titled(" "),
            titled(&"x".repeat(301)),
            with_url("javascript:alert(1)"),
            with_url("ftp://example.org"),
            with_url("example.org"),
            with_url("https://ada:secret@example.org"),
            with_url(&format!("https://example.org/{}", "a".repeat(2_000))),
            Reference { authors: vec!["x".to_owned(); 21], ..titled("x") },
            Reference { year: Some(10_000), ..titled("x") },
            Reference { note: Some("x".repeat(1_001)), ..titled("x") },
        ];
        for case in cases {
            assert!(References::parse(vec![case.clone()]).is_err(), "{case:?}");
        }
        assert!(References::parse(vec![titled("x"); 101]).is_err());
        assert!(References::parse(vec![titled("x"); 100]).is_ok());
    }
}
