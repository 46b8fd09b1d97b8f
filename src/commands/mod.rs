//! The commands, a file each.

use std::process::ExitCode;

use clap::Subcommand;
use fabula_platform::telemetry::{self, TelemetryError};

use crate::{
    config::{Config, Invocation, Setting},
    failure::Failure,
    process::{self, Sides},
};

mod config;
mod dead_letters;
mod doctor;
mod lines;
mod migrate;
mod moderation;
mod schema;
mod seed;
mod summarise;
mod text;
mod user;

/// What the binary can be asked to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the API and do the jobs, in one process. The default.
    Serve,
    /// Serve the API alone; jobs are done by `fabula worker`.
    Api,
    /// Do the jobs alone.
    Worker,
    /// Bring the database schema up to date.
    Migrate,
    /// Print the GraphQL schema.
    Schema,
    /// Fill an instance with a small community in seven languages, to look around in.
    Seed(seed::Options),
    /// Make accounts, and give them roles.
    #[command(subcommand)]
    User(user::Command),
    /// Look after messages that no job could handle.
    #[command(subcommand)]
    DeadLetters(dead_letters::Command),
    /// Work on texts: JSON lines in, JSON lines out.
    #[command(subcommand)]
    Text(text::Command),
    /// Summarise texts out of their own sentences: JSON lines in, JSON lines out.
    ///
    /// A line `{"id", "title"?, "text", "language"?, "sentences"?, "maxChars"?}` in, a line `{"id", "language", "blurb",
    /// "abstract", "keyPoints", "tookMicros"}` out. `text` is Markdown. `sentences` is the number of sentences of the
    /// abstract (one for four of the text, at most five, if it is left out), `maxChars` the most characters of the blurb
    /// (160).
    Summarise,
    /// Try what moderation makes of texts: JSON lines in, JSON lines out.
    #[command(subcommand)]
    Moderation(moderation::Command),
    /// Print the settings in effect, without secrets.
    Config,
    /// Check everything that an instance needs, and recount what it counts.
    Doctor,
}

impl Command {
    /// Whether it runs until it is stopped.
    pub(crate) fn is_service(&self) -> bool {
        matches!(self, Self::Serve | Self::Api | Self::Worker)
    }

    /// Whether it needs a database.
    pub(crate) fn uses_database(&self) -> bool {
        !matches!(self, Self::Schema | Self::Config | Self::Text(_) | Self::Summarise | Self::Moderation(_))
    }

    /// What traces call the process.
    fn role(&self) -> &'static str {
        match self {
            Self::Serve => "serve",
            Self::Api => "api",
            Self::Worker => "worker",
            _ => "command",
        }
    }
}

/// Does what was asked.
pub(crate) fn run(invocation: Invocation) -> Result<ExitCode, Failure> {
    let Invocation { config, command, settings } = invocation;
    // Before the runtime: the exporter has threads of its own.
    let telemetry = telemetry::init(&config.telemetry, command.role()).map_err(|error| match error {
        TelemetryError::Filter(_) | TelemetryError::Exporter(_) => Failure::usage(error.to_string()),
    })?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(dispatch(config, command, &settings));
    // What still blocks after a bounded stop does not keep the process.
    runtime.shutdown_background();
    telemetry.shutdown();
    result
}

async fn dispatch(config: Config, command: Command, settings: &[Setting]) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve => process::run(config, Sides::Both).await?,
        Command::Api => process::run(config, Sides::Api).await?,
        Command::Worker => process::run(config, Sides::Worker).await?,
        Command::Migrate => migrate::run(&config).await?,
        Command::Schema => schema::run()?,
        Command::Seed(options) => seed::run(&config, options).await?,
        Command::User(command) => user::run(&config, command).await?,
        Command::DeadLetters(command) => return dead_letters::run(&config, command).await,
        Command::Text(command) => return text::run(&command),
        Command::Summarise => return summarise::run(),
        Command::Moderation(command) => return moderation::run(&command),
        Command::Config => config::run(settings)?,
        Command::Doctor => return doctor::run(&config).await,
    }
    Ok(ExitCode::SUCCESS)
}
