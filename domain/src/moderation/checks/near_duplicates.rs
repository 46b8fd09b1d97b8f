use fabula_text::similarity;

use super::{Check, CheckError, Explanation, Finding, Subject};

/// From here on two texts are the same in other words: three of 64 bits (Manku, Jain and Das Sarma 2007).
const ALIKE: f64 = 61.0 / 64.0;
/// Texts like it by others, or by the author, that may be there already: two people may quote the same line, and one
/// may correct themselves by writing again.
const MOST_ALIKE: usize = 1;

/// Compares a text with what was written in the day before: one text under many names, or in many places.
#[derive(Debug, Clone, Copy)]
pub struct NearDuplicates;

impl Check for NearDuplicates {
    fn name(&self) -> &'static str {
        "near_duplicates"
    }

    fn rule_version(&self) -> &'static str {
        "near-duplicates-1"
    }

    fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError> {
        let Some(print) = fabula_text::fingerprint(subject.text) else {
            return Ok(Finding::fine(Explanation::TooShort));
        };
        let mut closest = 0.0_f64;
        let mut worst = 0;
        for texts in [subject.by_others, subject.by_author] {
            let mut alike = 0;
            for other in texts.iter().filter_map(|recent| recent.fingerprint) {
                let similarity = similarity(print, other);
                closest = closest.max(similarity);
                alike += usize::from(similarity >= ALIKE);
            }
            worst = worst.max(alike);
        }
        if worst > MOST_ALIKE {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
            let percent = (closest * 100.0).floor() as u32;
            let explanation = Explanation::Alike { count: u32::try_from(worst).unwrap_or(u32::MAX), percent };
            return Ok(Finding::doubt(closest, explanation, Vec::new()));
        }
        Ok(Finding::fine(Explanation::Unlike))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Recent, tests::subject},
        *,
    };
    use crate::moderation::SignalVerdict;

    const TEXT: &str =
        "The best prices for old maps and prints, only this week, write to me and I will send you the list.";

    fn recent(texts: &[&str]) -> Vec<Recent> {
        let created_at = subject("", None).now;
        texts.iter().map(|text| Recent { fingerprint: fabula_text::fingerprint(text), created_at }).collect()
    }

    #[test]
    fn one_text_under_many_names_is_held() {
        let disguised = TEXT.replace("best", "b\u{200B}est").to_uppercase();
        let by_others = recent(&[TEXT, &disguised]);
        let finding =
            NearDuplicates.examine(&Subject { by_others: &by_others, ..subject(TEXT, None) }).unwrap();
        assert_eq!(finding.verdict, SignalVerdict::Hold);
        assert_eq!(finding.explanation, Explanation::Alike { count: 2, percent: 100 });
        let once =
            NearDuplicates.examine(&Subject { by_others: &by_others[..1], ..subject(TEXT, None) }).unwrap();
        assert_eq!(once.verdict, SignalVerdict::Publish, "two people may quote the same line");
    }

    #[test]
    fn different_and_short_texts_pass() {
        let other = "Rivers freeze late in this valley, because warm springs rise under the ice all winter.";
        let by_others = recent(&[other; 9]);
        let finding =
            NearDuplicates.examine(&Subject { by_others: &by_others, ..subject(TEXT, None) }).unwrap();
        assert_eq!(finding, Finding::fine(Explanation::Unlike));
        let thanks = recent(&["Thank you!"; 9]);
        let finding =
            NearDuplicates.examine(&Subject { by_others: &thanks, ..subject("Thank you!", None) }).unwrap();
        assert_eq!(finding, Finding::fine(Explanation::TooShort));
    }
}
