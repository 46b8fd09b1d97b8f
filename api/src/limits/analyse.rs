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
    /// Whether it selects `edges` or `nodes` itself, as only connections have them.
    is_connection: bool,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.cost = self.cost.saturating_add(other.cost);
        self.depth = self.depth.max(other.depth);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.fields = self.fields.saturating_add(other.fields);
        self.is_connection |= other.is_connection;
    }
}

struct Counter<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    /// Each fragment is walked once; `None` while it is being walked.
    fragments: HashMap<&'a str, Option<Sum>>,
}

/// Finds the operation and checks it against the limits.
///
/// # Errors
/// If there is no such operation, a fragment spreads itself, or a limit is passed.
pub(crate) fn analyse(
    document: &ExecutableDocument,
    operation_name: Option<&str>,
    variables: &Variables,
    limits: &LimitsConfig,
) -> Result<Analysis, Refusal> {
    let operation = operation(document, operation_name)?;
    let mut counter = Counter { document, variables, fragments: HashMap::new() };
    let mut sum = counter.selection(&operation.selection_set.node)?;
    sum.directives += operation.directives.len() as u64;
    let roots = operation.selection_set.node.items.len() as u64;
    if operation.ty == OperationType::Mutation {
        sum.cost = sum.cost.saturating_add(roots * MUTATION_COST);
    }
    let cost = sum.cost.max(LEAST_COST);
    let checks = [
        ("nests fields", "levels deep", sum.depth, limits.max_depth),
        ("has", "aliases", sum.aliases, limits.max_aliases),
        ("has", "root fields", roots, limits.max_root_fields),
        ("has", "directives", sum.directives, limits.max_directives),
        // Fragments in fragments multiply: what they add up to is bounded like what is written out.
        ("selects", "fields", sum.fields, limits.max_tokens),
        ("costs", "points", cost, limits.max_cost),
    ];
    for (verb, noun, actual, most) in checks {
        if actual > u64::from(most) {
            return Err(Refusal::too_complex(format!(
                "The operation {verb} {actual} {noun}; at most {most} are allowed."
            )));
        }
    }
    Ok(Analysis { kind: operation.ty, cost: u32::try_from(cost).unwrap_or(u32::MAX) })
}

/// The operation that is to run.
///
/// # Errors
/// If the name is missing where it is needed, or unknown.
pub(super) fn operation<'a>(
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
            part.directives += node.directives().len() as u64;
            sum.add(part);
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field) -> Result<Sum, Refusal> {
        let name = field.name.node.as_str();
        let inner = self.selection(&field.selection_set.node)?;
        let mut sum = Sum {
            depth: inner.depth + 1,
            fields: inner.fields.saturating_add(1),
            aliases: inner.aliases + u64::from(field.alias.is_some()),
            is_connection: matches!(name, "edges" | "nodes"),
            ..inner
        };
        if field.selection_set.node.items.is_empty() {
            return Ok(sum);
        }
        let takes_ids = field.arguments.iter().any(|(argument, _)| argument.node == "ids");
        sum.cost = if takes_ids {
            self.size(field).saturating_mul(inner.cost.saturating_add(1))
        } else if inner.is_connection {
            self.size(field).saturating_mul(inner.cost.max(1))
        } else if matches!(name, "edges" | "pageInfo") {
            // Parts of a page, whose field multiplies by its size.
            inner.cost
        } else {
            inner.cost.saturating_add(1)
        };
        Ok(sum)
    }

    fn fragment(&mut self, name: &'a str) -> Result<Sum, Refusal> {
        match self.fragments.get(name) {
            Some(Some(sum)) => return Ok(*sum),
            Some(None) => return Err(Refusal::bad_input(format!("The fragment {name} spreads itself."))),
            None => {}
        }
        // An unknown fragment is for validation to complain about.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Sum::default()) };
        self.fragments.insert(name, None);
        let sum = self.selection(&fragment.node.selection_set.node)?;
        self.fragments.insert(name, Some(sum));
        Ok(sum)
    }

    /// How many objects a field may answer.
    fn size(&self, field: &Field) -> u64 {
        if let Some(ids) = self.argument(field, "ids") {
            return if let Value::List(ids) = ids { ids.len() as u64 } else { 1 };
        }
        match self.argument(field, "first").or_else(|| self.argument(field, "last")) {
            // What is out of range is refused by the field itself.
            Some(Value::Number(number)) => number.as_u64().unwrap_or(0).clamp(1, 100),
            _ => DEFAULT_PAGE,
        }
    }

    fn argument(&self, field: &Field, wanted: &str) -> Option<Value> {
        let (_, value) = field.arguments.iter().find(|(name, _)| name.node == wanted)?;
        value.node.clone().into_const_with(|name| self.variables.get(&name).cloned().ok_or(())).ok()
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
        let limits = Flags::parse_from(["test"]).limits;
        let variables = Variables::from_json(serde_json::json!({ "size": 7, "ids": ["a", "b"] }));
        let document = parse_query(document).map_err(|error| Refusal::bad_input(error.to_string()))?;
        analyse(&document, None, &variables, &limits).map(|analysis| analysis.cost)
    }

    #[test]
    fn an_object_costs_a_point_and_a_page_its_size() {
        for (document, cost) in [
            ("{ __typename }", 1),
            ("{ viewer { user { id } } }", 2),
            ("{ boards { nodes { id } pageInfo { endCursor } } }", 20),
            ("{ boards(first: 3) { edges { cursor node { id owner { id } } } } }", 6),
            ("query ($size: Int) { boards(last: $size) { nodes { id } } }", 7),
            ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", 2),
            ("{ boards(first: 10) { nodes { stories(first: 5) { nodes { author { id } } } } } }", 110),
            (
                "{ story(id: \"x\") { ...C } } fragment C on Story { comments(first: 4) { nodes { ...A } } } fragment A on Comment { author { id } }",
                9,
            ),
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
        ] {
            let refusal = cost_of(&document).unwrap_err();
            assert_eq!(refusal.code, crate::error::Code::QueryTooComplex, "{document}");
        }
        assert!(cost_of("{ ...F } fragment F on Query { ...F }").is_err(), "a circle of fragments");
        assert!(cost_of("query A { __typename } query B { __typename }").is_err(), "which of the two?");
    }
}
