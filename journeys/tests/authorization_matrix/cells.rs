use fabula_journeys::Answer;
use serde_json::Value;

/// What comes of it when somebody asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// It is shown, or done.
    Yes,
    /// `UNAUTHENTICATED`.
    SignIn,
    /// `FORBIDDEN`.
    Forbidden,
    /// A `PermissionError`.
    No,
    /// A `SanctionedError`.
    Banned,
    /// Null, a `NotFoundError`, or no such story to follow: as if it did not exist.
    Hidden,
    /// A list that does not have it.
    Empty,
    /// There can be no such case.
    Meaningless,
}

impl Cell {
    /// Reads a word of the table.
    pub(crate) fn read(word: &str) -> Self {
        match word {
            "yes" => Self::Yes,
            "sign-in" => Self::SignIn,
            "forbidden" => Self::Forbidden,
            "no" => Self::No,
            "banned" => Self::Banned,
            "hidden" => Self::Hidden,
            "empty" => Self::Empty,
            "-" => Self::Meaningless,
            other => panic!("{other:?} is no word of the table"),
        }
    }

    /// How the documentation shows it.
    pub(crate) const fn shown(self) -> &'static str {
        match self {
            Self::Yes => "✓",
            Self::SignIn => "sign in",
            Self::Forbidden => "forbidden",
            Self::No => "no",
            Self::Banned => "banned",
            Self::Hidden => "hidden",
            Self::Empty => "empty",
            Self::Meaningless => "",
        }
    }
}

/// What an answer says, as far as it is one of the cells.
pub(crate) type Outcome = Result<Cell, String>;

/// Reads a mutation's payload. `proof` is the error that only those get who may, where doing the thing would spoil the
/// stage; empty if it is really done.
pub(crate) fn done(answer: &Answer, proof: &str) -> Outcome {
    if let Some(code) = answer.refusal_code() {
        return refused(code, answer);
    }
    let payload = answer.body["data"].as_object().and_then(|data| data.values().next());
    let Some(errors) = payload.and_then(|payload| payload["errors"].as_array()) else {
        return Err(answer.body.to_string());
    };
    match errors.first().and_then(|error| error["__typename"].as_str()) {
        None if proof.is_empty() => Ok(Cell::Yes),
        Some(kind) if kind == proof => Ok(Cell::Yes),
        Some("PermissionError") => Ok(Cell::No),
        Some("NotFoundError") => Ok(Cell::Hidden),
        Some("SanctionedError") => Ok(Cell::Banned),
        _ => Err(answer.body.to_string()),
    }
}

/// Reads what stands at `place` in a query's data. If it is a list, `wanted` is whose id must be in it; any, if it is
/// `None`.
pub(crate) fn shown(answer: &Answer, place: &str, wanted: Option<&str>) -> Outcome {
    if let Some(code) = answer.refusal_code() {
        return refused(code, answer);
    }
    if answer.status != 200 {
        return Err(answer.body.to_string());
    }
    Ok(match (answer.body["data"].pointer(place), wanted) {
        (None | Some(Value::Null), _) => Cell::Hidden,
        (Some(Value::Array(list)), Some(wanted)) => listed(list.iter().any(|item| has(item, wanted))),
        (Some(Value::Array(list)), None) => listed(!list.is_empty()),
        (Some(_), None) => Cell::Yes,
        (Some(other), Some(_)) => return Err(format!("no list: {other}")),
    })
}

/// Whether an item is, or holds somewhere, the object with this id.
fn has(item: &Value, id: &str) -> bool {
    match item {
        Value::String(text) => text == id,
        Value::Object(fields) => fields.values().any(|field| has(field, id)),
        Value::Array(items) => items.iter().any(|item| has(item, id)),
        _ => false,
    }
}

const fn listed(is_there: bool) -> Cell {
    if is_there { Cell::Yes } else { Cell::Empty }
}

pub(crate) fn refused(code: &str, answer: &Answer) -> Outcome {
    match code {
        "UNAUTHENTICATED" => Ok(Cell::SignIn),
        "FORBIDDEN" => Ok(Cell::Forbidden),
        _ => Err(answer.body.to_string()),
    }
}
