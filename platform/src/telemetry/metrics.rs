use std::sync::OnceLock;

use ::metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// From a millisecond to ten seconds.
const BUCKETS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Installs the recorder, once per process; calling it again does nothing.
pub fn install() {
    HANDLE.get_or_init(|| {
        let handle =
            PrometheusBuilder::new().set_buckets(&BUCKETS).and_then(PrometheusBuilder::install_recorder);
        match handle {
            Ok(handle) => {
                describe();
                Some(handle)
            }
            Err(error) => {
                tracing::warn!(%error, "metrics are off");
                None
            }
        }
    });
}

/// All metrics in Prometheus' text format.
#[must_use]
pub fn render() -> String {
    HANDLE
        .get()
        .and_then(Option::as_ref)
        .map(|handle| {
            handle.run_upkeep();
            handle.render()
        })
        .unwrap_or_default()
}

fn describe() {
    describe_counter!("fabula_http_requests_total", "HTTP requests, by method and status.");
    describe_histogram!(
        "fabula_graphql_operation_duration_seconds",
        Unit::Seconds,
        "How long GraphQL operations took, by kind."
    );
    describe_counter!("fabula_graphql_refused_total", "GraphQL requests refused before execution, by code.");
    describe_gauge!("fabula_outbox_pending", "Events committed and not yet with the broker.");
    describe_gauge!("fabula_outbox_lag_seconds", Unit::Seconds, "The age of the oldest of them.");
    describe_counter!("fabula_outbox_relayed_total", "Events handed to the broker by this process.");
    describe_gauge!("fabula_queue_depth", "Messages waiting, by queue.");
    describe_counter!("fabula_jobs_total", "Jobs finished by this process, by queue and result.");
    describe_histogram!("fabula_job_duration_seconds", Unit::Seconds, "How long jobs took, by queue.");
    describe_gauge!("fabula_live_subscribers", "Live subscriptions on this node.");
    describe_counter!(
        "fabula_live_messages_total",
        "Live messages: published, received, or dropped for want of room."
    );
    describe_gauge!("fabula_sockets", "Open WebSockets on this node.");
}
