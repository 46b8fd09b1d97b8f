//! Words that a disguised one may stand for, tried against the lexicon.

use super::{
    characters::{latin_twin, letters_of},
    view::Disguise,
};
use crate::scoring::lexicon::{Languages, Lexicon};

/// Endings that a known word may have, longest first.
const ENDINGS: [&str; 10] = ["ings", "ing", "ers", "er", "ed", "es", "in", "s", "z", "y"];
/// Runs of a letter that are tried both single and double; more are taken single.
const MOST_RUNS: usize = 4;
/// Ways to read the ambiguous signs of one word that are tried.
const MOST_READINGS: usize = 16;
/// Letters that a word needs before swapped letters are looked for: short words are too close to each other.
const SHORTEST_SWAPPED: usize = 4;
const LONGEST_SWAPPED: usize = 14;

/// The lexicon, seen by texts in some languages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) languages: Languages,
}

impl Known<'_> {
    /// Whether a word is a term at all, even one that may be innocent.
    pub(super) fn is_term(&self, word: &str) -> bool {
        self.lexicon.word(word).is_some_and(|term| term.sure.and(term.doubtful).meets(self.languages))
    }

    /// Whether a word, or what it is without its ending, is hardly ever innocent.
    pub(super) fn is_sure(&self, word: &str) -> bool {
        let sure = |word: &str| self.lexicon.word(word).is_some_and(|term| term.sure.meets(self.languages));
        sure(word)
            || ENDINGS
                .iter()
                .any(|ending| word.strip_suffix(ending).is_some_and(|stem| stem.len() >= 3 && sure(stem)))
    }

    /// Digits and signs as letters, look-alikes as Latin ones.
    pub(super) fn leetspeak(&self, word: &[char]) -> Option<String> {
        let mut readings = vec![String::with_capacity(word.len())];
        for character in word {
            let letters = match letters_of(*character) {
                Some(letters) => letters,
                None if character.is_alphabetic() => "",
                None => return None,
            };
            if letters.is_empty() {
                let plain = latin_twin(*character).unwrap_or(*character);
                readings.iter_mut().for_each(|reading| reading.push(plain));
                continue;
            }
            let branches = if readings.len() * letters.len() > MOST_READINGS { 1 } else { letters.len() };
            readings = letters
                .chars()
                .take(branches)
                .flat_map(|letter| readings.iter().map(move |reading| format!("{reading}{letter}")))
                .collect();
        }
        readings.into_iter().find(|reading| reading.len() >= 3 && self.is_sure(reading))
    }

    /// A word of another script's look-alikes, as Latin letters.
    pub(super) fn look_alike(&self, word: &str) -> Option<String> {
        if word.is_ascii() {
            return None;
        }
        let latin: String = word
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() { Some(letter) } else { latin_twin(letter) })
            .collect::<Option<_>>()?;
        (latin.len() >= 3 && self.is_sure(&latin)).then_some(latin)
    }

    /// A word with a letter or more stretched.
    pub(super) fn stretched(&self, word: &[char]) -> Option<String> {
        let mut runs: Vec<(char, usize)> = Vec::new();
        for character in word {
            match runs.last_mut() {
                Some((last, length)) if last == character => *length += 1,
                _ => runs.push((*character, 1)),
            }
        }
        let long: Vec<usize> = (0..runs.len()).filter(|run| runs[*run].1 > 1).collect();
        let longest = runs.iter().map(|(_, length)| *length).max()?;
        if runs.len() < 3 || longest < 2 || (longest == 2 && long.len() < 2) {
            return self.doubled(&runs, &long);
        }
        let tried = long.len().min(MOST_RUNS);
        (0..1_usize << tried).find_map(|choice| {
            let candidate: String = runs
                .iter()
                .enumerate()
                .flat_map(|(at, (character, _))| {
                    let place = long.iter().take(tried).position(|run| *run == at);
                    let double = place.is_some_and(|place| choice >> place & 1 == 1);
                    std::iter::repeat_n(*character, 1 + usize::from(double))
                })
                .collect();
            self.is_sure(&candidate).then_some(candidate)
        })
    }

    /// A word with one letter doubled, which only English never does to inflect a word.
    fn doubled(&self, runs: &[(char, usize)], long: &[usize]) -> Option<String> {
        let [_] = long else { return None };
        let single: String = runs.iter().map(|(character, _)| *character).collect();
        let english = Known { languages: Languages::of("en"), ..*self };
        (runs.len() >= 4 && english.is_sure(&single)).then_some(single)
    }

    /// A word with two neighbouring letters swapped.
    pub(super) fn swapped(&self, word: &[char]) -> Option<String> {
        if !(SHORTEST_SWAPPED..=LONGEST_SWAPPED).contains(&word.len()) {
            return None;
        }
        if !self.lexicon.may_be_anagram(word.iter().copied(), &ENDINGS) {
            return None;
        }
        let mut letters = word.to_vec();
        let mut candidate = String::with_capacity(word.len() * 2);
        (0..letters.len() - 1).find_map(|at| {
            if letters[at] == letters[at + 1] {
                return None;
            }
            letters.swap(at, at + 1);
            candidate.clear();
            candidate.extend(&letters);
            letters.swap(at, at + 1);
            self.is_sure(&candidate).then(|| candidate.clone())
        })
    }

    /// A word with signs for some of its letters, as many signs as letters.
    pub(super) fn gapped(&self, word: &[char]) -> Option<String> {
        let pattern: Vec<Option<char>> = word
            .iter()
            .map(|character| match character {
                '*' | '#' | '%' | '_' | '?' | '-' | '.' | '@' | '$' | '!' | '+' | '^' | '&' | '~' | '•'
                | '·' | '●' => Some(None),
                letter if letter.is_alphabetic() => Some(Some(*letter)),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let gaps = pattern.iter().filter(|place| place.is_none()).count();
        let starred = word.iter().any(|character| matches!(character, '*' | '#' | '•' | '●'));
        let letters = pattern.len() - gaps;
        if gaps == 0 || letters < 2 || pattern[0].is_none() || (!starred && (gaps > 1 || letters < 3)) {
            return None;
        }
        let fitting = |pattern: &[Option<char>]| self.lexicon.fitting(pattern, self.languages);
        if let Some(term) = fitting(&pattern) {
            return Some(term.text.clone());
        }
        ENDINGS.iter().find_map(|ending| {
            let stem = pattern.len().checked_sub(ending.len())?;
            let ends =
                pattern[stem..].iter().zip(ending.chars()).all(|(place, letter)| *place == Some(letter));
            let open = pattern[..stem].iter().any(Option::is_none);
            let term = if ends && open && stem >= 3 { fitting(&pattern[..stem]) } else { None };
            term.map(|term| format!("{}{ending}", term.text))
        })
    }

    /// A word that signs between its letters take apart.
    fn taken_apart(&self, word: &[char]) -> Option<String> {
        let is_sign = |character: &char| !character.is_alphanumeric();
        let signs = word.iter().filter(|character| is_sign(character)).count();
        let rest: Vec<char> = word.iter().copied().filter(|character| !is_sign(character)).collect();
        if signs == 0 || rest.len() < 3 || (signs == 1 && rest.len() < 4) {
            return None;
        }
        let plain: String = rest.iter().collect();
        if self.is_sure(&plain) {
            return Some(plain);
        }
        self.leetspeak(&rest).filter(|_| rest.iter().any(|character| character.is_alphabetic()))
    }

    /// What a piece with letters and signs, or letters and digits, stands for.
    pub(super) fn unmask(&self, piece: &[char]) -> Option<(String, Disguise)> {
        let is_edge = |character: &char| {
            !character.is_alphanumeric()
                && letters_of(*character).is_none()
                && !matches!(character, '*' | '#')
        };
        let start = piece.iter().position(|character| !is_edge(character))?;
        let end = piece.iter().rposition(|character| !is_edge(character))? + 1;
        let core = &piece[start..end];
        if core.iter().all(|character| character.is_alphabetic()) {
            return None;
        }
        // `d*rn!` ends in an exclamation mark, `*darn*` is set in italics: with and without the signs at the ends.
        let inner_start = core.iter().position(|character| character.is_alphanumeric())?;
        let inner_end = core.iter().rposition(|character| character.is_alphanumeric())? + 1;
        let inner = &core[inner_start..inner_end];
        let front_open = &core[..inner_end];
        let back_open = &core[inner_start..];
        for variant in [inner, back_open, front_open, core] {
            if let Some(word) = self.leetspeak(variant) {
                return Some((word, Disguise::Leetspeak));
            }
        }
        if let Some(word) = self.taken_apart(inner) {
            return Some((word, Disguise::Spacing));
        }
        [inner, back_open].into_iter().find_map(|variant| Some((self.gapped(variant)?, Disguise::Gaps)))
    }
}
