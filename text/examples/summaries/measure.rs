//! Measures summaries of a set.

use fabula_text::summary_learning::{Model, summarise};

use crate::{
    data::{Example, Set},
    rouge::{Rouge, words},
};

/// The characters of a card.
pub(crate) const CARD: usize = 160;

/// The mean agreement of two kinds of summaries with their references.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scores {
    /// Of the abstract with as many sentences as the set's references.
    pub(crate) sentences: Rouge,
    /// Of the blurb of 160 characters.
    pub(crate) card: Rouge,
    texts: usize,
}

impl Scores {
    /// Adds a text's summaries.
    pub(crate) fn add(&mut self, sentences: &str, card: &str, example: &Example) {
        self.sentences += Rouge::of(&words(sentences), &example.reference);
        self.card += Rouge::of(&words(card), &example.reference);
        self.texts += 1;
    }

    /// One line of a table: the three measures of both, times 100.
    pub(crate) fn row(&self, name: &str) -> String {
        let of = |rouge: Rouge| {
            let share = |sum: f64| 100.0 * sum / self.texts.max(1) as f64;
            format!("{:>5.2} /{:>5.2} /{:>5.2}", share(rouge.one), share(rouge.two), share(rouge.longest))
        };
        format!("  {name:<22} {}    {}", of(self.sentences), of(self.card))
    }
}

impl std::ops::AddAssign for Scores {
    fn add_assign(&mut self, other: Self) {
        self.sentences += other.sentences;
        self.card += other.card;
        self.texts += other.texts;
    }
}

/// The summariser on some texts of a set.
pub(crate) fn summariser<'a>(
    model: &Model,
    set: &Set,
    examples: impl Iterator<Item = &'a Example>,
) -> Scores {
    let mut scores = Scores::default();
    for example in examples {
        let summary = summarise(model, &example.text, &example.request(set.sentences));
        let sentences: Vec<String> =
            summary.abstract_sentences.into_iter().map(|sentence| sentence.text).collect();
        scores.add(&sentences.join(" "), &summary.blurb, example);
    }
    scores
}
