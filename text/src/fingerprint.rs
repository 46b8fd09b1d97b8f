//! 64-bit SimHash (Charikar 2002), as used on web pages by Manku, Jain and Das Sarma (2007): texts that share most
//! of their shingles differ in few bits.

use crate::fold::fold;

/// Letters below which a fingerprint says nothing.
const FEWEST_LETTERS: usize = 25;
/// Characters to a shingle. Short enough to survive a changed word, and needs no spaces between words.
const SHINGLE: usize = 5;

/// The fingerprint of a text, after folding; `None` if it is too short to tell.
#[must_use]
pub fn fingerprint(text: &str) -> Option<u64> {
    let folded = fold(text);
    let letters: Vec<char> = folded.text.chars().filter(|character| character.is_alphanumeric()).collect();
    if letters.len() < FEWEST_LETTERS {
        return None;
    }
    let mut votes = [0_i32; 64];
    for shingle in letters.windows(SHINGLE) {
        let hash = hash(shingle);
        for (bit, vote) in votes.iter_mut().enumerate() {
            *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    Some(
        votes
            .iter()
            .enumerate()
            .fold(0, |print, (bit, vote)| if *vote > 0 { print | 1 << bit } else { print }),
    )
}

/// How alike two texts are, by the bits that their fingerprints share: 1 for the same, about 0.5 for unrelated ones.
#[must_use]
pub fn similarity(one: u64, other: u64) -> f64 {
    1.0 - f64::from((one ^ other).count_ones()) / 64.0
}

/// FNV-1a (Fowler, Noll, Vo), finished with SplitMix64's mixer: fixed, because fingerprints are kept.
fn hash(shingle: &[char]) -> u64 {
    let mut hash = shingle
        .iter()
        .flat_map(|character| u32::from(*character).to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "The old tea house stood at the corner of the market square for three hundred years, and \
                         everyone who came to town stopped there first to hear the news.";

    #[test]
    fn a_changed_word_leaves_texts_alike_and_another_text_is_far() {
        let print = fingerprint(STORY).unwrap();
        let near = fingerprint(&STORY.replace("three", "four")).unwrap();
        let far = fingerprint(
            "Rivers freeze late in this valley, because warm springs rise under the ice all winter.",
        )
        .unwrap();
        assert!(similarity(print, near) > 0.85, "{}", similarity(print, near));
        assert!(similarity(print, far) < 0.75, "{}", similarity(print, far));
        assert_eq!(fingerprint(&STORY.to_uppercase()), Some(print), "case does not matter");
    }

    #[test]
    fn short_texts_have_none() {
        assert_eq!(fingerprint("thank you!"), None);
    }
}
