//! The words that scorers and disguises know: harmful ones of many languages, ordinary ones, and how much English words
//! weigh.

use super::{
    bytes::{ModelFault, Reader, Writer},
    table::{Bloom, Table, hash, mix},
};

/// What the file begins with.
const KIND: &[u8] = b"FABULA-WORDS-1\n";

/// The languages that harmful words are known in, in the order of their bits.
pub const LEXICON_LANGUAGES: [&str; 26] = [
    "ar", "cs", "da", "de", "en", "es", "fa", "fi", "fr", "hi", "hu", "it", "ja", "ko", "nb", "nl", "pl",
    "pt", "ru", "sv", "th", "tl", "tr", "zh", "uk", "eu",
];

/// A set of languages, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Languages(pub u32);

impl Languages {
    /// Those that no terms are known of.
    pub(crate) const OTHERS: Self = Self(1 << 31);
    /// All of them.
    pub const ALL: Self = Self(u32::MAX);

    /// The set of one language, by its primary subtag; empty if there are no words of it.
    #[must_use]
    pub fn of(language: &str) -> Self {
        let at = LEXICON_LANGUAGES.iter().position(|known| *known == language);
        Self(at.map_or(0, |at| 1 << at))
    }

    /// Both sets together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the sets have a language in common.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// A harmful word or phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// In plain letters and lower case; the words of a phrase are separated by single spaces.
    pub text: String,
    /// Where it is hardly ever innocent.
    pub sure: Languages,
    /// Where it may be innocent, too.
    pub doubtful: Languages,
}

/// Everything that is known about words.
#[derive(Debug, Clone)]
pub struct Lexicon {
    terms: Vec<Term>,
    by_hash: Table,
    /// Terms of one word by length in characters, for patterns with gaps.
    by_length: Vec<Vec<u32>>,
    /// The letters of sure terms of one word, whatever their order.
    letters: Bloom,
    ordinary: Bloom,
    english: Table,
    /// Weight and inverse document frequency.
    english_weights: Vec<(f32, f32)>,
}

/// How often an English word was seen in abusive texts, rather than others.
#[derive(Debug, Clone, PartialEq)]
pub struct EnglishWord {
    /// In lower case.
    pub word: String,
    /// Above zero for abusive ones.
    pub weight: f32,
    /// The logarithm of how rare it is.
    pub rarity: f32,
}

/// Bits of the filter of terms' letters.
const LETTERS_BITS: usize = 1 << 17;
/// The longest word that patterns are matched with, in characters.
const LONGEST: usize = 24;

impl Lexicon {
    /// Puts a lexicon together.
    #[must_use]
    pub fn new<'a>(
        terms: Vec<Term>,
        ordinary: impl Iterator<Item = &'a str>,
        ordinary_bits: usize,
        english: &[EnglishWord],
    ) -> Self {
        let mut bloom = Bloom::empty(ordinary_bits);
        ordinary.for_each(|word| bloom.add(hash(word.chars())));
        Self::index(
            terms,
            bloom,
            english.iter().map(|word| (word_key(&word.word), (word.weight, word.rarity))).collect(),
        )
    }

    fn index(terms: Vec<Term>, ordinary: Bloom, english: Vec<(u64, (f32, f32))>) -> Self {
        let key = |term: &Term| phrase_key(term.text.split(' ').map(word_key));
        let by_hash = Table::new(terms.iter().map(key));
        let mut by_length = vec![Vec::new(); LONGEST + 1];
        for (term, number) in terms.iter().zip(0_u32..) {
            let length = term.text.chars().count();
            if length <= LONGEST && !term.text.contains(' ') && term.sure != Languages::default() {
                by_length[length].push(number);
            }
        }
        let mut letters = Bloom::empty(LETTERS_BITS);
        for term in terms.iter().filter(|term| term.sure != Languages::default()) {
            letters.add(sum_of_letters(term.text.chars()));
        }
        let by_key = Table::new(english.iter().map(|(key, _)| *key));
        let english_weights = english.into_iter().map(|(_, weights)| weights).collect();
        Self { terms, by_hash, by_length, letters, ordinary, english: by_key, english_weights }
    }

    /// Reads what [`Lexicon::to_bytes`] wrote.
    ///
    /// # Errors
    /// If it was written by something else, or is damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelFault> {
        let mut reader = Reader::open(bytes, KIND)?;
        let count = reader.count()?;
        let mut terms = Vec::with_capacity(count.min(1 << 16));
        for _ in 0..count {
            let text = reader.text()?.to_owned();
            terms.push(Term {
                text,
                sure: Languages(reader.number()?),
                doubtful: Languages(reader.number()?),
            });
        }
        let size = reader.count()?;
        if !size.is_power_of_two() {
            return Err(ModelFault::Entry);
        }
        let ordinary = Bloom::of(reader.take(size)?.to_vec());
        let count = reader.count()?;
        let mut english = Vec::with_capacity(count.min(1 << 16));
        for _ in 0..count {
            let key = u64::from(reader.number()?) | u64::from(reader.number()?) << 32;
            english.push((key, (reader.real()?, reader.real()?)));
        }
        reader.close()?;
        Ok(Self::index(terms, ordinary, english))
    }

    /// The same as bytes.
    #[must_use]
    pub fn to_bytes(&self, english: &[EnglishWord]) -> Vec<u8> {
        let mut writer = Writer::new(KIND);
        writer.count(self.terms.len());
        for term in &self.terms {
            writer.text(&term.text);
            writer.put(&term.sure.0.to_le_bytes());
            writer.put(&term.doubtful.0.to_le_bytes());
        }
        writer.count(self.ordinary.bytes().len());
        writer.put(self.ordinary.bytes());
        writer.count(english.len());
        for word in english {
            writer.put(&word_key(&word.word).to_le_bytes());
            writer.put(&word.weight.to_le_bytes());
            writer.put(&word.rarity.to_le_bytes());
        }
        writer.finish()
    }

    /// The terms.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The term that a word is.
    pub(crate) fn word(&self, word: &str) -> Option<&Term> {
        self.phrase([word_key(word)])
    }

    /// The term that words, by their keys, are.
    pub(crate) fn phrase(&self, words: impl IntoIterator<Item = u64>) -> Option<&Term> {
        self.terms.get(self.by_hash.get(phrase_key(words))? as usize)
    }

    /// Whether a word is probably an ordinary one of some language.
    pub(crate) fn is_ordinary(&self, word: &str) -> bool {
        self.ordinary.has(hash(word.chars()))
    }

    /// Whether a word, or what it is without an ending, may have the letters of a sure term in another order.
    pub(crate) fn may_be_anagram(&self, word: impl Iterator<Item = char>, endings: &[&str]) -> bool {
        let sum = sum_of_letters(word);
        let without = |ending: &&str| self.letters.has(sum.wrapping_sub(sum_of_letters(ending.chars())));
        self.letters.has(sum) || endings.iter().any(without)
    }

    /// The first sure term of these languages that fits a pattern, in which `None` is any letter.
    pub(crate) fn fitting(&self, pattern: &[Option<char>], languages: Languages) -> Option<&Term> {
        self.by_length.get(pattern.len())?.iter().map(|number| &self.terms[*number as usize]).find(|term| {
            term.sure.meets(languages)
                && term
                    .text
                    .chars()
                    .zip(pattern)
                    .all(|(letter, place)| place.is_none_or(|known| known == letter))
        })
    }

    /// Weight and rarity of an English word.
    pub(crate) fn english(&self, word: &str) -> Option<(f32, f32)> {
        self.english_weights.get(self.english.get(word_key(word))? as usize).copied()
    }
}

/// The same for the same letters in any order.
fn sum_of_letters(letters: impl Iterator<Item = char>) -> u64 {
    letters.fold(0, |sum, letter| sum.wrapping_add(hash([letter])))
}

/// What a word is looked up by.
pub(crate) fn word_key(word: &str) -> u64 {
    hash(word.chars())
}

/// What a phrase is looked up by; that of one word is the word's own.
fn phrase_key(words: impl IntoIterator<Item = u64>) -> u64 {
    words.into_iter().reduce(mix).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> (Lexicon, Vec<EnglishWord>) {
        let term = |text: &str, sure, doubtful| Term { text: text.to_owned(), sure, doubtful };
        let (en, de) = (Languages::of("en"), Languages::of("de"));
        let terms = vec![
            term("darn", en, Languages::default()),
            term("mist", Languages::default(), de),
            term("go away", en, de),
        ];
        let english = vec![EnglishWord { word: "darn".to_owned(), weight: 2.5, rarity: 4.0 }];
        (Lexicon::new(terms, ["house", "Haus"].into_iter(), 1 << 10, &english), english)
    }

    #[test]
    fn words_phrases_and_patterns_are_found() {
        let (lexicon, _) = small();
        let en = Languages::of("en");
        assert_eq!(lexicon.word("darn").map(|term| term.sure), Some(en));
        assert_eq!(lexicon.word("barn"), None);
        assert!(lexicon.phrase(["go", "away"].map(word_key)).is_some());
        assert!(lexicon.is_ordinary("house") && !lexicon.is_ordinary("darn"));
        let pattern = [Some('d'), None, Some('r'), Some('n')];
        assert!(lexicon.fitting(&pattern, en).is_some());
        assert_eq!(lexicon.fitting(&pattern, Languages::of("de")), None);
        assert_eq!(lexicon.english("darn"), Some((2.5, 4.0)));
    }

    #[test]
    fn it_is_the_same_after_a_trip_through_bytes() {
        let (lexicon, english) = small();
        let bytes = lexicon.to_bytes(&english);
        let read = Lexicon::from_bytes(&bytes).unwrap();
        assert_eq!(read.terms(), lexicon.terms());
        assert!(read.is_ordinary("Haus"));
        assert_eq!(read.to_bytes(&english), bytes);
        assert_eq!(Lexicon::from_bytes(&bytes[1..]).unwrap_err(), ModelFault::Kind);
    }
}
