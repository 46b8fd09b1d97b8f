//! Every setting of the binary: one struct, read from flags and environment and checked once, before anything
//! connects.

use std::ffi::OsString;

use clap::{
    ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser,
    error::{ContextKind, ContextValue},
    parser::ValueSource,
};
use fabula_api::ApiConfig;
use fabula_platform::{
    db::DatabaseConfig, mail::MailConfig, objects::ObjectsConfig, telemetry::TelemetryConfig,
};
use fabula_worker::WorkerConfig;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{commands::Command, failure::Failure};

/// A self-hosted community engine for stories told in many languages.
///
/// Without a command it serves: API and workers in one process. With nothing set it needs nothing: database, queue
/// and live events are its own. Every setting is a flag or an environment variable.
#[derive(Debug, Parser)]
#[command(name = "fabula", version)]
struct CommandLine {
    #[command(flatten)]
    config: Config,

    #[command(subcommand)]
    command: Option<Command>,
}

/// All settings.
#[derive(Debug, Clone, Args)]
pub(crate) struct Config {
    #[command(flatten, next_help_heading = "Data")]
    pub(crate) database: DatabaseConfig,

    #[command(flatten, next_help_heading = "Images")]
    pub(crate) objects: ObjectsConfig,

    #[command(flatten, next_help_heading = "Connections")]
    pub(crate) connections: ConnectionsConfig,

    #[command(flatten, next_help_heading = "API")]
    pub(crate) api: ApiConfig,

    #[command(flatten, next_help_heading = "Workers")]
    pub(crate) worker: WorkerConfig,

    #[command(flatten, next_help_heading = "Mail")]
    pub(crate) mail: MailConfig,

    #[command(flatten, next_help_heading = "Telemetry")]
    pub(crate) telemetry: TelemetryConfig,
}

/// The services that processes meet at, and how they start.
#[derive(Debug, Clone, Args)]
pub(crate) struct ConnectionsConfig {
    /// RabbitMQ 3.10 or later, as a URL. Not set: a queue in the database, for one process.
    #[arg(long, env = "AMQP_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) amqp_url: Option<SecretString>,

    /// Redis 7 or Valkey 8, as a URL. Not set: live events and rate limits within this process.
    #[arg(long, env = "REDIS_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) redis_url: Option<SecretString>,

    /// What names of exchanges, queues, keys and channels begin with, so that instances can share RabbitMQ and Redis.
    #[arg(long, env = "FABULA_NAMESPACE", default_value = "fabula", value_name = "NAME", value_parser = namespace)]
    pub(crate) namespace: String,

    /// Where `fabula worker` answers `/health/live`, `/health/ready` and `/metrics`.
    #[arg(long, env = "FABULA_WORKER_LISTEN", default_value = "127.0.0.1:8081", value_name = "ADDRESS")]
    pub(crate) worker_listen: std::net::SocketAddr,

    /// Whether to bring the database schema up to date before anything else. If not, an old schema is refused.
    #[arg(long, env = "FABULA_MIGRATE_ON_START", default_value_t = true, action = ArgAction::Set,
          value_name = "true|false")]
    pub(crate) migrate_on_start: bool,
}

/// Reads a namespace.
fn namespace(name: &str) -> Result<String, &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if (1..=64).contains(&name.len()) && name.bytes().all(plain) {
        Ok(name.to_owned())
    } else {
        Err("a namespace takes 1 to 64 of a–z, A–Z, 0–9, `-`, `_` and `.`")
    }
}

/// A setting as it is in effect.
#[derive(Debug)]
pub(crate) struct Setting {
    /// The environment variable that sets it, or its flag if it has none.
    pub(crate) name: String,
    /// Its value, fit for showing.
    pub(crate) value: String,
    /// Who set it: `default`, `environment` or `flag`; `-` when it is not set.
    pub(crate) source: &'static str,
}

/// What was asked for, read and checked.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) config: Config,
    pub(crate) command: Command,
    /// Every setting, for `fabula config`.
    pub(crate) settings: Vec<Setting>,
}

impl Invocation {
    /// Reads arguments and environment. `--help` and `--version` print and end the process.
    pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Failure> {
        let mut command = command();
        let matches = match command.try_get_matches_from_mut(arguments) {
            Ok(matches) => matches,
            // Help and version, asked for or for want of a subcommand.
            Err(error) if !is_mistake(&error) => error.exit(),
            Err(error) => return Err(Failure::usage(one_line(&error, &command))),
        };
        let line = CommandLine::from_arg_matches(&matches)
            .map_err(|error| Failure::usage(one_line(&error, &command)))?;
        let mut invocation = Self {
            config: line.config.without_empty(),
            command: line.command.unwrap_or(Command::Serve),
            settings: settings(&command, &matches),
        };
        // What is said while a command does its work is for when something is odd.
        if !invocation.command.is_service() && matches.value_source("log") == Some(ValueSource::DefaultValue)
        {
            "warn".clone_into(&mut invocation.config.telemetry.log);
        }
        invocation.config.check(&invocation.command)?;
        Ok(invocation)
    }
}

/// The command line. Every setting may stand before or after the command's name.
fn command() -> clap::Command {
    CommandLine::command().mut_args(|argument| argument.global(true))
}

fn is_mistake(error: &clap::Error) -> bool {
    use clap::error::ErrorKind;
    !matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// What is wrong, without usage and pointers to help. A setting is named by its flag and its variable: nobody can see
/// here which of the two it came from.
fn one_line(error: &clap::Error, command: &clap::Command) -> String {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let mut paragraphs = text.split("\n\n").map(|paragraph| {
        paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    });
    let mut mistake = paragraphs.next().unwrap_or_default();
    if let Some(ContextValue::String(shown)) = error.get(ContextKind::InvalidArg) {
        let flag = shown.split([' ', '=']).next().and_then(|flag| flag.strip_prefix("--"));
        let argument = command.get_arguments().find(|argument| flag.is_some() && argument.get_long() == flag);
        if let Some(variable) = argument.and_then(clap::Arg::get_env) {
            let quoted = format!("'{shown}'");
            mistake = mistake.replacen(&quoted, &format!("{quoted} ({})", variable.to_string_lossy()), 1);
        }
    }
    match paragraphs.find(|paragraph| paragraph.starts_with("tip:")) {
        Some(tip) => format!("{mistake} ({tip})"),
        None => mistake,
    }
}

fn settings(command: &clap::Command, matches: &clap::ArgMatches) -> Vec<Setting> {
    let known =
        command.get_arguments().filter(|argument| !["help", "version"].contains(&argument.get_id().as_str()));
    known
        .map(|argument| {
            let id = argument.get_id().as_str();
            let values: Vec<_> =
                matches.get_raw(id).into_iter().flatten().map(|value| value.to_string_lossy()).collect();
            let value = values.join(",");
            let source = match matches.value_source(id) {
                Some(ValueSource::CommandLine) => "flag",
                Some(ValueSource::EnvVariable) => "environment",
                Some(_) => "default",
                None => "-",
            };
            let flag = || format!("--{}", argument.get_long().unwrap_or(id));
            Setting {
                name: argument.get_env().map_or_else(flag, |name| name.to_string_lossy().into_owned()),
                value: if argument.is_hide_env_values_set() && !value.is_empty() {
                    "(hidden)".to_owned()
                } else {
                    value
                },
                source,
            }
        })
        .collect()
}

impl Config {
    /// An empty variable is one that is not set: that is how Compose files and shells pass "nothing".
    fn without_empty(mut self) -> Self {
        for url in [
            &mut self.database.database_url,
            &mut self.connections.amqp_url,
            &mut self.connections.redis_url,
            &mut self.mail.smtp_url,
        ] {
            url.take_if(|url| url.expose_secret().is_empty());
        }
        self.api.trusted_documents.take_if(|documents| documents.is_unset());
        self.objects = self.objects.without_empty();
        self
    }

    /// Refuses what can't work together, in words, before anything connects.
    fn check(&self, command: &Command) -> Result<(), Failure> {
        scheme("DATABASE_URL", self.database.database_url.as_ref(), &["postgres", "postgresql"])?;
        scheme("AMQP_URL", self.connections.amqp_url.as_ref(), &["amqp", "amqps"])?;
        scheme("REDIS_URL", self.connections.redis_url.as_ref(), &["redis", "rediss", "redis+unix", "unix"])?;
        scheme("SMTP_URL", self.mail.smtp_url.as_ref(), &["smtp", "smtps"])?;
        self.objects.bucket().map_err(|error| Failure::usage(error.to_string()))?;
        self.api
            .oidc_providers
            .checked()
            .map_err(|fault| Failure::usage(format!("FABULA_OIDC_PROVIDERS can't be used: {fault}")))?;
        let shared = self.database.database_url.is_some();
        if !shared && command.uses_database() && cfg!(not(feature = "embedded")) {
            return Err(Failure::usage("this build has no embedded database: set DATABASE_URL"));
        }
        let alone = match command {
            Command::Api => "api",
            Command::Worker => "worker",
            _ => return Ok(()),
        };
        if self.connections.amqp_url.is_none() {
            return Err(Failure::usage(format!(
                "`fabula {alone}` needs AMQP_URL: the queue in the database is for one process, `fabula serve`"
            )));
        }
        if !shared {
            return Err(Failure::usage(format!(
                "`fabula {alone}` needs DATABASE_URL: the embedded database is for one process, `fabula serve`"
            )));
        }
        Ok(())
    }
}

/// Refuses a URL of another kind. The URL itself may hold a password and is not shown.
fn scheme(name: &str, url: Option<&SecretString>, schemes: &[&str]) -> Result<(), Failure> {
    let Some(url) = url else { return Ok(()) };
    let parsed = url::Url::parse(url.expose_secret());
    if parsed.is_ok_and(|url| schemes.contains(&url.scheme())) {
        return Ok(());
    }
    Err(Failure::usage(format!("{name} is not a URL that begins with {}://", schemes[0])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_has_no_contradictions() {
        command().debug_assert();
    }

    #[test]
    fn every_setting_can_be_set_by_the_environment_and_is_described() {
        for argument in command().get_arguments() {
            let id = argument.get_id();
            assert!(argument.get_env().is_some(), "{id} has no environment variable");
            assert!(argument.get_help().is_some(), "{id} has no description");
        }
    }

    #[test]
    fn a_mistake_in_the_identity_providers_is_told_without_their_secrets() {
        let list = r#"[{"key": "example", "clientSecret": "wintergreen"}]"#;
        let arguments = ["fabula", "--oidc-providers", list].map(OsString::from);
        let told = Invocation::read(arguments).unwrap_err().to_string();
        assert!(told.contains("FABULA_OIDC_PROVIDERS") && told.contains("`issuer` is missing"), "{told}");
        assert!(!told.contains("wintergreen"), "{told}");
    }

    #[test]
    fn a_namespace_is_plain_and_bounded() {
        assert!(namespace("fabula-test.1").is_ok());
        for bad in ["", "a b", "a:b", "a{b}", "ä", &"a".repeat(65)] {
            assert!(namespace(bad).is_err(), "{bad:?}");
        }
    }

    fn mistake(arguments: &[&str]) -> String {
        let mut command = command();
        let error = command.try_get_matches_from_mut(arguments).unwrap_err();
        one_line(&error, &command)
    }

    #[test]
    fn a_mistake_is_one_line_with_its_tip() {
        let line = mistake(&["fabula", "--namespce", "x"]);
        assert!(
            line.contains("--namespce") && line.contains("--namespace") && !line.contains('\n'),
            "{line}"
        );
    }

    #[test]
    fn a_bad_value_names_the_flag_and_the_variable() {
        let line = mistake(&["fabula", "--log-format", "xml"]);
        assert!(line.contains("'xml' for '--log-format <FORMAT>' (FABULA_LOG_FORMAT)"), "{line}");
    }
}
