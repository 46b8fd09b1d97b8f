use fabula_text::{
    Language,
    scoring::{Harm, Score, Scorers, scorers},
};

use super::{Check, CheckError, Explanation, Finding, SignalVerdict, Span, Subject};

/// What one hidden word scores; each further one adds [`SCORE_STEP`].
const SCORE_HIDDEN: f64 = 0.7;
const SCORE_STEP: f64 = 0.1;

/// From so many letters on, a text whose language nobody can tell is in one that the scorers don't know either; of fewer it may
/// be any.
const ENOUGH_TO_TELL: usize = 90;

/// Looks for words that are hardly ever innocent, hidden by look-alikes, digits, spaces, gaps and the like.
#[derive(Debug, Clone, Copy)]
pub struct Evasion;

/// Looks for insults, hate and threats, with a scorer that was trained on labelled texts.
#[derive(Debug, Clone, Copy)]
pub struct Toxicity;

/// Looks for advertising and fraud, with a scorer that was trained on labelled texts.
#[derive(Debug, Clone, Copy)]
pub struct Spam;

impl Check for Evasion {
    fn name(&self) -> &'static str {
        "evasion"
    }

    fn rule_version(&self) -> &'static str {
        "evasion-1"
    }

    fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError> {
        if is_foreign(subject) {
            return Ok(Finding::fine(Explanation::NoScorer));
        }
        let scorers = open()?;
        let view = scorers.view(subject.text, subject.language.as_ref().map(Language::primary));
        let spans: Vec<Span> = scorers.evasions(&view).iter().map(|evasion| span(&evasion.place)).collect();
        if spans.is_empty() {
            return Ok(Finding::fine(Explanation::NothingHidden));
        }
        let count = u32::try_from(spans.len()).unwrap_or(u32::MAX);
        let score = SCORE_HIDDEN + SCORE_STEP * f64::from(count - 1);
        Ok(Finding::doubt(score, Explanation::HiddenWords { count }, spans))
    }
}

impl Check for Toxicity {
    fn name(&self) -> &'static str {
        "toxicity"
    }

    fn rule_version(&self) -> &'static str {
        "toxicity-1"
    }

    fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError> {
        Ok(finding(
            score(Harm::Toxicity, subject)?,
            |percent| Explanation::Civil { percent },
            |percent| Explanation::Toxic { percent },
        ))
    }
}

impl Check for Spam {
    fn name(&self) -> &'static str {
        "spam"
    }

    fn rule_version(&self) -> &'static str {
        "spam-1"
    }

    fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError> {
        Ok(finding(
            score(Harm::Spam, subject)?,
            |percent| Explanation::NoSpam { percent },
            |percent| Explanation::Spam { percent },
        ))
    }
}

fn open() -> Result<&'static Scorers, CheckError> {
    scorers().map_err(|fault| CheckError(fault.to_string()))
}

fn score(harm: Harm, subject: &Subject<'_>) -> Result<Option<Score>, CheckError> {
    if is_foreign(subject) {
        return Ok(None);
    }
    let scorers = open()?;
    let language = subject.language.as_ref().map(Language::primary);
    Ok(scorers.score(harm, subject.text, &scorers.view(subject.text, language), language))
}

/// Whether there is enough of a text to tell its language by, and nobody can.
fn is_foreign(subject: &Subject<'_>) -> bool {
    let letters = subject.text.chars().filter(|character| character.is_alphabetic());
    subject.language.is_none() && letters.take(ENOUGH_TO_TELL).count() == ENOUGH_TO_TELL
}

/// A scorer is never sure enough to refuse a text.
fn finding(
    score: Option<Score>,
    fine: impl Fn(u32) -> Explanation,
    doubtful: impl Fn(u32) -> Explanation,
) -> Finding {
    let Some(score) = score else {
        return Finding::fine(Explanation::NoScorer);
    };
    let probability = f64::from(score.probability).clamp(0.0, 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
    let percent = (probability * 100.0).round() as u32;
    let (verdict, explanation) = if score.is_doubtful() {
        (SignalVerdict::Hold, doubtful(percent))
    } else {
        (SignalVerdict::Publish, fine(percent))
    };
    Finding { score: probability, verdict, explanation, spans: score.reasons.iter().map(span).collect() }
}

fn span(place: &std::ops::Range<u32>) -> Span {
    Span { start: place.start, end: place.end }
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{marked, subject},
        *,
    };

    #[test]
    fn insults_are_held_and_the_words_that_say_so_are_marked() {
        let text = "Nobody asked you, you stupid fucking idiot.";
        let finding = Toxicity.examine(&subject(text, Some("en"))).unwrap();
        assert_eq!(finding.verdict, SignalVerdict::Hold);
        assert!(matches!(finding.explanation, Explanation::Toxic { percent: 50.. }));
        assert!(marked(text, &finding.spans).iter().any(|words| words.contains("fucking")), "{finding:?}");
    }

    #[test]
    fn a_scorer_holds_at_most_and_says_when_it_does_not_know_the_language() {
        for check in [&Toxicity as &dyn Check, &Spam] {
            let finding =
                check.examine(&subject("Vittu mitä paskaa, te saatanan idiootit!", Some("fi"))).unwrap();
            assert_eq!(finding, Finding::fine(Explanation::NoScorer));
        }
        let worst =
            "fuck you faggot nigger cunt, kill all of them, subscribe http://a.example FREE $$$ ".repeat(5);
        for check in [&Toxicity as &dyn Check, &Spam, &Evasion] {
            let finding = check.examine(&subject(&worst, Some("en"))).unwrap();
            assert!(finding.verdict <= SignalVerdict::Hold, "{}", check.name());
        }
    }

    #[test]
    fn nothing_is_read_into_a_language_that_nobody_knows() {
        let text = "rapere sikini popare gotuni tolasi pitoni ".repeat(8);
        for check in [&Toxicity as &dyn Check, &Spam, &Evasion] {
            let finding = check.examine(&subject(&text, None)).unwrap();
            assert_eq!(finding, Finding::fine(Explanation::NoScorer), "{}", check.name());
        }
        let finding = Toxicity.examine(&subject("you stupid fucking idiot", None)).unwrap();
        assert_eq!(finding.verdict, SignalVerdict::Hold, "of a few words it may be any");
    }

    #[test]
    fn a_hidden_word_is_held_and_marked_as_it_was_typed() {
        for (text, typed) in [
            ("What a bunch of 1d1ots and a$$holes", "a$$holes"),
            ("Жук, f u c k you", "f u c k"),
            ("oh fuuuuuck off", "fuuuuuck"),
            ("you f*cking liar", "f*cking"),
            ("you fcuking liar", "fcuking"),
            ("total bullsh\u{200B}it", "bullsh\u{200B}it"),
            ("such ａｓｓｈｏｌｅｓ", "ａｓｓｈｏｌｅｓ"),
            ("what a piece of ѕһіт", "ѕһіт"),
        ] {
            let finding = Evasion.examine(&subject(text, Some("en"))).unwrap();
            assert_eq!(finding.verdict, SignalVerdict::Hold, "{text}");
            assert!(marked(text, &finding.spans).contains(&typed.to_owned()), "{text}: {finding:?}");
        }
    }

    #[test]
    fn what_is_said_openly_is_no_evasion() {
        for text in [
            "What the fuck!",
            "She said \"shit\" (twice).",
            "fuck-up",
            "*shit* happens",
            "e-mail me at ass@example.org",
        ] {
            let finding = Evasion.examine(&subject(text, Some("en"))).unwrap();
            assert_eq!(finding, Finding::fine(Explanation::NothingHidden), "{text}");
        }
    }

    #[test]
    fn advertising_is_held() {
        let text =
            "Hey guys check out my new channel and subscribe, free gift cards at http://win.example/now";
        assert_eq!(Spam.examine(&subject(text, Some("en"))).unwrap().verdict, SignalVerdict::Hold);
        let text = "The second verse always makes me think of my grandfather's garden.";
        assert_eq!(Spam.examine(&subject(text, Some("en"))).unwrap().verdict, SignalVerdict::Publish);
    }
}
