use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use async_graphql::{
    Positioned,
    parser::{
        parse_schema,
        types::{
            BaseType, ExecutableDocument, FieldDefinition, OperationType, Selection, SelectionSet, Type,
            TypeKind, TypeSystemDefinition,
        },
    },
};
use fabula_domain::access_tokens::Scopes;

use super::rules::{RULED, rule};
use crate::{error::Refusal, limits, schema};

/// The fields of every type, with the names of their own types.
#[derive(Debug)]
pub(super) struct Types(HashMap<String, HashMap<String, String>>);

/// The schema's own. Read when the first program comes with a token.
static TYPES: LazyLock<Types> = LazyLock::new(|| Types::read(&schema::sdl()));

impl Types {
    /// Reads a schema. What does not parse has no fields, and nothing can be asked of it.
    pub(super) fn read(schema: &str) -> Self {
        let mut types = HashMap::new();
        let definitions = parse_schema(schema).map(|document| document.definitions).unwrap_or_default();
        for definition in definitions {
            let TypeSystemDefinition::Type(Positioned { node, .. }) = definition else { continue };
            let fields = match &node.kind {
                TypeKind::Object(object) => &object.fields,
                TypeKind::Interface(interface) => &interface.fields,
                _ => continue,
            };
            types.insert(node.name.node.to_string(), fields.iter().map(named).collect());
        }
        Self(types)
    }

    /// Type and name of every field.
    #[cfg(test)]
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(kind, fields)| fields.keys().map(|field| (kind.as_str(), field.as_str())))
    }

    fn of_field(&self, kind: &str, field: &str) -> Option<&str> {
        self.0.get(kind)?.get(field).map(String::as_str)
    }
}

fn named(field: &Positioned<FieldDefinition>) -> (String, String) {
    (field.node.name.node.to_string(), innermost(&field.node.ty.node).to_owned())
}

fn innermost(kind: &Type) -> &str {
    match &kind.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => innermost(inner),
    }
}

/// Checks that a token with these scopes is for all that an operation asks for. The document has been analysed: it is of
/// bounded depth, and no fragment spreads itself.
///
/// # Errors
/// The first field that it is not for.
pub(crate) fn check(
    document: &ExecutableDocument,
    operation_name: Option<&str>,
    scopes: Scopes,
) -> Result<(), Refusal> {
    let operation = limits::operation(document, operation_name)?;
    let root = match operation.ty {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    };
    let mut walk = Walk { document, scopes, walked: HashSet::new() };
    walk.selection(root, &operation.selection_set.node)
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    scopes: Scopes,
    /// Fragments that need not be walked again.
    walked: HashSet<&'a str>,
}

impl<'a> Walk<'a> {
    fn selection(&mut self, kind: &'a str, set: &'a SelectionSet) -> Result<(), Refusal> {
        for Positioned { node, .. } in &set.items {
            match node {
                Selection::Field(field) => {
                    let field = &field.node;
                    self.field(kind, &field.name.node, &field.selection_set.node)?;
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let kind = condition.map_or(kind, |condition| condition.node.on.node.as_str());
                    self.selection(kind, &fragment.node.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    if let Some(fragment) = self.document.fragments.get(name)
                        && self.walked.insert(name)
                    {
                        let kind = fragment.node.type_condition.node.on.node.as_str();
                        self.selection(kind, &fragment.node.selection_set.node)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn field(&mut self, kind: &str, field: &str, set: &'a SelectionSet) -> Result<(), Refusal> {
        // Introspection tells everybody the same.
        if field.starts_with("__") {
            return Ok(());
        }
        if RULED.contains(&kind) {
            // What nobody has thought about is for no token.
            rule(kind, field).ok_or_else(Refusal::not_for_tokens)?.allow(self.scopes)?;
        }
        // An unknown field leads nowhere: validation says so.
        match TYPES.of_field(kind, field) {
            Some(inner) => self.selection(inner, set),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use fabula_domain::access_tokens::Scope;

    use super::*;

    fn missing(document: &str, scope: Scope) -> Option<Option<Scope>> {
        let document = parse_query(document).unwrap();
        let checked = check(&document, None, Scopes::of([scope]).unwrap());
        checked.err().map(|refusal| refusal.missing_scope)
    }

    #[test]
    fn a_token_does_what_its_scopes_say_and_nothing_else() {
        for document in [
            "{ __typename __schema { types { name } } }",
            "{ viewer { email user { displayName } } stories { nodes { id } } }",
            "subscription { commentEvents(storyId: \"x\") { cursor } }",
        ] {
            assert_eq!(missing(document, Scope::Read), None, "{document}");
        }
        for (document, scope) in [
            ("mutation { createBoard(input: {}) { errors { message } } }", Scope::Write),
            ("mutation M { a: createBoard(input: {}) { errors { message } } }", Scope::Write),
            ("{ moderation { queue { nodes { id } } } }", Scope::Moderate),
            ("{ ...F } fragment F on Query { ... { moderation { __typename } } }", Scope::Moderate),
            ("mutation { claimCase(input: {}) { errors { message } } }", Scope::Moderate),
        ] {
            assert_eq!(missing(document, Scope::Read), Some(Some(scope)), "{document}");
            assert_eq!(missing(document, scope), None, "{document}");
        }
        assert_eq!(missing("mutation { claimCase { errors { message } } }", Scope::Admin), None);
        assert!(missing("mutation { createBoard { errors { message } } }", Scope::Moderate).is_some());
    }

    #[test]
    fn no_token_looks_after_the_account_wherever_it_is_asked_for() {
        for document in [
            "mutation { changePassword(input: {}) { errors { message } } }",
            "mutation { createAccessToken(input: {}) { token } }",
            "{ viewer { sessions { nodes { network } } } }",
            "{ viewer { ...V @include(if: false) } } fragment V on Viewer { a: accessTokens { nodes { id } } }",
            "mutation { updateProfile(input: {}) { viewer { sessions { nodes { id } } } } }",
        ] {
            let document = parse_query(document).unwrap();
            let all = Scopes::of([Scope::Write, Scope::Admin]).unwrap();
            let refusal = check(&document, None, all).unwrap_err();
            assert_eq!(refusal.missing_scope, None, "{}", refusal.message);
        }
    }

    #[test]
    fn only_the_operation_that_runs_is_checked() {
        let document =
            parse_query("query A { viewer { email } } query B { moderation { __typename } }").unwrap();
        let read = Scopes::of([Scope::Read]).unwrap();
        assert!(check(&document, Some("A"), read).is_ok());
        assert!(check(&document, Some("B"), read).is_err());
    }
}
