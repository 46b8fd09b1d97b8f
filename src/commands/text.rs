use std::{
    io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read as _, Write},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use fabula_text::{Language, detect_with_confidence};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::Failure;

/// The longest line that is taken, in bytes: a story of the greatest length, escaped to the utmost, is about as long.
const LONGEST_LINE: u64 = 2 * 1024 * 1024;

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
    let input = BufReader::with_capacity(64 * 1024, io::stdin().lock());
    let output = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    match detect(input, output, &options.expect, |line, reason| eprintln!("fabula: line {line}: {reason}")) {
        Ok(0) => Ok(ExitCode::SUCCESS),
        Ok(_) => Ok(ExitCode::FAILURE),
        // A reader that has gone (`| head`) is no failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(error.into()),
    }
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

/// Answers every line, and tells how many could not be read.
fn detect<R: io::Read>(
    mut input: BufReader<R>,
    mut output: impl Write,
    expected: &[Language],
    mut complain: impl FnMut(u64, &str),
) -> io::Result<u64> {
    let mut line = Vec::new();
    let (mut number, mut bad) = (0, 0);
    loop {
        if input.buffer().is_empty() {
            // Whoever waits for answers before asking on has them.
            output.flush()?;
        }
        number += 1;
        let question = match next_line(&mut input, &mut line)? {
            Line::End => break,
            Line::TooLong => Err(format!("longer than {LONGEST_LINE} bytes")),
            Line::Whole if line.trim_ascii().is_empty() => continue,
            Line::Whole => serde_json::from_slice::<Question>(&line).map_err(|error| reason(&error)),
        };
        match question {
            Ok(question) => {
                serde_json::to_writer(&mut output, &answer(question, expected))?;
                output.write_all(b"\n")?;
            }
            Err(reason) => {
                bad += 1;
                complain(number, &reason);
            }
        }
    }
    output.flush()?;
    Ok(bad)
}

fn answer(question: Question, expected: &[Language]) -> Answer {
    let detection = detect_with_confidence(&question.text, expected);
    Answer {
        id: question.id,
        language: detection.map(|found| found.language),
        // Four digits: more would only look like knowledge.
        confidence: detection.map_or(0.0, |found| (f64::from(found.confidence) * 1e4).round() / 1e4),
    }
}

/// What is wrong with a line, and where in it.
fn reason(error: &serde_json::Error) -> String {
    let column = error.column();
    // The library counts lines too, and always ends with them: there is only one.
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or("not JSON");
    format!("{said} (column {column})")
}

enum Line {
    Whole,
    TooLong,
    End,
}

/// The next line, without its end. Of one that is too long, the rest is skipped and never held.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Line> {
    line.clear();
    let read = input.by_ref().take(LONGEST_LINE + 1).read_until(b'\n', line)?;
    if read == 0 {
        return Ok(Line::End);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Line::Whole);
    }
    if (read as u64) <= LONGEST_LINE {
        return Ok(Line::Whole);
    }
    loop {
        let part = input.fill_buf()?;
        let (length, ended) = match part.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (part.len(), part.is_empty()),
        };
        input.consume(length);
        if ended {
            return Ok(Line::TooLong);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(input: &str) -> (Vec<Value>, Vec<(u64, String)>) {
        let (mut output, mut complaints) = (Vec::new(), Vec::new());
        let complain = |line, reason: &str| complaints.push((line, reason.to_owned()));
        let bad = detect(BufReader::new(input.as_bytes()), &mut output, &[], complain).unwrap();
        assert_eq!(bad, complaints.len() as u64);
        let lines = String::from_utf8(output).unwrap();
        (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), complaints)
    }

    #[test]
    fn every_line_has_an_answer() {
        let (answers, complaints) = detected(
            "{\"id\": \"a\", \"text\": \"The old tea house stood at the corner.\"}\n\
             \n\
             {\"id\": 2, \"text\": \"👍\", \"more\": true}\r\n\
             {\"text\": \"Das alte Teehaus stand an der Ecke.\", \"id\": null}",
        );
        assert_eq!(complaints, []);
        assert_eq!(answers[0]["id"], "a");
        assert_eq!(answers[0]["language"], "en");
        assert!(answers[0]["confidence"].as_f64().unwrap() > 0.9);
        assert_eq!(answers[1], serde_json::json!({ "id": 2, "language": null, "confidence": 0.0 }));
        assert_eq!(answers[2]["language"], "de");
        assert_eq!(answers.len(), 3);
    }

    #[test]
    fn bad_lines_are_told_and_the_rest_goes_on() {
        let long =
            format!("{{\"id\": 4, \"text\": \"{}\"}}", "a".repeat(usize::try_from(LONGEST_LINE).unwrap()));
        let (answers, complaints) = detected(&format!(
            "not JSON\n{{\"id\": 2}}\n{{\"id\": 3, \"text\": 7}}\n{long}\n{{\"id\": 5, \"text\": \"Guten Tag allerseits\"}}\n"
        ));
        assert_eq!(complaints.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert!(complaints[1].1.contains("missing field `text`"), "{complaints:?}");
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0]["id"], 5);
    }

    #[test]
    fn the_longest_line_is_still_taken() {
        let frame = "{\"id\":1,\"text\":\"\"}".len();
        let text = "a".repeat(usize::try_from(LONGEST_LINE).unwrap() - frame);
        let (answers, complaints) = detected(&format!("{{\"id\":1,\"text\":\"{text}\"}}\n"));
        assert_eq!((answers.len(), complaints.len()), (1, 0));
    }
}
