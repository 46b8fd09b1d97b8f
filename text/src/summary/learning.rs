//! What the models of the summariser see, for the programs that train and measure them (`examples/train_summaries.rs`).

pub use super::model::{BLURB_FEATURES, Model, SENTENCE_FEATURES, WORD_FEATURES};
use super::{
    Summary, SummaryRequest, analysis::Analysis, blurb, features, importance, scores, source::Source,
};
use crate::{detect, sentences::StopWords};

/// The weights that are compiled in.
#[must_use]
pub fn model() -> Model {
    super::weights::MODEL
}

/// Summarises with other weights than those that are compiled in.
#[must_use]
pub fn summarise(model: &Model, markdown: &str, request: &SummaryRequest<'_>) -> Summary {
    super::summarise_by(model, markdown, request)
}

/// A text as the models see it.
pub struct Lesson {
    source: Source,
    analysis: Analysis,
}

impl Lesson {
    /// Reads a text as [`crate::summarise`] does.
    #[must_use]
    pub fn read(model: &Model, markdown: &str, request: &SummaryRequest<'_>) -> Self {
        let language = request.language.or_else(|| detect(markdown, &[]));
        let source = Source::read(markdown, language);
        let title = request.title.or(source.heading.as_deref());
        let analysis = Analysis::of(&source.lines, title, StopWords::of(language), model);
        Self { source, analysis }
    }

    /// The sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<&str> {
        self.source.lines.iter().map(|line| line.text.as_str()).collect()
    }

    /// The features of each distinct word of the sentences and the title, and whether `reference` has it.
    #[must_use]
    pub fn words(&self, reference: &str) -> Vec<([f32; WORD_FEATURES], bool)> {
        let features = importance::features(&self.analysis);
        let mut is_in = vec![false; features.len()];
        for token in self.analysis.terms.clone().read(reference) {
            if let Some(is_in) = is_in.get_mut(token.term as usize) {
                *is_in = true;
            }
        }
        features.into_iter().zip(is_in).collect()
    }

    /// Weighs the words anew.
    pub fn weigh(&mut self, model: &Model) {
        self.analysis.importance = importance::of(&self.analysis, model);
    }

    /// The features of each sentence.
    #[must_use]
    pub fn sentence_features(&self) -> Vec<[f32; SENTENCE_FEATURES]> {
        let lines = &self.source.lines;
        let of = |number: usize| features::of(&self.analysis, lines, number, &self.analysis.lines[number]);
        (0..lines.len()).map(of).collect()
    }

    /// What is tried for a blurb of at most `most` characters, with its features.
    #[must_use]
    pub fn blurbs(&self, model: &Model, most: usize) -> Vec<(String, [f32; BLURB_FEATURES])> {
        let scores = scores(&self.analysis, &self.source.lines, model);
        let candidates = blurb::candidates(&self.analysis, &self.source.lines, &scores, most);
        candidates.into_iter().map(|candidate| (candidate.text, candidate.features)).collect()
    }
}
