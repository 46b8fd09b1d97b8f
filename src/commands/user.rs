use std::io::Read as _;

use chrono::TimeDelta;
use clap::{Args, Subcommand, builder::PossibleValuesParser, builder::TypedValueParser as _};
use fabula_domain::{
    accounts::{self, NewAccount, Passwords, RegisterError, Role},
    second_factor,
};
use fabula_platform::db::Db;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{config::Config, failure::Failure, output, wiring::Parts};

/// What can be done to accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an account. The password comes from FABULA_PASSWORD, or from standard input.
    Create(Create),
    /// Give somebody a role.
    Grant {
        /// Whom.
        handle: String,
        /// Which role.
        #[arg(value_parser = role(), ignore_case = true)]
        role: Role,
    },
    /// Turn off somebody's second factor, who has lost their app and their recovery codes. Make sure first that it is them.
    ResetSecondFactor {
        /// Whose.
        handle: String,
    },
}

/// An account to be made.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Its unique name: 3 to 30 letters a–z, digits and underscores.
    #[arg(long)]
    handle: String,
    /// Where they get mail, and what they sign in with.
    #[arg(long)]
    email: String,
    /// The name that they are shown by. Not given: the handle.
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,
    /// The languages that they read, separated by commas (`en,pt-BR`).
    #[arg(long, value_name = "TAG,…", value_delimiter = ',')]
    languages: Vec<String>,
    /// What the instance lets them do.
    #[arg(long, default_value = "member", value_parser = role(), ignore_case = true)]
    role: Role,
    /// Read the password from standard input; a line break at its end does not belong to it.
    #[arg(long)]
    password_stdin: bool,
    /// The password. As a flag it shows in the list of processes: set the variable instead.
    #[arg(long, env = "FABULA_PASSWORD", hide_env_values = true)]
    password: Option<SecretString>,
}

fn role() -> impl clap::builder::TypedValueParser<Value = Role> {
    PossibleValuesParser::new(["member", "moderator", "admin"]).try_map(|name| name.parse::<Role>())
}

/// Makes an account or grants a role.
pub(crate) async fn run(config: &Config, command: Command) -> Result<(), Failure> {
    match command {
        Command::Create(options) => {
            // Before anything connects: what is wrong with the input is said at once.
            let new = read(&options)?;
            let parts = Parts::open(config).await?;
            let created = create(&parts.db, new, options.role).await;
            parts.close().await;
            output::line(&created?)
        }
        Command::Grant { handle, role } => {
            let parts = Parts::open(config).await?;
            let granted = accounts::grant(&parts.db, &handle, role).await;
            parts.close().await;
            let user = granted?;
            output::line(&format!("{} is {} now", user.handle, in_words(user.role)))
        }
        Command::ResetSecondFactor { handle } => {
            let parts = Parts::open(config).await?;
            let reset = second_factor::turn_off_for(&parts.db, &handle).await;
            parts.close().await;
            reset?;
            output::line(&format!("{handle} signs in without a second factor now"))
        }
    }
}

fn read(options: &Create) -> Result<NewAccount, Failure> {
    let password = if options.password_stdin {
        let mut text = String::new();
        // A password is never longer than this; what follows would only be kept in memory.
        std::io::stdin().take(4096).read_to_string(&mut text)?;
        SecretString::from(text.trim_end_matches(['\r', '\n']))
    } else {
        let missing = || Failure::usage("a password is needed: set FABULA_PASSWORD, or use --password-stdin");
        options.password.clone().ok_or_else(missing)?
    };
    let display_name = options.display_name.as_deref();
    NewAccount::parse(
        &options.handle,
        display_name,
        &options.email,
        password.expose_secret(),
        &options.languages,
    )
    .map_err(|invalid| Failure::usage(invalid.to_string()))
}

async fn create(db: &Db, new: NewAccount, role: Role) -> Result<String, Failure> {
    // Registering signs in; nobody is there to use that session, so it has ended before it begins.
    let registered = accounts::register(db, &Passwords::default(), new, TimeDelta::zero()).await;
    let (user, _) = registered.map_err(|error: RegisterError| Failure::from(error))?;
    let user = if role == user.role { user } else { accounts::grant(db, &user.handle, role).await? };
    Ok(format!("created {} ({}), {}", user.handle, user.id, in_words(user.role)))
}

fn in_words(role: Role) -> &'static str {
    match role {
        Role::Member => "a member",
        Role::Moderator => "a moderator",
        Role::Admin => "an admin",
    }
}
