//! Language tags, and which language a text is in.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use whatlang::{Lang, Script};

/// The longest tag that BCP 47 obliges anyone to take (RFC 5646, section 4.4.1).
const LONGEST: usize = 35;

/// A BCP 47 language tag in canonical case: `en`, `pt-BR`, `zh-Hant`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language {
    bytes: [u8; LONGEST],
    length: u8,
}

/// A text that is not a language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a language tag (BCP 47)")]
pub struct InvalidLanguage;

impl Language {
    /// The whole tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or("und")
    }

    /// The language without script, region and variants: `pt` of `pt-BR`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.as_str().split('-').next().unwrap_or("und")
    }
}

impl FromStr for Language {
    type Err = InvalidLanguage;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        if tag.is_empty() || tag.len() > LONGEST {
            return Err(InvalidLanguage);
        }
        let mut bytes = [0; LONGEST];
        let mut at = 0;
        let mut after_singleton = false;
        for (index, subtag) in tag.split('-').enumerate() {
            let letters = subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
            let fits =
                (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric());
            // A primary language has two or three letters; longer ones are reserved (RFC 5646, section 2.2.1).
            if !fits || (index == 0 && !(letters && (2..=3).contains(&subtag.len()))) {
                return Err(InvalidLanguage);
            }
            if index > 0 {
                bytes[at] = b'-';
                at += 1;
            }
            let target = &mut bytes[at..at + subtag.len()];
            target.copy_from_slice(subtag.as_bytes());
            // Canonical case: RFC 5646, section 2.1.1.
            target.make_ascii_lowercase();
            if index > 0 && !after_singleton {
                match subtag.len() {
                    2 => target.make_ascii_uppercase(),
                    4 if letters => target[..1].make_ascii_uppercase(),
                    _ => {}
                }
            }
            after_singleton |= subtag.len() == 1;
            at += subtag.len();
        }
        u8::try_from(at).map(|length| Self { bytes, length }).map_err(|_| InvalidLanguage)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        tag.parse().map_err(D::Error::custom)
    }
}

/// Letters below which only the script can tell.
const FEWEST_LETTERS: usize = 12;
/// Letters from which on the detector's first choice is right often enough to be told without its own confidence.
const ENOUGH_LETTERS: usize = 40;

/// The language that a text is in, or `None` rather than a guess.
///
/// `priors` are languages to be expected (the board's, the story's): one of them is believed where the text alone
/// would not be enough. Markdown, links, mentions and code don't count as text.
#[must_use]
pub fn detect(text: &str, priors: &[Language]) -> Option<Language> {
    let prose = prose(text);
    let letters = prose.chars().filter(|character| character.is_alphabetic()).count();
    if letters == 0 {
        return None;
    }
    let info = whatlang::detect(&prose)?;
    let found: Language = two_letters(info.lang())?.parse().ok()?;
    let expected = priors.iter().find(|prior| prior.primary() == found.primary());
    if let Some(language) = expected
        && letters >= 4
    {
        // `pt-BR` of a board says more than `pt` of a detector.
        return Some(*language);
    }
    let script_tells = matches!(
        info.script(),
        Script::Hangul
            | Script::Hiragana
            | Script::Katakana
            | Script::Thai
            | Script::Georgian
            | Script::Armenian
            | Script::Greek
            | Script::Hebrew
            | Script::Khmer
            | Script::Tamil
            | Script::Telugu
            | Script::Bengali
    );
    if script_tells || letters >= ENOUGH_LETTERS || (info.is_reliable() && letters >= FEWEST_LETTERS) {
        return Some(found);
    }
    // A single expectation that shares the script is likelier than a shaky guess, if the text has some length.
    match priors {
        [only] if letters >= FEWEST_LETTERS && shares_script(only, info.script()) => Some(*only),
        _ => None,
    }
}

fn shares_script(language: &Language, script: Script) -> bool {
    Lang::from_code(three_letters(language.primary())).is_some_and(|lang| script.langs().contains(&lang))
}

/// The text without Markdown's syntax, code, links and mentions.
fn prose(text: &str) -> String {
    let plain = crate::markdown::to_plain(text);
    plain
        .split_whitespace()
        .filter(|word| !word.contains("://") && !word.starts_with(['@', '#']) && !word.starts_with("www."))
        .collect::<Vec<_>>()
        .join(" ")
}

/// ISO 639-3 to ISO 639-1, for the languages that the detector knows.
const CODES: [(&str, &str); 69] = [
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("zul", "zu"),
];

fn two_letters(lang: Lang) -> Option<&'static str> {
    let code = lang.code();
    if code == "yid" {
        return Some("yi");
    }
    CODES.iter().find(|(three, _)| *three == code).map(|(_, two)| *two)
}

fn three_letters(primary: &str) -> &str {
    CODES.iter().find(|(_, two)| *two == primary).map_or(primary, |(three, _)| three)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Language {
        text.parse().unwrap()
    }

    #[test]
    fn tags_take_their_canonical_case() {
        for (given, canonical) in
            [("EN", "en"), ("pt-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("de-1996", "de-1996")]
        {
            assert_eq!(tag(given).as_str(), canonical);
        }
        assert_eq!(tag("pt-BR").primary(), "pt");
        for bad in ["", "e", "english", "en_US", "en-", "-en", "1n", "ру", &"en-".repeat(20)] {
            assert!(bad.parse::<Language>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn every_language_of_the_detector_has_a_tag() {
        for lang in Lang::all() {
            assert!(two_letters(*lang).is_some(), "{lang:?}");
        }
    }

    #[test]
    fn ordinary_sentences_are_recognised() {
        for (text, language) in [
            ("The old tea house stood at the corner of the market square for three centuries.", "en"),
            ("Das alte Teehaus stand drei Jahrhunderte lang an der Ecke des Marktplatzes.", "de"),
            ("La vieille maison de thé se dressait depuis trois siècles au coin de la place.", "fr"),
            ("La antigua casa de té estuvo tres siglos en la esquina de la plaza del mercado.", "es"),
            ("Старая чайная стояла на углу рыночной площади триста лет подряд.", "ru"),
            ("古い茶屋は三百年のあいだ市場の角に立っていました。", "ja"),
            ("오래된 찻집은 삼백 년 동안 시장 광장 모퉁이에 서 있었다.", "ko"),
        ] {
            assert_eq!(detect(text, &[]), Some(tag(language)), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_not_guessed() {
        for text in
            ["", "👍👍", "1234 5678", "ok", "https://example.org/a/long/path/in/english", "`let x = 1;`"]
        {
            assert_eq!(detect(text, &[]), None, "{text}");
        }
    }

    #[test]
    fn an_expected_language_is_believed_sooner() {
        let text = "Que bonito lugar";
        assert_eq!(detect(text, &[tag("pt-BR")]).map(|l| l.primary().to_owned()), Some("pt".to_owned()));
    }
}
