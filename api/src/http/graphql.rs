//! GraphQL over HTTP, as its specification draft has it; and the door to the other two transports on the same path.

use std::net::SocketAddr;

use async_graphql::{Response as GraphQLResponse, parser::types::OperationType};
use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, FromRequestParts as _, Query, Request, State as Extract, WebSocketUpgrade},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::{State, caching, no_room, sse, wire, ws};
use crate::{
    context::Caller,
    error::{Code, Refusal},
    messages::Locale,
};

/// The media type of the specification.
const GRAPHQL_RESPONSE: &str = "application/graphql-response+json; charset=utf-8";
/// The media type that older clients ask for.
const JSON: &str = "application/json; charset=utf-8";

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    GraphQLResponse,
    Json,
    EventStream,
}

/// How the client wants its answer.
#[derive(Debug, Clone, Copy)]
struct Accept {
    form: Form,
    locale: Locale,
}

impl Accept {
    fn of(headers: &HeaderMap) -> Self {
        Self { form: Form::of(headers), locale: Locale::accepted(headers) }
    }
}

impl Form {
    fn of(headers: &HeaderMap) -> Self {
        let accepted: Vec<&str> = headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|part| part.split(';').next().unwrap_or_default().trim())
            .collect();
        for media in accepted {
            match media {
                "text/event-stream" => return Self::EventStream,
                "application/graphql-response+json" => return Self::GraphQLResponse,
                "application/json" | "application/*" | "*/*" => return Self::Json,
                _ => {}
            }
        }
        Self::Json
    }
}

/// Queries by GET, and WebSockets.
pub(super) async fn get(
    Extract(state): Extract<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    // Other protocols are offered by clients that are content with this one.
    let wants_socket = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"websocket");
    if parts.headers.get(header::UPGRADE).is_some_and(wants_socket) {
        return match WebSocketUpgrade::from_request_parts(&mut parts, &state).await {
            Ok(upgrade) => ws::accept(state, upgrade, &parts.headers, peer).await,
            Err(rejection) => rejection.into_response(),
        };
    }
    let accept = Accept::of(&parts.headers);
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
    let parameters = match pairs {
        Ok(Query(pairs)) => wire::Parameters::from_query(&pairs),
        Err(_) => Err(Refusal::bad_input("The query string can't be read.")),
    };
    answer(&state, &parts.headers, peer, accept, parameters, true).await
}

/// Any operation by POST.
pub(super) async fn post(
    Extract(state): Extract<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let accept = Accept::of(&parts.headers);
    // No form of another site can send this type: it is the first guard against request forgery.
    let media =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_json = media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json");
    let is_encoded = parts.headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity");
    if !is_json || is_encoded {
        let refusal =
            Refusal::bad_input("Send the request as JSON, not compressed: `Content-Type: application/json`.");
        return refuse(accept, &refusal, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let Some(room) = state.room(&parts.headers, peer, state.config.limits.max_body_bytes) else {
        return refuse(accept, &no_room(), StatusCode::SERVICE_UNAVAILABLE);
    };
    let parameters = match read(&state, body).await {
        Ok(body) => wire::Parameters::from_json(&body),
        Err((refusal, status)) => return refuse(accept, &refusal, status),
    };
    drop(room);
    answer(&state, &parts.headers, peer, accept, parameters, false).await
}

async fn read(state: &State, body: Body) -> Result<axum::body::Bytes, (Refusal, StatusCode)> {
    let most = state.config.limits.max_body_bytes;
    let size = usize::try_from(most).unwrap_or(usize::MAX);
    match tokio::time::timeout(state.config.request_timeout(), to_bytes(body, size)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => {
            let refusal =
                Refusal::bad_input(format!("The body can't be read, or has more than {most} bytes."));
            Err((refusal, StatusCode::PAYLOAD_TOO_LARGE))
        }
        Err(_) => {
            Err((Refusal::new(Code::Timeout, "The body did not come in time."), StatusCode::REQUEST_TIMEOUT))
        }
    }
}

async fn answer(
    state: &State,
    headers: &HeaderMap,
    peer: SocketAddr,
    accept: Accept,
    parameters: Result<wire::Parameters, Refusal>,
    is_get: bool,
) -> Response {
    let asked = match parameters.and_then(wire::Parameters::into_asked) {
        Ok(asked) => asked,
        // What is no GraphQL request at all is a bad request for every media type.
        Err(refusal) => return refuse(accept, &refusal, StatusCode::BAD_REQUEST),
    };
    let caller = match state.identify(headers, peer).await {
        // The headers of an event stream are sent before anybody is signed in.
        Ok(caller) => {
            Caller { wants_cookie: caller.wants_cookie && accept.form != Form::EventStream, ..caller }
        }
        Err(refusal) => return refuse(accept, &refusal, status_of(refusal.code)),
    };
    let prepared = match state.prepare(&caller, asked).await {
        Ok(prepared) => prepared,
        Err(refusal) => {
            // Older clients read errors only from a successful answer.
            let lenient = accept.form == Form::Json && matches!(refusal.code, Code::BadUserInput);
            return refuse(accept, &refusal, if lenient { StatusCode::OK } else { status_of(refusal.code) });
        }
    };
    if is_get && prepared.kind() == OperationType::Mutation {
        let refusal = Refusal::bad_input("Mutations can't be sent by GET.");
        let mut response = refuse(accept, &refusal, StatusCode::METHOD_NOT_ALLOWED);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        return response;
    }
    if accept.form == Form::EventStream {
        return sse::respond(state, &caller, prepared);
    }
    if prepared.kind() == OperationType::Subscription {
        let refusal = Refusal::bad_input("Subscriptions need a WebSocket, or `Accept: text/event-stream`.");
        return refuse(accept, &refusal, StatusCode::BAD_REQUEST);
    }
    if is_get && caller.viewer.is_none() {
        let response = state.execute_for_all(prepared).await;
        return caching::public(
            respond(accept, &response),
            &response,
            headers,
            state.config.public_cache_seconds,
        );
    }
    let mut answer = respond(accept, &state.execute(prepared).await);
    if caller.viewer.is_some() || answer.headers().contains_key(header::SET_COOKIE) {
        // What one person sees is for no cache that others read from.
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    answer
}

fn respond(accept: Accept, response: &GraphQLResponse) -> Response {
    let failed = accept.form == Form::GraphQLResponse && wire::is_request_error(response);
    let status = if failed { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let mut answer = (status, wire::to_json(response)).into_response();
    answer.headers_mut().extend(response.http_headers.clone());
    let media = if accept.form == Form::GraphQLResponse { GRAPHQL_RESPONSE } else { JSON };
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    // Only errors depend on `Accept-Language`, and no cache keeps those.
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept, authorization, cookie"));
    answer
}

fn refuse(accept: Accept, refusal: &Refusal, status: StatusCode) -> Response {
    let retry_after = refusal.retry_after;
    let missing_scope = refusal.missing_scope;
    let mut answer = respond(accept, &wire::refused(refusal.clone().into_server_error(accept.locale)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(retry_after) = retry_after {
        // Rounded up: a client that comes back a moment early would be refused again.
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs() + 1));
    }
    if status == StatusCode::UNAUTHORIZED {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(scope) = missing_scope {
        // RFC 6750, 3.1.
        let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
        let challenge = HeaderValue::try_from(challenge).ok();
        answer.headers_mut().extend(challenge.map(|value| (header::WWW_AUTHENTICATE, value)));
    }
    answer
}

pub(crate) fn status_of(code: Code) -> StatusCode {
    match code {
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::BadUserInput | Code::QueryTooComplex => StatusCode::BAD_REQUEST,
        Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        // As Apollo has it: no failure, but the second half of a question.
        Code::PersistedQueryNotFound => StatusCode::OK,
        Code::PersistedQueryNotInList | Code::QueryNotInSafelist => StatusCode::BAD_REQUEST,
        Code::Timeout => StatusCode::GATEWAY_TIMEOUT,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
