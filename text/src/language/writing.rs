//! What a character is to the detector, and what its script says of the language.

/// A way of writing, as far as it narrows down the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Han,
    Kana,
    /// A script that one language of those we can name is written in, as its place in [`DECIDED`].
    Decides(u8),
    /// A script of languages that we can't name.
    Unknown,
}

/// How many [`Writing`]s there are, for counting.
pub(super) const WRITINGS: usize = 7 + DECIDED.len();

impl Writing {
    /// Its place among [`WRITINGS`].
    pub(super) fn index(self) -> usize {
        match self {
            Self::Latin => 0,
            Self::Cyrillic => 1,
            Self::Arabic => 2,
            Self::Devanagari => 3,
            Self::Han => 4,
            Self::Kana => 5,
            Self::Unknown => 6,
            Self::Decides(which) => 7 + usize::from(which),
        }
    }

    /// The one that has this place.
    pub(super) fn at(index: usize) -> Option<Self> {
        Some(match index {
            0 => Self::Latin,
            1 => Self::Cyrillic,
            2 => Self::Arabic,
            3 => Self::Devanagari,
            4 => Self::Han,
            5 => Self::Kana,
            6 => Self::Unknown,
            which => Self::Decides(u8::try_from(which - 7).ok()?),
        })
    }

    /// How many letters of an alphabet one of its letters stands for.
    pub(super) fn weight(self) -> u32 {
        match self {
            Self::Han | Self::Kana | Self::Decides(HANGUL) => 3,
            _ => 1,
        }
    }
}

const HANGUL: u8 = 8;

/// Ranges of code points, and the language whose script alone it is. Scripts of several languages are with the one that
/// is written most by far.
const DECIDED: [(&str, &[(char, char)]); 21] = [
    ("el", &[('\u{370}', '\u{3FF}'), ('\u{1F00}', '\u{1FFF}')]),
    ("hy", &[('\u{530}', '\u{58F}')]),
    ("he", &[('\u{590}', '\u{5FF}'), ('\u{FB1D}', '\u{FB4F}')]),
    ("dv", &[('\u{780}', '\u{7BF}')]),
    ("bn", &[('\u{980}', '\u{9FF}')]),
    ("th", &[('\u{E01}', '\u{E7F}')]),
    ("lo", &[('\u{E81}', '\u{EFF}')]),
    ("ka", &[('\u{10A0}', '\u{10FF}'), ('\u{1C90}', '\u{1CBF}'), ('\u{2D00}', '\u{2D2F}')]),
    (
        "ko",
        &[
            ('\u{1100}', '\u{11FF}'),
            ('\u{3130}', '\u{318F}'),
            ('\u{A960}', '\u{A97F}'),
            ('\u{AC00}', '\u{D7FF}'),
        ],
    ),
    ("pa", &[('\u{A00}', '\u{A7F}')]),
    ("gu", &[('\u{A80}', '\u{AFF}')]),
    ("or", &[('\u{B00}', '\u{B7F}')]),
    ("ta", &[('\u{B80}', '\u{BFF}')]),
    ("te", &[('\u{C00}', '\u{C7F}')]),
    ("kn", &[('\u{C80}', '\u{CFF}')]),
    ("ml", &[('\u{D00}', '\u{D7F}')]),
    ("si", &[('\u{D80}', '\u{DFF}')]),
    ("bo", &[('\u{F00}', '\u{FFF}')]),
    ("my", &[('\u{1000}', '\u{109F}'), ('\u{AA60}', '\u{AA7F}')]),
    ("am", &[('\u{1200}', '\u{139F}'), ('\u{2D80}', '\u{2DDF}'), ('\u{AB00}', '\u{AB2F}')]),
    ("km", &[('\u{1780}', '\u{17FF}')]),
];

/// The language that a script decides.
pub(super) fn decided(which: u8) -> Option<&'static str> {
    DECIDED.get(usize::from(which)).map(|(language, _)| *language)
}

/// What a character is to a reader of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter, and what it is in lower case.
    Letter(Writing, char),
    /// A letter that is a word of its own.
    Syllable(Writing),
    /// An accent on the letter before.
    Mark,
    Apostrophe,
    /// What makes a word a code: a digit, an underscore.
    Digit,
    /// As if it were not there.
    Nothing,
    Other,
}

/// What a character is.
pub(super) fn class(character: char) -> Class {
    use Writing::{Arabic, Cyrillic, Devanagari, Han, Kana, Latin};
    match character {
        'a'..='z' => Class::Letter(Latin, character),
        'A'..='Z' => Class::Letter(Latin, character.to_ascii_lowercase()),
        '0'..='9' | '_' => Class::Digit,
        '\'' | '`' | '\u{2019}' => Class::Apostrophe,
        '\0'..='\x7F' | '\u{D7}' | '\u{F7}' => Class::Other,
        '\u{DF}'..='\u{F6}' | '\u{F8}'..='\u{FF}' | '\u{AA}' | '\u{B5}' | '\u{BA}' => {
            Class::Letter(Latin, character)
        }
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => {
            Class::Letter(Latin, lower(character))
        }
        '\u{250}'..='\u{2AF}' => Class::Letter(Latin, character),
        '\u{AD}' | '\u{200B}' | '\u{200D}' | '\u{2060}' | '\u{FEFF}' => Class::Nothing,
        '\u{300}'..='\u{36F}' => Class::Mark,
        '\u{430}'..='\u{45F}' => Class::Letter(Cyrillic, character),
        '\u{400}'..='\u{42F}' | '\u{460}'..='\u{481}' | '\u{48A}'..='\u{52F}' => {
            Class::Letter(Cyrillic, lower(character))
        }
        '\u{620}'..='\u{64A}'
        | '\u{66E}'..='\u{66F}'
        | '\u{671}'..='\u{6D3}'
        | '\u{6D5}'
        | '\u{6E5}'..='\u{6E6}'
        | '\u{6EE}'..='\u{6EF}'
        | '\u{6FA}'..='\u{6FC}'
        | '\u{6FF}'
        | '\u{750}'..='\u{77F}'
        | '\u{8A0}'..='\u{8C9}' => Class::Letter(Arabic, character),
        '\u{904}'..='\u{939}' | '\u{93D}' | '\u{950}' | '\u{958}'..='\u{961}' | '\u{971}'..='\u{97F}' => {
            Class::Letter(Devanagari, character)
        }
        '\u{3005}'..='\u{3007}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' => Class::Syllable(Han),
        '\u{3041}'..='\u{3096}'
        | '\u{30A1}'..='\u{30FA}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{FF66}'..='\u{FF9D}' => Class::Syllable(Kana),
        '\u{AC00}'..='\u{D7A3}' => Class::Syllable(Writing::Decides(HANGUL)),
        // Vowel signs separate words here as they did when the table was made.
        '\u{600}'..='\u{6FF}' | '\u{8A0}'..='\u{8FF}' | '\u{900}'..='\u{97F}' => {
            if character.is_numeric() {
                Class::Digit
            } else {
                Class::Other
            }
        }
        _ => rare(character),
    }
}

fn rare(character: char) -> Class {
    let within = |(first, last): &(char, char)| (*first..=*last).contains(&character);
    if !character.is_alphabetic() {
        return if character.is_numeric() { Class::Digit } else { Class::Other };
    }
    match DECIDED.iter().zip(0_u8..).find(|((_, ranges), _)| ranges.iter().any(within)) {
        Some((_, HANGUL)) => Class::Syllable(Writing::Decides(HANGUL)),
        // Not looked up in the table, so the case is of no interest.
        Some((_, which)) => Class::Letter(Writing::Decides(which), character),
        // A letter that is no evidence must not stick to those that are: `𝐇ello`, `ﷺ`.
        None if character > '\u{FFFF}' || ('\u{2000}'..='\u{2FFF}').contains(&character) => Class::Other,
        None => Class::Letter(Writing::Unknown, character),
    }
}

/// One letter in lower case, without the dot that `İ` would leave behind.
pub(super) fn lower(letter: char) -> char {
    match letter {
        '\0'..='\x7F' => letter.to_ascii_lowercase(),
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{DE}' | '\u{410}'..='\u{42F}' => {
            char::from_u32(u32::from(letter) + 0x20).unwrap_or(letter)
        }
        _ => letter.to_lowercase().next().unwrap_or(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_what_they_are() {
        for (character, expected) in [
            ('É', Class::Letter(Writing::Latin, 'é')),
            ('Š', Class::Letter(Writing::Latin, 'š')),
            ('ÿ', Class::Letter(Writing::Latin, 'ÿ')),
            ('Ж', Class::Letter(Writing::Cyrillic, 'ж')),
            ('Ї', Class::Letter(Writing::Cyrillic, 'ї')),
            ('İ', Class::Letter(Writing::Latin, 'i')),
            ('漢', Class::Syllable(Writing::Han)),
            ('か', Class::Syllable(Writing::Kana)),
            ('한', Class::Syllable(Writing::Decides(HANGUL))),
            ('÷', Class::Other),
            ('·', Class::Other),
            ('7', Class::Digit),
            ('๗', Class::Digit),
            ('👍', Class::Other),
            ('𝐇', Class::Other),
        ] {
            assert_eq!(class(character), expected, "{character}");
        }
    }

    #[test]
    fn what_is_called_a_letter_is_one_and_in_lower_case() {
        for character in '\0'..=char::MAX {
            match class(character) {
                Class::Letter(writing, lower) => {
                    assert!(
                        character.is_alphabetic() || ('\u{900}'..='\u{97F}').contains(&character),
                        "{character}"
                    );
                    if matches!(writing, Writing::Latin | Writing::Cyrillic) && character != 'İ' {
                        assert_eq!(Some(lower), character.to_lowercase().next(), "{character}");
                    }
                }
                Class::Syllable(_) => assert!(character.len_utf8() >= 3, "{character}"),
                _ => {}
            }
        }
    }

    #[test]
    fn every_writing_has_its_place() {
        for index in 0..WRITINGS {
            assert_eq!(Writing::at(index).map(Writing::index), Some(index));
        }
    }

    #[test]
    fn hangul_is_where_it_is_said_to_be() {
        assert_eq!(decided(HANGUL), Some("ko"));
        for (language, letter) in [("el", 'λ'), ("he", 'ש'), ("th", 'ก'), ("ka", 'ქ'), ("ta", 'த')] {
            let Class::Letter(Writing::Decides(which), _) = class(letter) else { panic!("{letter}") };
            assert_eq!(decided(which), Some(language));
        }
    }
}
