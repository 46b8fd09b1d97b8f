//! Documents that need not be sent whole.
//!
//! Either anything may be asked, and a client may name a document that it has sent before by its hash (Apollo's
//! automatic persisted queries, and `documentId` of the GraphQL-over-HTTP draft); or an operator has listed the
//! documents of their clients, and nothing else is answered ([`TrustedDocuments`]).
//!
//! Invariant: a hash is only ever answered with the text that has it. Invariant: what is kept has been parsed, is within
//! the limits and was paid for; how much an address may have kept is bounded, and what is beyond that is still
//! answered.

mod trusted;
mod valid;

use std::fmt::Write as _;

use fabula_platform::{cache::Cache, rate_limit::RateLimiter};
use sha2::{Digest as _, Sha256};

use crate::{
    config::LimitsConfig,
    error::{Code, Refusal},
};

pub use trusted::TrustedDocuments;
pub(crate) use valid::ValidDocuments;

/// The largest document that is kept for its client.
const LARGEST_KEPT: usize = 128 * 1024;
/// Bytes in the unit of the quota.
const KIBIBYTE: usize = 1024;
/// What a `documentId` that is a hash begins with.
const HASH_PREFIX: &str = "sha256:";

/// Which document a request wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// This one.
    Text(String),
    /// The one with this hash or, among trusted ones, this id; with its text if the client sent that, too.
    Named { id: String, text: Option<String> },
}

/// A document to run.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) text: String,
    /// The hash under which it is to be kept, once it has proved to be sound.
    pub(crate) keep_as: Option<String>,
}

impl Found {
    fn as_it_is(text: impl Into<String>) -> Self {
        Self { text: text.into(), keep_as: None }
    }
}

/// The documents that this node answers.
#[derive(Debug, Clone)]
pub(crate) struct Documents {
    kept: Cache,
    trusted: Option<TrustedDocuments>,
}

impl Documents {
    pub(crate) fn new(kept: Cache, trusted: Option<TrustedDocuments>) -> Self {
        Self { kept, trusted }
    }

    /// Whether anything may be asked.
    pub(crate) fn are_free(&self) -> bool {
        self.trusted.is_none()
    }

    /// The text of a document.
    ///
    /// # Errors
    /// If it is not known, not trusted, or not what its hash says.
    pub(crate) async fn find(&self, wanted: Wanted) -> Result<Found, Refusal> {
        if let Some(trusted) = &self.trusted {
            return trusted.find(&wanted).map(Found::as_it_is);
        }
        let (id, text) = match wanted {
            Wanted::Text(text) => return Ok(Found::as_it_is(text)),
            Wanted::Named { id, text } => (id, text),
        };
        let hash = id.strip_prefix(HASH_PREFIX).unwrap_or(&id);
        if hash.len() != 64 || !hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(Refusal::bad_input(
                "The document's name is not a SHA-256 hash: give 64 lower-case hexadecimal digits.",
            ));
        }
        match text {
            Some(text) if sha256(&text) == hash => {
                let keep_as = (text.len() <= LARGEST_KEPT).then(|| hash.to_owned());
                Ok(Found { text, keep_as })
            }
            // Apollo's own words.
            Some(_) => Err(Refusal::bad_input("provided sha does not match query")),
            None => match self.kept.get(hash).await {
                Some(text) => Ok(Found::as_it_is(&*text)),
                // Apollo's clients look for the words as well as for the code.
                None => Err(Refusal::new(Code::PersistedQueryNotFound, "PersistedQueryNotFound")),
            },
        }
    }

    /// Keeps a document for its client, unless the client's address has had enough kept, or all together have: what is
    /// kept shares its Redis with what must not be crowded out.
    pub(crate) async fn keep(&self, limiter: &RateLimiter, address: &str, hash: &str, text: &str) {
        if self.kept.get(hash).await.is_some() {
            return;
        }
        let size = u32::try_from(text.len().div_ceil(KIBIBYTE)).unwrap_or(u32::MAX);
        let key = format!("documents:{address}");
        let everybody = LimitsConfig::all_documents_quota();
        if limiter.take(&key, size, LimitsConfig::document_quota()).await.is_ok()
            && limiter.take("documents", size, everybody).await.is_ok()
        {
            self.kept.put(hash, text).await;
        }
    }
}

/// The SHA-256 of a text, in hexadecimal digits.
fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{ __typename }";

    fn named(id: &str, text: Option<&str>) -> Wanted {
        Wanted::Named { id: id.to_owned(), text: text.map(str::to_owned) }
    }

    #[tokio::test]
    async fn a_hash_is_only_taken_with_the_text_that_has_it() {
        let documents = Documents::new(Cache::local(), None);
        let hash = sha256(TEXT);
        let unknown = documents.find(named(&hash, None)).await.unwrap_err();
        assert_eq!(
            (unknown.code.as_str(), &*unknown.message),
            ("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        );
        let found = documents.find(named(&hash, Some(TEXT))).await.unwrap();
        assert_eq!((&*found.text, found.keep_as.as_ref()), (TEXT, Some(&hash)));
        for (id, text) in [(hash.as_str(), "{ other }"), ("abc", TEXT), (&hash.to_uppercase(), TEXT)] {
            let refused = documents.find(named(id, Some(text))).await.unwrap_err();
            assert_eq!(refused.code, Code::BadUserInput, "{id}");
        }
    }

    #[tokio::test]
    async fn what_was_kept_is_found_under_both_names() {
        let documents = Documents::new(Cache::local(), None);
        let limiter = RateLimiter::local(std::sync::Arc::new(fabula_platform::clock::SystemClock));
        let hash = sha256(TEXT);
        documents.keep(&limiter, "192.0.2.1", &hash, TEXT).await;
        for id in [hash.clone(), format!("sha256:{hash}")] {
            assert_eq!(documents.find(named(&id, None)).await.unwrap().text, TEXT);
        }
    }

    #[tokio::test]
    async fn an_address_can_not_fill_the_cache() {
        let documents = Documents::new(Cache::local(), None);
        let limiter = RateLimiter::local(std::sync::Arc::new(fabula_platform::clock::SystemClock));
        let mut kept = 0;
        for number in 0..100 {
            let text = format!("{{ a{number}: __typename }} #{}", "x".repeat(100 * KIBIBYTE));
            let hash = sha256(&text);
            documents.keep(&limiter, "192.0.2.1", &hash, &text).await;
            kept += usize::from(documents.find(named(&hash, None)).await.is_ok());
        }
        assert!((30..=45).contains(&kept), "{kept} documents of 101 KiB");
    }
}
