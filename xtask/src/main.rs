//! Trains and measures Fabula's scorers.
//!
//! ```text
//! cargo xtask train --data DIR     from labelled texts to text/data/{words,toxicity,spam}.bin, the same bytes every time
//! cargo xtask check --data DIR     whether that gives the very files that are committed
//! cargo xtask eval  --data DIR     tables of how well the scorers do on texts that were held out
//! ```
//!
//! `data/README.md` says what the labelled texts are. They are not part of the repository.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};

mod corpus;
mod disguises;
mod evaluate;
mod fit;
mod learn;
mod metrics;
mod spam;
#[cfg(test)]
mod tests;
mod toxicity;
mod train;
mod words;

use corpus::Corpus;
use learn::LearnError;

/// Train and measure Fabula's scorers.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train the scorers and write the files that are compiled in.
    Train(Options),
    /// Train the scorers and compare them with the files that are compiled in.
    Check(Options),
    /// Tell how well the scorers do on texts that were held out.
    Eval(Options),
}

#[derive(Debug, Args)]
struct Options {
    /// The folder with the labelled texts, as `xtask/data/manifest.txt` names them.
    #[arg(long, env = "FABULA_TRAINING_DATA", value_name = "DIR")]
    data: PathBuf,
    /// The folder of the files that are compiled in.
    #[arg(long, default_value = "text/data", value_name = "DIR")]
    into: PathBuf,
}

fn main() -> ExitCode {
    let result = match CommandLine::parse().command {
        Command::Train(options) => train(&options),
        Command::Check(options) => check(&options),
        Command::Eval(options) => evaluate(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn train(options: &Options) -> Result<(), LearnError> {
    learn::train(&Corpus::new(&options.data), None)?.write(&options.into)
}

fn check(options: &Options) -> Result<(), LearnError> {
    let trained = learn::train(&Corpus::new(&options.data), None)?;
    same_as(&trained, &options.into)
}

fn same_as(trained: &learn::Trained, folder: &Path) -> Result<(), LearnError> {
    for (name, bytes) in trained.files() {
        if std::fs::read(folder.join(name))? != bytes {
            return Err(LearnError::Changed(name));
        }
        println!("{name}: the same {} bytes", bytes.len());
    }
    Ok(())
}

fn evaluate(options: &Options) -> Result<(), LearnError> {
    let corpus = Corpus::new(&options.data);
    let without_a_fold = learn::train(&corpus, Some(0))?;
    evaluate::print(&learn::train(&corpus, None)?, &without_a_fold);
    Ok(())
}
