//! Characters that pass for others, and what each stands for.

use unicode_normalization::UnicodeNormalization as _;

use crate::{
    clean::is_invisible,
    fold::{Mark, is_cyrillic, is_latin, strip_accents},
};

/// Letters that pass for Latin ones, beside compatibility forms, which NFKC folds: a selection of Unicode's confusables
/// (UTS #39), of those that are drawn by ordinary fonts.
const LOOK_ALIKES: [(char, &str); 26] = [
    ('a', "аαɑᴀ⍺Ꭺ"),
    ('b', "вЬьβʙᏴɓƅ"),
    ('c', "сϲᴄⅽꮯᏟ¢ƈ"),
    ('d', "ԁᴅժꮷᎠɗđ"),
    ('e', "еєεᴇҽɛᎬ℮əэ"),
    ('f', "ғꜰƒϝẝ"),
    ('g', "ɡցɢǥԍ"),
    ('h', "һнհʜᏂħ"),
    ('i', "іιıɪɩᎥ⍳ɨ"),
    ('j', "јϳᴊյɉ"),
    ('k', "кκᴋҝƙ"),
    ('l', "ӏⅼʟǀɭłƖ"),
    ('m', "мᴍⅿʍṃ"),
    ('n', "ոпηɴռƞи"),
    ('o', "оοσօᴏ०૦ഠөⲟøо"),
    ('p', "рρᴘϸᏢƥ"),
    ('q', "ԛզգ"),
    ('r', "гᴦʀꭇɾяᎡ"),
    ('s', "ѕꜱʂꮪᏚƨ"),
    ('t', "тτᴛţŧᎢ"),
    ('u', "υսᴜцʋꭎʊ"),
    ('v', "νᴠѵⅴꮩᏙ"),
    ('w', "ԝѡωɯᴡшщա"),
    ('x', "хχⅹ×ҳ"),
    ('y', "уүγʏყү"),
    ('z', "ᴢʐᏃƶ"),
];

/// Digits and signs that stand for letters, with the letters that each may stand for, the likeliest first.
const LEETSPEAK: [(char, &str); 18] = [
    ('0', "o"),
    ('1', "il"),
    ('2', "z"),
    ('3', "e"),
    ('4', "a"),
    ('5', "s"),
    ('6', "gb"),
    ('7', "t"),
    ('8', "b"),
    ('9', "g"),
    ('@', "a"),
    ('$', "s"),
    ('!', "i"),
    ('|', "li"),
    ('+', "t"),
    ('(', "c"),
    ('€', "e"),
    ('£', "l"),
];

/// The Latin letter that a letter of another script passes for.
pub(super) fn latin_twin(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return None;
    }
    LOOK_ALIKES.iter().find(|(_, twins)| twins.contains(letter)).map(|(latin, _)| *latin)
}

/// The Cyrillic letter that a Latin one passes for.
fn cyrillic_twin(letter: char) -> Option<char> {
    const TWINS: [(char, char); 15] = [
        ('a', 'а'),
        ('b', 'в'),
        ('c', 'с'),
        ('e', 'е'),
        ('h', 'н'),
        ('i', 'і'),
        ('k', 'к'),
        ('m', 'м'),
        ('o', 'о'),
        ('p', 'р'),
        ('r', 'г'),
        ('t', 'т'),
        ('u', 'и'),
        ('x', 'х'),
        ('y', 'у'),
    ];
    TWINS.iter().find(|(latin, _)| *latin == letter).map(|(_, twin)| *twin)
}

/// The letters that a digit or sign may stand for.
pub(super) fn letters_of(sign: char) -> Option<&'static str> {
    LEETSPEAK.iter().find(|(known, _)| *known == sign).map(|(_, letters)| *letters)
}

/// Whether a character is an ideograph or kana: a word may be one of them.
pub(crate) fn is_ideographic(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Letters in squares and circles that NFKC leaves alone.
fn unframe(character: char) -> char {
    let letter =
        |first: u32| char::from_u32(u32::from(character) - first + u32::from('a')).unwrap_or(character);
    match character {
        '\u{1F150}'..='\u{1F169}' => letter(0x1F150),
        '\u{1F170}'..='\u{1F189}' => letter(0x1F170),
        '\u{1F1E6}'..='\u{1F1FF}' => letter(0x1F1E6),
        _ => character,
    }
}

/// What the characters of a piece of text say in plain lower case: compatibility forms, invisible characters and marks
/// on Latin letters are gone, and a word of mixed scripts is in the one that most of its letters belong to. Every
/// character keeps its place in the original. Tells whether anything but case and accents was taken away.
pub(super) fn plain(piece: &str, start: u32, marks: &mut Vec<Mark>) -> bool {
    marks.clear();
    if piece.is_ascii() {
        marks.extend(
            piece
                .bytes()
                .zip(start..)
                .map(|(byte, origin)| Mark { character: char::from(byte.to_ascii_lowercase()), origin }),
        );
        return false;
    }
    let mut disguised = false;
    let mut accented = false;
    for (original, origin) in piece.chars().zip(start..) {
        if original.is_ascii() {
            marks.push(Mark { character: original.to_ascii_lowercase(), origin });
            continue;
        }
        if is_invisible(original) {
            disguised |= !matches!(original, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{AD}');
            continue;
        }
        if matches!(original, '\u{400}'..='\u{52F}' | '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{370}'..='\u{3FF}')
        {
            marks.extend(original.to_lowercase().map(|character| Mark { character, origin }));
            continue;
        }
        accented = true;
        let framed = unframe(original);
        for character in std::iter::once(framed).nfkc() {
            disguised |= character.is_ascii_alphabetic() && character != original;
            marks.extend(character.to_lowercase().map(|character| Mark { character, origin }));
        }
    }
    if accented {
        *marks = strip_accents(marks);
    }
    disguised | fold_mixed(marks)
}

/// Folds the look-alikes of a word of mixed scripts towards the script of most of its letters; true if there were any.
fn fold_mixed(marks: &mut [Mark]) -> bool {
    let latin = marks.iter().filter(|mark| is_latin(mark.character)).count();
    if latin == 0 {
        return false;
    }
    let foreign = || marks.iter().filter(|mark| !mark.character.is_ascii());
    let cyrillic = foreign().filter(|mark| is_cyrillic(mark.character)).count();
    let alikes = foreign().filter(|mark| latin_twin(mark.character).is_some()).count();
    if alikes + cyrillic == 0 {
        return false;
    }
    let own =
        foreign().filter(|mark| is_cyrillic(mark.character) && latin_twin(mark.character).is_none()).count();
    let only_latin = marks
        .iter()
        .filter(|mark| is_latin(mark.character) && cyrillic_twin(mark.character).is_none())
        .count();
    // Letters that only one script has decide, and where there are none, or of both, the more frequent script.
    let twin: fn(char) -> Option<char> = if own == 0 && (only_latin > 0 || latin >= alikes) {
        latin_twin
    } else if own > 0 && (only_latin == 0 || cyrillic > latin) {
        cyrillic_twin
    } else {
        return false;
    };
    let mut folded = false;
    for mark in marks.iter_mut() {
        if let Some(letter) = twin(mark.character) {
            // Some languages really have đ, ł and ø.
            folded |= !is_latin(mark.character) || letter.is_alphabetic() && !letter.is_ascii();
            mark.character = letter;
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut marks = Vec::new();
        plain(text, 0, &mut marks);
        marks.iter().map(|mark| mark.character).collect()
    }

    #[test]
    fn forms_marks_and_mixed_scripts_become_plain_letters() {
        for disguise in
            ["ｓｐａｍ", "𝐬𝐩𝐚𝐦", "s\u{200B}pam", "späm", "s\u{336}p\u{336}am", "spаm", "🅢🅟🅐🅜", "ѕpam", "SPᴀM"]
        {
            assert_eq!(folded(disguise), "spam", "{disguise}");
        }
        assert_eq!(folded("cобaкa"), "собака", "towards the script that has all of its letters");
    }

    #[test]
    fn words_of_one_script_stay() {
        for word in
            ["сама", "ёлка", "чай", "ελλάδα", "日本語", "ภาษาไทย", "عربي", "हिन्दी", "わたし", "한국어"]
        {
            assert_eq!(folded(word), word);
        }
    }
}
