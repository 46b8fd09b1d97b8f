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

/// An answer is made of thousands of small pieces; the system's allocator takes a fifth of the time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fabula_platform::tls::install();
    match Invocation::read(std::env::args_os()) {
        Ok(invocation) => commands::run(invocation).unwrap_or_else(failure::Failure::report),
        Err(failure) => failure.report(),
    }
}
