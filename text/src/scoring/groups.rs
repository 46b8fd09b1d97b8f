//! Words for groups of people: whatever a text says of one group, it could say of another.
//!
//! A scorer that sees which words stand beside *some* group learns from texts about women what threatens refugees, too,
//! and that a group's name by itself says nothing bad. The groups are those of HateCheck and Multilingual HateCheck
//! (Röttger et al. 2021 and 2022).

/// What words for groups begin with, in plain lower case, sorted; none begins with another.
const BEGINNINGS: [&str; 110] = [
    "apahij",
    "apang",
    "asian",
    "asiat",
    "assamese",
    "aurat",
    "auslander",
    "azjat",
    "behindert",
    "black",
    "czarn",
    "dalit",
    "deficient",
    "disabilit",
    "disable",
    "discapacitad",
    "donna",
    "donne",
    "ebre",
    "extranjer",
    "female",
    "feminist",
    "femme",
    "fluchtling",
    "foreigner",
    "frau",
    "gay",
    "gej",
    "handicap",
    "hijr",
    "homo",
    "imigr",
    "immigr",
    "indigen",
    "inmigr",
    "invalid",
    "inwalid",
    "islam",
    "jew",
    "joden",
    "joods",
    "jude",
    "judi",
    "juif",
    "juiv",
    "kale",
    "kobiet",
    "lesbi",
    "mahila",
    "mexic",
    "migr",
    "minusvalid",
    "mosl",
    "muculman",
    "mujer",
    "mulher",
    "musalman",
    "muslim",
    "musulm",
    "muzulm",
    "negr",
    "neri",
    "niepelnospr",
    "noir",
    "nsa2",
    "omosess",
    "preto",
    "queer",
    "refug",
    "rifugiat",
    "schwarz",
    "schwul",
    "shudra",
    "shudro",
    "trans",
    "turk",
    "uchodz",
    "viklang",
    "vluchteling",
    "vrouw",
    "woman",
    "women",
    "zwart",
    "zyd",
    "баб",
    "геи",
    "гей",
    "евре",
    "женщин",
    "инвалид",
    "кавказ",
    "лесби",
    "мигрант",
    "мусульм",
    "негр",
    "транс",
    "украин",
    "хохл",
    "чернокож",
    "чурк",
    "أسود",
    "اسود",
    "لاجئ",
    "متحول",
    "مثلي",
    "مسلم",
    "معاق",
    "مهاجر",
    "نساء",
    "يهود",
];

/// The same within Arabic words, whose article is written together with them.
const ARABIC_ARTICLE: &str = "ال";

/// Words for groups in Chinese.
const CHINESE: [&str; 22] = [
    "女人",
    "女性",
    "女孩",
    "跨性别者",
    "跨性别",
    "变性人",
    "同性恋",
    "黑人",
    "残疾人",
    "残障",
    "穆斯林",
    "外国人",
    "移民",
    "犹太人",
    "男人",
    "女权",
    "河南人",
    "东北人",
    "上海人",
    "农民",
    "女生",
    "老外",
];

/// Whether a word is one for a group of people.
pub(super) fn is_group(word: &str) -> bool {
    let word = word.strip_prefix(ARABIC_ARTICLE).unwrap_or(word);
    let at = BEGINNINGS.partition_point(|beginning| *beginning <= word);
    at > 0 && word.starts_with(BEGINNINGS[at - 1])
}

/// A run of ideographs with one sign for every group in it; `None` if there is none.
pub(super) fn with_signs(run: &str) -> Option<String> {
    let mut replaced: Option<String> = None;
    for group in CHINESE {
        let text = replaced.as_deref().unwrap_or(run);
        if text.contains(group) {
            replaced = Some(text.replace(group, "群"));
        }
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_sorted_and_none_begins_with_another() {
        assert!(BEGINNINGS.windows(2).all(|pair| pair[0] < pair[1] && !pair[1].starts_with(pair[0])));
    }

    #[test]
    fn groups_are_known_in_any_form() {
        for word in ["women", "frauen", "musulmanes", "النساء", "женщины", "gay"] {
            assert!(is_group(word), "{word}");
        }
        assert!(!is_group("bread") && !is_group("") && !is_group("ال"));
        assert_eq!(with_signs("我恨女人").as_deref(), Some("我恨群"));
        assert_eq!(with_signs("我恨面包"), None);
    }
}
