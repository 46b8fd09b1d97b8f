//! Summaries out of a text's own sentences: a blurb for a card, an abstract, key points. Pure, deterministic, in every
//! language.
//!
//! A text is read into sentences ([`source`]) and words ([`terms`]); each word is weighed by how likely a summary has it
//! ([`importance`]), each sentence by what it shares with the others ([`graph`]), and by both, its place and its form
//! ([`features`]). Two linear models, trained on texts with summaries, give the sentences their scores ([`weights`]), and
//! those that say the same are not taken together ([`choice`]). How well that does: `docs/summaries.md`.

mod analysis;
mod blurb;
mod choice;
mod cut;
mod discussion;
mod features;
mod graph;
mod importance;
pub mod learning;
mod model;
mod source;
mod terms;
mod weights;

use std::ops::Range;

use analysis::Analysis;
pub use discussion::{CitedSentence, Discussion, Remark};
use model::{Model, product};
use source::{Line, Source};

use crate::{Language, detect, sentences::StopWords};

/// The characters of a blurb, if nothing else is asked for.
const BLURB: usize = 160;
/// The most sentences of an abstract, if no number is asked for.
const ABSTRACT: usize = 5;
/// A text has a sentence in its abstract for so many of its own.
const SENTENCES_FOR_ONE: usize = 4;
/// The fewest and the most key points; of a short text, as many as half of its sentences.
const KEY_POINTS: std::ops::RangeInclusive<usize> = 3..=7;
/// How much sentences that say the same are kept apart, in standard deviations of the score. From none to twice that, the
/// agreement with references was the same; readers are spared repetitions.
const AVERSION: f32 = 1.0;
/// How much key points that say the same are kept apart, in standard deviations of the score: each should say something
/// else.
const AVERSION_OF_KEY_POINTS: f32 = 2.0;
/// The share of the sentences from which on, and up to which, their rank in the graph takes over from the model: it was
/// trained on short summaries, whereas a long one is better off with all that is central.
const LONG: Range<f32> = 0.2..0.35;

/// What is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct SummaryRequest<'a> {
    /// The title, of which much is said in a text. Without, a heading at the beginning of the text serves.
    pub title: Option<&'a str>,
    /// The language of the text. Without, it is detected.
    pub language: Option<Language>,
    /// The number of sentences of the abstract. Without, one for four sentences, at most five.
    pub sentences: Option<usize>,
    /// The most characters of the blurb, in Unicode scalar values, its ellipsis included. Without, 160.
    pub characters: Option<usize>,
}

/// What a text says, in its own sentences and its own language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The language that the text was read in; `None` if it is unknown.
    pub language: Option<Language>,
    /// One or two sentences for a card. What is cut ends at a word with an ellipsis. Empty if the text has no words.
    pub blurb: String,
    /// The abstract, in the order of the text.
    pub abstract_sentences: Vec<SummarySentence>,
    /// The points that the text makes, in its order.
    pub key_points: Vec<SummarySentence>,
}

/// A sentence of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummarySentence {
    /// Its words on one line, without mark-up.
    pub text: String,
    /// Where it stands in the Markdown, in bytes.
    pub source: Range<usize>,
}

/// Summarises a Markdown text.
#[must_use]
pub fn summarise(markdown: &str, request: &SummaryRequest<'_>) -> Summary {
    summarise_by(&weights::MODEL, markdown, request)
}

fn summarise_by(model: &Model, markdown: &str, request: &SummaryRequest<'_>) -> Summary {
    let language = request.language.or_else(|| detect(markdown, &[]));
    let source = Source::read(markdown, language);
    let title = request.title.map(str::trim).filter(|title| !title.is_empty());
    let title = title.or(source.heading.as_deref());
    let lines = &source.lines;
    let analysis = Analysis::of(lines, title, StopWords::of(language), model);
    let scores = scores(&analysis, lines, model);
    let sentences =
        request.sentences.unwrap_or_else(|| lines.len().div_ceil(SENTENCES_FOR_ONE).min(ABSTRACT));
    let points = (lines.len() / 2)
        .min((lines.len() as f32).sqrt() as usize)
        .clamp(*KEY_POINTS.start(), *KEY_POINTS.end());
    let points = points.min(lines.len().div_ceil(2));
    let pick =
        |numbers: Vec<usize>| numbers.into_iter().map(|number| SummarySentence::of(&lines[number])).collect();
    Summary {
        language,
        blurb: blurb::of(&analysis, lines, &scores, request.characters.unwrap_or(BLURB), model),
        abstract_sentences: pick(abstract_of(&analysis, &scores, sentences)),
        key_points: pick(choice::choose(&analysis, &scores, points, AVERSION_OF_KEY_POINTS)),
    }
}

impl SummarySentence {
    fn of(line: &Line) -> Self {
        Self { text: line.text.clone(), source: line.source.clone() }
    }
}

/// The score of each sentence, in standard deviations.
fn scores(analysis: &Analysis, lines: &[Line], model: &Model) -> Vec<f32> {
    let mut scores: Vec<f32> = (0..lines.len())
        .map(|number| {
            let features = features::of(analysis, lines, number, &analysis.lines[number]);
            product(&model.sentences, &features)
        })
        .collect();
    standardise(&mut scores);
    scores
}

fn abstract_of(analysis: &Analysis, scores: &[f32], sentences: usize) -> Vec<usize> {
    let share = sentences as f32 / (scores.len() as f32).max(1.0);
    let long = ((share - LONG.start) / (LONG.end - LONG.start)).clamp(0.0, 1.0);
    if long == 0.0 {
        return choice::choose(analysis, scores, sentences, AVERSION);
    }
    let mut ranks = analysis.ranks.text.clone();
    standardise(&mut ranks);
    let mixed: Vec<f32> =
        scores.iter().zip(&ranks).map(|(score, rank)| (1.0 - long) * score + long * rank).collect();
    choice::choose(analysis, &mixed, sentences, AVERSION * (1.0 - long))
}

/// To a mean of 0 and a standard deviation of 1.
fn standardise(values: &mut [f32]) {
    let count = (values.len() as f32).max(1.0);
    let mean = values.iter().sum::<f32>() / count;
    let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count).sqrt().max(1e-6);
    for value in values {
        *value = (*value - mean) / deviation;
    }
}

#[cfg(test)]
mod tests;
