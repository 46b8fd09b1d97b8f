//! Requests as they come over the wire, and answers as they go back.

use async_graphql::{Request, Response, ServerError, Variables};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{documents::Wanted, error::Refusal};

/// The longest name of a document.
const LONGEST_ID: usize = 256;

/// The parameters of GraphQL over HTTP, and the payload of a `subscribe` message.
#[derive(Debug, Deserialize)]
pub(super) struct Parameters {
    query: Option<String>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    /// The GraphQL-over-HTTP draft's name of a document.
    #[serde(rename = "documentId")]
    document_id: Option<String>,
    extensions: Option<Map<String, Value>>,
}

/// A request whose document is still to be found.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) wanted: Wanted,
    /// The request, without its document.
    pub(super) request: Request,
}

/// `extensions.persistedQuery` of Apollo's protocol.
#[derive(Debug, Deserialize)]
struct PersistedQuery {
    version: u32,
    #[serde(rename = "sha256Hash")]
    hash: String,
}

impl Parameters {
    /// Reads a JSON body.
    ///
    /// # Errors
    /// If it is not JSON, or a parameter has the wrong type.
    pub(super) fn from_json(body: &[u8]) -> Result<Self, Refusal> {
        if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
            return Err(Refusal::bad_input("Batches are not supported: send one operation a request."));
        }
        serde_json::from_slice(body).map_err(|error| {
            Refusal::bad_input(format!("The body is not a GraphQL request in JSON: {error}."))
        })
    }

    /// Reads the parameters of a GET request.
    ///
    /// # Errors
    /// If `variables` is not a JSON object.
    pub(super) fn from_query(pairs: &[(String, String)]) -> Result<Self, Refusal> {
        let find = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let object = |name: &str| match find(name).filter(|text| !text.is_empty()) {
            None => Ok(None),
            Some(text) => serde_json::from_str(&text)
                .map_err(|error| Refusal::bad_input(format!("`{name}` is not a JSON object: {error}."))),
        };
        Ok(Self {
            query: find("query"),
            operation_name: find("operationName").filter(|name| !name.is_empty()),
            variables: object("variables")?,
            document_id: find("documentId").filter(|id| !id.is_empty()),
            extensions: object("extensions")?,
        })
    }

    /// What the parameters ask for.
    ///
    /// # Errors
    /// If there is neither a document nor the name of one, or the name can't be one.
    pub(super) fn into_asked(self) -> Result<Asked, Refusal> {
        let text = self.query.filter(|query| !query.trim().is_empty());
        let id = match self.document_id {
            Some(id) => Some(id),
            None => persisted(self.extensions)?,
        };
        if id.as_ref().is_some_and(|id| id.is_empty() || id.len() > LONGEST_ID) {
            return Err(Refusal::bad_input(format!("A document's name has 1 to {LONGEST_ID} bytes.")));
        }
        let wanted = match (id, text) {
            (Some(id), text) => Wanted::Named { id, text },
            (None, Some(text)) => Wanted::Text(text),
            (None, None) => {
                return Err(Refusal::bad_input("`query` is missing: it holds the GraphQL document."));
            }
        };
        let variables = Variables::from_json(Value::Object(self.variables.unwrap_or_default()));
        let request = Request::new("").variables(variables);
        let request = match self.operation_name {
            Some(name) => request.operation_name(name),
            None => request,
        };
        Ok(Asked { wanted, request })
    }
}

/// The hash that Apollo's extension names a document by.
fn persisted(extensions: Option<Map<String, Value>>) -> Result<Option<String>, Refusal> {
    let named = extensions.and_then(|mut extensions| extensions.remove("persistedQuery"));
    let Some(named) = named.filter(|named| !named.is_null()) else { return Ok(None) };
    let named: PersistedQuery = serde_json::from_value(named)
        .map_err(|_| Refusal::bad_input("`extensions.persistedQuery` takes `version` and `sha256Hash`."))?;
    if named.version != 1 {
        return Err(Refusal::bad_input("Unsupported persisted query version"));
    }
    Ok(Some(named.hash))
}

/// An answer that has only this error.
pub(super) fn refused(error: ServerError) -> Response {
    Response::from_errors(vec![error])
}

/// Whether an answer says that nothing was executed: there is no data, and no error has a place in it.
pub(super) fn is_request_error(response: &Response) -> bool {
    response.data == async_graphql::Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// An answer in JSON. Where nothing was executed there is no `data` entry, as GraphQL's specification has it.
pub(super) fn to_json(response: &Response) -> Vec<u8> {
    let written = if is_request_error(response) {
        let mut body = Map::new();
        body.insert("errors".to_owned(), serde_json::to_value(&response.errors).unwrap_or_default());
        if !response.extensions.is_empty() {
            body.insert(
                "extensions".to_owned(),
                serde_json::to_value(&response.extensions).unwrap_or_default(),
            );
        }
        serde_json::to_vec(&body)
    } else {
        serde_json::to_vec(response)
    };
    written.unwrap_or_else(|_| br#"{"errors":[{"message":"The answer can't be written."}]}"#.to_vec())
}
