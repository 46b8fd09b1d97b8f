use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::{StopWords, abbreviations::Abbreviations};
use crate::Language;

/// Letters from which on a space of a script without full stops may end a sentence.
const LONG_ENOUGH: usize = 40;
/// How far back a rule looks, in bytes.
const TAIL: usize = 64;

/// The sentences of one passage (a text without blocks) in order, as ranges of bytes without white space at their ends.
///
/// With a language, its abbreviations are known and its ordinals ("3. Oktober"). Without, those that many share.
#[must_use]
pub fn sentences(text: &str, language: Option<Language>) -> Vec<Range<usize>> {
    let rules = Rules::of(language);
    sentences_by(text, &rules)
}

/// What a language knows of its sentences.
pub(crate) struct Rules {
    abbreviations: Abbreviations,
    stop_words: StopWords,
}

impl Rules {
    pub(crate) fn of(language: Option<Language>) -> Self {
        Self { abbreviations: Abbreviations::of(language), stop_words: StopWords::of(language) }
    }
}

pub(crate) fn sentences_by(text: &str, rules: &Rules) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Whether a straight quotation mark, which looks the same at both ends, is still open.
    let mut quoted = false;
    for (start, piece) in text.split_sentence_bound_indices() {
        for mut part in apart(text, start..start + piece.len()) {
            let closing = closing(&text[part.clone()], quoted);
            quoted ^= text[part.clone()].matches('"').count() % 2 == 1;
            if let Some(last) = found.last_mut() {
                if closing > 0 {
                    last.end = part.start + closing;
                    part.start = last.end;
                }
                if rules.belong_together(&text[last.clone()], &text[part.clone()]) {
                    last.end = part.end;
                    continue;
                }
            }
            found.push(part);
        }
    }
    let trimmed = found.into_iter().map(|range| trim(text, range));
    trimmed.filter(|range| text[range.clone()].chars().any(char::is_alphanumeric)).collect()
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

impl Rules {
    /// Whether what Unicode's rules took for two sentences is one.
    fn belong_together(&self, before: &str, after: &str) -> bool {
        let (before, after) = (before.trim_end(), after.trim_start());
        let Some(first) = after.chars().find(|sign| !is_opening(*sign)) else { return true };
        // Unicode's rules take the Burmese comma for a full stop.
        if before.ends_with('၊') {
            return true;
        }
        // A sentence begins with no small letter: "Yahoo! is", "« Quoi ? » demande-t-il". Georgian has no other.
        let is_small = first.is_lowercase() && !matches!(first, '\u{10D0}'..='\u{10FF}');
        if is_small || matches!(first, ',' | ';' | ':') {
            return true;
        }
        if matches!(first, '-' | '–' | '—')
            && after.chars().find(|sign| sign.is_alphanumeric()).is_some_and(char::is_lowercase)
        {
            return true;
        }
        let Some(stem) = before.strip_suffix('.').filter(|stem| !stem.ends_with('.')) else { return false };
        let word =
            tail(stem).rsplit(|sign: char| !sign.is_alphanumeric() && sign != '.').next().unwrap_or("");
        if word.is_empty() {
            return false;
        }
        let next = after.trim_start_matches(|sign: char| !sign.is_alphanumeric());
        let next = next.split(|sign: char| !sign.is_alphanumeric()).next().unwrap_or(next);
        // An abbreviation in parts: "z. B.", "т. е.".
        let begins_small = word.chars().count() == 1 && word.chars().all(char::is_lowercase);
        if begins_small && next.chars().count() == 1 && after.trim_start_matches(next).starts_with('.') {
            return true;
        }
        let begins_anew = || self.stop_words.contains(&next.to_lowercase());
        if self.abbreviations.never_end(word) {
            return true;
        }
        if self.abbreviations.may_end(word) || is_dotted(word) {
            return !begins_anew();
        }
        if is_initial(word) {
            // "Plan B. Then" is rare beside "J. R. R. Tolkien".
            return !(word == "I" && begins_anew());
        }
        self.abbreviations.has_dotted_ordinals() && is_ordinal(word) && !begins_anew()
    }
}

/// The last [`TAIL`] bytes or a little less: no rule looks further back, so that none takes long.
fn tail(text: &str) -> &str {
    let start = text.len().saturating_sub(TAIL);
    &text[text.ceil_char_boundary(start)..]
}

fn is_opening(sign: char) -> bool {
    matches!(sign, '"' | '\'' | '(' | '[' | '«' | '»' | '“' | '”' | '„' | '‚' | '‘' | '’' | '¿' | '¡')
        || sign.is_whitespace()
}

/// "U.S", "z.B", "e.g": single letters with dots between.
fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic))
}

/// One capital letter of a script that has them.
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    matches!((letters.next(), letters.next()), (Some(letter), None) if letter.is_uppercase())
}

/// "3", "18", "XIV".
fn is_ordinal(word: &str) -> bool {
    (word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()))
        || (word.len() >= 2 && word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L')))
}

/// The bytes at the beginning that close the sentence before: `. »`, and a straight mark that ends a quotation.
fn closing(piece: &str, quoted: bool) -> usize {
    let mut end = 0;
    for (at, sign) in piece.char_indices() {
        let closes = match sign {
            // Before a letter, a German quotation begins: »So«.
            '»' | '”' | ')' | ']' | '›' => {
                !piece[at + sign.len_utf8()..].starts_with(char::is_alphanumeric)
            }
            '"' => quoted && !piece[at + 1..].starts_with(char::is_alphanumeric),
            sign if sign.is_whitespace() => continue,
            _ => false,
        };
        if !closes {
            break;
        }
        end = at + sign.len_utf8();
    }
    end
}

/// Takes apart what Unicode's rules leave together.
fn apart(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let piece = &text[range.clone()];
    let mut parts = Vec::new();
    let mut start = range.start;
    let mut letters = 0;
    let mut small_before = 0;
    let mut signs = piece.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, sign)) = signs.next() {
        let at = range.start + at;
        let next = signs.peek().map(|(_, next)| *next);
        let ends = if sign.is_whitespace() {
            let unspaced = |sign: char| matches!(sign, '\u{E01}'..='\u{E7F}');
            letters >= LONG_ENOUGH && unspaced(before) && next.is_some_and(unspaced)
        } else if matches!(sign, '.' | '!' | '?') {
            small_before >= 3 && is_glued(&text[at + 1..range.end]) && !is_in_address(text, at)
        } else {
            // A Tibetan stroke ends a sentence, and is none of Unicode's terminators.
            sign == '\u{F0D}' && next.is_some_and(char::is_whitespace)
        };
        letters += usize::from(sign.is_alphanumeric());
        small_before = if sign.is_lowercase() { small_before + 1 } else { 0 };
        before = sign;
        if ends {
            let end = at + sign.len_utf8();
            parts.push(start..end);
            start = end;
            letters = 0;
        }
    }
    if start < range.end {
        parts.push(start..range.end);
    }
    parts
}

/// A capital right after a full stop, and small letters if any: "numérique.Recours accru", "ordre.L'opération". Not those of an address.
fn is_glued(rest: &str) -> bool {
    let end = rest.find(|sign: char| !sign.is_alphabetic()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_none_or(char::is_lowercase)
        && !["com", "net", "org", "info", "js"].iter().any(|domain| word.eq_ignore_ascii_case(domain))
        && after.starts_with([' ', '\'', '’', ','])
}

fn is_in_address(text: &str, at: usize) -> bool {
    let before = tail(&text[..at]).rsplit(char::is_whitespace).next().unwrap_or("");
    before.contains(['/', '@', '_']) || before.starts_with("www")
}

#[cfg(test)]
mod tests;
