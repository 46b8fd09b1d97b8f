use async_graphql::{
    Name, Value, Variables,
    parser::types::{BaseType, ExecutableDocument, Type},
};

use super::analyse::operation;
use crate::error::Refusal;

/// Checks the variables against their declarations, as far as the document alone can tell: what must be there is, and
/// values of the built-in scalars have their type. Input objects and enums are checked where they are used. Fills in
/// the defaults of those that were not given.
///
/// # Errors
/// The first variable that does not fit.
pub(crate) fn check_variables(
    document: &ExecutableDocument,
    operation_name: Option<&str>,
    variables: &mut Variables,
) -> Result<(), Refusal> {
    for declared in &operation(document, operation_name)?.variable_definitions {
        let name = &declared.node.name.node;
        let kind = &declared.node.var_type.node;
        match (variables.get(&Name::new(name)), &declared.node.default_value) {
            (None, Some(default)) => {
                variables.insert(Name::new(name), default.node.clone());
            }
            (None, None) if kind.nullable => {}
            (None, None) => {
                return Err(Refusal::bad_input(format!("The variable ${name} of type {kind} is missing.")));
            }
            (Some(value), _) if fits(value, kind) => {}
            (Some(_), _) => {
                return Err(Refusal::bad_input(format!(
                    "The variable ${name} does not fit its type {kind}."
                )));
            }
        }
    }
    Ok(())
}

fn fits(value: &Value, kind: &Type) -> bool {
    if *value == Value::Null {
        return kind.nullable;
    }
    match &kind.base {
        // A single value stands for a list of one.
        BaseType::List(inner) => match value {
            Value::List(items) => items.iter().all(|item| fits(item, inner)),
            single => fits(single, inner),
        },
        BaseType::Named(name) => match (name.as_str(), value) {
            ("String" | "Markdown" | "LanguageTag", value) => matches!(value, Value::String(_)),
            ("Boolean", value) => matches!(value, Value::Boolean(_)),
            ("ID", Value::String(_)) => true,
            ("ID", Value::Number(number)) => number.is_i64() || number.is_u64(),
            ("Int", Value::Number(number)) => {
                number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
            }
            ("Float", value) => matches!(value, Value::Number(_)),
            ("ID" | "Int", _) => false,
            _ => true,
        },
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    #[test]
    fn variables_must_fit_what_is_declared() {
        let check = |declared: &str, variables: serde_json::Value| {
            let document = parse_query(format!("query ({declared}) {{ __typename }}")).unwrap();
            check_variables(&document, None, &mut Variables::from_json(variables)).is_ok()
        };
        assert!(check("$x: ID!", json!({ "x": "a" })));
        assert!(check("$x: Int = 3", json!({})));
        assert!(check("$x: [String!]!", json!({ "x": ["a"] })));
        assert!(check("$x: Thing", json!({ "x": { "any": 1 } })));
        for (declared, variables) in [
            ("$x: ID!", json!({})),
            ("$x: ID!", json!({ "x": null })),
            ("$x: Int", json!({ "x": "3" })),
            ("$x: Int", json!({ "x": 3_000_000_000_i64 })),
            ("$x: Int", json!({ "x": 1.5 })),
            ("$x: String", json!({ "x": 1 })),
            ("$x: [String!]", json!({ "x": ["a", null] })),
            ("$x: Boolean!", json!({ "x": "true" })),
        ] {
            assert!(!check(declared, variables.clone()), "{declared} {variables}");
        }
    }
}
