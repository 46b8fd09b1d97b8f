use std::{process::ExitCode, time::Instant};

use fabula_text::{Language, SummaryRequest, SummarySentence};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lines;
use crate::failure::Failure;

/// Summarises line by line, in bounded memory. Lines that can't be read are told on standard error, and left out.
pub(crate) fn run() -> Result<ExitCode, Failure> {
    lines::run(answer)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    id: Value,
    title: Option<String>,
    text: String,
    language: Option<Language>,
    sentences: Option<usize>,
    max_chars: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    id: Value,
    language: Option<Language>,
    blurb: String,
    r#abstract: Vec<String>,
    key_points: Vec<String>,
    took_micros: u64,
}

fn answer(question: Question) -> Answer {
    let began = Instant::now();
    let request = SummaryRequest {
        title: question.title.as_deref(),
        language: question.language,
        sentences: question.sentences,
        characters: question.max_chars,
    };
    let summary = fabula_text::summarise(&question.text, &request);
    let took = began.elapsed();
    let texts =
        |sentences: Vec<SummarySentence>| sentences.into_iter().map(|sentence| sentence.text).collect();
    Answer {
        id: question.id,
        language: summary.language,
        blurb: summary.blurb,
        r#abstract: texts(summary.abstract_sentences),
        key_points: texts(summary.key_points),
        took_micros: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answered(question: Value) -> Value {
        serde_json::to_value(answer(serde_json::from_value(question).unwrap())).unwrap()
    }

    #[test]
    fn an_answer_keeps_what_was_asked_for() {
        let text = "In 1923 the ferry came to the landing. It carried tea, salt and letters. Nobody had seen so large a \
            ferry before. The people of the village waited for the ferry each Monday. Then a bridge was built.";
        let found = answered(json!({ "id": 7, "text": text, "sentences": 2, "maxChars": 40, "more": 1 }));
        assert_eq!((&found["id"], &found["language"]), (&json!(7), &json!("en")));
        assert!(found["blurb"].as_str().unwrap().chars().count() <= 40);
        let sentences = found["abstract"].as_array().unwrap();
        assert_eq!(sentences.len(), 2);
        assert!(sentences.iter().all(|sentence| text.contains(sentence.as_str().unwrap())));
        assert_eq!(found["keyPoints"].as_array().unwrap().len(), 3);
        assert!(found["tookMicros"].is_u64());
    }

    #[test]
    fn a_text_without_words_has_an_empty_summary() {
        let found = answered(json!({ "id": null, "title": null, "text": "👍", "language": "pt-br" }));
        assert_eq!(found["language"], "pt-BR");
        assert_eq!(
            (&found["blurb"], &found["abstract"], &found["keyPoints"]),
            (&json!(""), &json!([]), &json!([]))
        );
    }
}
