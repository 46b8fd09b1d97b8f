//! The consumers: one folder per feature, a file per event.
//!
//! [`run`] starts one consumer per job beside the [upkeep](upkeep) that every worker does: gauges for operators and
//! the sweeping of what has had its time. A handler only decodes the event, calls the use case in `fabula-domain`
//! and says what became of it; the effect and the memory of having had the event are one transaction there.

use std::sync::Arc;

use fabula_domain::{
    events::{ERASURE, MAIL, MODERATION, QUEUES},
    mail::PostOffice,
};
use fabula_platform::{
    broker::{Broker, Handler, Queue},
    db::Db,
    objects::Objects,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

mod erasure;
mod mail;
mod moderation;
mod reason;
mod upkeep;

/// Which jobs a worker does, and how many at a time.
#[derive(Debug, Clone, clap::Args)]
pub struct WorkerConfig {
    /// The jobs that this process does, separated by commas. Not set: all of them.
    #[arg(long, env = "FABULA_WORKER_ONLY", value_delimiter = ',', value_name = "JOB,…", value_parser = job)]
    pub only: Vec<Queue>,

    /// The most events in hand at once, for each job (1 to 1000).
    #[arg(long, env = "FABULA_WORKER_PREFETCH", default_value_t = 32, value_name = "COUNT",
          value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub prefetch: u16,
}

impl WorkerConfig {
    /// The queues that this process consumes.
    #[must_use]
    pub fn queues(&self) -> Vec<Queue> {
        QUEUES.iter().copied().filter(|queue| self.only.is_empty() || self.only.contains(queue)).collect()
    }
}

/// Reads a job's name.
fn job(name: &str) -> Result<Queue, String> {
    QUEUES.iter().copied().find(|queue| queue.name == name.trim()).ok_or_else(|| {
        let names: Vec<&str> = QUEUES.iter().map(|queue| queue.name).collect();
        format!("there is no such job; the jobs are {}", names.join(", "))
    })
}

/// What does a queue's job; `None` for a queue that no code knows.
fn handler(queue: Queue, db: &Db, office: &PostOffice) -> Option<Arc<dyn Handler>> {
    match queue {
        MODERATION => Some(Arc::new(moderation::Moderation::new(db.clone()))),
        MAIL => Some(Arc::new(mail::Post::new(db.clone(), office.clone()))),
        ERASURE => Some(Arc::new(erasure::Eraser::new(db.clone()))),
        _ => None,
    }
}

/// Does the configured jobs until `shutdown`, finishing those in hand. Returns earlier only if a part of it fell over:
/// half a worker would look well and do nothing.
pub async fn run(
    db: Db,
    broker: Arc<dyn Broker>,
    office: PostOffice,
    objects: Objects,
    config: WorkerConfig,
    shutdown: CancellationToken,
) {
    let stop = shutdown.child_token();
    let mut tasks = JoinSet::new();
    for queue in config.queues() {
        let Some(handler) = handler(queue, &db, &office) else {
            tracing::error!(queue = queue.name, "no code does this job");
            continue;
        };
        let (broker, stop) = (Arc::clone(&broker), stop.clone());
        tasks.spawn(async move { broker.consume(queue, config.prefetch, handler, stop).await });
    }
    tasks.spawn(upkeep::run(db, broker, objects, stop.clone()));
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            tracing::error!(error = &error as &dyn std::error::Error, "a part of the worker fell over");
        }
        stop.cancel();
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, FromArgMatches as _};

    use super::*;

    fn parse(arguments: &[&str]) -> Result<WorkerConfig, String> {
        let command = WorkerConfig::augment_args(clap::Command::new("worker").no_binary_name(true));
        let matches = command.try_get_matches_from(arguments).map_err(|error| error.to_string())?;
        WorkerConfig::from_arg_matches(&matches).map_err(|error| error.to_string())
    }

    #[test]
    fn every_job_is_done_unless_some_are_named() {
        assert_eq!(parse(&[]).unwrap().queues(), QUEUES);
        assert_eq!(parse(&["--only", "moderation"]).unwrap().queues(), [MODERATION]);
    }

    #[test]
    fn an_unknown_job_is_refused_with_the_names_of_the_known_ones() {
        let refusal = parse(&["--only", "moderation,modration"]).unwrap_err();
        assert!(refusal.contains("modration") && refusal.contains("the jobs are moderation"), "{refusal}");
    }

    #[test]
    fn the_documentation_names_every_job() {
        let readme = include_str!("../../README.md");
        let row = readme.lines().find(|line| line.starts_with("| `FABULA_WORKER_ONLY`")).unwrap();
        for queue in QUEUES {
            assert!(row.contains(&format!("`{}`", queue.name)), "{} is missing", queue.name);
        }
    }

    #[test]
    fn a_prefetch_out_of_range_is_refused() {
        assert_eq!(parse(&["--prefetch", "7"]).unwrap().prefetch, 7);
        for bad in ["0", "1001", "-1", "many"] {
            assert!(parse(&["--prefetch", bad]).is_err(), "{bad}");
        }
    }
}
