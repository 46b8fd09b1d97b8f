//! Sentences as numbers: each distinct word has one, and so has each stem.

use std::collections::HashMap;

use unicode_normalization::char::is_combining_mark;

use crate::{Script, search_fold, sentences::StopWords};

/// Letters of a word that make its stem: cutting endings off by the letter did as well as a stemmer of the language
/// where both were measured, and it is there for all of them.
const STEM: usize = 6;
/// The same for Hangul, where a letter is a syllable.
const STEM_HANGUL: usize = 3;
/// The letters of a word that are looked at.
const LONGEST: usize = 48;

/// A distinct word of a text.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// The number of its stem.
    pub(super) stem: u32,
    /// Its letters, at most [`LONGEST`].
    pub(super) letters: usize,
    /// Whether it is on the language's list.
    pub(super) is_stop_word: bool,
    /// Whether it has a digit.
    pub(super) is_number: bool,
}

/// A word in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// The number of its [`Term`].
    pub(super) term: u32,
    /// Where it ends in the sentence, in bytes.
    pub(super) end: u32,
    /// Whether it begins with a capital.
    pub(super) is_capital: bool,
}

/// All distinct words of a text.
#[derive(Clone)]
pub(super) struct Terms {
    pub(super) all: Vec<Term>,
    /// How many distinct stems there are.
    pub(super) stems: usize,
    numbers: HashMap<String, u32>,
    stem_numbers: HashMap<String, u32>,
    spelled: Vec<String>,
    stop_words: StopWords,
}

impl Terms {
    pub(super) fn new(stop_words: StopWords) -> Self {
        Self {
            all: Vec::new(),
            stems: 0,
            numbers: HashMap::new(),
            stem_numbers: HashMap::new(),
            spelled: Vec::new(),
            stop_words,
        }
    }

    /// The words of a text. Letters of a script without spaces are words in overlapping pairs.
    pub(super) fn read(&mut self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(text.len() / 6 + 1);
        let mut word = String::new();
        let mut is_capital = false;
        // The letter before in a script without spaces, and whether it is in a pair already.
        let mut unspaced_before: Option<(char, bool)> = None;
        for (at, sign) in text.char_indices() {
            let in_word = sign.is_alphanumeric() || (!sign.is_ascii() && is_combining_mark(sign));
            let unspaced = !sign.is_ascii() && is_unspaced(sign);
            if unspaced || !in_word {
                self.end_word(&mut word, at, is_capital, &mut tokens);
            }
            if unspaced {
                if let Some((before, _)) = unspaced_before {
                    word.push(before);
                    word.push(sign);
                    self.end_word(&mut word, at + sign.len_utf8(), false, &mut tokens);
                }
                unspaced_before = Some((sign, unspaced_before.is_some()));
                continue;
            }
            self.end_run(unspaced_before.take(), at, &mut tokens);
            if !in_word {
                continue;
            }
            if word.is_empty() {
                is_capital = sign.is_uppercase();
            }
            if sign.is_ascii() {
                word.push(sign.to_ascii_lowercase());
            } else {
                word.extend(crate::search::lower_letter(sign));
            }
        }
        self.end_word(&mut word, text.len(), is_capital, &mut tokens);
        self.end_run(unspaced_before, text.len(), &mut tokens);
        tokens
    }

    /// A letter that stands alone is a word.
    fn end_run(&mut self, letter: Option<(char, bool)>, end: usize, tokens: &mut Vec<Token>) {
        if let Some((letter, false)) = letter {
            self.end_word(&mut String::from(letter), end, false, tokens);
        }
    }

    fn end_word(&mut self, word: &mut String, end: usize, is_capital: bool, tokens: &mut Vec<Token>) {
        if word.is_empty() {
            return;
        }
        let term = match self.numbers.get(word.as_str()) {
            Some(number) => *number,
            None => self.add(word),
        };
        tokens.push(Token { term, end: u32::try_from(end).unwrap_or(u32::MAX), is_capital });
        word.clear();
    }

    fn add(&mut self, word: &str) -> u32 {
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let stem = stem(word);
        let next = u32::try_from(self.stem_numbers.len()).unwrap_or(u32::MAX);
        let stem = *self.stem_numbers.entry(stem).or_insert_with_key(|stem| {
            self.spelled.push(stem.clone());
            next
        });
        self.stems = self.stem_numbers.len();
        self.all.push(Term {
            stem,
            letters: word.chars().take(LONGEST).count(),
            is_stop_word: self.stop_words.contains(word),
            is_number: word.chars().any(char::is_numeric),
        });
        self.numbers.insert(word.to_owned(), number);
        number
    }

    pub(super) fn term(&self, token: Token) -> &Term {
        &self.all[token.term as usize]
    }

    /// The stem of a word, spelled out.
    pub(super) fn stem(&self, token: Token) -> &str {
        &self.spelled[self.term(token).stem as usize]
    }
}

fn is_unspaced(sign: char) -> bool {
    Script::of(sign).is_some_and(Script::is_written_without_spaces)
        || (is_combining_mark(sign)
            && matches!(sign, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'))
}

/// The beginning of a word without accents; of an Arabic one, without the article.
fn stem(word: &str) -> String {
    let folded = search_fold(word);
    if folded.bytes().any(|byte| byte.is_ascii_digit()) {
        return folded;
    }
    let bare = folded.strip_prefix("ال").filter(|rest| rest.chars().nth(2).is_some()).unwrap_or(&folded);
    let longest =
        if bare.chars().next().and_then(Script::of) == Some(Script::Hangul) { STEM_HANGUL } else { STEM };
    bare.chars().take(longest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_share_a_number_and_forms_of_a_word_a_stem() {
        let mut terms = Terms::new(StopWords::of("fr".parse().ok()));
        let tokens = terms.read("L’avocate et l'avocat, les avocats en 2019.");
        let numbers: Vec<u32> = tokens.iter().map(|token| token.term).collect();
        assert_eq!(numbers, [0, 1, 2, 0, 3, 4, 5, 6, 7]);
        let stems: Vec<u32> = [1, 3, 5].iter().map(|term| terms.all[*term].stem).collect();
        assert_eq!(stems, [stems[0]; 3]);
        assert!(terms.all[0].is_stop_word && terms.all[7].is_number && tokens[0].is_capital);
    }

    #[test]
    fn scripts_without_spaces_are_pairs_of_letters() {
        let mut terms = Terms::new(StopWords::of(None));
        assert_eq!(terms.read("図書館の図書").len(), 5);
        assert_eq!(terms.all.len(), 4);
        assert_eq!(terms.read("猫 a").len(), 2);
    }
}
