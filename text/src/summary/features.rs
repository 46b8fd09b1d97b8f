//! What the choice of sentences goes by.

use super::{
    analysis::Analysis,
    source::{Line, ends_sentence},
    terms::Token,
};

/// How many there are.
pub(super) const FEATURES: usize = 44;

/// The lengths of a summary, in words, that expectations are reckoned for.
const LENGTHS: [f32; 3] = [15.0, 30.0, 60.0];

/// The features of a sentence, or of its beginning: `tokens` are the words that are shown of it.
pub(super) fn of(analysis: &Analysis, lines: &[Line], number: usize, tokens: &[Token]) -> [f32; FEATURES] {
    let yes = |fact: bool| f32::from(u8::from(fact));
    let (line, facts) = (&lines[number], &analysis.facts[number]);
    let all = lines.len() as f32;
    let place = number as f32;
    let words = (tokens.len() as f32).max(1.0);
    let known = Expectation::of(analysis, tokens);
    let content = Content::of(analysis, tokens);
    let (text, lexical) = (analysis.ranks.text[number], analysis.ranks.lexical[number]);
    let first =
        line.text.trim_start_matches(|sign: char| !sign.is_alphanumeric() && !"\"«“„»-–—".contains(sign));
    let last = line.text.chars().next_back().unwrap_or(' ');
    let first_term = tokens.first().map(|token| analysis.terms.term(*token));
    let over = |most: f32| ((words - most) / 10.0).max(0.0);
    let titled = yes(!analysis.title.is_empty());
    [
        1.0,
        // Place.
        1.0 / (1.0 + place),
        yes(number == 0),
        yes(number == 1),
        yes(number == 2),
        yes(number + 1 == lines.len()),
        place / all,
        (place / all).powi(2),
        (1.0 + place).ln(),
        yes(number == 0) * all.ln(),
        (1.0 + place).ln() * all.ln(),
        yes(facts.begins_passage),
        // Expected agreement with a summary of a given length, by words and by pairs of words.
        2.0 * known.words / (words + LENGTHS[0]),
        2.0 * known.words / (words + LENGTHS[1]),
        2.0 * known.words / (words + LENGTHS[2]),
        2.0 * known.pairs / (words + LENGTHS[1]),
        known.words / words,
        known.pairs / words,
        known.most,
        // Centrality.
        text.min(4.0),
        text.min(4.0).powi(2),
        lexical.min(4.0),
        lexical.min(4.0) * all.ln(),
        content.centroid,
        content.frequency,
        content.rarity,
        // The title.
        content.title_covered,
        content.of_title,
        content.title_covered * titled * yes(number > 0),
        titled,
        // Length.
        words.ln(),
        words.min(80.0) / 10.0,
        over(15.0).min(6.0),
        over(25.0).min(6.0),
        over(40.0).min(6.0),
        yes(words < 6.0),
        // Speech and form.
        facts.quoted,
        yes(facts.begins_quoted),
        yes(facts.is_torn),
        yes(first.starts_with(['"', '«', '“', '„', '»', '-', '–', '—'])),
        yes(first_term.is_some_and(|term| term.is_stop_word)),
        yes(matches!(last, '?' | '؟' | '？')),
        yes(!ends_sentence(last) && !matches!(last, '"' | '»' | '”' | ')')),
        content.named,
    ]
}

/// What words let expect.
#[derive(Default)]
struct Expectation {
    /// How many distinct words a summary has in common.
    words: f32,
    /// The same for pairs of words in a row.
    pairs: f32,
    /// The likeliest content word.
    most: f32,
}

impl Expectation {
    fn of(analysis: &Analysis, tokens: &[Token]) -> Self {
        let mut found = Self::default();
        let mut distinct: Vec<u32> = tokens.iter().map(|token| token.term).collect();
        distinct.sort_unstable();
        distinct.dedup();
        for term in distinct {
            let likely = analysis.importance[term as usize];
            found.words += likely;
            if !analysis.terms.all[term as usize].is_stop_word {
                found.most = found.most.max(likely);
            }
        }
        let likely = |token: &Token| analysis.importance[token.term as usize];
        found.pairs = tokens.windows(2).map(|pair| likely(&pair[0]) * likely(&pair[1])).sum();
        found
    }
}

/// What words say.
#[derive(Default)]
struct Content {
    centroid: f32,
    frequency: f32,
    rarity: f32,
    title_covered: f32,
    of_title: f32,
    named: f32,
}

impl Content {
    fn of(analysis: &Analysis, tokens: &[Token]) -> Self {
        let mut stems: Vec<u32> = Vec::with_capacity(tokens.len());
        let mut named = 0.0_f32;
        for (place, token) in tokens.iter().enumerate() {
            let term = analysis.terms.term(*token);
            if !term.is_stop_word {
                stems.push(term.stem);
            }
            named += f32::from(u8::from((place > 0 && token.is_capital) || term.is_number));
        }
        stems.sort_unstable();
        stems.dedup();
        let words = (stems.len() as f32).max(1.0);
        let (mut dot, mut own, mut frequency, mut rarity, mut titled) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for stem in &stems {
            let at = *stem as usize;
            let (count, rare) = (analysis.stem_counts[at], analysis.rarity[at]);
            dot += count * rare * rare;
            own += rare * rare;
            frequency += (1.0 + count).ln();
            rarity += rare;
            titled += f32::from(u8::from(analysis.in_title[at]));
        }
        Self {
            centroid: dot / (own.sqrt().max(1e-6) * analysis.centroid),
            frequency: frequency / words,
            rarity: rarity / words,
            title_covered: titled / analysis.title_stems,
            of_title: titled / words,
            named: named / (tokens.len() as f32).max(1.0),
        }
    }
}
