//! What is known of a text before anything is chosen.

use std::collections::HashSet;

use super::{
    graph::{self, Bag, Ranks},
    importance,
    model::Model,
    source::Line,
    terms::{Terms, Token},
};
use crate::sentences::StopWords;

/// A sentence's own facts.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Whether it begins within a quotation that an earlier one opened.
    pub(super) begins_quoted: bool,
    /// Whether it leaves a quotation open, or closes one of an earlier sentence.
    pub(super) is_torn: bool,
    /// The share of its letters that are quoted.
    pub(super) quoted: f32,
    /// Whether the text has had it before, word for word.
    pub(super) is_repeated: bool,
    /// Whether its passage begins with it.
    pub(super) begins_passage: bool,
}

/// A text, taken apart and weighed.
pub(super) struct Analysis {
    pub(super) terms: Terms,
    /// The words of each sentence.
    pub(super) lines: Vec<Vec<Token>>,
    pub(super) facts: Vec<Facts>,
    pub(super) title: Vec<Token>,
    pub(super) ranks: Ranks,
    /// How rare each stem is among the sentences: the logarithm of their number over that of those with it.
    pub(super) rarity: Vec<f32>,
    /// How often the text has each stem.
    pub(super) stem_counts: Vec<f32>,
    /// Which stems the title has.
    pub(super) in_title: Vec<bool>,
    /// How many stems the title has, at least 1.
    pub(super) title_stems: f32,
    /// The length of the vector of all stems by count and rarity.
    pub(super) centroid: f32,
    /// How likely each term is to be in a summary.
    pub(super) importance: Vec<f32>,
}

impl Analysis {
    pub(super) fn of(lines: &[Line], title: Option<&str>, stop_words: StopWords, model: &Model) -> Self {
        let mut terms = Terms::new(stop_words);
        let tokens: Vec<Vec<Token>> = lines.iter().map(|line| terms.read(&line.text)).collect();
        let title = title.map_or_else(Vec::new, |title| terms.read(title));
        let bags: Vec<Bag> = tokens.iter().map(|tokens| bag(tokens, &terms)).collect();
        let mut stem_counts = vec![0.0_f32; terms.stems];
        let mut spread = vec![0.0_f32; terms.stems];
        for (stem, count) in bags.iter().flatten() {
            stem_counts[*stem as usize] += count;
            spread[*stem as usize] += 1.0;
        }
        let all = lines.len() as f32;
        let rarity: Vec<f32> = spread.iter().map(|with| ((all + 1.0) / (with + 0.5)).ln()).collect();
        let mut in_title = vec![false; terms.stems];
        for token in &title {
            let term = terms.term(*token);
            in_title[term.stem as usize] |= !term.is_stop_word;
        }
        let title_stems = in_title.iter().filter(|is| **is).count().max(1) as f32;
        let centroid =
            stem_counts.iter().zip(&rarity).map(|(count, rare)| (count * rare).powi(2)).sum::<f32>();
        let ranks = graph::rank(&bags, &rarity);
        let mut analysis = Self {
            terms,
            lines: tokens,
            facts: facts(lines),
            title,
            ranks,
            rarity,
            stem_counts,
            in_title,
            title_stems,
            centroid: centroid.sqrt().max(1e-6),
            importance: Vec::new(),
        };
        analysis.importance = importance::of(&analysis, model);
        analysis
    }
}

/// A sentence's stems without stop words.
fn bag(tokens: &[Token], terms: &Terms) -> Bag {
    let content = tokens.iter().map(|token| terms.term(*token)).filter(|term| !term.is_stop_word);
    let mut stems: Vec<u32> = content.map(|term| term.stem).collect();
    stems.sort_unstable();
    stems.chunk_by(|one, other| one == other).map(|same| (same[0], same.len() as f32)).collect()
}

fn facts(lines: &[Line]) -> Vec<Facts> {
    let mut facts = Vec::with_capacity(lines.len());
    let (mut passage, mut open) = (None, false);
    let mut seen = HashSet::new();
    for line in lines {
        let begins_passage = passage != Some(line.passage);
        if begins_passage {
            (passage, open) = (Some(line.passage), false);
        }
        let begins_quoted = open;
        let (mut letters, mut quoted) = (0_u32, 0_u32);
        for sign in line.text.chars() {
            match sign {
                '„' => open = true,
                '”' => open = false,
                // The same marks open in one language and close in another.
                '"' | '“' | '«' | '»' | '「' | '」' => open = !open,
                sign if sign.is_alphanumeric() => {
                    letters += 1;
                    quoted += u32::from(open);
                }
                _ => {}
            }
        }
        facts.push(Facts {
            begins_quoted,
            is_torn: begins_quoted != open || (begins_quoted && quoted < letters),
            quoted: quoted as f32 / letters.max(1) as f32,
            is_repeated: !seen.insert(line.text.as_str()),
            begins_passage,
        });
    }
    facts
}
