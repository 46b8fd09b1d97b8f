//! How long a text takes to read.
//!
//! Speeds are the means that Trauzettel-Klosinski and Dietz measured with one set of texts in 17 languages:
//! "Standardized Assessment of Reading Performance: The New International Reading Speed Texts IReST", Investigative
//! Ophthalmology & Visual Science 53 (2012), 5452–5461, doi:10.1167/iovs.11-8284. People read aloud there, which is
//! slower than reading for oneself; it suits stories, which are not skimmed.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::{Script, language::Language};

/// What is counted, and how much of it is read in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speed {
    Words(usize),
    Characters(usize),
}

/// The mean of all 17 languages.
const WORDS: usize = 184;
/// Of the alphabets, in a script without spaces between words: the mean of all 17 languages.
const CHARACTERS: usize = 863;

fn speed(language: &str) -> Speed {
    match language {
        "ar" => Speed::Words(138),
        "zh" | "yue" => Speed::Characters(255),
        "nl" => Speed::Words(202),
        "en" => Speed::Words(228),
        "fi" => Speed::Words(161),
        "fr" => Speed::Words(195),
        "de" => Speed::Words(179),
        "he" => Speed::Words(187),
        "it" => Speed::Words(188),
        "ja" => Speed::Characters(357),
        "pl" => Speed::Words(166),
        "pt" => Speed::Words(181),
        "sl" => Speed::Words(180),
        "es" => Speed::Words(218),
        "sv" => Speed::Words(199),
        "tr" => Speed::Words(166),
        "th" | "lo" | "km" | "my" => Speed::Characters(CHARACTERS),
        // Russian has the mean.
        _ => Speed::Words(WORDS),
    }
}

/// The minutes that it takes to read a Markdown text in `language`, at least 1. Code is not counted.
#[must_use]
pub fn reading_minutes(markdown: &str, language: &str) -> u32 {
    let plain = crate::markdown_to_plain(markdown);
    let primary =
        language.parse::<Language>().map_or_else(|_| "und".to_owned(), |tag| tag.primary().to_owned());
    let speed = match speed(&primary) {
        // Words can't be counted where nothing stands between them.
        Speed::Words(_) if is_mostly_without_spaces(&plain) => Speed::Characters(speed_of_script(&plain)),
        speed => speed,
    };
    let minutes = match speed {
        Speed::Words(pace) => plain.unicode_words().count().div_ceil(pace),
        Speed::Characters(pace) => {
            plain.chars().filter(|character| character.is_alphanumeric()).count().div_ceil(pace)
        }
    };
    u32::try_from(minutes).unwrap_or(u32::MAX).max(1)
}

fn scripts(plain: &str) -> impl Iterator<Item = Script> {
    // The beginning tells.
    plain.chars().take(2_000).filter_map(Script::of)
}

fn is_mostly_without_spaces(plain: &str) -> bool {
    let (mut without, mut all) = (0_usize, 0_usize);
    for script in scripts(plain) {
        all += 1;
        without += usize::from(script.is_written_without_spaces());
    }
    without * 2 > all
}

/// The pace of a text in an unknown language that is written without spaces.
fn speed_of_script(plain: &str) -> usize {
    let has = |wanted| scripts(plain).any(|script| script == wanted);
    let language = if has(Script::Kana) {
        "ja"
    } else if has(Script::Han) {
        "zh"
    } else {
        "th"
    };
    match speed(language) {
        Speed::Words(pace) | Speed::Characters(pace) => pace,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_takes_as_long_as_people_of_that_language_need() {
        let words = "word ".repeat(1_000);
        assert_eq!(reading_minutes(&words, "en"), 5);
        assert_eq!(reading_minutes(&words, "en-GB"), 5);
        assert_eq!(reading_minutes(&words, "de"), 6);
        assert_eq!(reading_minutes(&words, "und"), 6);
        assert_eq!(reading_minutes("one", "en"), 1);
        assert_eq!(reading_minutes("```\ncode\n```", "en"), 1);
    }

    #[test]
    fn characters_are_counted_where_words_have_no_spaces() {
        assert_eq!(reading_minutes(&"茶".repeat(1_000), "zh-Hant"), 4);
        assert_eq!(reading_minutes(&"お茶の".repeat(400), "ja"), 4);
        assert_eq!(reading_minutes(&"お茶の".repeat(400), "und"), 4);
        assert_eq!(reading_minutes(&"茶".repeat(1_000), "und"), 4);
        assert_eq!(reading_minutes(&"กขค".repeat(863), "th"), 3);
    }
}
