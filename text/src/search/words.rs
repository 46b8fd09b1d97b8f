use std::char::ToLowercase;

use unicode_normalization::UnicodeNormalization as _;

/// The longest word that is told apart from others, in characters.
const LONGEST_WORD: usize = 64;

/// A stretch of letters and digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A word, between spaces or signs.
    Word(String),
    /// Letters of a language that is written without spaces: words and whole sentences look the same.
    Run(Vec<char>),
}

/// Whether a character stands between words: everything that is neither letter, digit nor mark, in the same ranges as
/// `search_words` in SQL has.
pub(super) fn separates(character: char) -> bool {
    matches!(character,
        '\0'..='/' | ':'..='@' | '['..='`' | '{'..='\u{A9}' | '\u{AB}'..='\u{B4}' | '\u{B6}'..='\u{B9}'
        | '\u{BB}'..='\u{BF}' | '\u{D7}' | '\u{F7}' | '\u{2B9}'..='\u{2DF}' | '\u{374}' | '\u{375}' | '\u{37E}'
        | '\u{387}' | '\u{55A}'..='\u{55F}' | '\u{589}' | '\u{58A}' | '\u{5BE}' | '\u{5C0}' | '\u{5C3}' | '\u{5C6}'
        | '\u{5F3}' | '\u{5F4}' | '\u{600}'..='\u{60F}' | '\u{61B}'..='\u{61F}' | '\u{66A}'..='\u{66D}' | '\u{6D4}'
        | '\u{700}'..='\u{70F}' | '\u{964}' | '\u{965}' | '\u{970}' | '\u{E2F}' | '\u{E3F}' | '\u{E4F}' | '\u{E5A}'
        | '\u{E5B}' | '\u{F01}'..='\u{F17}' | '\u{104A}'..='\u{104F}' | '\u{10FB}' | '\u{1360}'..='\u{1368}'
        | '\u{17D4}'..='\u{17DB}' | '\u{1800}'..='\u{180A}' | '\u{2000}'..='\u{206F}' | '\u{20A0}'..='\u{20CF}'
        | '\u{2100}'..='\u{2BFF}' | '\u{2E00}'..='\u{2E7F}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}'
        | '\u{3030}' | '\u{303D}' | '\u{30A0}' | '\u{30FB}' | '\u{E000}'..='\u{F8FF}' | '\u{FE00}'..='\u{FE6F}'
        | '\u{FFF0}'..='\u{FFFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Whether a letter belongs to a language that is written without spaces: Thai, Lao, Burmese, Khmer, Chinese, Japanese.
pub(super) fn is_unspaced(character: char) -> bool {
    !separates(character)
        && matches!(character,
        '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}' | '\u{E81}'..='\u{ECD}' | '\u{1000}'..='\u{103F}'
        | '\u{1050}'..='\u{109F}' | '\u{1780}'..='\u{17D3}' | '\u{17DC}' | '\u{17DD}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a character inside a word is only there for the typesetter.
pub(super) fn is_no_letter(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// A text's letters in lower case and compatible forms.
pub(super) fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| !is_no_letter(*character)).nfkc().flat_map(lower_letter)
}

/// A letter in lower case. The dotted capital I is a plain i, whatever the locale: not an i with one more dot.
pub(crate) fn lower_letter(letter: char) -> ToLowercase {
    if letter == 'İ' { 'i'.to_lowercase() } else { letter.to_lowercase() }
}

/// A text's words and runs in order.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut word, mut run) = (String::new(), Vec::new());
    let end_word = |word: &mut String, pieces: &mut Vec<Piece>| {
        if !word.is_empty() {
            pieces.push(Piece::Word(word.chars().take(LONGEST_WORD).collect()));
            word.clear();
        }
    };
    let end_run = |run: &mut Vec<char>, pieces: &mut Vec<Piece>| {
        if !run.is_empty() {
            pieces.push(Piece::Run(std::mem::take(run)));
        }
    };
    for character in lower(text) {
        if is_unspaced(character) {
            end_word(&mut word, &mut pieces);
            run.push(character);
        } else {
            end_run(&mut run, &mut pieces);
            if separates(character) {
                end_word(&mut word, &mut pieces);
            } else {
                word.push(character);
            }
        }
    }
    end_word(&mut word, &mut pieces);
    end_run(&mut run, &mut pieces);
    pieces
}

/// The words that a text is kept by, as `search_words` in SQL gives them: runs as overlapping pairs, with their first and
/// last letter alone.
#[must_use]
pub fn search_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Word(word) => words.push(word),
            Piece::Run(run) => {
                words.extend(run.first().map(char::to_string));
                words.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
                words.extend(run.last().map(char::to_string));
            }
        }
    }
    words
}

/// A word in lower case without what many people don't type: accents, vowel points, ligatures, ё. As `search_fold` in SQL.
#[must_use]
pub fn search_fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut bare: Vec<char> = Vec::with_capacity(word.len());
    let mut takes_no_marks = false;
    for character in word.nfd() {
        match character {
            '\u{300}'..='\u{36F}' if takes_no_marks => continue,
            '\u{591}'..='\u{5BD}'
            | '\u{5BF}'
            | '\u{5C1}'
            | '\u{5C2}'
            | '\u{5C4}'
            | '\u{5C5}'
            | '\u{5C7}'
            | '\u{610}'..='\u{61A}'
            | '\u{640}'
            | '\u{64B}'..='\u{65F}'
            | '\u{670}' => {}
            _ => bare.push(character),
        }
        takes_no_marks = matches!(character, 'a'..='z' | '\u{DF}'..='\u{24F}' | '\u{370}'..='\u{3FF}');
    }
    let mut folded = String::with_capacity(word.len());
    for character in bare.into_iter().nfc() {
        match character {
            'ё' => folded.push('е'),
            'ς' => folded.push('σ'),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ħ' => folded.push('h'),
            'ŧ' => folded.push('t'),
            'ٱ' => folded.push('ا'),
            'ى' | 'ی' => folded.push('ي'),
            'ک' => folded.push('ك'),
            'ة' => folded.push('ه'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_digits_between_anything_else() {
        assert_eq!(
            search_words("L’eau, «Résumé» foo_bar 3.14!"),
            ["l", "eau", "résumé", "foo", "bar", "3", "14"]
        );
        assert_eq!(search_words("ｆｕｌｌ wi\u{AD}dth"), ["full", "width"]);
        assert!(search_words("… — 。! \0").is_empty());
    }

    #[test]
    fn languages_without_spaces_are_pairs_of_letters() {
        assert_eq!(search_words("図書館 a"), ["図", "図書", "書館", "館", "a"]);
        assert_eq!(search_words("東京tower"), ["東", "東京", "京", "tower"]);
        assert_eq!(search_words("猫"), ["猫", "猫"]);
    }

    #[test]
    fn folding_leaves_out_what_many_do_not_type_and_keeps_letters_apart() {
        for (given, folded) in [
            ("résumé", "resume"),
            ("straße", "strasse"),
            ("ёлка", "елка"),
            ("чай", "чай"),
            ("μῦθος", "μυθοσ"),
            ("كِتَابٌ", "كتاب"),
            ("أحمد", "احمد"),
            ("שָׁלוֹם", "שלום"),
            ("が", "が"),
            ("thuyền", "thuyen"),
        ] {
            assert_eq!(search_fold(given), folded);
        }
    }
}
