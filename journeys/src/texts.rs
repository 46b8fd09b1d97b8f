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
/// Words are drawn by a linear congruential generator (Knuth's MMIX constants), so that texts are the same in every
/// run and far from each other.
#[must_use]
pub fn distinct_text(seed: u64) -> String {
    let mut state = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[usize::try_from(state >> 33).unwrap_or(0) % WORDS.len()]
    };
    let mut text = format!("This is what I remember of it, number {seed}: the");
    for place in 0..24 {
        let _ = write!(text, " {}{}", draw(), if place % 6 == 5 { " and then the" } else { "" });
    }
    text.push_str(" were there.");
    text
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
    }
}
