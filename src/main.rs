//! Fabula, the one binary: command line, configuration, wiring; nothing else.

use std::process::ExitCode;

mod commands;
mod config;
mod failure;
mod output;
mod process;
mod seed;
mod wiring;

use config::Invocation;

fn main() -> ExitCode {
    match Invocation::read(std::env::args_os()) {
        Ok(invocation) => commands::run(invocation).unwrap_or_else(failure::Failure::report),
        Err(failure) => failure.report(),
    }
}
