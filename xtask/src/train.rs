//! Training: rows from texts, weights from rows, probabilities by cross-validation.

use std::collections::BTreeMap;

use fabula_text::scoring::{Features, HAND, Lexicon, OWN};

use crate::{
    corpus::Example,
    fit::{Rows, Target, fit},
};

/// Parts that cross-validation holds out one after the other.
pub(crate) const FOLDS: u64 = 8;

/// How a scorer is fitted.
#[derive(Debug, Clone)]
pub(crate) struct Recipe<'a> {
    /// The table has two to this many weights.
    pub(crate) bits: u32,
    /// The penalty for being wrong about a text of average weight.
    pub(crate) cost: f32,
    pub(crate) epochs: u32,
    /// The languages with a head.
    pub(crate) languages: &'a [&'a str],
}

impl Recipe<'_> {
    fn table(&self) -> usize {
        1 << self.bits
    }

    /// All columns: the table, what is made by hand, and each language's own; one more for languages without head.
    fn columns(&self) -> usize {
        self.table() + HAND + OWN * (self.languages.len() + 1)
    }

    fn head(&self, language: &str) -> usize {
        self.languages.iter().position(|known| *known == language).unwrap_or(self.languages.len())
    }

    /// Where a language's own columns begin.
    pub(crate) fn own(&self, language: &str) -> usize {
        self.table() + HAND + OWN * self.head(language)
    }

    /// Adds a text's row.
    pub(crate) fn add(&self, rows: &mut Rows, features: &Features, language: &str) {
        let mut row: Vec<(u32, f32)> =
            Vec::with_capacity(features.characters.len() + features.words.len() + HAND + OWN);
        let column = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        for hashes in [&features.characters, &features.words] {
            let value = 1.0 / (hashes.len().max(1) as f32).sqrt();
            row.extend(hashes.iter().map(|hash| (column(*hash as usize & (self.table() - 1)), value)));
        }
        row.extend(features.hand.iter().zip(self.table()..).map(|(value, at)| (column(at), *value)));
        row.extend(features.own.iter().zip(self.own(language)..).map(|(value, at)| (column(at), *value)));
        row.retain(|(_, value)| *value != 0.0);
        rows.push(&mut row);
    }

    /// The rows of examples.
    pub(crate) fn rows(&self, examples: &[Example], lexicon: &Lexicon) -> Rows {
        let mut rows = Rows::new();
        for example in examples {
            self.add(&mut rows, &Features::of(&example.text, &example.language, lexicon), &example.language);
        }
        rows
    }

    /// What each row should be: within a source, both classes weigh the same.
    pub(crate) fn targets(&self, examples: &[Example], weight_of: impl Fn(&Example) -> f32) -> Vec<Target> {
        let mut counts: BTreeMap<&str, [f32; 2]> = BTreeMap::new();
        for example in examples {
            counts.entry(&example.source).or_default()[usize::from(example.harmful)] += 1.0;
        }
        let target = |example: &Example| {
            let [harmless, harmful] = counts[example.source.as_str()];
            let own = if example.harmful { harmful } else { harmless };
            let balance = if harmless * harmful > 0.0 { (harmless + harmful) / (2.0 * own) } else { 1.0 };
            Target { harmful: example.harmful, cost: self.cost * weight_of(example) * balance }
        };
        examples.iter().map(target).collect()
    }

    /// The weights that rows ask for, without those of the fold that is held out.
    pub(crate) fn weights(
        &self,
        rows: &Rows,
        targets: &[Target],
        held_out: impl Fn(usize) -> bool,
    ) -> Vec<f32> {
        let targets: Vec<Target> = targets
            .iter()
            .enumerate()
            .map(|(row, target)| if held_out(row) { Target { cost: 0.0, ..*target } } else { *target })
            .collect();
        fit(rows, &targets, self.columns(), self.epochs)
    }

    /// Every row's score by weights that never saw its fold.
    pub(crate) fn held_out_scores(
        &self,
        rows: &Rows,
        targets: &[Target],
        fold: impl Fn(usize) -> u64,
    ) -> Vec<f32> {
        let mut scores = vec![0.0; rows.len()];
        for out in 0..FOLDS {
            let weights = self.weights(rows, targets, |row| fold(row) == out);
            for (row, score) in scores.iter_mut().enumerate().filter(|(row, _)| fold(*row) == out) {
                *score = rows.dot(row, &weights);
            }
        }
        scores
    }
}

/// The fold of an example: its group's, mixed so that neighbours part.
pub(crate) fn fold(example: &Example) -> u64 {
    (example.group.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) % FOLDS
}
