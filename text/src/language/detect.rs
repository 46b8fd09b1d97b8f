//! From n-grams to a language.
//!
//! The script decides first: most have one language, the rest narrow the choice. Among a script's languages, the sum of
//! what the n-grams say is a log-likelihood; with how much each language is written, and what is expected, it gives a
//! probability. That is lowered where the text is too short, resembles nothing known, or is in several languages.

use super::{
    Language,
    evidence::Evidence,
    format::{LANGUAGES, SCRIPTS},
    prose::Prose,
    tables::NATS,
    telltale::{self, TOLD},
    words::{self, Verdict},
    writing::{self, Writing},
};

/// From this confidence on, a language is told rather than "unknown".
const CONFIDENT: f32 = 0.75;
/// Letters below which a text's language is unsure, however clear it looks: an alphabet's, and where expected.
const FEW: f32 = 12.0;
const FEW_EXPECTED: f32 = 4.0;
/// The same for ideographs, counted three letters each.
const FEW_IDEOGRAPHS: f32 = 6.0;
/// And where the script decides.
const FEW_DECIDED: f32 = 4.0;
/// The mean score of an n-gram below which a text resembles no language that is known: 99 % of sentences have more.
const FAMILIAR: f32 = 14.4;
/// How much likelier an expected language is, in nats: twenty times.
const EXPECTED: f32 = 3.0;
/// The share of foreign stretches (or letters of another script) from which on a text counts as mixed.
const MIXED: f32 = 0.2;
/// How sure letters and words make, where they tell the language.
const TOLD_BY_LETTERS: f32 = 0.95;
const TOLD_BY_WORDS: f32 = 0.9;
/// The bytes in which telling words are looked for.
const ENOUGH_WORDS: usize = 2_000;

/// How often each language of the table is written on the web, in three steps, each half as likely as the one before. A
/// rough judgement that only matters where n-grams leave a choice: of two close languages, the less written one needs a
/// little more evidence.
const WRITTEN: [u8; LANGUAGES.len()] = [
    1, 1, 2, 2, 3, 3, 3, 1, 1, 2, 3, 1, 2, 1, 3, 1, 1, 2, 2, 2, 2, 3, 2, 1, 1, 1, 2, 1, 2, 2, 1, //
    1, 2, 3, 1, 2, //
    3, 2, 1, 1, //
    3, 1, //
    3, 3,
];

/// A language, and how sure the detector is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// The likeliest language.
    pub language: Language,
    /// From 0 to 1: on texts of the kinds that were measured, about the share of such answers that are right.
    pub confidence: f32,
}

impl Detection {
    /// Whether it is sure enough to be told as the text's language.
    #[must_use]
    pub fn is_confident(&self) -> bool {
        self.confidence >= CONFIDENT
    }
}

/// The language that a text is in, or `None` rather than a guess.
///
/// `priors` are languages to be expected (the board's, the story's): one of them is believed where the text alone
/// would not be enough. Markdown, links, mentions and code don't count as text.
#[must_use]
pub fn detect(text: &str, priors: &[Language]) -> Option<Language> {
    detect_with_confidence(text, priors).filter(Detection::is_confident).map(|detection| detection.language)
}

/// The likeliest language of a text, however unsure; `None` if nothing in it belongs to any language that is known.
///
/// See [`detect`] for `priors`.
#[must_use]
pub fn detect_with_confidence(text: &str, priors: &[Language]) -> Option<Detection> {
    let evidence = Evidence::of(text);
    let (writing, share) = evidence.writing()?;
    let letters = evidence.letters[writing.index()] as f32;
    let mut found = match writing {
        Writing::Decides(which) => decided(&evidence, writing::decided(which)?),
        Writing::Kana => decided(&evidence, "ja"),
        Writing::Latin => likeliest(&evidence, 0, FEW, priors)?,
        Writing::Cyrillic => likeliest(&evidence, 1, FEW, priors)?,
        Writing::Arabic => likeliest(&evidence, 2, FEW, priors)?,
        Writing::Devanagari => likeliest(&evidence, 3, FEW, priors)?,
        Writing::Han => likeliest(&evidence, 4, FEW_IDEOGRAPHS, priors)?,
        Writing::Unknown => return None,
    };
    let kin_possible = tell(&evidence, text, letters, &mut found);

    let exact = priors.iter().find(|prior| prior.primary() == found.language);
    let kin =
        || priors.iter().find(|prior| kin_possible && telltale::is_kin(prior.primary(), found.language));
    let expected = exact.or_else(kin);
    let few = if expected.is_some() { FEW_EXPECTED } else { found.few };
    if found.doubtful && expected.is_none() {
        found.probability /= 2.0;
    }
    // `pt-BR` of a board says more than `pt` of a detector.
    let language = expected.copied().map_or_else(|| found.language.parse(), Ok).ok()?;
    let confidence =
        found.probability * (letters / few).min(1.0) * unmixed(share, 1.0) * unmixed(found.purity, 2.0);
    Some(Detection { language, confidence: confidence.clamp(0.0, 1.0) })
}

/// What was found, before doubts.
struct Found {
    language: &'static str,
    /// Whether n-grams say so.
    by_table: bool,
    probability: f32,
    /// The share of the text that is in it.
    purity: f32,
    /// Letters that it takes to be sure.
    few: f32,
    /// A language that the table does not know is as likely, unless this one is expected.
    doubtful: bool,
}

impl Found {
    /// Told by other things than n-grams.
    fn beyond_the_table(language: &'static str, probability: f32, few: f32) -> Self {
        Self { language, by_table: false, probability, purity: 1.0, few, doubtful: false }
    }
}

/// The language that the script alone decides.
fn decided(evidence: &Evidence, language: &'static str) -> Found {
    // Ideographs among kana are looked up, and taken for either language that has them.
    let looked_up = if language == "ja" { SCRIPTS[4].clone() } else { 0..0 };
    let purity = evidence.purity_beyond_the_table(looked_up);
    Found { purity, ..Found::beyond_the_table(language, 1.0, FEW_DECIDED) }
}

/// The likeliest language of a script, if any of its n-grams is known.
fn likeliest(evidence: &Evidence, script: usize, few: f32, priors: &[Language]) -> Option<Found> {
    let scores = evidence.scores();
    let weight = |index: usize| {
        let expected = priors.iter().any(|prior| {
            prior.primary() == LANGUAGES[index] || telltale::is_kin(prior.primary(), LANGUAGES[index])
        });
        scores[index] as f32 * NATS
            + f32::from(WRITTEN[index]) * std::f32::consts::LN_2
            + if expected { EXPECTED } else { 0.0 }
    };
    let mut weights = [f32::NEG_INFINITY; LANGUAGES.len()];
    let mut best = SCRIPTS[script].start;
    for index in SCRIPTS[script].clone() {
        weights[index] = weight(index);
        if weights[index] > weights[best] {
            best = index;
        }
    }
    if scores[best] == 0 {
        return None;
    }
    let likelihood = |index: usize| match weights[index] - weights[best] {
        // Less than can be seen in the sum.
        less if less < -20.0 => 0.0,
        less => less.exp(),
    };
    let all: f32 = SCRIPTS[script].clone().map(likelihood).sum();
    // Where a relative is expected that may be taken for any of several, all of them mean it.
    let relative = priors.iter().find(|prior| telltale::is_kin(prior.primary(), LANGUAGES[best]));
    let meant: f32 = relative.map_or(1.0, |relative| {
        let kin = |index: &usize| telltale::is_kin(relative.primary(), LANGUAGES[*index]);
        SCRIPTS[script].clone().filter(kin).map(likelihood).sum()
    });
    let familiar = scores[best] as f32 / evidence.ngrams.max(1) as f32 / FAMILIAR;
    Some(Found {
        language: LANGUAGES[best],
        by_table: true,
        probability: familiar.min(1.0) * meant / all,
        purity: evidence.purity(best..best + 1),
        few,
        doubtful: false,
    })
}

/// Lets letters and words correct what the table says. Whether the language may be one that is close to it.
fn tell(evidence: &Evidence, text: &str, letters: f32, found: &mut Found) -> bool {
    if !found.by_table {
        return true;
    }
    let told = evidence.told.iter().copied().zip(TOLD).max_by_key(|(count, _)| *count);
    if let Some((count, language)) = told
        && count >= 2
        && count as f32 >= letters * 0.015
    {
        *found = Found::beyond_the_table(language, TOLD_BY_LETTERS, FEW);
        return true;
    }
    let others: u32 = evidence.told.iter().sum::<u32>() + evidence.foreign;
    if others as f32 >= letters * 0.02 {
        // Of a language that is not known: the likeliest of the known ones is none.
        found.probability /= 2.0;
    }
    match words::verdict(found.language, Prose::of(&text[..text.floor_char_boundary(ENOUGH_WORDS)])) {
        Verdict::Is(language) => {
            found.language = language;
            found.probability = found.probability.max(TOLD_BY_WORDS);
        }
        Verdict::Stays => return false,
        Verdict::Open => found.doubtful = true,
        Verdict::Silent => {}
    }
    true
}

/// A share as a factor: a few foreign words make no mixed text; of more, each counts so many times.
fn unmixed(share: f32, times: f32) -> f32 {
    if share >= 1.0 - MIXED { 1.0 } else { (1.0 - (1.0 - share) * times).max(0.0) }
}
