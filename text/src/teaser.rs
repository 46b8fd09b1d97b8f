//! The beginning of a text, for lists and cards.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::markdown_to_plain;

/// The beginning of a Markdown text as one line of plain words, at most `most` characters. What is cut ends at a word, with
/// an ellipsis.
#[must_use]
pub fn teaser(markdown: &str, most: usize) -> String {
    let plain = markdown_to_plain(markdown);
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut taken = 0;
    let mut end = 0;
    // One character is kept for the ellipsis.
    for (start, word) in line.split_word_bound_indices() {
        taken += word.chars().count();
        if taken >= most {
            break;
        }
        end = start + word.len();
    }
    if end == 0 {
        // One word that is longer than all there is room for: cut between what a reader takes for characters.
        let fits = |(start, sign): &(usize, &str)| line[..start + sign.len()].chars().count() < most;
        end =
            line.grapheme_indices(true).take_while(fits).last().map_or(0, |(start, sign)| start + sign.len());
    }
    format!("{}…", line[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_teaser_is_one_line_that_ends_at_a_word() {
        assert_eq!(
            teaser("# Tea\n\nIn **1923** the [ferry](https://x.org) came.", 100),
            "Tea In 1923 the ferry came."
        );
        assert_eq!(teaser("In 1923 the ferry came to the landing.", 20), "In 1923 the ferry…");
        assert_eq!(teaser("```\ncode\n```", 20), "");
        assert_eq!(teaser(&"x".repeat(50), 10), format!("{}…", "x".repeat(9)));
        let family = "👩‍👩‍👧".repeat(4);
        assert_eq!(teaser(&family, 12), "👩‍👩‍👧👩‍👩‍👧…");
    }

    proptest! {
        #[test]
        fn a_teaser_is_never_too_long(text in "\\PC{0,80}", most in 1_usize..40) {
            prop_assert!(teaser(&text, most).chars().count() <= most);
        }
    }
}
