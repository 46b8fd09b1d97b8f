//! `xtask train`: from the labelled texts to the files that are compiled in.

use std::{collections::BTreeMap, fs, io, path::Path};

use fabula_text::scoring::{HAND, Head, Lexicon, Model, OWN, Scorers};

use crate::{
    corpus::{Corpus, CorpusError, Example},
    fit::{Target, calibrate},
    spam, toxicity,
    train::{Recipe, fold},
    words,
};

/// Why training did not come to an end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LearnError {
    /// The texts can't be read.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// A file can't be read or written.
    #[error("the scorers' files can't be read or written: {0}")]
    Files(#[from] io::Error),
    /// Training gave other bytes than those that are compiled in.
    #[error(
        "training gives another {0} than the one that is compiled in: run `cargo xtask train` and commit it"
    )]
    Changed(&'static str),
}

/// How often news counts when probabilities are fitted.
const NEWS_AGAIN: f64 = 3.0;

/// A probability by weights that never saw the text, and how much the text counts.
pub(crate) type HeldOut = (f32, bool, f64);

/// A scorer, and how it did on texts that were held out.
pub(crate) struct Learned {
    pub(crate) model: Model,
    pub(crate) examples: Vec<Example>,
    /// In the order of `examples`.
    pub(crate) held_out: Vec<HeldOut>,
}

/// Everything that is trained.
pub(crate) struct Trained {
    pub(crate) lexicon: Lexicon,
    pub(crate) toxicity: Learned,
    pub(crate) spam: Learned,
}

impl Trained {
    /// The scorers.
    pub(crate) fn scorers(&self) -> Scorers {
        Scorers::new(self.lexicon.clone(), self.toxicity.model.clone(), self.spam.model.clone())
    }

    /// Writes the files that are compiled in.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), LearnError> {
        for (name, bytes) in self.files() {
            fs::write(folder.join(name), &bytes)?;
            println!("{name}: {} bytes", bytes.len());
        }
        Ok(())
    }

    /// The files that are compiled in.
    pub(crate) fn files(&self) -> [(&'static str, Vec<u8>); 3] {
        [
            ("words.bin", self.lexicon.to_bytes(&words::english())),
            ("toxicity.bin", self.toxicity.model.to_bytes()),
            ("spam.bin", self.spam.model.to_bytes()),
        ]
    }
}

/// Trains everything; on all texts, or without those of a fold.
pub(crate) fn train(corpus: &Corpus, without: Option<u64>) -> Result<Trained, CorpusError> {
    let ordinary = corpus.examples("language", "all")?;
    let labelled = toxicity::labelled(corpus)?;
    let plain: Vec<Example> = toxicity::ordinary(&ordinary).collect();
    let lexicon = words::lexicon(&ordinary, &labelled);

    let mut spam_examples = spam::labelled(corpus)?;
    spam_examples.extend(spam::others(&labelled, &plain));
    let spam = learn(&spam::RECIPE, spam_examples, &lexicon, spam::weight, spam::threshold, without);

    let examples = labelled.into_iter().chain(plain).collect();
    let toxicity =
        learn(&toxicity::RECIPE, examples, &lexicon, toxicity::weight, toxicity::threshold, without);
    Ok(Trained { lexicon, toxicity, spam })
}

/// Trains one scorer; on all examples, or without those of a fold.
pub(crate) fn learn(
    recipe: &Recipe<'_>,
    examples: Vec<Example>,
    lexicon: &Lexicon,
    weight: impl Fn(&Example) -> f32,
    threshold: impl Fn(&str) -> f32,
    without: Option<u64>,
) -> Learned {
    let rows = recipe.rows(&examples, lexicon);
    let targets = recipe.targets(&examples, weight);
    let weights = recipe.weights(&rows, &targets, |row| without == Some(fold(&examples[row])));
    let scores = match without {
        None => recipe.held_out_scores(&rows, &targets, |row| fold(&examples[row])),
        Some(_) => (0..rows.len()).map(|row| rows.dot(row, &weights)).collect(),
    };
    let scales = match without {
        None => scales(recipe, &examples, &targets, &scores),
        Some(out) => {
            let seen: Vec<Target> = (0..rows.len())
                .map(|row| Target {
                    cost: if fold(&examples[row]) == out { targets[row].cost } else { 0.0 },
                    ..targets[row]
                })
                .collect();
            scales(recipe, &examples, &seen, &scores)
        }
    };
    let model = round(recipe, &weights, &scales, threshold);
    let held_out = examples
        .iter()
        .enumerate()
        .map(|(row, example)| {
            let probability =
                model.head(&example.language).map_or(f32::NAN, |head| head.probability(scores[row]));
            (probability, example.harmful, calibration_weight(example, targets[row]))
        })
        .collect();
    Learned { model, examples, held_out }
}

/// How much a text counts when probabilities are fitted. News counts more than in training in the languages whose news
/// would be held too often, and not at all where there are only functional tests, which are nothing like it. Russian
/// comments count as they come, one in five of them harmful, for there are few and the scorer is easily mistaken.
fn calibration_weight(example: &Example, target: Target) -> f64 {
    match (example.source.as_str(), example.language.as_str()) {
        (toxicity::NEWS, "ru") => 1.0,
        (toxicity::NEWS, "de" | "es" | "hi" | "zh") => f64::from(target.cost) * NEWS_AGAIN,
        (toxicity::NEWS | toxicity::MESSAGES, "it" | "pl" | "pt") => 0.0,
        (_, "ru") => 1.0,
        _ => f64::from(target.cost),
    }
}

/// Slope and intercept of each language, from scores by weights that never saw the text.
fn scales(
    recipe: &Recipe<'_>,
    examples: &[Example],
    targets: &[Target],
    scores: &[f32],
) -> BTreeMap<String, (f32, f32)> {
    let scored = |language: &str| -> Vec<HeldOut> {
        let of_language =
            (0..examples.len()).filter(|row| examples[*row].language == language && targets[*row].cost > 0.0);
        of_language
            .map(|row| (scores[row], examples[row].harmful, calibration_weight(&examples[row], targets[row])))
            .collect()
    };
    recipe.languages.iter().map(|language| ((*language).to_owned(), calibrate(&scored(language)))).collect()
}

/// The weights in one byte each.
fn round(
    recipe: &Recipe<'_>,
    weights: &[f32],
    scales: &BTreeMap<String, (f32, f32)>,
    threshold: impl Fn(&str) -> f32,
) -> Model {
    let table = &weights[..1 << recipe.bits];
    let mut sizes: Vec<f32> = table.iter().map(|weight| weight.abs()).filter(|size| *size > 0.0).collect();
    sizes.sort_by(f32::total_cmp);
    // The few heaviest are cut off, so that the many light ones are not all rounded to nothing.
    let most = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 2000)).copied().unwrap_or(1.0);
    let step = most / 127.0;
    let rounded = table.iter().map(|weight| (weight / step).round().clamp(-127.0, 127.0) as i8).collect();
    let mut hand = [0.0; HAND];
    hand.copy_from_slice(&weights[1 << recipe.bits..][..HAND]);
    let heads = scales
        .iter()
        .map(|(language, (slope, intercept))| {
            let mut own = [0.0; OWN];
            own.copy_from_slice(&weights[recipe.own(language)..][..OWN]);
            Head {
                language: language.clone(),
                own,
                slope: *slope,
                intercept: *intercept,
                threshold: threshold(language),
            }
        })
        .collect();
    Model { weights: rounded, step, hand, heads }
}
