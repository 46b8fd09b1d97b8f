//! Documents that need not be parsed and validated again.
//!
//! Clients send the same few documents all day. What was once found valid against the schema stays so: the next time it
//! is copied instead of parsed, and only what depends on its variables is looked at again.

use std::sync::Arc;

use async_graphql::parser::types::{BaseType, ExecutableDocument, Type};
use moka::sync::Cache;

/// The longest document that is remembered, in bytes.
const LONGEST: usize = 16 * 1024;
/// Bytes of documents that a node remembers; parsed they take about twenty times as much.
const ROOM: u64 = 256 * 1024;
/// Types of variables that [`check_variables`](crate::limits::check_variables) checks to the last.
const CHECKED: [&str; 7] = ["Boolean", "Float", "ID", "Int", "LanguageTag", "Markdown", "String"];

/// A document that is valid against the schema.
#[derive(Debug)]
pub(crate) struct ValidDocument {
    pub(crate) document: ExecutableDocument,
    /// Whether nothing about its variables is left to be checked where they are used.
    pub(crate) checks_variables: bool,
}

/// The valid documents that a node has answered lately. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct ValidDocuments(Cache<String, Arc<ValidDocument>>);

impl Default for ValidDocuments {
    fn default() -> Self {
        let weight = |text: &String, _: &Arc<ValidDocument>| u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(ROOM).weigher(weight).build())
    }
}

impl ValidDocuments {
    /// The document with this text, if it is known to be valid.
    pub(crate) fn find(&self, text: &str) -> Option<Arc<ValidDocument>> {
        self.0.get(text)
    }

    /// Whether a document is short enough to be remembered.
    pub(crate) fn takes(&self, text: &str) -> bool {
        text.len() <= LONGEST
    }

    /// Remembers a document that was found valid.
    pub(crate) fn remember(&self, text: String, document: ExecutableDocument) {
        let mut variables =
            document.operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
        let checks_variables = variables.all(|declared| is_checked(&declared.node.var_type.node));
        self.0.insert(text, Arc::new(ValidDocument { document, checks_variables }));
    }
}

fn is_checked(kind: &Type) -> bool {
    match &kind.base {
        BaseType::List(inner) => is_checked(inner),
        BaseType::Named(name) => CHECKED.contains(&name.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn only_variables_of_plain_types_are_checked_before_they_are_used() {
        let documents = ValidDocuments::default();
        for (declared, checked) in [
            ("$x: ID!", true),
            ("$x: [String!]!, $y: Int", true),
            ("$x: CommentOrder", false),
            ("$x: ID!, $y: [CaseFilter!]", false),
        ] {
            let text = format!("query ({declared}) {{ __typename }}");
            documents.remember(text.clone(), parse_query(&text).unwrap());
            assert_eq!(documents.find(&text).unwrap().checks_variables, checked, "{declared}");
        }
        assert!(documents.find("{ __typename }").is_none());
    }
}
