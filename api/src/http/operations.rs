//! What operators and orchestrators ask: whether the process lives, whether it can work, and how it does.

use std::time::Duration;

use axum::{
    Json, Router,
    extract::State as Extract,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use fabula_platform::telemetry;
use serde_json::{Map, Value, json};

use crate::Services;

/// How long a check may take before it counts as failed.
const CHECK_TIMEOUT: Duration = Duration::from_secs(3);

pub(super) fn routes(services: Services) -> Router {
    Router::new()
        .route("/health/live", get(|| async { Json(json!({ "status": "ok" })) }))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(services)
}

/// Whether the process can do its work, and what is missing if it can't.
///
/// Without Redis a node still works: live messages come from the log, limits are its own. That is told, not failed.
async fn ready(Extract(services): Extract<Services>) -> Response {
    let (database, broker, live) = tokio::join!(
        bounded(async { services.db.check().await }),
        bounded(services.broker.check()),
        bounded(services.db.live().check()),
    );
    let is_ready = database.is_ok();
    let degraded = broker.is_err() || live.is_err();
    let mut checks = Map::new();
    for (name, result) in [("database", database), ("broker", broker), ("live", live)] {
        checks.insert(name.to_owned(), Value::String(result.err().unwrap_or_else(|| "ok".to_owned())));
    }
    let status = match (is_ready, degraded) {
        (false, _) => "unavailable",
        (true, true) => "degraded",
        (true, false) => "ok",
    };
    let code = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(json!({ "status": status, "checks": checks }))).into_response()
}

async fn bounded(check: impl Future<Output = Result<(), String>>) -> Result<(), String> {
    tokio::time::timeout(CHECK_TIMEOUT, check)
        .await
        .unwrap_or_else(|_| Err("does not answer in time".to_owned()))
}

async fn metrics() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], telemetry::render_metrics())
}
