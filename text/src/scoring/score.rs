use std::{ops::Range, sync::LazyLock};

use super::{
    bytes::ModelFault,
    features::{self, Block, by_hand, known_in, own, visit},
    lexicon::{Languages, Lexicon},
    model::{Head, Model},
};
use crate::{
    disguise::{Disguise, View, read},
    language::detect_with_confidence,
};

/// Words that may be pointed at as reasons.
const MOST_REASONS: usize = 5;
/// The share of what speaks for harm that a word must bring to be a reason.
const LEAST_SHARE: f32 = 0.15;

/// What a sure term weighs more than its n-grams, where reasons are looked for.
const TERM: f32 = 0.5;

static SCORERS: LazyLock<Result<Scorers, ModelFault>> = LazyLock::new(|| {
    Scorers::from_bytes(
        include_bytes!("../../data/words.bin"),
        include_bytes!("../../data/toxicity.bin"),
        include_bytes!("../../data/spam.bin"),
    )
});

/// The scorers that are compiled in, read and checked once.
///
/// # Errors
/// If the data that was compiled in is damaged.
pub fn scorers() -> Result<&'static Scorers, ModelFault> {
    SCORERS.as_ref().map_err(|fault| *fault)
}

/// What a scorer looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Harm {
    /// Insults, hate, threats, abuse.
    Toxicity,
    /// Advertising and fraud.
    Spam,
}

/// How likely a text does harm, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The calibrated probability, from 0 to 1.
    pub probability: f32,
    /// From which probability on a human should look.
    pub threshold: f32,
    /// The words that speak for it most, in code points of the original, in order; none where nothing stands out.
    pub reasons: Vec<Range<u32>>,
}

impl Score {
    /// Whether a human should look.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.probability >= self.threshold
    }
}

/// A word that was hidden, and that is hardly ever innocent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evasion {
    /// How.
    pub disguise: Disguise,
    /// Where, in code points of the original.
    pub place: Range<u32>,
    /// What it reads.
    pub word: String,
}

/// All that the scorers make of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// `None` if the scorer does not know the language.
    pub toxicity: Option<Score>,
    /// `None` if the scorer does not know the language.
    pub spam: Option<Score>,
    /// Hidden words, in order.
    pub evasions: Vec<Evasion>,
}

/// The words and weights of all scorers.
#[derive(Debug, Clone)]
pub struct Scorers {
    lexicon: Lexicon,
    toxicity: Model,
    spam: Model,
}

impl Scorers {
    /// Reads what the trainer wrote.
    ///
    /// # Errors
    /// If any of it is something else, or damaged.
    pub fn from_bytes(words: &[u8], toxicity: &[u8], spam: &[u8]) -> Result<Self, ModelFault> {
        Ok(Self {
            lexicon: Lexicon::from_bytes(words)?,
            toxicity: Model::from_bytes(toxicity)?,
            spam: Model::from_bytes(spam)?,
        })
    }

    /// Puts scorers together.
    #[must_use]
    pub fn new(lexicon: Lexicon, toxicity: Model, spam: Model) -> Self {
        Self { lexicon, toxicity, spam }
    }

    /// The words that they know.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The scorer of a harm.
    #[must_use]
    pub fn model(&self, harm: Harm) -> &Model {
        match harm {
            Harm::Toxicity => &self.toxicity,
            Harm::Spam => &self.spam,
        }
    }

    /// A text without its disguises, in a language by its primary subtag.
    #[must_use]
    pub fn view(&self, text: &str, language: Option<&str>) -> View {
        read(text, &self.lexicon, known_in(language))
    }

    /// Words that were hidden.
    #[must_use]
    pub fn evasions(&self, view: &View) -> Vec<Evasion> {
        let evasion = |(disguise, place, word): (Disguise, Range<u32>, &str)| Evasion {
            disguise,
            place,
            word: word.to_owned(),
        };
        view.disguised().map(evasion).collect()
    }

    /// How likely a text does harm; `None` if the scorer does not know the language. Where nobody knows the language, it
    /// is taken for the one that is written most in its script.
    #[must_use]
    pub fn score(&self, harm: Harm, text: &str, view: &View, language: Option<&str>) -> Option<Score> {
        let model = self.model(harm);
        if let Some(language) = language {
            return model.head(language).map(|head| self.weigh(model, head, text, view));
        }
        // However unsure, the likeliest language is a better guess than the script's.
        let likeliest = detect_with_confidence(text, &[]).map(|detection| detection.language);
        let head = likeliest.and_then(|language| model.head(language.primary()));
        head.or_else(|| model.head(usual_language(text)?)).map(|head| self.weigh(model, head, text, view))
    }

    /// All of it at once, for a text in a language by its primary subtag, if anyone can tell.
    #[must_use]
    pub fn scores(&self, text: &str, language: Option<&str>) -> Scores {
        let view = self.view(text, language);
        let scored = |harm| self.score(harm, text, &view, language);
        Scores { toxicity: scored(Harm::Toxicity), spam: scored(Harm::Spam), evasions: self.evasions(&view) }
    }

    fn weigh(&self, model: &Model, head: &Head, text: &str, view: &View) -> Score {
        let mut by_word = vec![[0_i32; 2]; view.words().len()];
        let mut counts = [0_u32; 2];
        visit(view, |word, block, hash| {
            let block = usize::from(block == Block::Words);
            by_word[word][block] += model.weight(hash);
            counts[block] += 1;
        });
        let worth = counts.map(|count| model.step / (count.max(1) as f32).sqrt());
        let weights: Vec<f32> =
            by_word.iter().map(|sums| sums[0] as f32 * worth[0] + sums[1] as f32 * worth[1]).collect();
        let hand = by_hand(text, view, &self.lexicon, head.language == "en");
        let own = own(view, &self.lexicon, Languages::of(&head.language));
        let dot = |weights: &[f32], values: &[f32]| {
            weights.iter().zip(values).map(|(weight, value)| weight * value).sum::<f32>()
        };
        let score = weights.iter().sum::<f32>() + dot(&model.hand, &hand) + dot(&head.own, &own);
        let probability = head.probability(score);
        let doubtful = probability >= head.threshold;
        let reasons = if doubtful {
            // What a term weighs is mostly in the features that are made by hand, not in its n-grams.
            let mut weights = weights;
            for (word, term) in features::terms(view, &self.lexicon) {
                if term.sure.meets(known_in(Some(&head.language))) {
                    weights[word] = weights[word].max(0.0) + TERM;
                }
            }
            reasons(view, &weights)
        } else {
            Vec::new()
        };
        Score { probability, threshold: head.threshold, reasons }
    }
}

/// Of the languages of a script, the one that is written most on the web.
fn usual_language(text: &str) -> Option<&'static str> {
    let mut ideographs = false;
    for letter in text.chars().filter(|character| character.is_alphabetic()) {
        match letter {
            '\u{3040}'..='\u{30FF}' => return None,
            '\u{3400}'..='\u{9FFF}' => ideographs = true,
            '\u{400}'..='\u{52F}' => return Some("ru"),
            '\u{600}'..='\u{6FF}' => return Some("ar"),
            '\u{900}'..='\u{97F}' => return Some("hi"),
            'a'..='z' | 'A'..='Z' => return Some("en"),
            _ => {}
        }
    }
    ideographs.then_some("zh")
}

/// The places of the words that weigh most, in order; neighbours become one.
fn reasons(view: &View, weights: &[f32]) -> Vec<Range<u32>> {
    let total: f32 = weights.iter().filter(|weight| **weight > 0.0).sum();
    let mut heavy: Vec<usize> = (0..weights.len())
        .filter(|word| {
            weights[*word] > 0.0
                && weights[*word] >= total * LEAST_SHARE
                && features::is_telling(&view.words()[*word])
        })
        .collect();
    heavy.sort_by(|one, other| weights[*other].total_cmp(&weights[*one]));
    heavy.truncate(MOST_REASONS);
    heavy.sort_unstable();
    let mut places: Vec<Range<u32>> = Vec::with_capacity(heavy.len());
    for place in heavy.into_iter().map(|word| view.words()[word].place.clone()) {
        match places.last_mut() {
            Some(last) if place.start <= last.end + 1 => last.end = last.end.max(place.end),
            _ => places.push(place),
        }
    }
    places
}
