//! What every worker does besides its jobs: tell operators how much waits, sweep away what has had its time, and render
//! again what an older version made.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use fabula_domain::{images, maintenance, rendering};
use fabula_platform::{
    broker::Broker,
    db::Db,
    objects::Objects,
    outbox::{self, Backlog},
};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// How often the gauges are set: Prometheus asks every 15 to 60 seconds.
const GAUGES_EVERY: Duration = Duration::from_secs(10);
/// How often what has had its time is swept away. Several workers may do so at once: each row goes once.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);

/// Keeps gauges and tables in order until `shutdown`.
pub(crate) async fn run(db: Db, broker: Arc<dyn Broker>, objects: Objects, shutdown: CancellationToken) {
    let mut gauges = tokio::time::interval(GAUGES_EVERY);
    gauges.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sweep = tokio::time::interval(SWEEP_EVERY);
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = gauges.tick() => set_gauges(&db, broker.as_ref()).await,
            _ = sweep.tick() => {
                sweep_away(&db).await;
                sweep_images(&db, &objects).await;
                render_again(&db, &shutdown).await;
            }
        }
    }
}

/// Sweeps until there is less than a batch left.
async fn sweep_away(db: &Db) {
    let mut swept = 0;
    loop {
        match maintenance::sweep(db).await {
            Ok(rows) => {
                swept += rows;
                if rows < maintenance::SWEEP_BATCH {
                    break;
                }
            }
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what has expired can't be swept away"
                );
                break;
            }
        }
    }
    if swept > 0 {
        tracing::info!(rows = swept, "swept away what had expired");
    }
}

/// Sweeps until no image is left that nothing uses.
async fn sweep_images(db: &Db, objects: &Objects) {
    let mut swept = 0;
    loop {
        match images::sweep(db, objects).await {
            Ok(0) => break,
            Ok(files) => swept += files,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "unused images can't be swept away");
                break;
            }
        }
    }
    if swept > 0 {
        tracing::info!(files = swept, "swept away images that nothing used");
    }
}

/// Renders until nothing old is left.
async fn render_again(db: &Db, shutdown: &CancellationToken) {
    let mut rendered = 0;
    while !shutdown.is_cancelled() {
        match rendering::again(db).await {
            Ok(0) => break,
            Ok(texts) => rendered += texts,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "texts can't be rendered again");
                break;
            }
        }
    }
    if rendered > 0 {
        tracing::info!(texts = rendered, "rendered again what an older version had made");
    }
}

/// Sets the gauges. One that can't be read keeps its last value; readiness says what is wrong.
async fn set_gauges(db: &Db, broker: &dyn Broker) {
    match outbox::backlog(db.pool()).await {
        Ok(backlog) => {
            metrics::gauge!("fabula_outbox_pending").set(backlog.pending as f64);
            metrics::gauge!("fabula_outbox_lag_seconds").set(lag(backlog, db.clock().now()));
        }
        Err(error) => tracing::debug!(error = &error as &dyn std::error::Error, "the backlog can't be read"),
    }
    match broker.depths().await {
        Ok(depths) => {
            for depth in depths {
                metrics::gauge!("fabula_queue_depth", "queue" => depth.queue).set(depth.messages as f64);
            }
        }
        Err(error) => tracing::debug!(error = &error as &dyn std::error::Error, "queue depths can't be read"),
    }
}

/// How long the oldest event has waited, in seconds. Writers' clocks differ a little: never below zero.
fn lag(backlog: Backlog, now: DateTime<Utc>) -> f64 {
    backlog.oldest.map_or(0.0, |oldest| (now - oldest).as_seconds_f64().max(0.0))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn lag_is_the_age_of_the_oldest_event_and_never_negative() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let waiting_since = |oldest| Backlog { pending: 1, oldest };
        assert!((lag(waiting_since(Some(now - TimeDelta::milliseconds(1500))), now) - 1.5).abs() < 1e-9);
        assert!(lag(waiting_since(Some(now + TimeDelta::seconds(1))), now).abs() < 1e-9);
        assert!(lag(waiting_since(None), now).abs() < 1e-9);
    }
}
