//! Makes the lexicon: harmful terms from packages of lists, ordinary words from the texts, English words with weights.

use std::collections::{BTreeMap, BTreeSet};

use fabula_text::{
    View,
    scoring::{EnglishWord, Languages, Lexicon, Term},
};

use crate::corpus::Example;

/// Language, term, sureness and package.
const TERMS: &str = include_str!("../data/terms.tsv");
/// Word, weight and inverse document frequency.
const ENGLISH: &str = include_str!("../data/english_words.tsv");
/// Bits of the filter of ordinary words: about one in a hundred unknown words passes for an ordinary one.
const ORDINARY_BITS: usize = 1 << 20;
/// The weight from which on an English word is a term by itself.
const HEAVY: f32 = 2.2;
/// And below which a word of the lists may be innocent.
const LIGHT: f32 = -0.2;

/// A lexicon without words.
pub(crate) fn empty() -> Lexicon {
    Lexicon::new(Vec::new(), std::iter::empty(), 64, &[])
}

/// English words with their weights.
pub(crate) fn english() -> Vec<EnglishWord> {
    let word = |line: &str| {
        let mut fields = line.split('\t');
        let (word, weight, rarity) = (fields.next()?, fields.next()?, fields.next()?);
        Some(EnglishWord {
            word: word.to_owned(),
            weight: weight.parse().ok()?,
            rarity: rarity.parse().ok()?,
        })
    };
    ENGLISH.lines().filter(|line| !line.starts_with('#')).filter_map(word).collect()
}

/// The lexicon that is trained with, from ordinary texts (`language/all`) and labelled ones.
pub(crate) fn lexicon(ordinary_texts: &[Example], labelled: &[Example]) -> Lexicon {
    let english = english();
    let weights: BTreeMap<&str, f32> = english.iter().map(|word| (word.word.as_str(), word.weight)).collect();
    let mut ordinary: BTreeMap<String, Languages> = BTreeMap::new();
    let empty = empty();
    let plain = ["sentences", "single-words", "word-pairs"];
    for example in ordinary_texts.iter().filter(|example| plain.contains(&example.function.as_str())) {
        for word in words(&example.text, &empty) {
            let languages = ordinary.entry(word).or_default();
            *languages = languages.and(Languages::of(&example.language));
        }
    }
    let mut terms = terms(&weights, &ordinary);
    let mut words: BTreeSet<String> = ordinary.into_keys().collect();
    words.extend(english.iter().filter(|word| word.weight < 0.8).map(|word| word.word.clone()));
    words.extend(harmless(labelled, &empty));
    // Accents that a term really has are no disguise.
    let accented = TERMS.lines().filter_map(|line| line.split('\t').nth(1));
    words.extend(
        accented.flat_map(str::split_whitespace).filter(|word| !word.is_ascii()).map(str::to_lowercase),
    );
    for term in terms.values() {
        if term.sure != Languages::default() {
            words.remove(&term.text);
        }
    }
    terms.retain(|text, _| text.len() > 1);
    Lexicon::new(terms.into_values().collect(), words.iter().map(String::as_str), ORDINARY_BITS, &english)
}

/// The terms of the lists and the heaviest English words, by what they read.
fn terms(weights: &BTreeMap<&str, f32>, ordinary: &BTreeMap<String, Languages>) -> BTreeMap<String, Term> {
    let empty = empty();
    let mut terms: BTreeMap<String, Term> = BTreeMap::new();
    let mut add = |text: &str, language: &str, sure: bool| {
        let text = View::of(text, &empty, Languages::default()).as_str().to_owned();
        let language = Languages::of(language);
        let term = terms.entry(text.clone()).or_insert_with(|| Term {
            text,
            sure: Languages::default(),
            doubtful: Languages::default(),
        });
        let set = if sure { &mut term.sure } else { &mut term.doubtful };
        *set = set.and(language);
    };
    for line in TERMS.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let (Some(language), Some(term), Some(sureness)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let is_known = ordinary.get(term).is_some_and(|languages| languages.meets(Languages::of(language)));
        let is_light = language == "en" && weights.get(term).is_some_and(|weight| *weight < LIGHT);
        add(term, language, sureness == "2" && !is_known && !is_light);
    }
    // What a tokeniser left of `f*cking` is no word.
    let is_word = |word: &str| word.len() > 3 && word != "cking";
    for (word, _) in weights.iter().filter(|(word, weight)| **weight >= HEAVY && is_word(word)) {
        add(word, "en", true);
    }
    terms
}

/// Words that occur in harmless texts again and again, and seldom in harmful ones.
fn harmless(labelled: &[Example], empty: &Lexicon) -> impl Iterator<Item = String> + use<> {
    let mut counts: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for example in labelled {
        let unique: BTreeSet<String> = words(&example.text, empty).collect();
        for word in unique {
            counts.entry(word).or_default()[usize::from(example.harmful)] += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, [harmless, harmful])| *harmless >= 3 && *harmful <= *harmless)
        .map(|(word, _)| word)
}

/// The words of a text in lower case: as they are typed, and without accents.
fn words(text: &str, empty: &Lexicon) -> impl Iterator<Item = String> + use<> {
    let lower = text.to_lowercase();
    let typed: Vec<String> = fabula_text::words(&lower).map(|word| word.text.to_owned()).collect();
    let plain = View::of(text, empty, Languages::default());
    let plain: Vec<String> = plain.as_str().split(' ').map(str::to_owned).collect();
    typed.into_iter().chain(plain)
}
