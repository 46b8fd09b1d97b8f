//! Ways in which people hide words from lists, to measure what is still caught.

use crate::fit::Shuffle;

/// A way to hide a word.
pub(crate) type Disguise = fn(&str, &mut Shuffle) -> String;

/// Every way, with its name.
pub(crate) const ALL: [(&str, Disguise); 11] = [
    ("leetspeak", leetspeak),
    ("one look-alike", one_look_alike),
    ("all look-alikes", all_look_alikes),
    ("zero-width", |word, _| join(word, "\u{200B}")),
    ("spacing", |word, _| join(word, " ")),
    ("stretching", stretching),
    ("gaps (d*rn)", gaps),
    ("full-width", |word, _| shifted(word, 0xFF41)),
    ("bold", |word, _| shifted(word, 0x1D41A)),
    ("diacritics", diacritics),
    ("swapped letters", swapped),
];

fn join(word: &str, between: &str) -> String {
    word.chars().map(String::from).collect::<Vec<_>>().join(between)
}

fn replaced(word: &str, pairs: &[(char, char)], most: usize) -> String {
    let mut left = most;
    let replace = |letter: char| match pairs.iter().find(|(from, _)| *from == letter) {
        Some((_, to)) if left > 0 => {
            left -= 1;
            *to
        }
        _ => letter,
    };
    word.chars().map(replace).collect()
}

fn leetspeak(word: &str, _: &mut Shuffle) -> String {
    let pairs = [('a', '4'), ('e', '3'), ('i', '1'), ('o', '0'), ('s', '$'), ('t', '7'), ('u', 'v')];
    let hidden = replaced(word, &pairs[..6], usize::MAX);
    if hidden == word { gaps(word, &mut Shuffle(0)) } else { hidden }
}

const CYRILLIC: [(char, char); 11] = [
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('i', 'і'),
    ('o', 'о'),
    ('p', 'р'),
    ('s', 'ѕ'),
    ('x', 'х'),
    ('y', 'у'),
    ('h', 'һ'),
    ('k', 'к'),
];

fn one_look_alike(word: &str, _: &mut Shuffle) -> String {
    replaced(word, &CYRILLIC, 1)
}

fn all_look_alikes(word: &str, _: &mut Shuffle) -> String {
    replaced(word, &CYRILLIC, usize::MAX)
}

fn stretching(word: &str, random: &mut Shuffle) -> String {
    let letters: Vec<char> = word.chars().collect();
    let at = 1 + random.below(letters.len().saturating_sub(1));
    let times = 3 + random.below(4);
    letters
        .iter()
        .enumerate()
        .flat_map(|(place, letter)| std::iter::repeat_n(*letter, if place == at { times } else { 1 }))
        .collect()
}

fn gaps(word: &str, random: &mut Shuffle) -> String {
    let letters: Vec<char> = word.chars().collect();
    let vowel = letters.iter().skip(1).position(|letter| "aeiou".contains(*letter));
    let at = 1 + vowel.unwrap_or_else(|| random.below(letters.len().saturating_sub(2)));
    letters.iter().enumerate().map(|(place, letter)| if place == at { '*' } else { *letter }).collect()
}

fn shifted(word: &str, first: u32) -> String {
    let shift = |letter: char| match letter {
        'a'..='z' => char::from_u32(u32::from(letter) - u32::from('a') + first).unwrap_or(letter),
        _ => letter,
    };
    word.chars().map(shift).collect()
}

fn diacritics(word: &str, _: &mut Shuffle) -> String {
    word.chars().flat_map(|letter| [letter, '\u{308}']).collect()
}

fn swapped(word: &str, random: &mut Shuffle) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let places: Vec<usize> = (1..letters.len() - 1).filter(|at| letters[*at] != letters[at + 1]).collect();
    let at = places.get(random.below(places.len())).copied().unwrap_or(0);
    letters.swap(at, at + 1);
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_changes_a_word() {
        for (name, disguise) in ALL {
            let hidden = disguise("scoundrel", &mut Shuffle(1));
            assert_ne!(hidden, "scoundrel", "{name}");
        }
        assert_eq!(gaps("darn", &mut Shuffle(1)), "d*rn");
        assert_eq!(leetspeak("beast", &mut Shuffle(1)), "b34$7");
    }
}
