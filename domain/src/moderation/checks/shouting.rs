use fabula_text::words;

use super::{Check, CheckError, Explanation, Finding, Span, Subject};

/// Letters of a script with capitals below which nothing can be said: `OK, NASA` is no shout.
const FEWEST_LETTERS: usize = 24;
/// The share of letters in words that are all capitals from which on a text is shouted. Whole words are counted, so
/// German nouns and names in any language, with their one capital, don't matter.
const MOST_CAPITALS: f64 = 0.7;
/// Exclamation and question marks in a row from which on they are marked.
const MARKS_RUN: usize = 4;
/// Marks in a row that nobody needs.
const MOST_MARKS: usize = 10;
/// Marked runs that one text may have.
const MOST_RUNS: usize = 3;
const SCORE_MARKS: f64 = 0.5;

/// Looks for texts in capitals and rows of exclamation marks.
#[derive(Debug, Clone, Copy)]
pub struct Shouting;

impl Check for Shouting {
    fn name(&self) -> &'static str {
        "shouting"
    }

    fn rule_version(&self) -> &'static str {
        "shouting-1"
    }

    fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError> {
        let (shouted, spans, cased) = capitals(subject.text);
        let (runs, longest) = mark_runs(subject.text);
        if cased >= FEWEST_LETTERS {
            #[expect(clippy::cast_precision_loss, reason = "a text has few letters")]
            let share = shouted as f64 / cased as f64;
            if share >= MOST_CAPITALS {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
                let percent = (share * 100.0).round() as u32;
                return Ok(Finding::doubt(share, Explanation::Capitals { percent }, spans));
            }
        }
        if longest >= MOST_MARKS || runs.len() > MOST_RUNS {
            let explanation = Explanation::Marks { longest: u32::try_from(longest).unwrap_or(u32::MAX) };
            return Ok(Finding::doubt(SCORE_MARKS, explanation, runs));
        }
        let has_letters = subject.text.chars().any(char::is_alphabetic);
        let explanation =
            if cased == 0 && has_letters { Explanation::NoCapitals } else { Explanation::Quiet };
        Ok(Finding::fine(explanation))
    }
}

/// Letters in words that are all capitals, those words, and all letters of scripts with capitals.
fn capitals(text: &str) -> (usize, Vec<Span>, usize) {
    let (mut shouted, mut spans, mut cased) = (0, Vec::new(), 0);
    for word in words(text) {
        let upper = word.text.chars().filter(|character| character.is_uppercase()).count();
        let lower = word.text.chars().filter(|character| character.is_lowercase()).count();
        cased += upper + lower;
        if lower == 0 && upper >= 2 {
            shouted += upper;
            spans.push(Span { start: word.start, end: word.end });
        }
    }
    (shouted, spans, cased)
}

fn is_mark(character: char) -> bool {
    matches!(character, '!' | '?' | '！' | '？' | '‼' | '⁉' | '⁈' | '⁇' | '‽' | '¡' | '¿' | '؟' | '❗' | '❓')
}

/// Rows of exclamation and question marks, and how long the longest is.
fn mark_runs(text: &str) -> (Vec<Span>, usize) {
    let (mut runs, mut longest, mut run) = (Vec::new(), 0, 0);
    for (index, character) in text.chars().chain(std::iter::once(' ')).enumerate() {
        if is_mark(character) {
            run += 1;
            continue;
        }
        longest = longest.max(run);
        if run >= MARKS_RUN {
            let place = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
            runs.push(Span { start: place(index - run), end: place(index) });
        }
        run = 0;
    }
    (runs, longest)
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{marked, subject},
        *,
    };
    use crate::moderation::SignalVerdict;

    fn examine(text: &str) -> Finding {
        Shouting.examine(&subject(text, None)).unwrap()
    }

    #[test]
    fn a_text_in_capitals_is_held_in_every_script_that_has_them() {
        for text in [
            "THIS IS WHAT EVERYBODY HAS TO READ",
            "ВСЕ ДОЛЖНЫ ЭТО ПРОЧИТАТЬ СЕЙЧАС ЖЕ",
            "ΠΡΕΠΕΙ ΝΑ ΤΟ ΔΙΑΒΑΣΕΤΕ ΟΛΟΙ ΤΩΡΑ",
        ] {
            assert_eq!(examine(text).verdict, SignalVerdict::Hold, "{text}");
        }
        let text = "And then HE SHOUTED SO THAT EVERYBODY COULD HEAR HIM";
        assert_eq!(marked(text, &examine(text).spans)[0], "HE");
    }

    #[test]
    fn nouns_names_and_abbreviations_are_no_shouts() {
        for text in [
            "Der Müller und sein Esel gingen am Morgen zum Markt in die Stadt.",
            "NASA, ESA und die UNO haben darüber ausführlich berichtet.",
            "OK, LOL",
            "WOW, THANKS",
        ] {
            assert_eq!(examine(text), Finding::fine(Explanation::Quiet), "{text}");
        }
    }

    #[test]
    fn scripts_without_capitals_are_not_judged_by_them() {
        for text in [
            "祖母はこの話を別の形で語っていました。",
            "جدتي كانت تحكي هذه القصة",
            "हमारी दादी यह कहानी सुनाती थीं",
        ] {
            assert_eq!(examine(text), Finding::fine(Explanation::NoCapitals), "{text}");
        }
    }

    #[test]
    fn rows_of_marks_are_held_and_marked() {
        let text = "Жаль!!!!!!!!!!!! Really??";
        let finding = examine(text);
        assert_eq!(finding.verdict, SignalVerdict::Hold);
        assert_eq!(marked(text, &finding.spans), ["!!!!!!!!!!!!"]);
        assert_eq!(examine("Wonderful!!! Really?! Yes!").verdict, SignalVerdict::Publish);
    }
}
