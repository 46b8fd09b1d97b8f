//! Languages that the table lacks: told by letters that none of its languages of the script has, or expected.

/// What a letter tells of languages that the table does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letter {
    /// Of no interest: languages of the table have it, or it is no letter.
    Usual,
    /// Belongs to this language.
    Of(usize),
    /// Belongs to none of the table's languages, but to several others.
    Foreign,
}

/// The languages that letters tell.
pub(super) const TOLD: [&str; 8] = ["mk", "kk", "ps", "ug", "sd", "eo", "cy", "mt"];

/// What a letter, in lower case, tells.
pub(super) fn letter(letter: char) -> Letter {
    match letter {
        '\0'..='\u{108}' => Letter::Usual,
        'ѓ' | 'ќ' | 'ѕ' => Letter::Of(0),
        'қ' | 'ғ' | 'ұ' => Letter::Of(1),
        'ځ' | 'څ' | 'ټ' | 'ډ' | 'ړ' | 'ږ' | 'ښ' | 'ڼ' => Letter::Of(2),
        'ۈ' | 'ۋ' | 'ڭ' => Letter::Of(3),
        'ٺ' | 'ٿ' | 'ڀ' | 'ڪ' | 'ڳ' | 'ڻ' | 'ڃ' | 'ڄ' => Letter::Of(4),
        'ĉ' | 'ĝ' | 'ĥ' | 'ĵ' | 'ŝ' | 'ŭ' => Letter::Of(5),
        'ŵ' | 'ŷ' => Letter::Of(6),
        'ħ' | 'ġ' | 'ċ' => Letter::Of(7),
        // The rest of Cyrillic beyond the five alphabets: Mongolian, Tatar, Kyrgyz, Tajik, Ossetic…
        'ѐ' | 'ѝ' => Letter::Usual,
        '\u{460}'..='\u{48F}' | '\u{492}'..='\u{52F}' => Letter::Foreign,
        _ => Letter::Usual,
    }
}

/// Languages so close to one of the table that their texts are taken for it. Where they are expected, they are meant.
const KIN: [(&str, &[&str]); 14] = [
    ("ms", &["id"]),
    ("hr", &["bs", "sr", "sh", "cnr"]),
    ("nb", &["no", "nn"]),
    ("pt", &["gl"]),
    ("es", &["gl", "ast", "an"]),
    ("ca", &["oc", "an"]),
    ("nl", &["af", "fy", "li"]),
    ("bg", &["mk"]),
    ("sr", &["mk"]),
    ("fa", &["prs", "ps"]),
    ("hi", &["ne", "mai", "bho"]),
    ("zh", &["yue", "wuu", "nan", "lzh"]),
    ("tl", &["fil", "ceb"]),
    ("ku", &["ckb"]),
];

/// Whether a text in `expected` is taken for one in `found`.
pub(super) fn is_kin(expected: &str, found: &str) -> bool {
    KIN.iter().any(|(language, kin)| *language == found && kin.contains(&expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_languages_are_known() {
        assert_eq!(letter('ќ'), Letter::Of(0));
        assert_eq!(letter('ө'), Letter::Foreign);
        for usual in "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџ".chars().chain("aéøčžıəőŧ".chars())
        {
            assert_eq!(letter(usual), Letter::Usual, "{usual}");
        }
        for character in '\0'..='\u{FFFF}' {
            if let Letter::Of(which) = letter(character) {
                assert!(TOLD.get(which).is_some(), "{character}");
            }
        }
    }
}
