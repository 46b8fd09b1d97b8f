//! Requests as they come over the wire, and answers as they go back.

use async_graphql::{Request, Response, ServerError, Variables};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::Refusal;

/// The parameters of GraphQL over HTTP, and the payload of a `subscribe` message.
#[derive(Debug, Deserialize)]
pub(super) struct Parameters {
    query: Option<String>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    #[serde(default, rename = "extensions")]
    _extensions: Option<Map<String, Value>>,
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
            _extensions: object("extensions")?,
        })
    }

    /// The request that the parameters make.
    ///
    /// # Errors
    /// If there is no document.
    pub(super) fn into_request(self) -> Result<Request, Refusal> {
        let query = self.query.filter(|query| !query.trim().is_empty());
        let query =
            query.ok_or_else(|| Refusal::bad_input("`query` is missing: it holds the GraphQL document."))?;
        let variables = Variables::from_json(Value::Object(self.variables.unwrap_or_default()));
        let request = Request::new(query).variables(variables);
        Ok(match self.operation_name {
            Some(name) => request.operation_name(name),
            None => request,
        })
    }
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
