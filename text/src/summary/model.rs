//! Three linear models: of words, of sentences, of blurbs.

use super::{blurb, features, importance};

/// What is known of a word.
pub const WORD_FEATURES: usize = importance::FEATURES;
/// What is known of a sentence.
pub const SENTENCE_FEATURES: usize = features::FEATURES;
/// What is known of a blurb.
pub const BLURB_FEATURES: usize = blurb::FEATURES;

/// The weights of all features.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// For the logarithm of the odds that a summary has a word.
    pub words: [f32; WORD_FEATURES],
    /// For how well a sentence agrees with a summary, on a scale of the model's own.
    pub sentences: [f32; SENTENCE_FEATURES],
    /// The same for a blurb.
    pub blurbs: [f32; BLURB_FEATURES],
}

/// The sum of products.
pub(super) fn product<const N: usize>(weights: &[f32; N], features: &[f32; N]) -> f32 {
    weights.iter().zip(features).map(|(weight, feature)| weight * feature).sum()
}

/// From any number to a probability.
pub(super) fn logistic(value: f32) -> f32 {
    1.0 / (1.0 + (-value).exp())
}
