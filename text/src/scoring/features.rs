//! What a text looks like to the scorers: hashed n-grams, and a few features made by hand.
//!
//! N-grams of two to five characters within words and of one or two words, hashed into one table ("hashing trick",
//! Weinberger et al. 2009), each block divided by the root of how many there are. Ideographs stand without spaces, so they
//! give n-grams of one to four across their whole run.

use super::{
    groups,
    lexicon::{Languages, Lexicon, word_key},
    table::mix,
};
use crate::disguise::{View, ViewWord, WordKind, is_ideographic};

/// How many features are made by hand.
pub const HAND: usize = 14;
/// How many more there are once for each language: a constant, and terms of the language that are sure, that are doubtful,
/// and sure ones of English.
pub const OWN: usize = 4;

/// What keeps the kinds of n-grams apart.
const CHARACTERS: u64 = 0x51;
const WORDS: u64 = 0xA7;
const PAIRS: u64 = 0xC3;
const GAPPED: u64 = 0xD5;
/// And what is said of people: before a group, after it, beside it.
const GROUP: u64 = 0xE1;
const AFTER: u64 = 0xE7;
const BESIDE: u64 = 0xF1;

/// A block of n-grams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// Of characters within words.
    Characters,
    /// Of whole words.
    Words,
}

/// Visits every n-gram of a view: the word that it ends in, its block and its hash.
///
/// Where people of some group are spoken of, that is said once more without saying which group.
pub(super) fn visit(view: &View, mut each: impl FnMut(usize, Block, u64)) {
    let is_group = |word: &ViewWord| word.kind == WordKind::Word && groups::is_group(view.text(word));
    let about_people = view.words().iter().any(is_group);
    let (mut previous, mut before, mut after_group) = (0, 0, false);
    for (number, word) in view.words().iter().enumerate() {
        let text = view.text(word);
        let key = word_key(text);
        each(number, Block::Words, mix(WORDS, key));
        each(number, Block::Words, mix(mix(PAIRS, previous), key));
        each(number, Block::Words, mix(mix(GAPPED, before), key));
        if about_people {
            let group = is_group(word);
            if group {
                each(number, Block::Words, mix(GROUP, previous));
            } else {
                each(number, Block::Words, mix(BESIDE, key));
            }
            if after_group {
                each(number, Block::Words, mix(AFTER, key));
            }
            after_group = group;
        }
        (before, previous) = (previous, key);
        if matches!(word.kind, WordKind::Link | WordKind::Mention) {
            continue;
        }
        if text.chars().next().is_some_and(is_ideographic) {
            grams(text.chars(), 1, 4, |hash| each(number, Block::Characters, hash));
            if let Some(signs) = groups::with_signs(text) {
                grams(signs.chars(), 2, 5, |hash| each(number, Block::Words, mix(GROUP, hash)));
            }
        } else {
            let bounded = std::iter::once(' ').chain(text.chars()).chain(std::iter::once(' '));
            grams(bounded, 2, 5, |hash| each(number, Block::Characters, hash));
        }
    }
}

/// The hashes of all n-grams of these lengths.
fn grams(characters: impl Iterator<Item = char>, shortest: usize, longest: usize, mut each: impl FnMut(u64)) {
    let mut open = [0_u64; 5];
    let mut begun = 0;
    for character in characters {
        let value = u64::from(u32::from(character));
        // Each slot holds an n-gram that grows by one character; the oldest one is full and begins anew.
        for hash in &mut open[..longest.min(begun)] {
            *hash = mix(*hash, value);
        }
        open[..longest].rotate_right(1);
        open[0] = mix(CHARACTERS, value);
        begun += 1;
        for hash in &open[shortest - 1..longest.min(begun).max(shortest - 1)] {
            each(*hash);
        }
    }
}

/// The features that are made by hand, most of them between 0 and 1.
pub(crate) fn by_hand(text: &str, view: &View, lexicon: &Lexicon, english: bool) -> [f32; HAND] {
    let mut hand = [0.0; HAND];
    let share = |part: u32, most: u32| part.min(most) as f32 / most as f32;
    let (mut upper, mut letters, mut exclamations, mut questions, mut digits, mut money, mut all) =
        (0_u32, 0_u32, 0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    for character in text.chars() {
        all += 1;
        match character {
            'a'..='z' => letters += 1,
            'A'..='Z' => {
                letters += 1;
                upper += 1;
            }
            '!' | '！' => exclamations += 1,
            '?' | '？' => questions += 1,
            '0'..='9' => digits += 1,
            '$' | '£' | '€' => money += 1,
            other if !other.is_ascii() && other.is_alphabetic() => {
                letters += 1;
                upper += u32::from(other.is_uppercase());
            }
            _ => {}
        }
    }
    let (mut links, mut mentions, mut signs, mut hidden, mut words, mut longest) = (0, 0, 0, 0, 0, 0);
    for word in view.words() {
        hidden += u32::from(word.disguise.is_some());
        match word.kind {
            WordKind::Link => links += 1,
            WordKind::Mention => mentions += 1,
            WordKind::Sign => signs += 1,
            WordKind::Number => longest = longest.max(word.bytes.end - word.bytes.start),
            WordKind::Word => words += 1,
        }
    }
    if english {
        (hand[0], hand[1], hand[13]) = english_words(view, lexicon);
    }
    hand[2] = if letters > 8 { upper as f32 / letters as f32 } else { 0.0 };
    hand[3] = share(exclamations, 5);
    hand[4] = share(questions, 5);
    hand[5] = share(links, 3);
    hand[6] = digits as f32 / all.max(1) as f32;
    hand[7] = share(longest, 12);
    hand[8] = share(money, 1);
    hand[9] = share(mentions, 3);
    hand[10] = (1.0 + words as f32).sqrt() / 10.0;
    hand[11] = share(hidden, 2);
    hand[12] = share(signs, 4);
    hand
}

/// How English words weigh together (a text's TF-IDF vector of length one, times the weights), the heaviest, and the next.
fn english_words(view: &View, lexicon: &Lexicon) -> (f32, f32, f32) {
    let (mut sum, mut squares, mut first, mut second) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
    let words = view.words();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.kind == WordKind::Word) {
        let text = view.text(word);
        let Some((weight, rarity)) = lexicon.english(text) else { continue };
        // A word that comes again adds to its own frequency: (2r)² − r² = 3r² more, and so on.
        let before = words[..at].iter().filter(|earlier| view.text(earlier) == text).count() as f32;
        sum += weight * rarity;
        squares += rarity * rarity * (2.0 * before + 1.0);
        if weight > first {
            (first, second) = (weight, first);
        } else if weight > second {
            second = weight;
        }
    }
    if squares == 0.0 {
        return (-0.4, 0.0, 0.0);
    }
    // The intercept of the weights' own model is −0.785.
    ((sum / squares.sqrt() - 0.785) / 2.0, first.min(6.0) / 4.0, second.min(6.0) / 4.0)
}

/// The features that each language has for itself.
pub(crate) fn own(view: &View, lexicon: &Lexicon, language: Languages) -> [f32; OWN] {
    let english = Languages::of("en");
    let (mut sure, mut doubtful, mut foreign) = (0_u32, 0_u32, 0_u32);
    for (_, term) in terms(view, lexicon) {
        if term.sure.meets(language) {
            sure += 1;
        } else if term.doubtful.meets(language) {
            doubtful += 1;
        } else if term.sure.meets(english) {
            foreign += 1;
        }
    }
    let step = |count: u32| (count.min(4) as f32).sqrt() / 2.0;
    [1.0, step(sure), step(doubtful), step(foreign)]
}

/// The terms that a view contains, each with the number of the word that it ends in.
pub(crate) fn terms<'a>(
    view: &'a View,
    lexicon: &'a Lexicon,
) -> impl Iterator<Item = (usize, &'a super::lexicon::Term)> {
    let mut keys = [0_u64; 3];
    view.words().iter().enumerate().flat_map(move |(number, word)| {
        let text = view.text(word);
        keys = [keys[1], keys[2], word_key(text)];
        let last = keys;
        let spoken = matches!(word.kind, WordKind::Word);
        let ideographs = spoken && text.chars().next().is_some_and(is_ideographic);
        let phrases = (1..=3_usize).filter(move |length| spoken && *length <= number + 1);
        let found = phrases.filter_map(move |length| lexicon.phrase(last[3 - length..].iter().copied()));
        found
            .chain(ideographs.then(|| within(text, lexicon)).into_iter().flatten())
            .map(move |term| (number, term))
    })
}

/// Terms within a run of ideographs, whose words no spaces tell apart.
fn within<'a>(run: &'a str, lexicon: &'a Lexicon) -> impl Iterator<Item = &'a super::lexicon::Term> {
    let starts = run.char_indices().map(|(at, _)| at);
    starts.flat_map(move |start| {
        let rest = &run[start..];
        let ends = rest.char_indices().map(|(at, _)| at).chain(std::iter::once(rest.len())).skip(2).take(3);
        ends.filter(move |end| !(start == 0 && *end == rest.len()))
            .filter_map(move |end| lexicon.word(&rest[..end]))
    })
}

/// Everything that a scorer is trained on, of one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// Hashes of characters' n-grams, as often as they occur.
    pub characters: Vec<u64>,
    /// Hashes of words' n-grams, as often as they occur.
    pub words: Vec<u64>,
    /// Made by hand.
    pub hand: [f32; HAND],
    /// The language's own.
    pub own: [f32; OWN],
}

impl Features {
    /// The features of a text in a language, by its primary subtag.
    #[must_use]
    pub fn of(text: &str, language: &str, lexicon: &Lexicon) -> Self {
        let languages = known_in(Some(language));
        let view = crate::disguise::read(text, lexicon, languages);
        let (mut characters, mut words) = (Vec::new(), Vec::new());
        visit(&view, |_, block, hash| match block {
            Block::Characters => characters.push(hash),
            Block::Words => words.push(hash),
        });
        let hand = by_hand(text, &view, lexicon, language == "en");
        let own = own(&view, lexicon, Languages::of(language));
        Self { characters, words, hand, own }
    }
}

/// The languages whose terms are looked for in a text: its own and English, which people everywhere swear in; all of
/// them if nobody knows.
pub(crate) fn known_in(language: Option<&str>) -> Languages {
    let Some(language) = language else { return Languages::ALL };
    let own = Languages::of(language);
    let own = if own == Languages::default() { Languages::OTHERS } else { own };
    own.and(Languages::of("en"))
}

/// Whether a word can be pointed at.
pub(crate) fn is_telling(word: &ViewWord) -> bool {
    word.kind != WordKind::Mention
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::lexicon::Term;

    #[test]
    fn n_grams_of_every_length_are_visited_once() {
        let mut count = 0;
        grams("abcd".chars(), 2, 5, |_| count += 1);
        assert_eq!(count, 3 + 2 + 1);
        let mut seen = std::collections::BTreeSet::new();
        grams(" abcdefg ".chars(), 2, 5, |hash| {
            seen.insert(hash);
        });
        assert_eq!(seen.len(), 8 + 7 + 6 + 5);
    }

    #[test]
    fn an_n_gram_has_the_same_hash_wherever_it_stands() {
        let hashes = |text: &str| {
            let mut hashes = Vec::new();
            grams(text.chars(), 3, 3, |hash| hashes.push(hash));
            hashes
        };
        assert_eq!(hashes("xyabc").last(), hashes("abc").first());
    }

    #[test]
    fn terms_are_found_as_words_as_phrases_and_among_ideographs() {
        let term = |text: &str| Term {
            text: text.to_owned(),
            sure: Languages::of("en"),
            doubtful: Languages::default(),
        };
        let terms_of = |text: &str| {
            let lexicon = Lexicon::new(
                vec![term("darn"), term("go to heck"), term("笨蛋")],
                std::iter::empty(),
                64,
                &[],
            );
            let view = crate::disguise::read(text, &lexicon, Languages::ALL);
            terms(&view, &lexicon).map(|(_, term)| term.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(terms_of("Darn, go to heck"), ["darn", "go to heck"]);
        assert_eq!(terms_of("你这个笨蛋啊"), ["笨蛋"]);
        assert_eq!(terms_of("笨蛋"), ["笨蛋"]);
        assert_eq!(terms_of("darning"), Vec::<String>::new());
    }
}
