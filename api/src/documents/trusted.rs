//! The manifest of the documents that an operator's clients send.

use std::{collections::HashMap, sync::Arc};

use async_graphql::parser::parse_query;
use serde::Deserialize;

use super::{HASH_PREFIX, Wanted};
use crate::error::{Code, Refusal};

/// What Apollo's manifests call themselves.
const APOLLO_FORMAT: &str = "apollo-persisted-query-manifest";

/// The only documents that are answered, from a manifest file. Cheap to clone.
#[derive(Debug, Clone)]
pub struct TrustedDocuments(Arc<Listed>);

#[derive(Debug, Default)]
struct Listed {
    by_id: HashMap<String, Arc<str>>,
    texts: std::collections::HashSet<Arc<str>>,
}

/// A manifest, in either format.
#[derive(Deserialize)]
#[serde(untagged)]
enum Manifest {
    Apollo {
        format: String,
        version: u32,
        operations: Vec<Operation>,
    },
    /// graphql-codegen's, and Relay's: a text for each id.
    Plain(HashMap<String, String>),
}

#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

impl TrustedDocuments {
    /// Reads a manifest file. An empty path, as Compose files pass "nothing", is a manifest that [is
    /// unset](Self::is_unset).
    ///
    /// # Errors
    /// If the file can't be read, is no manifest, holds no document, or one that is not GraphQL.
    pub fn read(path: &str) -> Result<Self, String> {
        if path.is_empty() {
            return Ok(Self(Arc::default()));
        }
        let text = std::fs::read_to_string(path).map_err(|error| format!("it can't be read: {error}"))?;
        Self::parse(&text)
    }

    /// Whether there was nothing to read.
    #[must_use]
    pub fn is_unset(&self) -> bool {
        self.0.by_id.is_empty()
    }

    fn parse(text: &str) -> Result<Self, String> {
        let manifest = serde_json::from_str(text).map_err(|_| {
            "it is neither graphql-codegen's `persisted-documents.json` nor Apollo's manifest".to_owned()
        })?;
        let documents: Vec<(String, String)> = match manifest {
            Manifest::Plain(documents) => documents.into_iter().collect(),
            Manifest::Apollo { format, version, operations } => {
                if format != APOLLO_FORMAT || version != 1 {
                    return Err(format!("its format is {format} {version}, not {APOLLO_FORMAT} 1"));
                }
                operations.into_iter().map(|operation| (operation.id, operation.body)).collect()
            }
        };
        let mut listed = Listed::default();
        for (id, text) in documents {
            parse_query(&text).map_err(|error| format!("the document `{id}` is not GraphQL: {error}"))?;
            let text: Arc<str> = text.into();
            listed.texts.insert(Arc::clone(&text));
            if listed.by_id.insert(bare(&id).to_owned(), text).is_some() {
                return Err(format!("it has two documents with the id `{id}`"));
            }
        }
        if listed.by_id.is_empty() {
            return Err("it holds no documents".to_owned());
        }
        Ok(Self(Arc::new(listed)))
    }

    /// The text of a document, if it is one of these.
    pub(super) fn find(&self, wanted: &Wanted) -> Result<String, Refusal> {
        let text = match wanted {
            Wanted::Named { id, .. } => self.0.by_id.get(bare(id)),
            Wanted::Text(text) => self.0.texts.get(text.as_str()),
        };
        text.map(ToString::to_string).ok_or_else(|| match wanted {
            Wanted::Text(_) => Refusal::new(
                Code::QueryNotInSafelist,
                "This server answers only documents that it knows, and this is none of them.",
            ),
            Wanted::Named { .. } => Refusal::new(
                Code::PersistedQueryNotInList,
                "This server answers only documents that it knows, and none has this id.",
            ),
        })
    }
}

/// An id without the name of its hash: some tools write it, and some clients send it.
fn bare(id: &str) -> &str {
    id.strip_prefix(HASH_PREFIX).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODEGEN: &str =
        r#"{ "1a2b": "query A { __typename }", "sha256:3c": "query B { viewer { email } }" }"#;
    const APOLLO: &str = r#"{ "format": "apollo-persisted-query-manifest", "version": 1, "operations": [
        { "id": "1a2b", "name": "A", "type": "query", "body": "query A { __typename }" } ] }"#;

    fn named(id: &str) -> Wanted {
        Wanted::Named { id: id.to_owned(), text: None }
    }

    #[test]
    fn both_formats_are_read() {
        for manifest in [CODEGEN, APOLLO] {
            let trusted = TrustedDocuments::parse(manifest).unwrap();
            assert_eq!(trusted.find(&named("1a2b")).unwrap(), "query A { __typename }");
        }
    }

    #[test]
    fn an_id_is_found_with_and_without_the_name_of_its_hash() {
        let trusted = TrustedDocuments::parse(CODEGEN).unwrap();
        assert!(trusted.find(&named("sha256:1a2b")).is_ok());
        assert!(trusted.find(&named("sha256:3c")).is_ok() && trusted.find(&named("3c")).is_ok());
        assert_eq!(trusted.find(&named("4d")).unwrap_err().code, Code::PersistedQueryNotInList);
    }

    #[test]
    fn a_text_is_taken_only_if_it_is_listed() {
        let trusted = TrustedDocuments::parse(APOLLO).unwrap();
        assert!(trusted.find(&Wanted::Text("query A { __typename }".to_owned())).is_ok());
        let other = trusted.find(&Wanted::Text("query A { viewer { email } }".to_owned()));
        assert_eq!(other.unwrap_err().code, Code::QueryNotInSafelist);
        // The text beside an id is not what runs.
        let beside = Wanted::Named { id: "1a2b".to_owned(), text: Some("{ viewer { email } }".to_owned()) };
        assert_eq!(trusted.find(&beside).unwrap(), "query A { __typename }");
    }

    #[test]
    fn a_manifest_that_is_wrong_is_refused() {
        for wrong in [
            "",
            "[]",
            "{}",
            r#"{"a":1}"#,
            r#"{"a":"{"}"#,
            r#"{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}"#,
            r#"{"format":"other","version":1,"operations":[]}"#,
        ] {
            assert!(TrustedDocuments::parse(wrong).is_err(), "{wrong}");
        }
    }
}
