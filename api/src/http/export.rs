//! `GET /account/export`: everything that is kept of whoever asks, as one archive.
//!
//! It is asked for by the person themselves, who must have shown lately that it is them; no access token gets it.

use std::net::SocketAddr;

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, State as Extract},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use fabula_domain::accounts;
use futures::TryStreamExt as _;

use super::{State, graphql::status_of, identity::lost, images::refuse};
use crate::{error::Refusal, messages::Locale};

/// What an archive costs, in points: it reads all that somebody ever wrote.
const EXPORT_COST: u32 = 5_000;

/// The route.
pub(super) fn routes() -> Router<State> {
    Router::new().route("/account/export", get(export))
}

async fn export(
    Extract(state): Extract<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    match begin(&state, peer, &headers).await {
        Ok(answer) => answer,
        Err((status, refusal)) => refuse(status, refusal, Locale::accepted(&headers)),
    }
}

async fn begin(
    state: &State,
    peer: SocketAddr,
    headers: &HeaderMap,
) -> Result<Response, (StatusCode, Refusal)> {
    let coded = |refusal: Refusal| (status_of(refusal.code), refusal);
    let caller = state.identify(headers, peer).await.map_err(coded)?;
    let viewer = caller.viewer.as_ref().ok_or_else(|| coded(Refusal::unauthenticated()))?;
    let person = viewer.signed_in().ok_or_else(|| coded(Refusal::not_for_tokens()))?;
    let db = &state.services.db;
    let now = db.clock().now();
    let is_confirmed = accounts::is_confirmed(db.pool(), &person, now).await;
    if !is_confirmed.map_err(|error| coded(lost(&error)))? {
        return Err(coded(Refusal::forbidden("Confirm first that it is you.")));
    }
    state.purse(&caller).take(EXPORT_COST).await.map_err(coded)?;
    let pieces = accounts::export(state.services.db.clone(), state.services.objects.clone(), person.user);
    // The answer has begun: all that can be done is to cut it off, which the reader sees.
    let pieces = pieces.inspect_err(|error| {
        tracing::error!(error = error as &dyn std::error::Error, "an export ended early");
    });
    let mut answer = Body::from_stream(pieces).into_response();
    let name = format!("attachment; filename=\"fabula-{}.zip\"", now.format("%Y-%m-%d"));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.extend(HeaderValue::try_from(name).ok().map(|name| (header::CONTENT_DISPOSITION, name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}
