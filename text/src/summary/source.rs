//! The sentences that a summary may take.

use std::ops::Range;

use crate::{
    Language, Script,
    markdown::{Passage, PassageKind, passages},
    sentences::{Rules, sentences_by},
};

/// Characters up to which a paragraph without a full stop is taken for a heading.
const LONGEST_HEADING: usize = 80;

/// A sentence of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its words on one line, without mark-up.
    pub(super) text: String,
    /// Where it was written, in bytes of the Markdown.
    pub(super) source: Range<usize>,
    /// The number of its passage among those with sentences.
    pub(super) passage: usize,
}

/// What a text offers.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Its sentences in order.
    pub(super) lines: Vec<Line>,
    /// Its first heading, if it begins with one.
    pub(super) heading: Option<String>,
}

impl Source {
    /// Reads Markdown. The sentences are those of its paragraphs; if there are none, those of its quotations and lists;
    /// if there are none of these either, its headings.
    pub(super) fn read(markdown: &str, language: Option<Language>) -> Self {
        let passages = passages(markdown);
        let rules = Rules::of(language);
        let heading = passages
            .first()
            .filter(|first| {
                passages.len() > 1 && (first.kind == PassageKind::Heading || is_like_heading(first))
            })
            .map(|first| on_one_line(&first.text));
        let choices: [fn(&Passage) -> bool; 3] = [
            |passage| passage.kind == PassageKind::Paragraph && !is_like_heading(passage),
            |passage| passage.kind != PassageKind::Heading,
            |_| true,
        ];
        let lines = choices
            .iter()
            .map(|choice| lines_of(passages.iter().filter(|passage| choice(passage)), &rules))
            .find(|lines| !lines.is_empty());
        Self { lines: lines.unwrap_or_default(), heading }
    }
}

fn lines_of<'a>(passages: impl Iterator<Item = &'a Passage>, rules: &Rules) -> Vec<Line> {
    let mut lines = Vec::new();
    for (number, passage) in passages.enumerate() {
        lines.extend(sentences_by(&passage.text, rules).into_iter().map(|range| Line {
            text: on_one_line(&passage.text[range.clone()]),
            source: passage.source(&range),
            passage: number,
        }));
    }
    lines
}

/// Whether a paragraph is short and has no full stop: a headline of a text without mark-up. Scripts that have no full stops
/// at all can't be told that way.
fn is_like_heading(passage: &Passage) -> bool {
    let text = passage.text.trim_end();
    passage.kind == PassageKind::Paragraph
        && text.chars().nth(LONGEST_HEADING).is_none()
        && !text.chars().any(|sign| Script::of(sign) == Some(Script::SoutheastAsian))
        && !text.chars().rev().take(3).any(ends_sentence)
}

/// Whether a sign ends sentences.
pub(super) fn ends_sentence(sign: char) -> bool {
    matches!(
        sign,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '．'
            | '！'
            | '？'
            | '｡'
            | '।'
            | '॥'
            | '۔'
            | '؟'
            | '։'
            | '።'
            | '၊'
            | '။'
            | '។'
            | '៕'
            | '།'
            | '᠃'
            | '\u{37E}'
    )
}

/// White space folded to single spaces. Spaces that keep words together stay.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let breaks = |sign: char| sign.is_whitespace() && !matches!(sign, '\u{A0}' | '\u{202F}' | '\u{2007}');
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(markdown: &str) -> Vec<String> {
        Source::read(markdown, "en".parse().ok()).lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn sentences_are_those_of_paragraphs_while_there_are_any() {
        let markdown =
            "# Tea\n\nThe tea\ncame. It **was** hot.\n\n> Quoted.\n\n- An item.\n\nA headline\n\nMore tea.";
        assert_eq!(lines(markdown), ["The tea came.", "It was hot.", "More tea."]);
        assert_eq!(lines("# Tea\n\n> Quoted.\n\n- An item.\n"), ["Quoted.", "An item."]);
        assert_eq!(lines("# Tea\n\n## Pots"), ["Tea", "Pots"]);
        assert_eq!(lines("A headline"), ["A headline"]);
        assert!(lines("```\ncode\n```").is_empty());
    }

    #[test]
    fn a_text_that_begins_with_a_headline_has_a_title() {
        let heading = |markdown| Source::read(markdown, None).heading;
        assert_eq!(heading("# Tea\n\nIt came."), Some("Tea".to_owned()));
        assert_eq!(heading("Tea comes\n\nIt came."), Some("Tea comes".to_owned()));
        assert_eq!(heading("It came.\n\n# Tea"), None);
    }
}
