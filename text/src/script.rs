//! Scripts, as far as rules need to tell them apart.

/// A script that some rule knows; the rest are [`Script::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    Armenian,
    Han,
    Kana,
    Hangul,
    SoutheastAsian,
    Other,
}

impl Script {
    /// The script of a letter; `None` for digits, signs and everything else that is no letter.
    #[must_use]
    pub fn of(character: char) -> Option<Self> {
        if !character.is_alphabetic() {
            return None;
        }
        Some(match character {
            'a'..='z' | 'A'..='Z' | '\u{AA}' | '\u{BA}' | '\u{C0}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' => {
                Self::Latin
            }
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Self::Greek,
            '\u{400}'..='\u{52F}'
            | '\u{1C80}'..='\u{1C8F}'
            | '\u{2DE0}'..='\u{2DFF}'
            | '\u{A640}'..='\u{A69F}' => Self::Cyrillic,
            '\u{530}'..='\u{58F}' => Self::Armenian,
            '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' => Self::SoutheastAsian,
            '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => Self::Hangul,
            '\u{3005}'..='\u{3007}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}' => Self::Han,
            '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Self::Kana,
            _ => Self::Other,
        })
    }

    /// Whether it is written without spaces between words, so that a space tells nothing of where a word ends.
    #[must_use]
    pub fn is_written_without_spaces(self) -> bool {
        matches!(self, Self::Han | Self::Kana | Self::SoutheastAsian)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_know_their_script_and_signs_have_none() {
        for (character, script) in [
            ('é', Script::Latin),
            ('ё', Script::Cyrillic),
            ('λ', Script::Greek),
            ('語', Script::Han),
            ('ひ', Script::Kana),
            ('ไ', Script::SoutheastAsian),
            ('한', Script::Hangul),
            ('ع', Script::Other),
        ] {
            assert_eq!(Script::of(character), Some(script), "{character}");
        }
        for sign in ['1', '!', ' ', '👍'] {
            assert_eq!(Script::of(sign), None, "{sign}");
        }
    }
}
