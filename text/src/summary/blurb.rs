//! The text of a card: one sentence that fits, or the beginning of one, or two that belong together.

use super::{
    analysis::Analysis,
    cut::{Cut, beginning, cuts},
    features,
    model::{Model, product},
    source::Line,
    terms::Token,
};

/// How many sentences are tried: those with the best scores.
const TRIED: usize = 24;
/// What the model knows of a blurb beyond the words in it.
pub(super) const FEATURES: usize = features::FEATURES + 5;

/// A text that fits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) text: String,
    pub(super) features: [f32; FEATURES],
}

/// The best blurb of at most `most` characters.
pub(super) fn of(analysis: &Analysis, lines: &[Line], scores: &[f32], most: usize, model: &Model) -> String {
    let worth = |candidate: &Candidate| product(&model.blurbs, &candidate.features);
    let all = candidates(analysis, lines, scores, most);
    let best = all.into_iter().reduce(|best, other| if worth(&other) > worth(&best) { other } else { best });
    best.map(|best| best.text)
        .or_else(|| {
            let begun = lines.iter().map(|line| beginning(&line.text, most)).find(|begun| !begun.is_empty());
            begun.map(|begun| format!("{begun}…"))
        })
        .unwrap_or_default()
}

/// What is tried.
pub(super) fn candidates(analysis: &Analysis, lines: &[Line], scores: &[f32], most: usize) -> Vec<Candidate> {
    let mut numbers: Vec<usize> = (0..lines.len()).collect();
    numbers.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
    numbers.truncate(TRIED);
    let mut found = Vec::new();
    for number in numbers {
        let (text, tokens) = (&lines[number].text, &analysis.lines[number]);
        let maker = Maker { analysis, lines, number, most };
        let length = text.chars().count();
        if length > most {
            found.extend(cuts(text, most).into_iter().map(|cut| maker.cut(text, tokens, cut, false)));
            continue;
        }
        found.push(maker.whole(text, tokens, false));
        // A short sentence leaves room for the one that follows it.
        let next = lines.get(number + 1).filter(|next| next.passage == lines[number].passage);
        if let Some(next) = next
            && length * 4 < most * 3
        {
            let space = if text.ends_with(['。', '！', '？', '」', '』', '”']) { "" } else { " " };
            let joined = format!("{text}{space}{}", next.text);
            let offset = u32::try_from(text.len() + space.len()).unwrap_or(u32::MAX);
            let following = analysis.lines[number + 1].iter();
            let following = following.map(|token| Token { end: token.end.saturating_add(offset), ..*token });
            let tokens: Vec<Token> = tokens.iter().copied().chain(following).collect();
            if joined.chars().count() <= most {
                found.push(maker.whole(&joined, &tokens, true));
            } else {
                let further = |cut: &Cut| cut.end > text.len() + 1;
                let cuts = cuts(&joined, most).into_iter().filter(further);
                found.extend(cuts.map(|cut| maker.cut(&joined, &tokens, cut, true)));
            }
        }
    }
    found
}

struct Maker<'a> {
    analysis: &'a Analysis,
    lines: &'a [Line],
    number: usize,
    most: usize,
}

impl Maker<'_> {
    fn whole(&self, text: &str, tokens: &[Token], is_pair: bool) -> Candidate {
        let filled = text.chars().count() as f32 / self.most.max(1) as f32;
        self.candidate(text.to_owned(), tokens, [1.0, 0.0, 0.0, f32::from(u8::from(is_pair)), filled])
    }

    fn cut(&self, text: &str, tokens: &[Token], cut: Cut, is_pair: bool) -> Candidate {
        let kept = &text[..cut.end];
        let tokens = &tokens[..tokens.partition_point(|token| token.end as usize <= cut.end)];
        let filled = kept.chars().count() as f32 / self.most.max(1) as f32;
        let left = 1.0 - cut.end as f32 / text.len() as f32;
        let facts = [0.0, f32::from(u8::from(cut.at_clause)), left, f32::from(u8::from(is_pair)), filled];
        self.candidate(format!("{kept}…"), tokens, facts)
    }

    fn candidate(&self, text: String, tokens: &[Token], facts: [f32; 5]) -> Candidate {
        let mut all = [0.0; FEATURES];
        all[..features::FEATURES].copy_from_slice(&features::of(
            self.analysis,
            self.lines,
            self.number,
            tokens,
        ));
        all[features::FEATURES..].copy_from_slice(&facts);
        Candidate { text, features: all }
    }
}
