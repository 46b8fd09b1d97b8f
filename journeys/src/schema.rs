use std::{collections::HashMap, fmt::Write as _};

use serde_json::{Value, json};

use crate::Client;

/// How many levels of objects a generated question goes into.
const LEVELS: usize = 5;
/// Objects that lead back up or around; questions don't go into them again.
const ONCE: [&str; 3] = ["Board", "Story", "User"];

const INTROSPECTION: &str = "{ __schema { types {
    name kind enumValues { name } possibleTypes { name }
    fields(includeDeprecated: true) { name args { name type { ...T } } type { ...T } }
    inputFields { name type { ...T } }
} } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// A schema, read from a node, that makes questions about all of it.
#[derive(Debug)]
pub struct Schema {
    types: HashMap<String, Value>,
}

impl Schema {
    /// Asks a node for its schema.
    ///
    /// # Panics
    /// If it does not tell.
    pub async fn read(client: &Client) -> Self {
        let answer = client.ask(INTROSPECTION, json!({})).await;
        let types = answer.data()["__schema"]["types"].as_array().expect("a list of types").clone();
        let named = |kind: Value| (kind["name"].as_str().unwrap_or_default().to_owned(), kind);
        Self { types: types.into_iter().map(named).collect() }
    }

    /// The names of a type's fields.
    ///
    /// # Panics
    /// If there is no such type.
    pub fn fields(&self, kind: &str) -> impl Iterator<Item = &str> {
        let fields = self.types[kind]["fields"].as_array().expect("an object type");
        fields.iter().filter_map(|field| field["name"].as_str())
    }

    /// A document that asks one root field for everything, with `id` wherever an id is wanted and `text` wherever a
    /// string is.
    ///
    /// # Panics
    /// If there is no such field.
    #[must_use]
    pub fn document(&self, root: &str, field: &str, id: &str, text: &str) -> String {
        let fields = self.types[root]["fields"].as_array().expect("an object type");
        let found = fields.iter().find(|candidate| candidate["name"] == field).expect("a field of the type");
        let mut document = if root == "Mutation" { "mutation { " } else { "query { " }.to_owned();
        self.write_field(&mut document, found, id, text, LEVELS, &mut Vec::new(), true);
        document.push('}');
        document
    }

    #[expect(clippy::too_many_arguments, reason = "one recursive walk")]
    fn write_field<'a>(
        &'a self,
        document: &mut String,
        field: &'a Value,
        id: &str,
        text: &str,
        levels: usize,
        path: &mut Vec<&'a str>,
        all_arguments: bool,
    ) {
        let start = document.len();
        document.push_str(field["name"].as_str().expect("a field has a name"));
        let arguments: Vec<String> = field["args"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|argument| {
                let name = argument["name"].as_str()?;
                let required = argument["type"]["kind"] == "NON_NULL";
                match name {
                    // Pages of two keep questions affordable.
                    "first" => Some("first: 2".to_owned()),
                    "last" | "after" | "before" => None,
                    _ if required || (all_arguments && name != "filter") => {
                        Some(format!("{name}: {}", self.value(&argument["type"], id, text)))
                    }
                    _ => None,
                }
            })
            .collect();
        if !arguments.is_empty() {
            let _ = write!(document, "({})", arguments.join(", "));
        }
        let kind = named(&field["type"]);
        let Some(definition) = self.types.get(kind) else {
            return;
        };
        if !["OBJECT", "INTERFACE", "UNION"].contains(&definition["kind"].as_str().unwrap_or_default()) {
            document.push(' ');
            return;
        }
        // Where nothing can be asked any more, the field itself is left out.
        if levels == 0 || (ONCE.contains(&kind) && path.contains(&kind)) {
            document.truncate(start);
            return;
        }
        document.push_str(" { __typename ");
        path.push(kind);
        self.write_fields(document, definition, id, text, levels - 1, path);
        path.pop();
        document.push_str("} ");
    }

    fn write_fields<'a>(
        &'a self,
        document: &mut String,
        definition: &'a Value,
        id: &str,
        text: &str,
        levels: usize,
        path: &mut Vec<&'a str>,
    ) {
        if definition["kind"] == "OBJECT" {
            for field in definition["fields"].as_array().into_iter().flatten() {
                // `edges` says the same as `nodes`, at twice the price.
                if field["name"] != "edges" {
                    self.write_field(document, field, id, text, levels, path, false);
                }
            }
            return;
        }
        for possible in definition["possibleTypes"].as_array().into_iter().flatten() {
            let name = possible["name"].as_str().expect("a type has a name");
            if ONCE.contains(&name) && path.contains(&name) {
                continue;
            }
            let Some(possible) = self.types.get(name) else {
                continue;
            };
            let _ = write!(document, "... on {name} {{ __typename ");
            // Fields of one name may differ in type between the possible types: each gets an alias of its own.
            for field in possible["fields"].as_array().into_iter().flatten() {
                let mut part = String::new();
                path.push(possible["name"].as_str().expect("a type has a name"));
                self.write_field(&mut part, field, id, text, levels.min(1), path, false);
                path.pop();
                document.push_str(&part);
            }
            document.push_str("} ");
        }
    }

    /// A literal of a type.
    fn value(&self, kind: &Value, id: &str, text: &str) -> String {
        match kind["kind"].as_str() {
            Some("NON_NULL") => self.value(&kind["ofType"], id, text),
            Some("LIST") => format!("[{}]", self.value(&kind["ofType"], id, text)),
            Some("ENUM") => {
                let name = kind["name"].as_str().expect("an enum has a name");
                self.types[name]["enumValues"][0]["name"].as_str().expect("an enum has values").to_owned()
            }
            Some("INPUT_OBJECT") => {
                let name = kind["name"].as_str().expect("an input has a name");
                let fields = self.types[name]["inputFields"].as_array().expect("an input has fields");
                let fields = fields.iter().filter(|field| field["name"] != "idempotencyKey").map(|field| {
                    let name = field["name"].as_str().expect("a field has a name");
                    format!("{name}: {}", self.value(&field["type"], id, text))
                });
                format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
            _ => match kind["name"].as_str() {
                Some("ID") => json!(id).to_string(),
                Some("Int") => "1".to_owned(),
                Some("Float") => "1.0".to_owned(),
                Some("Boolean") => "true".to_owned(),
                Some("LanguageTag") => "\"en\"".to_owned(),
                _ => json!(text).to_string(),
            },
        }
    }
}

/// The name of the type within lists and non-nulls.
fn named(kind: &Value) -> &str {
    kind["name"].as_str().unwrap_or_else(|| named(&kind["ofType"]))
}
