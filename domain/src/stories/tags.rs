use fabula_text::clean_line;
use unicode_normalization::UnicodeNormalization as _;

use crate::Invalid;

/// The most tags of a story.
const MOST: usize = 10;
/// The longest tag, in characters.
const LONGEST: usize = 40;

/// What a story is about: at most ten tags of 1 to 40 characters, each in one form however it was typed: without `#`,
/// white space folded, compatibility forms (`ﬁ`, full-width letters) resolved, in lower case, in NFC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags(Vec<String>);

impl Tags {
    /// Reads tags; repeats are dropped.
    ///
    /// # Errors
    /// If there are too many, or one can't be a tag.
    pub fn parse(tags: &[String]) -> Result<Self, Invalid> {
        let mut parsed: Vec<String> = Vec::new();
        for tag in tags.iter().take(MOST * 10) {
            let tag = canonical(tag)?;
            if !parsed.contains(&tag) {
                parsed.push(tag);
            }
        }
        if parsed.len() > MOST || tags.len() > MOST * 10 {
            return Err(Invalid::new("tags", "takes at most 10 tags"));
        }
        Ok(Self(parsed))
    }

    /// The tags.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

fn canonical(tag: &str) -> Result<String, Invalid> {
    // Lower case may need composing again, and folding may lengthen: what is kept is checked, not what was typed.
    let too_long = tag.chars().count() > LONGEST * 4;
    let folded: String =
        if too_long { tag.to_owned() } else { tag.nfkc().collect::<String>().to_lowercase() };
    clean_line(folded.trim_start_matches(['#', ' ']), LONGEST).map_err(Invalid::text("tags"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(tags: &[&str]) -> Result<Vec<String>, Invalid> {
        let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
        Tags::parse(&tags).map(|tags| tags.as_slice().to_vec())
    }

    #[test]
    fn tags_are_small_unique_and_few() {
        assert_eq!(parsed(&["#Tea", "tea", "History"]).unwrap(), ["tea", "history"]);
        let many: Vec<String> = (0..11).map(|n| format!("t{n}")).collect();
        assert!(Tags::parse(&many).is_err());
        for bad in ["", "#", " # ", "\u{200B}", "a\nb", &"x".repeat(41), &"ﷺ".repeat(40)] {
            assert!(parsed(&[bad]).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn one_tag_has_one_form_however_it_was_typed() {
        let forms = ["Café", "cafe\u{301}", "CAFÉ", "  ＃café ", "#ｃａｆé"];
        assert_eq!(parsed(&forms).unwrap(), ["café"]);
        assert_eq!(parsed(&["Tea  House", "tea\thouse"]).unwrap(), ["tea house"]);
        assert_eq!(parsed(&["ЧАЙ", "İstanbul"]).unwrap(), ["чай", "i\u{307}stanbul"]);
    }

    proptest! {
        #[test]
        fn what_is_a_tag_stays_the_same_tag(tag in "\\PC{1,45}") {
            if let Ok(once) = canonical(&tag) {
                prop_assert_eq!(canonical(&once), Ok(once));
            }
        }
    }
}
