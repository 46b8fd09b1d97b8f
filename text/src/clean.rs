//! Makes a text fit to keep: NFC, without characters that hide, break or deceive.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Marks in a row that a script may need; more are only there to spill over other lines.
const MOST_MARKS: usize = 8;

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// There is nothing to see.
    #[error("is empty: there is nothing to see in it")]
    Empty,
    /// It is too long.
    #[error("is {actual} characters long; at most {max} are allowed")]
    TooLong {
        /// The most that is allowed, in Unicode scalar values.
        max: usize,
        /// What it has.
        actual: usize,
    },
    /// It has a character that can't be kept.
    #[error("has a forbidden character, U+{codepoint:04X}, at position {at}")]
    ForbiddenCharacter {
        /// Which.
        codepoint: u32,
        /// Where, in Unicode scalar values from 0.
        at: usize,
    },
    /// It stacks marks on a character.
    #[error("stacks more than {MOST_MARKS} marks on the character at position {at}")]
    TooManyMarks {
        /// Where, in Unicode scalar values from 0.
        at: usize,
    },
}

/// Cleans a single line: a title, a name. White space is folded to single spaces.
///
/// # Errors
/// If it is empty, too long, or has control characters.
pub fn clean_line(input: &str, max: usize) -> Result<String, TextFault> {
    check_characters(input, |character| character == '\t')?;
    let folded: Vec<&str> = input.split_whitespace().collect();
    finish(&folded.join(" "), max)
}

/// Cleans a text of several lines. Line ends become `\n`; white space around the text goes.
///
/// # Errors
/// If it is empty, too long, or has control characters other than line ends and tabs.
pub fn clean_text(input: &str, max: usize) -> Result<String, TextFault> {
    check_characters(input, |character| matches!(character, '\n' | '\r' | '\t'))?;
    let lines = input.replace("\r\n", "\n").replace('\r', "\n");
    finish(lines.trim(), max)
}

fn check_characters(input: &str, allowed: impl Fn(char) -> bool) -> Result<(), TextFault> {
    for (at, character) in input.chars().enumerate() {
        if (character.is_control() && !allowed(character)) || is_forbidden(character) {
            return Err(TextFault::ForbiddenCharacter { codepoint: character.into(), at });
        }
    }
    Ok(())
}

/// Embeddings and overrides of direction (isolates do their honest work and end with the line), interlinear
/// annotation, tag characters (invisible text), and noncharacters.
fn is_forbidden(character: char) -> bool {
    let codepoint = u32::from(character);
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E001F}' | '\u{FDD0}'..='\u{FDEF}')
        || codepoint & 0xFFFE == 0xFFFE
}

fn finish(text: &str, max: usize) -> Result<String, TextFault> {
    // Normalising may lengthen a text threefold; what is far too long is refused before it is worked on.
    let rough = text.chars().take(max.saturating_mul(2) + 1).count();
    if rough > max.saturating_mul(2) {
        return Err(TextFault::TooLong { max, actual: text.chars().count() });
    }
    let text: String = text.nfc().collect();
    let actual = text.chars().count();
    if actual > max {
        return Err(TextFault::TooLong { max, actual });
    }
    if !text.chars().any(is_visible) {
        return Err(TextFault::Empty);
    }
    let mut marks = 0;
    for (at, character) in text.chars().enumerate() {
        marks = if is_combining_mark(character) { marks + 1 } else { 0 };
        if marks > MOST_MARKS {
            return Err(TextFault::TooManyMarks { at });
        }
    }
    Ok(text)
}

/// Whether a character alone leaves something on the screen.
fn is_visible(character: char) -> bool {
    !(character.is_whitespace()
        || character.is_control()
        || is_combining_mark(character)
        || is_invisible(character))
}

/// Characters of no width, and blank ones that are not white space.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_composed_and_trimmed() {
        assert_eq!(clean_text("  e\u{301}te\r\nb\rc \n", 100).unwrap(), "éte\nb\nc");
        assert_eq!(clean_line(" two \t words ", 100).unwrap(), "two words");
    }

    #[test]
    fn what_cannot_be_seen_is_empty() {
        for text in
            ["", " \n\t", "\u{200B}\u{200D}", "\u{FEFF}", "\u{3164}", "\u{2800}\u{2800}", "\u{301}\u{302}"]
        {
            assert_eq!(clean_text(text, 100), Err(TextFault::Empty), "{text:?}");
        }
    }

    #[test]
    fn control_characters_and_overrides_are_refused() {
        for text in ["a\0b", "a\u{1B}[31m", "a\u{202E}b", "a\u{FFFE}", "a\u{85}b"] {
            assert!(
                matches!(clean_text(text, 100), Err(TextFault::ForbiddenCharacter { at: 1, .. })),
                "{text:?}"
            );
        }
        assert!(clean_line("two\nlines", 100).is_err());
    }

    #[test]
    fn length_counts_characters_and_marks_do_not_pile_up() {
        assert_eq!(clean_text("жжж", 2), Err(TextFault::TooLong { max: 2, actual: 3 }));
        assert!(clean_text("жж", 2).is_ok());
        assert!(matches!(clean_text(&"a".repeat(1_000_000), 10), Err(TextFault::TooLong { .. })));
        let zalgo = format!("a{}", "\u{301}\u{316}".repeat(20));
        assert!(matches!(clean_text(&zalgo, 100), Err(TextFault::TooManyMarks { .. })));
    }

    #[test]
    fn joiners_stay_where_scripts_and_emoji_need_them() {
        for text in ["می‌خواهم", "👩‍👩‍👧", "क्‍ष"] {
            assert_eq!(clean_text(text, 100).unwrap(), text);
        }
    }
}
