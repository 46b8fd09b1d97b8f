use std::fmt::Write as _;

/// Plain words, none of which any check minds.
const WORDS: [&str; 80] = [
    "river",
    "bridge",
    "winter",
    "market",
    "letter",
    "garden",
    "miller",
    "harbour",
    "window",
    "teacher",
    "village",
    "orchard",
    "lantern",
    "weaver",
    "journey",
    "mountain",
    "kitchen",
    "brother",
    "festival",
    "railway",
    "station",
    "carpenter",
    "chapel",
    "meadow",
    "storm",
    "bread",
    "copper",
    "ferry",
    "island",
    "singer",
    "painter",
    "archive",
    "diary",
    "cousin",
    "tailor",
    "printer",
    "library",
    "valley",
    "shepherd",
    "stable",
    "candle",
    "barrel",
    "cellar",
    "anchor",
    "sailor",
    "island",
    "captain",
    "theatre",
    "violin",
    "dancer",
    "baker",
    "butcher",
    "fountain",
    "square",
    "tower",
    "clock",
    "engine",
    "tunnel",
    "quarry",
    "mason",
    "pottery",
    "basket",
    "blanket",
    "needle",
    "thread",
    "button",
    "mirror",
    "portrait",
    "museum",
    "scholar",
    "village",
    "harvest",
    "summer",
    "autumn",
    "spring",
    "morning",
    "evening",
    "midnight",
    "sunrise",
    "shadow",
];

/// An inconspicuous English text that is like no other: what number `seed` says.
///
#[must_use]
pub fn distinct_text(seed: u64) -> String {
    let mut draw = draws(seed);
    let mut word = || WORDS[draw() % WORDS.len()];
    let mut text = format!("This is what I remember of it, number {seed}: the");
    for place in 0..24 {
        let _ = write!(text, " {}{}", word(), if place % 6 == 5 { " and then the" } else { "" });
    }
    text.push_str(" were there.");
    text
}

/// A long text that is like no other: `words` made-up words. A long text of real words would not do: drawn from one
/// small vocabulary, long texts grow alike.
#[must_use]
pub fn distinct_babble(seed: u64, words: usize) -> String {
    const CONSONANTS: &[u8] = b"bdfgklmnprstvz";
    const VOWELS: &[u8] = b"aeiou";
    let mut draw = draws(seed);
    let mut text = String::new();
    for _ in 0..words {
        for _ in 0..3 {
            text.push(char::from(CONSONANTS[draw() % CONSONANTS.len()]));
            text.push(char::from(VOWELS[draw() % VOWELS.len()]));
        }
        text.push(' ');
    }
    text
}

/// Numbers drawn by a linear congruential generator (Knuth's MMIX constants): the same in every run.
fn draws(seed: u64) -> impl FnMut() -> usize {
    let mut state = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0)
    }
}

/// Handles of `count` people, different in every test.
pub fn crowd(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| format!("reader_{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_distinct_and_repeatable() {
        let texts: std::collections::HashSet<_> = (0..1_000).map(distinct_text).collect();
        assert_eq!(texts.len(), 1_000);
        assert_eq!(distinct_text(7), distinct_text(7));
        assert_ne!(distinct_babble(7, 100), distinct_babble(8, 100));
    }
}
