//! Commands that answer JSON lines: a line in, a line out, in order and in bounded memory.

use std::{
    io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read as _, Write},
    process::ExitCode,
};

use serde::{Serialize, de::DeserializeOwned};

use crate::failure::Failure;

/// The longest line that is taken, in bytes: a story of the greatest length, escaped to the utmost, is about as long.
const LONGEST_LINE: u64 = 2 * 1024 * 1024;

/// Answers standard input on standard output. Lines that can't be read are told on standard error, and left out; then the
/// exit code is 1.
pub(super) fn run<Question: DeserializeOwned, Answer: Serialize>(
    answer: impl FnMut(Question) -> Answer,
) -> Result<ExitCode, Failure> {
    let input = BufReader::with_capacity(64 * 1024, io::stdin().lock());
    let output = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    match answer_all(input, output, answer, |line, reason| eprintln!("fabula: line {line}: {reason}")) {
        Ok(0) => Ok(ExitCode::SUCCESS),
        Ok(_) => Ok(ExitCode::FAILURE),
        // A reader that has gone (`| head`) is no failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(error.into()),
    }
}

/// Answers every line, and tells how many could not be read.
pub(super) fn answer_all<Question: DeserializeOwned, Answer: Serialize>(
    mut input: BufReader<impl io::Read>,
    mut output: impl Write,
    mut answer: impl FnMut(Question) -> Answer,
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
                serde_json::to_writer(&mut output, &answer(question))?;
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

/// A share with four digits: more would only look like knowledge.
pub(super) fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
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
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Deserialize)]
    struct Question {
        id: Value,
        text: String,
    }

    fn answered(input: &str) -> (Vec<Value>, Vec<(u64, String)>) {
        let (mut output, mut complaints) = (Vec::new(), Vec::new());
        let complain = |line, reason: &str| complaints.push((line, reason.to_owned()));
        let answer = |question: Question| json!({ "id": question.id, "length": question.text.len() });
        let bad = answer_all(BufReader::new(input.as_bytes()), &mut output, answer, complain).unwrap();
        assert_eq!(bad, complaints.len() as u64);
        let lines = String::from_utf8(output).unwrap();
        (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), complaints)
    }

    #[test]
    fn bad_lines_are_told_and_the_rest_goes_on() {
        let long =
            format!("{{\"id\": 4, \"text\": \"{}\"}}", "a".repeat(usize::try_from(LONGEST_LINE).unwrap()));
        let (answers, complaints) = answered(&format!(
            "not JSON\n{{\"id\": 2}}\n{{\"id\": 3, \"text\": 7}}\n{long}\n\n{{\"id\": 5, \"text\": \"Guten Tag\"}}\r\n"
        ));
        assert_eq!(complaints.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert!(complaints[1].1.contains("missing field `text`"), "{complaints:?}");
        assert_eq!(answers, [json!({ "id": 5, "length": 9 })]);
    }

    #[test]
    fn the_longest_line_is_still_taken() {
        let frame = "{\"id\":1,\"text\":\"\"}".len();
        let text = "a".repeat(usize::try_from(LONGEST_LINE).unwrap() - frame);
        let (answers, complaints) = answered(&format!("{{\"id\":1,\"text\":\"{text}\"}}\n"));
        assert_eq!((answers.len(), complaints.len()), (1, 0));
    }
}
