//! Images over plain HTTP: sent with `POST /images`, read at `/images/<hash>.<ending>`.
//!
//! An upload is the bare file. Its content type is one that no form of another site can send, which with the origin's
//! check is the guard against request forgery; what it really is, its content says. Reading asks for no session: who has
//! an address may see the picture, and nobody guesses one.

use std::{net::SocketAddr, time::Duration};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, DefaultBodyLimit, Path, Request, State as Extract},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use bytes::Bytes;
use fabula_domain::{
    access_tokens::Scope,
    images::{self, Allowed, Format, ProcessError, UploadError, Uploaded},
};
use fabula_platform::{objects::Object, telemetry};
use futures::TryStreamExt as _;
use serde_json::json;

use super::{State, caching, graphql::status_of, no_room, wire};
use crate::{
    access::Access,
    error::{Code, Refusal},
    messages::Locale,
};

/// What an upload costs, in points: as much as a page of a hundred comments with their replies.
const UPLOAD_COST: u32 = 500;
/// When to ask again for what the storage could not give.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// What an upload needs of an access token.
const UPLOADING: Access = Access::Scope(Scope::Write);
/// What is never another picture under the same address may be kept for a year, the longest that caches honour.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// If a browser took an image for a page: it may do nothing (defence in depth behind `nosniff`).
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// The routes of images.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/images", post(upload))
        .route("/images/{name}", get(read))
        // The body is read with a limit of its own.
        .layer(DefaultBodyLimit::disable())
}

async fn upload(
    Extract(state): Extract<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let locale = Locale::accepted(request.headers());
    match take(&state, peer, request).await {
        Ok(uploaded) => {
            let path = uploaded.image.path();
            let body = json!({
                "id": uploaded.id.to_string(),
                "url": state.config.address(&path),
                "width": uploaded.image.width,
                "height": uploaded.image.height,
                "mediaType": uploaded.image.format.media_type(),
                "markdown": format!("![]({path})"),
            });
            let location = HeaderValue::try_from(path).ok();
            let mut answer = (StatusCode::CREATED, Json(body)).into_response();
            let headers = answer.headers_mut();
            headers.extend(location.map(|location| (header::LOCATION, location)));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            answer
        }
        Err((status, refusal)) => refuse(status, refusal, locale),
    }
}

async fn take(state: &State, peer: SocketAddr, request: Request) -> Result<Uploaded, (StatusCode, Refusal)> {
    let coded = |refusal: Refusal| (status_of(refusal.code), refusal);
    let caller = state.identify_for(request.headers(), peer, UPLOADING).await.map_err(coded)?;
    let viewer = caller.viewer.as_ref().ok_or_else(|| coded(Refusal::unauthenticated()))?;
    state.purse(&caller).take(UPLOAD_COST).await.map_err(coded)?;
    if !is_file(request.headers()) {
        let refusal = Refusal::bad_input(
            "Send the bare file, not compressed and not as a form, with its type: `Content-Type: image/jpeg`.",
        );
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal));
    }
    let Some(_room) = state.room(request.headers(), peer, state.config.limits.max_image_bytes) else {
        return Err((StatusCode::SERVICE_UNAVAILABLE, no_room()));
    };
    let body = read_body(state, request).await?;
    let limits = &state.config.limits;
    let allowed = Allowed { pixels: limits.image_pixels(), bytes: limits.image_quota_bytes() };
    let uploading =
        images::upload(&state.services.db, &state.services.objects, &state.workshop, viewer, body, allowed);
    uploading.await.map_err(|error| refusal_of(&error))
}

/// Whether the body is a file by itself. Forms can't send these types, so a browser asks before another site's script may.
fn is_file(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_encoded = headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity");
    !is_encoded && (media.starts_with("image/") || media == "application/octet-stream")
}

async fn read_body(state: &State, request: Request) -> Result<Bytes, (StatusCode, Refusal)> {
    let most = state.config.limits.max_image_bytes;
    let size = usize::try_from(most).unwrap_or(usize::MAX);
    match tokio::time::timeout(state.config.request_timeout(), to_bytes(request.into_body(), size)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => {
            let refusal =
                Refusal::bad_input(format!("The file can't be read, or has more than {most} bytes."));
            Err((StatusCode::PAYLOAD_TOO_LARGE, refusal))
        }
        Err(_) => {
            Err((StatusCode::REQUEST_TIMEOUT, Refusal::new(Code::Timeout, "The file did not come in time.")))
        }
    }
}

fn refusal_of(error: &UploadError) -> (StatusCode, Refusal) {
    let sentence = crate::user_errors::sentence(error);
    match error {
        UploadError::Image(ProcessError::UnknownType) => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, Refusal::bad_input(sentence))
        }
        UploadError::Image(ProcessError::TooManyPixels { .. } | ProcessError::Broken(_)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Refusal::bad_input(sentence))
        }
        UploadError::QuotaUsedUp => (StatusCode::INSUFFICIENT_STORAGE, Refusal::forbidden(&sentence)),
        UploadError::Busy => {
            let mut refusal = Refusal::new(Code::RateLimited, sentence);
            refusal.retry_after = Some(Duration::from_secs(1));
            (StatusCode::SERVICE_UNAVAILABLE, refusal)
        }
        UploadError::Objects(_) => away(error),
        UploadError::Worker(_) | UploadError::Database(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, failed(error))
        }
    }
}

/// Logs what is ours to answer for, and says no more than that.
fn failed(error: &(dyn std::error::Error + 'static)) -> Refusal {
    log(error);
    Refusal::new(Code::Internal, "Something went wrong on our side.")
}

/// The storage is out of reach, or refuses us: that passes.
fn away(error: &(dyn std::error::Error + 'static)) -> (StatusCode, Refusal) {
    log(error);
    let mut refusal = Refusal::new(Code::Internal, "Images can't be reached at this moment. Try again.");
    refusal.retry_after = Some(RETRY_AFTER);
    (StatusCode::SERVICE_UNAVAILABLE, refusal)
}

fn log(error: &(dyn std::error::Error + 'static)) {
    let trace_id = telemetry::trace_id().unwrap_or_default();
    tracing::error!(error, trace_id, "an image can't be kept or read");
}

/// Answers in the same shape as GraphQL does.
pub(super) fn refuse(status: StatusCode, refusal: Refusal, locale: Locale) -> Response {
    let retry_after = refusal.retry_after;
    let refused = wire::refused(refusal.into_server_error(locale));
    let mut answer = (status, wire::to_json(&refused)).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(retry_after) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs() + 1));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    answer
}

async fn read(Extract(state): Extract<State>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let locale = Locale::accepted(&headers);
    let missing = || refuse(StatusCode::NOT_FOUND, Refusal::bad_input("There is no such image."), locale);
    let Some(format) = images::parse_name(&name) else { return missing() };
    let tag = format!("\"{name}\"");
    let found = if caching::has(&headers, &tag) {
        let has = state.services.objects.has(&images::object_name(&name)).await;
        has.map(|has| has.then(|| StatusCode::NOT_MODIFIED.into_response()))
    } else {
        let object = state.services.objects.open(&images::object_name(&name)).await;
        object.map(|object| object.map(|object| picture(object, format)))
    };
    let mut answer = match found {
        Ok(Some(answer)) => answer,
        Ok(None) => return missing(),
        Err(error) => {
            let (status, refusal) = away(&error);
            return refuse(status, refusal, locale);
        }
    };
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, FOR_EVER);
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.extend(HeaderValue::try_from(tag).ok().map(|tag| (header::ETAG, tag)));
    answer
}

/// The picture as it comes from the storage. If that breaks off, so does the answer, which the reader sees: it has said
/// how long it would be.
fn picture(object: Object, format: Format) -> Response {
    let size = object.size;
    let pieces = object.into_pieces().inspect_err(|error| {
        tracing::error!(error = error as &dyn std::error::Error, "an image broke off");
    });
    let mut answer = Body::from_stream(pieces).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    answer
}
