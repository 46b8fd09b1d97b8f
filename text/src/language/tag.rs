//! BCP 47 language tags.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

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

    /// Whether it is written from right to left: by its script if the tag names one, else by the one that it is usually
    /// written in (CLDR's likely subtags).
    #[must_use]
    pub fn is_right_to_left(&self) -> bool {
        match self.as_str().split('-').skip(1).find(|subtag| subtag.len() == 4) {
            Some(script) => {
                ["Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Syrc", "Thaa"].contains(&script)
            }
            None => RIGHT_TO_LEFT.contains(&self.primary()),
        }
    }
}

/// Languages that are usually written from right to left.
const RIGHT_TO_LEFT: [&str; 20] = [
    "ar", "arc", "arz", "ary", "azb", "bal", "ckb", "dv", "fa", "he", "ks", "lrc", "mzn", "nqo", "pnb", "ps",
    "sd", "ug", "ur", "yi",
];

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
        let directions = [
            ("ar", true),
            ("fa-IR", true),
            ("az-Arab", true),
            ("ur-Latn", false),
            ("en", false),
            ("und", false),
        ];
        for (language, is_right_to_left) in directions {
            assert_eq!(tag(language).is_right_to_left(), is_right_to_left, "{language}");
        }
        for bad in ["", "e", "english", "en_US", "en-", "-en", "1n", "ру", &"en-".repeat(20)] {
            assert!(bad.parse::<Language>().is_err(), "{bad:?}");
        }
    }
}
