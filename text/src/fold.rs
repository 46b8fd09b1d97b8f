//! Undoes disguises: what a text says once look-alikes, invisible characters, spacing and stretching are taken away,
//! with the way back to what its author typed.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::clean::is_invisible;

/// A folded text and where each of its characters came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// Lower case, without invisible characters and Latin accents; words are separated by single spaces.
    pub text: String,
    /// For each character of `text`, the code point of the original that it came from.
    pub origin: Vec<u32>,
}

impl Folded {
    /// The part of the original that a range of folded characters came from, in code points.
    #[must_use]
    pub fn original_range(&self, range: Range<usize>) -> Range<u32> {
        let start = self.origin.get(range.start).copied().unwrap_or_default();
        let last = range.end.saturating_sub(1).max(range.start);
        let end = self.origin.get(last).map_or(start, |last| last + 1);
        start..end.max(start)
    }
}

/// A character and the code point of the original that it came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub(crate) character: char,
    pub(crate) origin: u32,
}

/// Folds a text for comparison with lists of terms.
#[must_use]
pub fn fold(text: &str) -> Folded {
    let mut tokens: Vec<Vec<Mark>> = Vec::new();
    let mut token: Vec<Mark> = Vec::new();
    for (origin, original) in text.chars().enumerate() {
        let origin = u32::try_from(origin).unwrap_or(u32::MAX);
        if original.is_whitespace() {
            finish(&mut tokens, &mut token);
            continue;
        }
        if is_invisible(original) {
            continue;
        }
        for character in std::iter::once(original).nfkc().flat_map(char::to_lowercase) {
            token.push(Mark { character, origin });
        }
    }
    finish(&mut tokens, &mut token);
    join_spaced(&mut tokens);
    let mut folded = Folded { text: String::with_capacity(text.len()), origin: Vec::new() };
    for token in &tokens {
        if let Some(first) = token.first() {
            if !folded.text.is_empty() {
                folded.text.push(' ');
                folded.origin.push(first.origin.saturating_sub(1));
            }
            for mark in token {
                folded.text.push(mark.character);
                folded.origin.push(mark.origin);
            }
        }
    }
    folded
}

fn finish(tokens: &mut Vec<Vec<Mark>>, token: &mut Vec<Mark>) {
    if token.is_empty() {
        return;
    }
    let mut marks = strip_accents(&std::mem::take(token));
    fold_look_alikes(&mut marks);
    fold_leetspeak(&mut marks);
    collapse(&mut marks);
    tokens.push(marks);
}

/// Takes combining marks off Latin letters, where they disguise. Other scripts need theirs to be read.
pub(crate) fn strip_accents(token: &[Mark]) -> Vec<Mark> {
    let mut stripped: Vec<Mark> = Vec::with_capacity(token.len());
    let mut bare_base = false;
    for mark in token {
        // A syllable of Hangul has parts, but no accents.
        if matches!(mark.character, '\u{AC00}'..='\u{D7A3}') {
            bare_base = false;
            stripped.push(*mark);
            continue;
        }
        for character in std::iter::once(mark.character).nfd() {
            if is_combining_mark(character) {
                // Latin marks go; those of й, ё or ά stay, and composing below puts them back.
                if bare_base {
                    continue;
                }
            } else {
                bare_base = is_latin(character);
            }
            stripped.push(Mark { character, origin: mark.origin });
        }
    }
    compose(&stripped)
}

/// Puts letters and the marks that were left back together.
fn compose(token: &[Mark]) -> Vec<Mark> {
    let mut composed: Vec<Mark> = Vec::with_capacity(token.len());
    for mark in token {
        if let Some(last) = composed.last_mut()
            && is_combining_mark(mark.character)
            && let Some(character) = unicode_normalization::char::compose(last.character, mark.character)
        {
            last.character = character;
            continue;
        }
        composed.push(*mark);
    }
    composed
}

pub(crate) fn is_latin(character: char) -> bool {
    matches!(character, 'a'..='z' | 'A'..='Z' | '\u{AA}' | '\u{BA}' | '\u{C0}'..='\u{24F}' | '\u{250}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}')
}

pub(crate) fn is_cyrillic(character: char) -> bool {
    matches!(character, '\u{400}'..='\u{52F}')
}

/// Letters of other scripts that look like Latin ones (a selection of Unicode's confusables, UTS #39), both ways
/// where Cyrillic has the twin.
const LOOK_ALIKES: [(char, char); 34] = [
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('к', 'k'),
    ('м', 'm'),
    ('т', 't'),
    ('н', 'h'),
    ('в', 'b'),
    ('ԁ', 'd'),
    ('ɡ', 'g'),
    ('α', 'a'),
    ('ο', 'o'),
    ('ν', 'v'),
    ('ρ', 'p'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('υ', 'u'),
    ('χ', 'x'),
    ('ε', 'e'),
    ('τ', 't'),
    ('η', 'n'),
    ('ϲ', 'c'),
    ('ո', 'n'),
    ('ӏ', 'l'),
    ('ԛ', 'q'),
    ('ԝ', 'w'),
    ('һ', 'h'),
];

/// Whether a letter of another script passes for a Latin one.
#[must_use]
pub fn looks_latin(letter: char) -> bool {
    letter.to_lowercase().any(|letter| LOOK_ALIKES.iter().any(|(foreign, _)| *foreign == letter))
}

/// Folds look-alikes towards the script that most of a word's letters belong to. A word of one script stays.
fn fold_look_alikes(token: &mut [Mark]) {
    let latin = token.iter().filter(|mark| is_latin(mark.character)).count();
    let cyrillic = token.iter().filter(|mark| is_cyrillic(mark.character)).count();
    let letters = token.iter().filter(|mark| mark.character.is_alphabetic()).count();
    if latin == 0 || latin == letters {
        return;
    }
    let towards_latin = latin >= cyrillic;
    for mark in token {
        let pair = LOOK_ALIKES.iter().find(|(foreign, plain)| {
            if towards_latin {
                *foreign == mark.character
            } else {
                *plain == mark.character && is_cyrillic(*foreign)
            }
        });
        if let Some((foreign, plain)) = pair {
            mark.character = if towards_latin { *plain } else { *foreign };
        }
    }
}

/// Digits and signs that stand for letters, inside a word that has at least two Latin letters.
fn fold_leetspeak(token: &mut [Mark]) {
    const TABLE: [(char, char); 10] = [
        ('0', 'o'),
        ('1', 'i'),
        ('3', 'e'),
        ('4', 'a'),
        ('5', 's'),
        ('7', 't'),
        ('8', 'b'),
        ('@', 'a'),
        ('$', 's'),
        ('!', 'i'),
    ];
    // Addresses are what they are.
    let is_address = token.windows(3).any(|three| three.iter().map(|mark| mark.character).eq("://".chars()))
        || token.iter().any(|mark| mark.character == '.') && token.iter().any(|mark| mark.character == '@');
    let latin = token.iter().filter(|mark| is_latin(mark.character)).count();
    if latin < 2 || is_address {
        return;
    }
    let last_letter = token.iter().rposition(|mark| mark.character.is_alphanumeric()).unwrap_or(0);
    for (index, mark) in token.iter_mut().enumerate() {
        // `hello!` ends in an exclamation mark, not in an i; `@name` is a mention.
        if (mark.character == '!' && index > last_letter) || (mark.character == '@' && index == 0) {
            continue;
        }
        if let Some((_, letter)) = TABLE.iter().find(|(sign, _)| *sign == mark.character) {
            mark.character = *letter;
        }
    }
}

/// Three and more of one letter become one: no word needs them.
fn collapse(token: &mut Vec<Mark>) {
    let mut index = 0;
    while index < token.len() {
        let character = token[index].character;
        let run = token[index..].iter().take_while(|mark| mark.character == character).count();
        if run >= 3 && character.is_alphabetic() {
            token.drain(index + 1..index + run);
        }
        index += if run >= 3 { 1 } else { run };
    }
}

/// Joins runs of at least three single letters (`s p a m`, `s.p.a.m`): two may be initials.
fn join_spaced(tokens: &mut Vec<Vec<Mark>>) {
    for token in tokens.iter_mut() {
        join_dotted(token);
    }
    let single = |token: &Vec<Mark>| {
        token.len() == 1 && token[0].character.is_alphabetic() && is_alphabetic_script(token[0].character)
    };
    let mut index = 0;
    while index < tokens.len() {
        let run = tokens[index..].iter().take_while(|token| single(token)).count();
        if run >= 3 {
            let joined: Vec<Mark> = tokens.drain(index..index + run).flatten().collect();
            tokens.insert(index, joined);
        }
        index += 1;
    }
}

/// Scripts that write a word with several letters: a single ideograph is a word.
fn is_alphabetic_script(character: char) -> bool {
    is_latin(character)
        || is_cyrillic(character)
        || matches!(character, '\u{370}'..='\u{3FF}' | '\u{530}'..='\u{5FF}')
}

/// `s.p.a.m` and `s-p-a-m`, from three letters on.
fn join_dotted(token: &mut Vec<Mark>) {
    let shape_fits = token.len() >= 5
        && token.iter().enumerate().all(|(index, mark)| {
            if index % 2 == 0 {
                mark.character.is_alphanumeric()
            } else {
                matches!(mark.character, '.' | '-' | '_' | '*' | '·' | ',')
            }
        });
    if shape_fits {
        let mut index = 0;
        token.retain(|_| {
            index += 1;
            index % 2 == 1
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn disguises_fall() {
        for disguise in [
            "spam",
            "SPAM",
            "sp4m",
            "$pam",
            "s p a m",
            "s.p.a.m",
            "spаm",
            "ｓｐａｍ",
            "𝐬𝐩𝐚𝐦",
            "s\u{200B}pam",
            "spaaaaam",
            "späm",
            "s\u{336}p\u{336}am",
        ] {
            assert_eq!(fold(disguise).text, "spam", "{disguise}");
        }
    }

    #[test]
    fn honest_words_of_other_scripts_stay() {
        for text in ["сама", "ёлка", "чай", "हिन्दी", "ภาษาไทย", "عربي", "ελλάδα", "日本語", "한국어"]
        {
            assert_eq!(fold(text).text, text.nfkc().collect::<String>(), "{text}");
        }
        assert_eq!(fold("книга и book").text, "книга и book");
    }

    #[test]
    fn places_lead_back_to_what_was_typed() {
        let original = "ab s\u{200B}p 4m s p a m";
        let folded = fold("Oh, s\u{200B}p4m here");
        let at = folded.text.find("spam").unwrap();
        let start = folded.text[..at].chars().count();
        assert_eq!(folded.original_range(start..start + 4), 4..9);
        assert!(!fold(original).text.is_empty());
    }

    proptest! {
        #[test]
        fn folding_never_fails_and_keeps_places_in_the_text(text in "\\PC{0,60}") {
            let folded = fold(&text);
            prop_assert_eq!(folded.text.chars().count(), folded.origin.len());
            let length = u32::try_from(text.chars().count()).unwrap();
            prop_assert!(folded.origin.iter().all(|origin| *origin < length));
        }
    }
}
