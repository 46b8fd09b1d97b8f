//! How likely a word is to be in a summary that somebody would write: a logistic model of where and how often the text has
//! it.
//!
//! After Hong and Nenkova, "Improving the Estimation of Word Importance for News Multi-Document Summarization", EACL 2014.
//! Its features know no word, so that it serves every language.

use super::{
    analysis::Analysis,
    model::{Model, logistic, product},
};

/// What the model knows of a word.
pub(super) const FEATURES: usize = 22;

/// The likelihood of each term.
pub(super) fn of(analysis: &Analysis, model: &Model) -> Vec<f32> {
    features(analysis).iter().map(|features| logistic(product(&model.words, features))).collect()
}

#[derive(Clone, Copy, Default)]
struct Uses {
    count: f32,
    lines: f32,
    first: Option<usize>,
    last: usize,
    capitals: f32,
    /// Uses that are not the first word of a sentence, whose capital says nothing.
    inside: f32,
    quoted: f32,
    in_title: bool,
}

/// The features of each term of a text.
pub(super) fn features(analysis: &Analysis) -> Vec<[f32; FEATURES]> {
    let mut uses = vec![Uses::default(); analysis.terms.all.len()];
    for (number, tokens) in analysis.lines.iter().enumerate() {
        for (place, token) in tokens.iter().enumerate() {
            let uses = &mut uses[token.term as usize];
            if uses.first.is_none() || uses.last != number {
                uses.lines += 1.0;
            }
            uses.first.get_or_insert(number);
            uses.last = number;
            uses.count += 1.0;
            uses.quoted += analysis.facts[number].quoted;
            if place > 0 {
                uses.inside += 1.0;
                uses.capitals += f32::from(u8::from(token.is_capital));
            }
        }
    }
    for token in &analysis.title {
        uses[token.term as usize].in_title = true;
    }
    let lines = (analysis.lines.len() as f32).max(1.0);
    let tokens = analysis.lines.iter().map(Vec::len).sum::<usize>().max(1) as f32;
    let terms = analysis.terms.all.iter().zip(&uses);
    terms
        .map(|(term, uses)| {
            let yes = |fact: bool| f32::from(u8::from(fact));
            let first = uses.first.map_or(lines, |first| first as f32);
            let stop = yes(term.is_stop_word);
            let spread = uses.lines / lines;
            let title_stem = yes(analysis.in_title[term.stem as usize]);
            [
                1.0,
                (1.0 + uses.count).ln(),
                (100.0 * uses.count / tokens).min(5.0),
                spread,
                (1.0 + analysis.stem_counts[term.stem as usize]).ln(),
                1.0 / (1.0 + first),
                first / lines,
                yes(first < 1.0),
                yes(uses.in_title),
                title_stem,
                stop,
                term.letters.min(15) as f32 / 10.0,
                yes(term.letters <= 3),
                yes(term.is_number),
                if uses.inside > 0.0 { uses.capitals / uses.inside } else { 0.0 },
                if uses.count > 0.0 { uses.quoted / uses.count } else { 0.0 },
                lines.ln(),
                yes(uses.in_title) * stop,
                stop * spread,
                (uses.last as f32 + 1.0) / lines,
                stop * (1.0 + uses.count).ln(),
                (1.0 + first).ln(),
            ]
        })
        .collect()
}
