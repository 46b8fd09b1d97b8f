//! What the toxicity scorer is trained on.

use crate::{
    corpus::{Corpus, CorpusError, Example},
    train::Recipe,
};

/// A set, how much it matters, and how many of its texts are taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source {
    pub(crate) name: &'static str,
    pub(crate) weight: f32,
    pub(crate) most: usize,
}

const fn source(name: &'static str, weight: f32, most: usize) -> Source {
    Source { name, weight, most }
}

/// The sets.
pub(crate) const SOURCES: [Source; 26] = [
    source("davidson_en", 1.0, usize::MAX),
    source("paradetox_en", 1.0, usize::MAX),
    source("mlma_en", 0.15, usize::MAX),
    source("hatecheck_en", 3.75, usize::MAX),
    source("madlibs_en", 0.3, 3000),
    source("germeval18_train_de", 1.0, usize::MAX),
    source("mhc_de", 2.0, usize::MAX),
    source("madlibs_de", 0.3, 2000),
    source("cold_train_zh", 0.6, usize::MAX),
    source("cold_dev_zh", 0.6, usize::MAX),
    source("mhc_zh", 2.0, usize::MAX),
    source("madlibs_zh-cn", 0.3, 2000),
    source("mlma_fr", 0.25, usize::MAX),
    source("mhc_fr", 2.0, usize::MAX),
    source("mlma_ar", 0.5, usize::MAX),
    source("mhc_ar", 2.0, usize::MAX),
    source("rudist_ru", 1.0, usize::MAX),
    source("goldtox_es", 1.0, usize::MAX),
    source("mhc_es", 2.0, usize::MAX),
    source("mhc_it", 2.0, usize::MAX),
    source("mhc_pt", 2.0, usize::MAX),
    source("mhc_nl", 2.0, usize::MAX),
    source("madlibs_nl", 0.3, 2000),
    source("mhc_pl", 2.0, usize::MAX),
    source("mhc_hi", 2.0, usize::MAX),
    source("madlibs_hi-Latn", 0.3, 2000),
];

/// The languages that there are labelled texts in, in order.
pub(crate) const LANGUAGES: [&str; 12] =
    ["ar", "de", "en", "es", "fr", "hi", "it", "nl", "pl", "pt", "ru", "zh"];

/// Ordinary sentences of news, in 26 languages, and how much they matter.
pub(crate) const NEWS: &str = "news";
const NEWS_WEIGHT: f32 = 0.5;
/// Ordinary short messages, in six languages.
pub(crate) const MESSAGES: &str = "messages";
const MESSAGES_WEIGHT: f32 = 0.3;

/// Every labelled text.
pub(crate) fn labelled(corpus: &Corpus) -> Result<Vec<Example>, CorpusError> {
    let mut all = Vec::new();
    for source in SOURCES {
        let examples = corpus.examples("moderation", source.name)?;
        let step = (examples.len() / source.most.min(examples.len())).max(1);
        all.extend(examples.into_iter().step_by(step));
    }
    Ok(all)
}

/// Ordinary texts, none of them harmful.
pub(crate) fn ordinary(texts: &[Example]) -> impl Iterator<Item = Example> {
    texts.iter().filter_map(|example| {
        let source = match example.function.as_str() {
            "sentences" => NEWS,
            "tweets" => MESSAGES,
            _ => return None,
        };
        Some(Example { source: source.to_owned(), function: String::new(), ..example.clone() })
    })
}

/// How the scorer is fitted.
pub(crate) const RECIPE: Recipe<'_> = Recipe { bits: 21, cost: 0.5, epochs: 8, languages: &LANGUAGES };

/// How much an example matters.
pub(crate) fn weight(example: &Example) -> f32 {
    match example.source.as_str() {
        NEWS => NEWS_WEIGHT,
        MESSAGES => MESSAGES_WEIGHT,
        name => SOURCES.iter().find(|source| source.name == name).map_or(1.0, |source| source.weight),
    }
}

/// From which probability on a text is held.
pub(crate) fn threshold(_language: &str) -> f32 {
    0.5
}
