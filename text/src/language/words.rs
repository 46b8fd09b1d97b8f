//! Languages so close that the table takes them for one, or often confuses them: told apart by words that only one has.

use super::writing::lower;

/// Words that tell apart what the table takes for one language, or often confuses.
struct Group {
    /// The answers of the table that are in question.
    table: &'static [&'static str],
    /// Words that only one of the languages has; of those of no name, the table's answer has them all.
    words: &'static [(Option<&'static str>, &'static [&'static str])],
    /// Whether the languages are so alike that without such a word nobody can tell.
    open: bool,
}

/// What words say about the language that the table found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is that one.
    Stays,
    /// It is this one rather.
    Is(&'static str),
    /// The table's answer is as good as any.
    Silent,
    /// It could as well be the other.
    Open,
}

const GROUPS: [Group; 4] = [
    Group {
        table: &["ms"],
        // Common words whose form differs, or that only one of the two uses.
        words: &[
            (
                Some("id"),
                &[
                    "bisa",
                    "karena",
                    "bahwa",
                    "kalian",
                    "pemerintah",
                    "uang",
                    "mobil",
                    "kantor",
                    "coba",
                    "butuh",
                    "nggak",
                    "enggak",
                    "gak",
                    "banget",
                    "aja",
                    "gue",
                    "kota",
                    "polisi",
                    "sepeda",
                    "berbeda",
                    "namun",
                    "berbagai",
                    "toko",
                    "gratis",
                    "kayak",
                    "cuma",
                    "kemarin",
                    "musik",
                    "kualitas",
                    "universitas",
                    "informasi",
                    "resmi",
                    "sore",
                    "anak-anak",
                    "perusahaan",
                    "desa",
                    "rusak",
                    "senin",
                    "selasa",
                    "jumat",
                    "sabtu",
                    "provinsi",
                    "kabupaten",
                    "indonesia",
                    "lewat",
                    "mau",
                    "bikin",
                ],
            ),
            (
                None,
                &[
                    "kerana",
                    "bahawa",
                    "awak",
                    "wang",
                    "pejabat",
                    "cuba",
                    "mahu",
                    "sahaja",
                    "ialah",
                    "manakala",
                    "beliau",
                    "hospital",
                    "basikal",
                    "bandar",
                    "polis",
                    "kedai",
                    "percuma",
                    "muzik",
                    "kualiti",
                    "universiti",
                    "maklumat",
                    "rasmi",
                    "pelbagai",
                    "nak",
                    "korang",
                    "encik",
                    "puan",
                    "jom",
                    "kat",
                    "tengok",
                    "cakap",
                    "kerajaan",
                    "telefon",
                    "kanak-kanak",
                    "syarikat",
                    "kampung",
                    "isnin",
                    "jumaat",
                    "malaysia",
                    "daripada",
                    "boleh",
                    "berbeza",
                ],
            ),
        ],
        open: true,
    },
    Group {
        table: &["nl"],
        words: &[
            (
                Some("af"),
                &[
                    "nie", "baie", "hulle", "ek", "hy", "vir", "sy", "jy", "julle", "dié", "kry", "sê",
                    "nuwe", "hierdie", "daardie", "moenie", "lyk", "skool", "vandag", "môre",
                ],
            ),
            (
                None,
                &[
                    "ik", "een", "niet", "zijn", "hij", "zij", "voor", "heeft", "worden", "wordt", "deze",
                    "naar", "je", "zo",
                ],
            ),
        ],
        open: false,
    },
    Group {
        table: &["pt", "es", "ca"],
        words: &[
            (
                Some("gl"),
                &[
                    "unha", "unhas", "dunha", "nunha", "máis", "tamén", "moi", "moito", "moita", "xa",
                    "xente", "aínda", "despois", "grazas", "cando", "ós", "tiña", "foron", "galego",
                    "galega", "alí", "fixo", "estivo",
                ],
            ),
            (
                None,
                &[
                    "uma", "umas", "não", "mais", "também", "muito", "muita", "já", "gente", "ainda",
                    "depois", "quando", "com", "até", "tem", "são", "você", "una", "más", "también", "muy",
                    "mucho", "ya", "hay", "después", "cuando", "hasta", "con", "el", "los", "las", "y", "és",
                    "amb", "però", "són",
                ],
            ),
        ],
        open: false,
    },
    Group {
        table: &["hi", "mr"],
        words: &[
            (
                Some("hi"),
                &[
                    "है",
                    "हैं",
                    "था",
                    "थे",
                    "थी",
                    "थीं",
                    "में",
                    "के",
                    "की",
                    "का",
                    "को",
                    "और",
                    "नहीं",
                    "यह",
                    "से",
                    "पर",
                    "ने",
                    "रहा",
                    "रहे",
                    "रही",
                    "कर",
                    "हुआ",
                    "लिए",
                    "क्या",
                    "मैं",
                    "इस",
                    "उस",
                    "हो",
                    "गया",
                    "गए",
                    "गई",
                ],
            ),
            (
                Some("mr"),
                &[
                    "आहे",
                    "आहेत",
                    "नाही",
                    "आणि",
                    "होते",
                    "होता",
                    "होती",
                    "हा",
                    "ही",
                    "हे",
                    "या",
                    "मी",
                    "तो",
                    "ती",
                    "त्या",
                    "मध्ये",
                    "साठी",
                    "केले",
                    "केला",
                    "झाले",
                    "झाला",
                    "काय",
                    "असे",
                    "पण",
                    "मला",
                    "तुम्ही",
                    "ते",
                ],
            ),
            (
                Some("ne"),
                &[
                    "छ",
                    "छन्",
                    "छैन",
                    "हुन्छ",
                    "थियो",
                    "थिए",
                    "भएको",
                    "गरेको",
                    "गर्न",
                    "गर्ने",
                    "लागि",
                    "पनि",
                    "छु",
                    "हुन्",
                    "गर्छ",
                    "भने",
                    "यो",
                    "मेरो",
                    "तपाईं",
                    "नेपाल",
                    "राम्रो",
                    "धेरै",
                    "र",
                    "म",
                ],
            ),
        ],
        open: false,
    },
];

/// What the words of a text say when the table says `found`.
pub(super) fn verdict<'a>(found: &str, pieces: impl Iterator<Item = &'a str>) -> Verdict {
    let Some(group) = GROUPS.iter().find(|group| group.table.contains(&found)) else {
        return Verdict::Silent;
    };
    let mut counts = [0_u32; 3];
    for piece in pieces {
        let words =
            piece.split(|sign: char| sign.is_ascii_punctuation() || matches!(sign, '।' | '…' | '“' | '”'));
        for word in words.filter(|word| !word.is_empty()) {
            let is = |listed: &&str| {
                // The length in bytes, as letter case hardly ever changes it, spares most of the comparisons.
                listed.len() == word.len() && listed.chars().eq(word.chars().map(lower))
            };
            for ((_, listed), count) in group.words.iter().zip(&mut counts) {
                *count += u32::from(listed.iter().any(is));
            }
        }
    }
    let Some(most) = counts.iter().copied().max().filter(|most| *most > 0) else {
        return if group.open { Verdict::Open } else { Verdict::Silent };
    };
    let mut leaders = group.words.iter().zip(counts).filter(|(_, count)| *count == most);
    match (leaders.next(), leaders.next()) {
        (Some(((None, _), _)), None) => Verdict::Stays,
        // One word alone may be a name or a quotation.
        (Some(((Some(language), _), count)), None) if count >= 2 || group.open => Verdict::Is(language),
        _ if group.open => Verdict::Open,
        _ => Verdict::Silent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_what_the_table_can_not() {
        let verdict = |found, text: &'static str| verdict(found, text.split(' '));
        assert_eq!(verdict("ms", "Saya tidak bisa datang karena harus bekerja."), Verdict::Is("id"));
        assert_eq!(verdict("ms", "Saya tidak boleh datang kerana perlu bekerja."), Verdict::Stays);
        assert_eq!(verdict("ms", "Saya tidak tahu."), Verdict::Open);
        assert_eq!(verdict("nl", "Ek weet nie wat hulle sê nie."), Verdict::Is("af"));
        assert_eq!(verdict("nl", "Ik weet niet wat ze zeggen."), Verdict::Stays);
        assert_eq!(verdict("pt", "A casa ten unha fiestra e tamén moi boa luz."), Verdict::Is("gl"));
        assert_eq!(verdict("fr", "bisa karena"), Verdict::Silent);
    }

    #[test]
    fn no_word_is_on_two_lists() {
        for group in &GROUPS {
            assert!(group.words.len() <= 3);
            let words = group.words.iter().flat_map(|(_, words)| *words);
            let mut met = std::collections::HashSet::new();
            for word in words {
                assert!(met.insert(word), "{word}");
            }
        }
    }
}
