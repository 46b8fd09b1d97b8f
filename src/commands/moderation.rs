use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use fabula_domain::moderation::{
    Explanation, Signal, SignalVerdict, Span,
    checks::{self, Check, Subject},
};
use fabula_text::{Language, detect};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lines::{self, rounded};
use crate::failure::Failure;

/// What moderation can be asked.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge texts by the checks that need nothing but the text: a line `{"id", "text", "language"?}` of JSON in, a line
    /// `{"id", "language", "verdict", "toxicity", "spam", "signals"}` out.
    ///
    /// Without `language` it is detected; `null` in the answer is a language that nobody knows. `toxicity` and `spam` are
    /// probabilities, `null` where the scorer was not trained in the language. A signal is
    /// `{"check", "score", "verdict", "spans"}`; a span is `{"start", "end"}` in Unicode code points of the text.
    Score,
}

/// Does it line by line.
pub(crate) fn run(command: &Command) -> Result<ExitCode, Failure> {
    let Command::Score = command;
    let checks = checks::of_texts();
    lines::run(|question| answer(question, &checks))
}

#[derive(Deserialize)]
struct Question {
    id: Value,
    text: String,
    #[serde(default)]
    language: Option<Language>,
}

#[derive(Serialize)]
struct Answer {
    id: Value,
    language: Option<Language>,
    verdict: SignalVerdict,
    toxicity: Option<f64>,
    spam: Option<f64>,
    signals: Vec<AnsweredSignal>,
}

#[derive(Serialize)]
struct AnsweredSignal {
    check: String,
    score: f64,
    verdict: SignalVerdict,
    spans: Vec<Span>,
}

fn answer(question: Question, checks: &[Box<dyn Check>]) -> Answer {
    let language = question.language.or_else(|| detect(&question.text, &[]));
    let subject = Subject {
        text: &question.text,
        language,
        // None of these checks looks at the time.
        now: DateTime::<Utc>::UNIX_EPOCH,
        by_author: &[],
        by_others: &[],
    };
    let signals = checks::run(checks, &subject);
    Answer {
        id: question.id,
        language,
        verdict: checks::verdict(&signals),
        toxicity: probability(&signals, "toxicity"),
        spam: probability(&signals, "spam"),
        signals: signals.into_iter().map(AnsweredSignal::from).collect(),
    }
}

/// What a scorer said, if it knew the language.
fn probability(signals: &[Signal], check: &str) -> Option<f64> {
    let signal = signals.iter().find(|signal| signal.check == check)?;
    (signal.explanation != Explanation::NoScorer).then(|| rounded(signal.score))
}

impl From<Signal> for AnsweredSignal {
    fn from(signal: Signal) -> Self {
        Self {
            check: signal.check.into_owned(),
            score: rounded(signal.score),
            verdict: signal.verdict,
            spans: signal.spans,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::{super::lines::answer_all, *};

    fn answers(input: &str) -> Vec<Value> {
        let mut output = Vec::new();
        let checks = checks::of_texts();
        let input = BufReader::new(input.as_bytes());
        let bad = answer_all(input, &mut output, |question| answer(question, &checks), |_, _| ()).unwrap();
        assert_eq!(bad, 0);
        String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn every_line_has_a_verdict_and_the_signals_that_made_it() {
        let answers = answers(
            "{\"id\": 1, \"text\": \"You are a worthless f*cking idiot and everybody here knows it.\"}\n\
             {\"id\": 2, \"text\": \"Meine Großmutter erzählte die Geschichte vom Fuchs ganz anders.\"}\n\
             {\"id\": 3, \"text\": \"Isoäitini kertoi tarinan aivan toisin.\", \"language\": \"fi\"}\n",
        );
        assert_eq!((&answers[0]["language"], &answers[0]["verdict"]), (&"en".into(), &"HOLD".into()));
        assert!(answers[0]["toxicity"].as_f64().unwrap() >= 0.5);
        let signals = answers[0]["signals"].as_array().unwrap();
        let evasion = signals.iter().find(|signal| signal["check"] == "evasion").unwrap();
        assert_eq!(evasion["spans"], serde_json::json!([{ "start": 20, "end": 27 }]));
        assert_eq!((&answers[1]["language"], &answers[1]["verdict"]), (&"de".into(), &"PUBLISH".into()));
        assert!(answers[1]["toxicity"].as_f64().unwrap() < 0.5);
        assert_eq!((&answers[2]["toxicity"], &answers[2]["spam"]), (&Value::Null, &Value::Null));
        assert_eq!(answers[2]["verdict"], "PUBLISH");
    }
}
