use std::process::ExitCode;

use clap::{Args, Subcommand};
use fabula_text::{Language, detect_with_confidence};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lines::{self, rounded};
use crate::failure::Failure;

/// What can be done to texts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tell the languages of texts: a line `{"id", "text"}` of JSON in, a line `{"id", "language", "confidence"}` out.
    ///
    /// `language` is the likeliest one, `null` if nothing in the text belongs to a known language. What Fabula itself
    /// asks for is a `confidence` of 0.75; below that, a language counts as unknown.
    Detect(Options),
}

/// How languages are told.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Languages to expect, separated by commas (`en,pt-BR`): they are believed sooner.
    #[arg(long, value_name = "TAG,…", value_delimiter = ',')]
    expect: Vec<Language>,
}

/// Does it line by line, in bounded memory. Lines that can't be read are told on standard error, and left out.
pub(crate) fn run(command: &Command) -> Result<ExitCode, Failure> {
    let Command::Detect(options) = command;
    lines::run(|question| answer(question, &options.expect))
}

#[derive(Deserialize)]
struct Question {
    id: Value,
    text: String,
}

#[derive(Serialize)]
struct Answer {
    id: Value,
    language: Option<Language>,
    confidence: f64,
}

fn answer(question: Question, expected: &[Language]) -> Answer {
    let detection = detect_with_confidence(&question.text, expected);
    Answer {
        id: question.id,
        language: detection.map(|found| found.language),
        confidence: detection.map_or(0.0, |found| rounded(f64::from(found.confidence))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn every_line_has_an_answer() {
        let input = "{\"id\": \"a\", \"text\": \"The old tea house stood at the corner.\"}\n\
             \n\
             {\"id\": 2, \"text\": \"👍\", \"more\": true}\r\n\
             {\"text\": \"Das alte Teehaus stand an der Ecke.\", \"id\": null}";
        let mut output = Vec::new();
        let complain = |line, reason: &str| panic!("line {line}: {reason}");
        lines::answer_all(
            BufReader::new(input.as_bytes()),
            &mut output,
            |question| answer(question, &[]),
            complain,
        )
        .unwrap();
        let lines = String::from_utf8(output).unwrap();
        let answers: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(answers[0]["id"], "a");
        assert_eq!(answers[0]["language"], "en");
        assert!(answers[0]["confidence"].as_f64().unwrap() > 0.9);
        assert_eq!(answers[1], serde_json::json!({ "id": 2, "language": null, "confidence": 0.0 }));
        assert_eq!(answers[2]["language"], "de");
        assert_eq!(answers.len(), 3);
    }
}
