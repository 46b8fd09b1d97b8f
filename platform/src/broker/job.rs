//! Runs one job the same way under either broker: in the trace that caused it, bounded in time, counted.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt as _;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::{Handler, Outcome};
use crate::{events::Envelope, telemetry};

/// How long a job may take. Anything longer must be split: the broker's own patience ends after 30 minutes.
pub(super) const TIMEOUT: Duration = Duration::from_secs(60);

/// Runs `handler` on `event`. A panic or a time-out is a reason to try again, not to fall over.
pub(super) async fn run(queue: &'static str, event: &Envelope, handler: &dyn Handler) -> Outcome {
    let span = tracing::info_span!(
        "job",
        messaging.destination.name = queue,
        event.id = %event.id,
        event.r#type = event.kind,
    );
    telemetry::set_parent(&span, event.traceparent.as_deref());
    let started = Instant::now();
    let handled = AssertUnwindSafe(tokio::time::timeout(TIMEOUT, handler.handle(event)))
        .catch_unwind()
        .instrument(span.clone())
        .await;
    let outcome = match handled {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Outcome::Retry("the job took too long".to_owned()),
        Err(_) => Outcome::Retry("the job panicked".to_owned()),
    };
    let result = match &outcome {
        Outcome::Done => "done",
        Outcome::Retry(reason) | Outcome::Unavailable(reason) => {
            span.in_scope(|| tracing::warn!(reason, "job will be tried again"));
            "retry"
        }
        Outcome::Fail(reason) => {
            span.in_scope(|| tracing::error!(reason, "job failed for good"));
            "fail"
        }
    };
    metrics::counter!("fabula_jobs_total", "queue" => queue, "result" => result).increment(1);
    metrics::histogram!("fabula_job_duration_seconds", "queue" => queue)
        .record(started.elapsed().as_secs_f64());
    outcome
}
