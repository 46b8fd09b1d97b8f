//! What caches between here and a reader may keep: answers to anonymous GET requests, pages and feeds, and nothing else.
//!
//! Such an answer is the same for everybody, so it has a strong validator, the hash of what it says (RFC 9110, 8.8).

use async_graphql::Response as GraphQLResponse;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::wire;

/// Bytes of the hash that make a validator: no two answers of one address will ever share them.
const VALIDATOR_BYTES: usize = 16;

/// Marks an answer that anybody may be given, or says that the asker has it already. What has errors is not kept: they
/// pass.
pub(super) fn public(
    mut answer: Response,
    response: &GraphQLResponse,
    asked: &HeaderMap,
    seconds: u16,
) -> Response {
    if !response.errors.is_empty() || answer.headers().contains_key(header::SET_COOKIE) {
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return answer;
    }
    keep(answer, wire::to_json(response), asked, seconds)
}

/// An answer with this content, marked as one that anybody may be given; or word that the asker has it already.
pub(crate) fn keep(mut answer: Response, content: Vec<u8>, asked: &HeaderMap, seconds: u16) -> Response {
    let digest = Sha256::digest(&content);
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..VALIDATOR_BYTES]));
    let policy = match seconds {
        // Kept, but asked about each time.
        0 => "public, no-cache".to_owned(),
        seconds => format!("public, max-age={seconds}"),
    };
    for (name, value) in [(header::ETAG, &tag), (header::CACHE_CONTROL, &policy)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer.headers_mut().remove(header::CONTENT_LENGTH);
    if has(asked, &tag) {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        answer.headers_mut().remove(header::CONTENT_TYPE);
        *answer.body_mut() = Body::empty();
    } else {
        *answer.body_mut() = Body::from(content);
    }
    answer
}

/// Whether `If-None-Match` names the validator, or anything that there may be. The comparison is weak: proxies that
/// compress weaken validators.
pub(super) fn has(asked: &HeaderMap, tag: &str) -> bool {
    let lists = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use async_graphql::{ServerError, Value};
    use axum::response::IntoResponse as _;

    use super::*;

    fn ask(response: &GraphQLResponse, known: Option<&str>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(known) = known {
            headers.insert(header::IF_NONE_MATCH, known.parse().unwrap());
        }
        public(wire::to_json(response).into_response(), response, &headers, 0)
    }

    #[test]
    fn who_has_an_answer_is_told_so() {
        let response = GraphQLResponse::new(Value::from("same"));
        let first = ask(&response, None);
        assert_eq!(first.headers()[header::CACHE_CONTROL], "public, no-cache");
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
            assert_eq!(ask(&response, Some(&known)).status(), StatusCode::NOT_MODIFIED, "{known}");
        }
        let changed = GraphQLResponse::new(Value::from("other"));
        assert_eq!(ask(&changed, Some(&tag)).status(), StatusCode::OK);
    }

    #[test]
    fn errors_are_not_kept() {
        let response = GraphQLResponse::from_errors(vec![ServerError::new("no", None)]);
        let answer = ask(&response, Some("*"));
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        assert!(answer.status() == StatusCode::OK && !answer.headers().contains_key(header::ETAG));
    }
}
