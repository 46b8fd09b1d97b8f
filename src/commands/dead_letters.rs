use std::process::ExitCode;

use clap::{Args, Subcommand, builder::PossibleValuesParser};
use fabula_domain::events::QUEUES;
use fabula_platform::broker::{Broker, DeadLetter, Selection};
use uuid::Uuid;

use crate::{config::Config, failure::Failure, output, wiring::Parts};

/// What can be done with dead letters.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show them, oldest first.
    List {
        #[command(flatten)]
        queue: QueueOptions,
        /// The most to show of each queue.
        #[arg(long, default_value_t = 50, value_name = "COUNT")]
        limit: usize,
    },
    /// Put them back into their queue, with their tries counted from zero.
    Replay {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        queue: QueueOptions,
    },
    /// Delete them for good.
    Drop {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        queue: QueueOptions,
    },
}

/// Of which job, and how to answer.
#[derive(Debug, Args)]
pub(crate) struct QueueOptions {
    /// Only those of this job. Not given: of every job.
    #[arg(long, value_name = "JOB", value_parser = PossibleValuesParser::new(QUEUES.iter().map(|queue| queue.name)))]
    queue: Option<String>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Which dead letters are meant.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// The one of this event.
    #[arg(value_name = "EVENT_ID")]
    id: Option<Uuid>,
    /// All that are there when the command starts.
    #[arg(long)]
    all: bool,
}

impl Which {
    fn selection(&self) -> Selection {
        self.id.map_or(Selection::All, Selection::One)
    }
}

impl QueueOptions {
    fn names(&self) -> Vec<&str> {
        QUEUES
            .iter()
            .map(|queue| queue.name)
            .filter(|name| self.queue.as_deref().is_none_or(|only| only == *name))
            .collect()
    }
}

/// Lists, replays or drops. Exit code 1 when the one that was named is not there.
pub(crate) async fn run(config: &Config, command: Command) -> Result<ExitCode, Failure> {
    let parts = Parts::open(config).await?;
    let result = work(parts.broker.as_ref(), command).await;
    parts.close().await;
    result
}

async fn work(broker: &dyn Broker, command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::List { queue, limit } => {
            let mut letters = Vec::new();
            for name in queue.names() {
                letters.extend(broker.dead_letters(name, limit).await?);
            }
            show(&letters, queue.json)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Replay { which, queue } => {
            let mut replayed = 0;
            for name in queue.names() {
                replayed += broker.replay(name, which.selection()).await?;
            }
            tell("replayed", replayed, which.selection(), queue.json)
        }
        Command::Drop { which, queue } => {
            let mut dropped = 0;
            for name in queue.names() {
                dropped += broker.drop_dead(name, which.selection()).await?;
            }
            tell("dropped", dropped, which.selection(), queue.json)
        }
    }
}

fn show(letters: &[DeadLetter], json: bool) -> Result<(), Failure> {
    if json {
        return output::line(&serde_json::to_string_pretty(letters)?);
    }
    if letters.is_empty() {
        return output::line("there are no dead letters");
    }
    let rows: Vec<_> = letters
        .iter()
        .map(|letter| {
            let unknown = || "?".to_owned();
            [
                letter.queue.clone(),
                letter.id.map_or_else(unknown, |id| id.to_string()),
                letter.kind.clone().unwrap_or_else(unknown),
                letter.died_at.map_or_else(unknown, |at| at.format("%Y-%m-%d %H:%M:%SZ").to_string()),
                letter.reason.lines().collect::<Vec<_>>().join(" "),
            ]
        })
        .collect();
    output::table(["QUEUE", "EVENT", "TYPE", "DIED", "REASON"], &rows)
}

fn tell(done: &str, count: u64, selection: Selection, json: bool) -> Result<ExitCode, Failure> {
    if json {
        output::line(&serde_json::json!({ done: count }).to_string())?;
    } else {
        let noun = if count == 1 { "dead letter" } else { "dead letters" };
        output::line(&format!("{done} {count} {noun}"))?;
    }
    let missed = selection.id().is_some() && count == 0;
    Ok(if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
