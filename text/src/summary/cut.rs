//! Shortens a sentence without breaking anything.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::Script;

/// Where a sentence is cut to fit, in bytes, and how well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// The end of what is kept.
    pub(super) end: usize,
    /// Whether a clause ends there.
    pub(super) at_clause: bool,
}

/// The places at which a text may be cut to at most `most` characters (Unicode scalar values) and an ellipsis: the last
/// end of a clause if it is not too early, and the last end of a word. None if the first word is longer than that.
pub(super) fn cuts(text: &str, most: usize) -> Vec<Cut> {
    let mut word = None;
    let mut clause = None;
    let mut characters = 0;
    let mut before = "";
    let mut in_link = false;
    let mut word_start = 0;
    // The ellipsis is a character, too.
    let room = most.saturating_sub(1);
    for (at, grapheme) in text.grapheme_indices(true) {
        if at > 0 && may_end(before, grapheme, &text[at..]) && !in_link {
            let kept = text[..at].trim_end_matches(|sign: char| is_dangling(sign)).len();
            word = (kept > 0).then_some(Cut { end: kept, at_clause: false }).or(word);
            if before.ends_with([',', ';', ':', '，', '；', '、', '،', ')', '）', '—', '–'])
                && is_clause(before, &text[at..])
            {
                clause = (kept > 0).then_some(Cut { end: kept, at_clause: true }).or(clause);
            }
        }
        if grapheme.chars().all(char::is_whitespace) {
            word_start = at + grapheme.len();
            in_link = false;
        } else if at == word_start {
            in_link = is_link(text[at..].split(char::is_whitespace).next().unwrap_or(""));
        }
        characters += grapheme.chars().count();
        if characters > room {
            break;
        }
        before = grapheme;
    }
    let early = |cut: &Cut| text[..cut.end].chars().count() * 5 < most * 3;
    clause.filter(|cut| !early(cut)).into_iter().chain(word).collect()
}

/// Whether something may end between two signs.
fn may_end(before: &str, next: &str, rest: &str) -> bool {
    let unspaced = |grapheme: &str| {
        grapheme.chars().next().and_then(Script::of).is_some_and(Script::is_written_without_spaces)
    };
    if next.chars().all(char::is_whitespace) {
        let follows = rest.trim_start().chars().next();
        let ends_in_digit = before.ends_with(char::is_numeric);
        // "10 000", "20 %", "8 °C" are one number each; so that none loses its unit, nothing ends after a digit.
        return !(next == "\u{A0}" || next == "\u{202F}" || (ends_in_digit && follows.is_some()));
    }
    // Without spaces, a word may end anywhere; but no sign that closes begins a line.
    unspaced(before) && unspaced(next)
}

/// Whether a comma or the like ends a clause and not a number or the first of two names.
fn is_clause(before: &str, rest: &str) -> bool {
    !(before == "," && rest.trim_start().starts_with(char::is_numeric))
}

/// Signs that nothing should end with before an ellipsis.
fn is_dangling(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            ',' | ';'
                | ':'
                | '-'
                | '–'
                | '—'
                | '('
                | '['
                | '«'
                | '„'
                | '“'
                | '，'
                | '；'
                | '、'
                | '：'
                | '،'
                | '.'
                | '…'
        )
}

fn is_link(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.trim_start_matches(['(', '<', '"']).starts_with("www.")
}

/// The beginning of a word that is longer than all there is room for, between what a reader takes for characters. Nothing
/// of an address, and nothing of a number that does not fit.
pub(super) fn beginning(text: &str, most: usize) -> &str {
    let word = text.split(char::is_whitespace).next().unwrap_or("");
    if is_link(word) {
        return "";
    }
    let mut characters = 0;
    let mut end = 0;
    for (at, grapheme) in word.grapheme_indices(true) {
        characters += grapheme.chars().count();
        if characters >= most {
            break;
        }
        end = at + grapheme.len();
    }
    let (kept, rest) = word.split_at(end);
    if rest.starts_with(char::is_numeric) { kept.trim_end_matches(char::is_numeric) } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_to(text: &str, most: usize) -> Vec<&str> {
        cuts(text, most).into_iter().map(|cut| &text[..cut.end]).collect()
    }

    #[test]
    fn a_cut_ends_a_clause_or_a_word() {
        let text = "The ferry came in the morning, with tea and letters for the village.";
        assert_eq!(
            cut_to(text, 45),
            ["The ferry came in the morning", "The ferry came in the morning, with tea and"]
        );
        assert_eq!(cut_to(text, 12), ["The ferry"]);
        assert!(cut_to(text, 3).is_empty());
    }

    #[test]
    fn numbers_units_and_addresses_stay_whole() {
        assert_eq!(cut_to("It cost 10 000 dollars at most.", 14), ["It cost"]);
        assert_eq!(cut_to("About 20 % of them.", 10), ["About"]);
        assert_eq!(cut_to("See https://example.org/a-b,c for more.", 30), ["See"]);
        assert_eq!(cut_to("町の図書館で本を読む。", 6), ["町の図書館"]);
    }

    #[test]
    fn a_first_word_without_room_is_begun_between_characters() {
        assert_eq!(beginning("Donaudampfschifffahrt", 6), "Donau");
        assert_eq!(beginning("e\u{301}e\u{301}e\u{301}", 4), "e\u{301}");
        assert_eq!(beginning("A12345", 4), "A");
        assert_eq!(beginning("https://example.org/", 12), "");
    }
}
