use std::collections::HashMap;

use async_graphql::{
    Positioned, Value, Variables,
    parser::types::{ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet},
};

use crate::{config::LimitsConfig, error::Refusal};

/// What a page costs when its size is not given.
const DEFAULT_PAGE: u64 = 20;
/// What a mutation costs beside what it answers.
const MUTATION_COST: u64 = 10;
/// What an operation costs at least.
const LEAST_COST: u64 = 1;
/// What the whole schema costs.
const SCHEMA_COST: u64 = 100;
/// The most that one event of a subscription may cost: it is paid for as often as something happens.
const EVENT_COST: u32 = 200;
/// How deep the lists of an introspection may nest: types have fields that have types, and so on for ever.
const INTROSPECTION_DEPTH: u32 = 2;
/// Fields that answer a page. A test holds this to the schema.
const CONNECTIONS: [&str; 24] = [
    "accessTokens",
    "ancestors",
    "auditLog",
    "bans",
    "blockedUsers",
    "boardInvitations",
    "boards",
    "comments",
    "followedBoards",
    "followedPeople",
    "followedStories",
    "invitations",
    "items",
    "joinRequests",
    "joinedBoards",
    "members",
    "mutedUsers",
    "queue",
    "replies",
    "revisions",
    "search",
    "sessions",
    "shelves",
    "stories",
];
/// Lists that are no pages, and how many objects each is taken for; `first` says it better where it is given.
const LISTS: [(&str, u64); 6] = [
    ("identities", 20),
    ("identityProviders", 5),
    ("inviteLinks", 50),
    ("related", 5),
    ("translations", 50),
    ("viewerShelves", 20),
];
/// What fields cost beside what they answer, since each runs a statement of its own wherever it stands. A search ranks
/// thousands of texts, what is above a comment is found step by step, and a shelf may be full of what the viewer may not see.
const STATEMENTS: [(&str, u64); 11] = [
    ("ancestors", 20),
    ("bans", 5),
    ("comments", 5),
    ("invitations", 5),
    ("items", 10),
    ("joinRequests", 5),
    ("members", 5),
    ("related", 5),
    ("revisions", 5),
    ("search", 50),
    ("stories", 5),
];
/// What a comparison of two texts costs beside what it answers.
const DIFF_COST: u64 = 100;
/// Plain fields that may hold a long text: each costs a point.
const LONG_TEXTS: [&str; 6] = ["bio", "bioHtml", "body", "bodyHtml", "description", "snapshot"];
/// What counting all that somebody may see costs, for each number.
const COUNT_COST: u64 = 10;
/// Plain fields that count so.
const COUNTS: [&str; 1] = ["itemCount"];
/// How deep fragments may lead to fragments: the walk recurses.
const DEEPEST_FRAGMENTS: usize = 60;

/// What one operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Analysis {
    /// Query, mutation or subscription.
    pub(crate) kind: OperationType,
    /// Points: one for each object that the answer may hold, ten for each mutation.
    pub(crate) cost: u32,
}

/// What a selection set adds up to.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    cost: u64,
    depth: u64,
    aliases: u64,
    directives: u64,
    fields: u64,
    /// Fields of the set itself, those of its fragments included.
    roots: u64,
    /// Nested lists of an introspection.
    introspection: u64,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.cost = self.cost.saturating_add(other.cost);
        self.depth = self.depth.max(other.depth);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.fields = self.fields.saturating_add(other.fields);
        self.roots = self.roots.saturating_add(other.roots);
        self.introspection = self.introspection.max(other.introspection);
    }

    /// Checks what bounds the work before execution. Validation walks everything that is in the document, so this
    /// holds for operations that are not to run and for fragments that nothing uses, too.
    fn check(&self, limits: &LimitsConfig) -> Result<(), Refusal> {
        let checks = [
            ("nests fields", "levels deep", self.depth, limits.max_depth),
            ("has", "aliases", self.aliases, limits.max_aliases),
            ("has", "directives", self.directives, limits.max_directives),
            ("nests introspection", "lists deep", self.introspection, INTROSPECTION_DEPTH),
            // Fragments in fragments multiply: what they add up to is bounded like what is written out.
            ("selects", "fields", self.fields, limits.max_tokens),
        ];
        checks.into_iter().try_for_each(|(verb, noun, actual, most)| within(verb, noun, actual, most))
    }
}

fn within(verb: &str, noun: &str, actual: u64, most: u32) -> Result<(), Refusal> {
    if actual <= u64::from(most) {
        return Ok(());
    }
    Err(Refusal::too_complex(format!("The document {verb} {actual} {noun}; at most {most} are allowed.")))
}

struct Counter<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    /// Each fragment is walked once; `None` while it is being walked.
    fragments: HashMap<&'a str, Option<Sum>>,
    /// Fragments that are being walked now.
    nesting: usize,
}

/// Finds the operation and checks it, and all that stands beside it, against the limits.
///
/// `variables` hold the defaults of those that were not given.
///
/// # Errors
/// If there is no such operation, a fragment is unknown or spreads itself, or a limit is passed.
pub(crate) fn analyse(
    document: &ExecutableDocument,
    operation_name: Option<&str>,
    variables: &Variables,
    limits: &LimitsConfig,
) -> Result<Analysis, Refusal> {
    let operation = operation(document, operation_name)?;
    let mut counter = Counter { document, variables, fragments: HashMap::new(), nesting: 0 };
    for name in document.fragments.keys() {
        counter.fragment(name)?.check(limits)?;
    }
    for (_, beside) in document.operations.iter() {
        counter.operation(&beside.node)?.check(limits)?;
    }
    let sum = counter.operation(operation)?;
    let cost = match operation.ty {
        OperationType::Mutation => sum.cost.saturating_add(sum.roots.saturating_mul(MUTATION_COST)),
        OperationType::Query | OperationType::Subscription => sum.cost.max(LEAST_COST),
    };
    within("has", "root fields", sum.roots, limits.max_root_fields)?;
    if operation.ty == OperationType::Subscription {
        if sum.roots != 1 {
            return Err(Refusal::bad_input("A subscription selects exactly one field."));
        }
        within("costs", "points for each event", cost, EVENT_COST)?;
    }
    within("costs", "points", cost, limits.max_cost)?;
    Ok(Analysis { kind: operation.ty, cost: u32::try_from(cost).unwrap_or(u32::MAX) })
}

/// The operation that is to run.
///
/// # Errors
/// If the name is missing where it is needed, or unknown.
pub(crate) fn operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, Refusal> {
    let mut operations = document.operations.iter();
    let found = match name {
        Some(wanted) => operations.find(|(name, _)| name.is_some_and(|name| name == wanted)),
        None => match (operations.next(), operations.next()) {
            (Some(only), None) => Some(only),
            _ => {
                return Err(Refusal::bad_input("The document has several operations: give `operationName`."));
            }
        },
    };
    let (_, operation) =
        found.ok_or_else(|| Refusal::bad_input("The document has no operation of this name."))?;
    Ok(&operation.node)
}

impl<'a> Counter<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Sum, Refusal> {
        let mut sum = self.selection(&operation.selection_set.node)?;
        sum.directives = sum.directives.saturating_add(operation.directives.len() as u64);
        Ok(sum)
    }

    fn selection(&mut self, set: &'a SelectionSet) -> Result<Sum, Refusal> {
        let mut sum = Sum::default();
        for Positioned { node, .. } in &set.items {
            let mut part = match node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(fragment) => self.selection(&fragment.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => {
                    self.fragment(spread.node.fragment_name.node.as_str())?
                }
            };
            if !matches!(node, Selection::Field(_)) {
                part.fields = part.fields.saturating_add(1);
            }
            part.directives = part.directives.saturating_add(node.directives().len() as u64);
            sum.add(part);
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field) -> Result<Sum, Refusal> {
        let name = field.name.node.as_str();
        let inner = self.selection(&field.selection_set.node)?;
        let is_introspection_list = matches!(name, "fields" | "inputFields" | "interfaces" | "possibleTypes");
        Ok(Sum {
            cost: self.cost(field, inner.cost),
            depth: inner.depth.saturating_add(1),
            aliases: inner.aliases.saturating_add(u64::from(field.alias.is_some())),
            fields: inner.fields.saturating_add(1),
            roots: 1,
            introspection: inner.introspection.saturating_add(u64::from(is_introspection_list)),
            ..inner
        })
    }

    /// What a field costs with what it selects, `inner`.
    fn cost(&self, field: &Field, inner: u64) -> u64 {
        let name = field.name.node.as_str();
        if field.selection_set.node.items.is_empty() {
            let counts = if COUNTS.contains(&name) { COUNT_COST } else { 0 };
            return counts.saturating_add(u64::from(LONG_TEXTS.contains(&name)));
        }
        if let Some(ids) = self.argument(field, "ids") {
            let count = if let Value::List(ids) = ids { ids.len() as u64 } else { 1 };
            return count.saturating_mul(inner.saturating_add(1));
        }
        let statement = STATEMENTS.iter().find(|(field, _)| *field == name).map_or(0, |(_, cost)| *cost);
        let list = |size: u64, each: u64| size.saturating_mul(each).saturating_add(statement);
        if CONNECTIONS.contains(&name) {
            return list(self.page_size(field, DEFAULT_PAGE), inner.max(1));
        }
        if let Some((_, size)) = LISTS.iter().find(|(list, _)| *list == name) {
            return list(self.page_size(field, *size), inner.saturating_add(1));
        }
        match name {
            // Parts of a page, whose field multiplies by its size.
            "edges" | "pageInfo" => inner,
            "diff" => inner.saturating_add(DIFF_COST),
            "__schema" => inner.saturating_add(SCHEMA_COST),
            _ => inner.saturating_add(1),
        }
    }

    fn fragment(&mut self, name: &'a str) -> Result<Sum, Refusal> {
        match self.fragments.get(name) {
            Some(Some(sum)) => return Ok(*sum),
            Some(None) => return Err(Refusal::bad_input(format!("The fragment {name} spreads itself."))),
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Err(Refusal::bad_input(format!("There is no fragment {name}.")));
        };
        if self.nesting == DEEPEST_FRAGMENTS {
            return Err(Refusal::too_complex(format!(
                "Fragments lead to fragments more than {DEEPEST_FRAGMENTS} deep."
            )));
        }
        self.fragments.insert(name, None);
        self.nesting += 1;
        let sum = self.selection(&fragment.node.selection_set.node)?;
        self.nesting -= 1;
        self.fragments.insert(name, Some(sum));
        Ok(sum)
    }

    /// How many objects a page may hold, `default` if it is not said.
    fn page_size(&self, field: &Field, default: u64) -> u64 {
        match self.argument(field, "first").or_else(|| self.argument(field, "last")) {
            // What is out of range is refused by the field itself.
            Some(Value::Number(number)) => number.as_u64().unwrap_or(0).clamp(1, 100),
            _ => default,
        }
    }

    /// The value of an argument, unless it is null.
    fn argument(&self, field: &Field, wanted: &str) -> Option<Value> {
        let (_, value) = field.arguments.iter().find(|(name, _)| name.node == wanted)?;
        let value = value.node.clone().into_const_with(|name| self.variables.get(&name).cloned().ok_or(()));
        value.ok().filter(|value| *value != Value::Null)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Flags {
        #[command(flatten)]
        limits: LimitsConfig,
    }

    fn cost_of(document: &str) -> Result<u32, Refusal> {
        cost_of_operation(document, None)
    }

    fn cost_of_operation(document: &str, operation: Option<&str>) -> Result<u32, Refusal> {
        let limits = Flags::parse_from(["test"]).limits;
        let variables = Variables::from_json(serde_json::json!({ "size": 7, "ids": ["a", "b"] }));
        let document = parse_query(document).map_err(|error| Refusal::bad_input(error.to_string()))?;
        analyse(&document, operation, &variables, &limits).map(|analysis| analysis.cost)
    }

    #[test]
    fn an_object_costs_a_point_and_a_page_its_size() {
        for (document, cost) in [
            ("{ __typename }", 1),
            ("{ viewer { user { id } } }", 2),
            ("{ story(id: \"x\") { title body bodyHtml } }", 3),
            ("{ boards(first: 100) { pageInfo { hasNextPage } } }", 100),
            ("{ boards(first: null, last: 100) { nodes { id } } }", 100),
            ("{ __schema { types { name } } }", 101),
            ("mutation { ... { a: signOut { errors { message } } b: signOut { errors { message } } } }", 24),
            ("{ boards { nodes { id } pageInfo { endCursor } } }", 20),
            ("{ boards(first: 3) { edges { cursor node { id owner { id } } } } }", 6),
            ("query ($size: Int) { boards(last: $size) { nodes { id } } }", 7),
            ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", 2),
            ("{ story(id: \"x\") { related { id } translations { id board { id } } } }", 111),
            ("{ story(id: \"x\") { related(first: 20) { id } revisionAt(number: 2) { diff { to } } } }", 127),
            ("{ boards(first: 10) { nodes { stories(first: 5) { nodes { author { id } } } } } }", 160),
            (
                "{ story(id: \"x\") { ...C } } fragment C on Story { comments(first: 4) { nodes { ...A } } } fragment A on Comment { author { id } }",
                14,
            ),
            (
                "{ node(id: \"x\") { ... on Shelf { itemCount } } shelf(id: \"x\") { items(first: 3) { nodes { __typename } } } }",
                25,
            ),
            ("{ story(id: \"x\") { viewerShelves { id } board { viewerShelves(first: 100) { id } } } }", 122),
            ("{ search(query: \"x\", first: 1) { nodes { excerptHtml } } }", 51),
            ("mutation { signOut { errors { message } } }", 12),
        ] {
            assert_eq!(cost_of(document).unwrap(), cost, "{document}");
        }
    }

    #[test]
    fn what_asks_for_too_much_is_refused() {
        let aliases: String = (0..31).map(|n| format!("a{n}: __typename ")).collect();
        let roots: String = (0..21).map(|_| "__typename ").collect();
        let deep = format!("{}id{}", "{ parent ".repeat(21), "}".repeat(21));
        let bomb: String = (0..40)
            .map(|n| format!("fragment F{n} on Query {{ ...F{} ...F{} }} ", n + 1, n + 1))
            .chain(["fragment F40 on Query { viewer { email } }".to_owned()])
            .collect();
        for document in [
            format!("{{ {aliases} }}"),
            format!("{{ {roots} }}"),
            deep,
            format!("{{ ...F0 }} {bomb}"),
            "{ boards(first: 100) { nodes { stories(first: 100) { nodes { id } } } } }".to_owned(),
            format!("{{ ... {{ {roots} }} }}"),
            format!("{{ __typename }} {bomb}"),
            "{ __type(name: \"X\") { interfaces { possibleTypes { interfaces { name } } } } }".to_owned(),
            "subscription { commentEvents(storyId: \"x\") { comment { replies(first: 100) { nodes { author { id } body } } } } }".to_owned(),
        ] {
            let refusal = cost_of(&document).unwrap_err();
            assert_eq!(refusal.code, crate::error::Code::QueryTooComplex, "{document}");
        }
        let beside = format!("query A {{ __typename }} query B {{ ...F0 }} {bomb}");
        assert!(cost_of_operation(&beside, Some("A")).is_err(), "validation walks what does not run, too");
        assert!(cost_of("{ ...F } fragment F on Query { ...F }").is_err(), "a circle of fragments");
        assert!(cost_of("query A { __typename } query B { __typename }").is_err(), "which of the two?");
        assert!(cost_of("{ ...Nope }").is_err(), "an unknown fragment");
        assert!(cost_of("subscription { a: __typename b: __typename }").is_err(), "two root fields");
    }

    #[test]
    fn every_page_of_the_contract_is_counted_as_one() {
        let contract = include_str!("../../../schema.graphql");
        let (mut field, mut pages) = ("", 0);
        for line in contract.lines().map(str::trim) {
            if let Some(name) = line.strip_suffix('(') {
                field = name;
            } else if line.starts_with("):") && line.contains("Connection") {
                assert!(CONNECTIONS.contains(&field), "{field} is not in CONNECTIONS");
                pages += 1;
            }
        }
        assert!(pages >= CONNECTIONS.len(), "the contract is written otherwise than this test reads it");
    }
}
