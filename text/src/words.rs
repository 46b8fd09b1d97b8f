//! Words with their places.

use unicode_segmentation::UnicodeSegmentation as _;

/// A word, by Unicode's rules (UAX #29).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word.
    pub text: &'a str,
    /// Where it begins, in code points.
    pub start: u32,
    /// Where it ends, in code points.
    pub end: u32,
}

/// The words of a text, with their places in code points.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0_u32;
    text.split_word_bounds().filter_map(move |piece| {
        let start = at;
        at += u32::try_from(piece.chars().count()).unwrap_or(u32::MAX);
        piece.chars().any(char::is_alphanumeric).then_some(Word { text: piece, start, end: at })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_code_points() {
        let found: Vec<_> = words("Жук — ok!").map(|word| (word.text, word.start, word.end)).collect();
        assert_eq!(found, [("Жук", 0, 3), ("ok", 6, 8)]);
    }
}
