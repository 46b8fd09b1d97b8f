//! What the spam scorer is trained on.

use crate::{
    corpus::{Corpus, CorpusError, Example},
    train::Recipe,
};

/// The sets, and how much each matters.
pub(crate) const SOURCES: [(&str, f32); 2] = [("sms_en", 1.0), ("youtube_en", 1.5)];

/// The languages that there is labelled spam in.
pub(crate) const LANGUAGES: [&str; 1] = ["en"];

/// How much the texts of people who sell nothing matter: news, and comments that are rude at most.
pub(crate) const OTHERS_WEIGHT: f32 = 0.3;

/// Every labelled text.
pub(crate) fn labelled(corpus: &Corpus) -> Result<Vec<Example>, CorpusError> {
    let mut all = Vec::new();
    for (name, _) in SOURCES {
        all.extend(corpus.examples("spam", name)?);
    }
    Ok(all)
}

/// Texts in English that are no spam, whatever else they are.
pub(crate) fn others(comments: &[Example], plain: &[Example]) -> Vec<Example> {
    let english = |example: &&Example| example.language == "en";
    let comments =
        comments.iter().filter(english).filter(|example| example.source == "paradetox_en").step_by(8);
    let plain = plain.iter().filter(english);
    let other = |example: &Example| Example {
        harmful: false,
        source: "others".to_owned(),
        function: String::new(),
        ..example.clone()
    };
    comments.chain(plain).map(other).collect()
}

/// How the scorer is fitted.
pub(crate) const RECIPE: Recipe<'_> = Recipe { bits: 18, cost: 1.0, epochs: 12, languages: &LANGUAGES };

/// How much an example matters.
pub(crate) fn weight(example: &Example) -> f32 {
    SOURCES.iter().find(|(name, _)| *name == example.source).map_or(OTHERS_WEIGHT, |(_, weight)| *weight)
}

/// From which probability on a text is held.
pub(crate) fn threshold(_language: &str) -> f32 {
    0.5
}
