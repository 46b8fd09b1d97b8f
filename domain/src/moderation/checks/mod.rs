//! The checks that every text passes through, one file each.
//!
//! A check is a pure function of a [`Subject`]: it asks no clock and no database. All of them run, whatever the
//! others found; one that fails or panics holds the text.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use chrono::{DateTime, Utc};
use fabula_text::Language;

use super::signal::{Explanation, Signal, SignalVerdict, Span};

mod flooding;
mod links;
mod near_duplicates;
mod scorers;
mod shouting;
mod terms;

pub use flooding::Flooding;
pub use links::Links;
pub use near_duplicates::NearDuplicates;
pub use scorers::{Evasion, Spam, Toxicity};
pub use shouting::Shouting;
pub use terms::Terms;

/// A text under judgement, and what it is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The text, as its author wrote it (Markdown).
    pub text: &'a str,
    /// Its language, if anyone can tell.
    pub language: Option<Language>,
    /// When it was written.
    pub now: DateTime<Utc>,
    /// What the same author wrote in the day before, in other comments.
    pub by_author: &'a [Recent],
    /// What others wrote in the day before.
    pub by_others: &'a [Recent],
}

/// What is known of an earlier text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recent {
    /// Its SimHash; `None` if it was too short to tell.
    pub fingerprint: Option<u64>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// What a check makes of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// How sure it is that something is wrong: 0 to 1.
    pub score: f64,
    /// What it would do.
    pub verdict: SignalVerdict,
    /// Why.
    pub explanation: Explanation,
    /// Where, in code points of the text.
    pub spans: Vec<Span>,
}

impl Finding {
    /// Nothing is wrong.
    #[must_use]
    pub fn fine(explanation: Explanation) -> Self {
        Self { score: 0.0, verdict: SignalVerdict::Publish, explanation, spans: Vec::new() }
    }

    /// A human should look.
    #[must_use]
    pub fn doubt(score: f64, explanation: Explanation, spans: Vec<Span>) -> Self {
        Self { score: score.clamp(0.0, 1.0), verdict: SignalVerdict::Hold, explanation, spans }
    }
}

/// Why a check could not look at a text.
#[derive(Debug, thiserror::Error)]
#[error("the check failed: {0}")]
pub struct CheckError(pub String);

/// Looks at a text for one kind of harm.
pub trait Check: Send + Sync + std::fmt::Debug {
    /// Its name, which signals are kept under: `links`.
    fn name(&self) -> &'static str;

    /// Changes whenever the check would judge some text differently than before.
    fn rule_version(&self) -> &'static str;

    /// Looks at a text.
    ///
    /// # Errors
    /// If it can't tell; then the text is held.
    fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError>;
}

/// Every check of this version.
#[must_use]
pub fn all() -> Vec<Box<dyn Check>> {
    let mut checks = of_texts();
    checks.push(Box::new(Flooding));
    checks.push(Box::new(NearDuplicates));
    checks
}

/// The checks that look at nothing but the text itself.
#[must_use]
pub fn of_texts() -> Vec<Box<dyn Check>> {
    vec![
        Box::new(Links),
        Box::new(Shouting),
        Box::new(Terms),
        Box::new(Evasion),
        Box::new(Toxicity),
        Box::new(Spam),
    ]
}

/// Runs every check and times it. One that fails, or panics, gives a signal that holds the text.
#[must_use]
pub fn run(checks: &[Box<dyn Check>], subject: &Subject<'_>) -> Vec<Signal> {
    checks.iter().map(|check| run_one(check.as_ref(), subject)).collect()
}

fn run_one(check: &dyn Check, subject: &Subject<'_>) -> Signal {
    let started = Instant::now();
    // A check has no state that a panic could leave half-changed.
    let outcome = catch_unwind(AssertUnwindSafe(|| check.examine(subject)))
        .unwrap_or_else(|_| Err(CheckError("it panicked".to_owned())));
    let took = started.elapsed();
    let finding = outcome.unwrap_or_else(|error| {
        tracing::error!(
            check = check.name(),
            error = &error as &dyn std::error::Error,
            "a check failed: text held"
        );
        metrics::counter!("fabula_check_failures_total", "check" => check.name()).increment(1);
        Finding::doubt(1.0, Explanation::CheckFailed, Vec::new())
    });
    Signal {
        check: check.name().into(),
        score: finding.score,
        verdict: finding.verdict,
        explanation: finding.explanation,
        spans: finding.spans,
        language: subject.language,
        rule_version: check.rule_version().to_owned(),
        took_micros: i32::try_from(took.as_micros()).unwrap_or(i32::MAX),
    }
}

/// The verdict of all signals together: the worst of them. Without any signal nobody has looked, so it is `HOLD`.
#[must_use]
pub fn verdict(signals: &[Signal]) -> SignalVerdict {
    signals.iter().map(|signal| signal.verdict).max().unwrap_or(SignalVerdict::Hold)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A text by somebody who wrote nothing else.
    pub(crate) fn subject<'a>(text: &'a str, language: Option<&str>) -> Subject<'a> {
        Subject {
            text,
            language: language.map(|tag| tag.parse().unwrap()),
            now: DateTime::UNIX_EPOCH,
            by_author: &[],
            by_others: &[],
        }
    }

    /// What spans point at.
    pub(crate) fn marked(text: &str, spans: &[Span]) -> Vec<String> {
        let part = |span: &Span| {
            text.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect()
        };
        spans.iter().map(part).collect()
    }

    #[derive(Debug)]
    struct Panics;
    impl Check for Panics {
        fn name(&self) -> &'static str {
            "panics"
        }
        fn rule_version(&self) -> &'static str {
            "1"
        }
        fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError> {
            assert!(subject.text.is_empty(), "no text pleases this check");
            Err(CheckError("nor does its absence".to_owned()))
        }
    }

    #[test]
    fn a_check_that_panics_or_fails_holds_the_text_and_the_others_still_run() {
        let mut checks = all();
        checks.insert(0, Box::new(Panics));
        for text in ["A quiet remark.", ""] {
            let signals = run(&checks, &subject(text, Some("en")));
            assert_eq!(signals.len(), checks.len());
            assert_eq!(signals[0].verdict, SignalVerdict::Hold);
            assert_eq!(signals[0].explanation, Explanation::CheckFailed);
            assert!(
                signals[1..].iter().all(|signal| signal.verdict == SignalVerdict::Publish),
                "{signals:?}"
            );
            assert_eq!(verdict(&signals), SignalVerdict::Hold);
        }
    }

    #[test]
    fn the_worst_signal_decides_and_no_signal_is_no_approval() {
        let quiet = run(&all(), &subject("What a lovely tale, thank you for it.", Some("en")));
        assert_eq!(verdict(&quiet), SignalVerdict::Publish);
        let loud = run(&all(), &subject("Just go kill yourself already.", Some("en")));
        assert_eq!(verdict(&loud), SignalVerdict::Reject);
        assert_eq!(verdict(&[]), SignalVerdict::Hold);
    }

    #[test]
    fn checks_have_different_names() {
        let names: std::collections::BTreeSet<_> = all().iter().map(|check| check.name()).collect();
        assert_eq!(names.len(), all().len());
    }

    #[test]
    fn ordinary_remarks_in_many_languages_pass() {
        for (text, language) in [
            ("My grandmother told it differently: in her version the fox comes back.", "en"),
            ("Meine Großmutter hat die Geschichte vom Fuchs und dem Müller anders erzählt.", "de"),
            ("Mi abuela lo contaba de otra manera; el zorro siempre volvía.", "es"),
            ("Ma grand-mère racontait cette histoire tout autrement, merci !", "fr"),
            ("Mia nonna la raccontava in un altro modo: la volpe torna sempre.", "it"),
            ("Моя бабушка рассказывала эту историю иначе: лиса возвращается.", "ru"),
            ("祖母はこの話を別の形で語っていました。狐は必ず戻ってきます。", "ja"),
            ("جدتي كانت تحكي هذه القصة بطريقة مختلفة.", "ar"),
        ] {
            for language in [Some(language), None] {
                let signals = run(&all(), &subject(text, language));
                assert_eq!(verdict(&signals), SignalVerdict::Publish, "{text}: {signals:?}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn spans_lie_within_the_text_whatever_it_is(text in "\\PC{0,80}", url in "(https?://)?[a-zа-я0-9.@/:\\[\\]-]{0,30}") {
            let text = format!("{text}{url} {text}");
            let length = text.chars().count();
            for signal in run(&all(), &subject(&text, None)) {
                proptest::prop_assert!(signal.explanation != Explanation::CheckFailed);
                proptest::prop_assert!((0.0..=1.0).contains(&signal.score));
                for span in signal.spans {
                    proptest::prop_assert!(span.start < span.end && span.end as usize <= length);
                }
            }
        }
    }
}
