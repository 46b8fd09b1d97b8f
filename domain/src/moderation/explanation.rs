//! How checks say why, in the language of the text.

use fabula_text::Language;
use serde::{Deserialize, Serialize};

mod translations;

/// Why a check found what it found: a code with parameters. The sentence is made when it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Explanation {
    /// The check did not come to an end, so nobody has looked.
    CheckFailed,
    /// Few links, or none, to ordinary hosts.
    Links {
        /// How many.
        count: u32,
    },
    /// More links than a remark needs.
    ManyLinks {
        /// How many.
        count: u32,
        /// How many are accepted.
        most: u32,
    },
    /// A link that hides where it leads.
    ShortenedLink {
        /// The shortener.
        host: String,
    },
    /// A link to an IP address.
    MachineAddress {
        /// The address.
        host: String,
    },
    /// A link whose host passes for another.
    DisguisedHost {
        /// The host.
        host: String,
    },
    /// The author writes at a person's pace.
    Pace {
        /// Texts within ten minutes, with this one.
        count: u32,
    },
    /// The author writes faster than a person does.
    TooFast {
        /// Texts within the time, with this one.
        count: u32,
        /// The time.
        minutes: u32,
        /// How many are accepted.
        most: u32,
    },
    /// The author said the same before, more than once.
    OwnRepeats {
        /// How often.
        count: u32,
    },
    /// The text is too short to be compared.
    TooShort,
    /// No recent text is much like it.
    Unlike,
    /// Several recent texts are much like it.
    Alike {
        /// How many.
        count: u32,
        /// How alike the closest is, of 100.
        percent: u32,
    },
    /// Neither capitals nor rows of marks stand out.
    Quiet,
    /// The script has no capitals, so they can't be judged.
    NoCapitals,
    /// Most of the text is in capitals.
    Capitals {
        /// How much of it, of 100.
        percent: u32,
    },
    /// Rows of exclamation and question marks.
    Marks {
        /// The longest row.
        longest: u32,
    },
    /// No word of the lists.
    NoTerms,
    /// There is no list for this language.
    NoList,
    /// Words that are not accepted.
    BannedTerms {
        /// How many.
        count: u32,
    },
    /// Words that a moderator should look at.
    SuspectTerms {
        /// How many.
        count: u32,
    },
    /// Words of some language's list, in a text whose language is not known.
    TermsOfSomeLanguage {
        /// How many.
        count: u32,
    },
    /// No word is hidden that the lists know.
    NothingHidden,
    /// Words that the lists know, hidden by look-alikes, digits, spaces, gaps and the like.
    HiddenWords {
        /// How many.
        count: u32,
    },
    /// The scorer was not trained in this language.
    NoScorer,
    /// The text is probably not abusive.
    Civil {
        /// How likely it is, of 100.
        percent: u32,
    },
    /// The text is probably abusive.
    Toxic {
        /// How likely it is, of 100.
        percent: u32,
    },
    /// The text is probably no advertising.
    NoSpam {
        /// How likely it is, of 100.
        percent: u32,
    },
    /// The text is probably advertising or fraud.
    Spam {
        /// How likely it is, of 100.
        percent: u32,
    },
    /// A code of a newer version of this program.
    #[serde(other)]
    Unknown,
}

impl Explanation {
    /// The explanation as a sentence in `language`, or in English where there is no translation.
    #[must_use]
    pub fn sentence(&self, language: Option<Language>) -> String {
        match language.as_ref().map(Language::primary) {
            Some("de") => self.german(),
            Some("es") => self.spanish(),
            Some("fr") => self.french(),
            Some("it") => self.italian(),
            Some("ru") => self.russian(),
            _ => self.english(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Vec<Explanation> {
        let host = || "host.example".to_owned();
        vec![
            Explanation::CheckFailed,
            Explanation::Links { count: 0 },
            Explanation::Links { count: 2 },
            Explanation::ManyLinks { count: 5, most: 3 },
            Explanation::ShortenedLink { host: host() },
            Explanation::MachineAddress { host: host() },
            Explanation::DisguisedHost { host: host() },
            Explanation::Pace { count: 1 },
            Explanation::TooFast { count: 11, minutes: 1, most: 10 },
            Explanation::OwnRepeats { count: 2 },
            Explanation::TooShort,
            Explanation::Unlike,
            Explanation::Alike { count: 2, percent: 97 },
            Explanation::Quiet,
            Explanation::NoCapitals,
            Explanation::Capitals { percent: 90 },
            Explanation::Marks { longest: 12 },
            Explanation::NoTerms,
            Explanation::NoList,
            Explanation::BannedTerms { count: 1 },
            Explanation::SuspectTerms { count: 1 },
            Explanation::TermsOfSomeLanguage { count: 1 },
            Explanation::NothingHidden,
            Explanation::HiddenWords { count: 1 },
            Explanation::NoScorer,
            Explanation::Civil { percent: 3 },
            Explanation::Toxic { percent: 93 },
            Explanation::NoSpam { percent: 3 },
            Explanation::Spam { percent: 93 },
            Explanation::Unknown,
        ]
    }

    #[test]
    fn every_explanation_is_a_sentence_of_its_own_in_six_languages() {
        let languages = ["en", "de", "es", "fr", "it", "ru"];
        for explanation in every() {
            let sentences: std::collections::BTreeSet<String> =
                languages.iter().map(|tag| explanation.sentence(Some(tag.parse().unwrap()))).collect();
            assert_eq!(sentences.len(), languages.len(), "{sentences:?}");
            assert!(sentences.iter().all(|sentence| sentence.ends_with('.')), "{sentences:?}");
        }
    }

    #[test]
    fn a_language_without_translation_reads_english() {
        let explanation = Explanation::ManyLinks { count: 5, most: 3 };
        assert_eq!(explanation.sentence(Some("ja".parse().unwrap())), explanation.sentence(None));
        assert_eq!(
            explanation.sentence(Some("de-AT".parse().unwrap())),
            "Zu viele Links: 5, erlaubt sind 3."
        );
    }

    #[test]
    fn explanations_are_kept_as_code_and_parameters() {
        for explanation in every() {
            let kept = serde_json::to_value(&explanation).unwrap();
            assert!(kept["code"].is_string(), "{kept}");
            assert_eq!(serde_json::from_value::<Explanation>(kept).unwrap(), explanation);
        }
        let newer = serde_json::json!({ "code": "somethingNewer", "weight": 3 });
        assert_eq!(serde_json::from_value::<Explanation>(newer).unwrap(), Explanation::Unknown);
    }
}
