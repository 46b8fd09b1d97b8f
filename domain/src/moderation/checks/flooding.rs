use chrono::TimeDelta;

use super::{Check, CheckError, Explanation, Finding, Subject};

/// The most texts that a person writes within a minute without copying them from somewhere.
const MOST_A_MINUTE: usize = 10;
/// The most within ten minutes: a lively exchange has a text every twenty seconds.
const MOST_IN_TEN_MINUTES: usize = 30;
/// How often a person may have said the same before: once may be a slip of the finger.
const MOST_REPEATS: usize = 1;
/// What flooding scores at the limit; twice the limit is certain.
const SCORE_AT_LIMIT: f64 = 0.5;

/// Looks at how fast an author writes, and how often the same.
#[derive(Debug, Clone, Copy)]
pub struct Flooding;

impl Check for Flooding {
    fn name(&self) -> &'static str {
        "flooding"
    }

    fn rule_version(&self) -> &'static str {
        "flooding-1"
    }

    fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError> {
        let written_within = |minutes: i64| {
            let since = subject.now - TimeDelta::minutes(minutes);
            // The text itself is one of them.
            1 + subject.by_author.iter().filter(|recent| recent.created_at > since).count()
        };
        for (minutes, most) in [(1, MOST_A_MINUTE), (10, MOST_IN_TEN_MINUTES)] {
            let count = written_within(minutes);
            if count > most {
                let explanation =
                    Explanation::TooFast { count: whole(count), minutes: whole(minutes), most: whole(most) };
                return Ok(Finding::doubt(score(count, most), explanation, Vec::new()));
            }
        }
        let print = fabula_text::fingerprint(subject.text);
        let repeats = print.map_or(0, |print| {
            subject.by_author.iter().filter(|recent| recent.fingerprint == Some(print)).count()
        });
        if repeats > MOST_REPEATS {
            let explanation = Explanation::OwnRepeats { count: whole(repeats) };
            return Ok(Finding::doubt(score(repeats, MOST_REPEATS), explanation, Vec::new()));
        }
        Ok(Finding::fine(Explanation::Pace { count: whole(written_within(10)) }))
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn score(count: usize, most: usize) -> f64 {
    SCORE_AT_LIMIT * count as f64 / most as f64
}

fn whole<N: TryInto<u32>>(count: N) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Recent, tests::subject},
        *,
    };
    use crate::moderation::SignalVerdict;

    fn texts(count: usize, seconds_ago: i64, text: &str) -> Vec<Recent> {
        let created_at = subject("", None).now - TimeDelta::seconds(seconds_ago);
        vec![Recent { fingerprint: fabula_text::fingerprint(text), created_at }; count]
    }

    fn examine(text: &str, by_author: &[Recent]) -> Finding {
        Flooding.examine(&Subject { by_author, ..subject(text, None) }).unwrap()
    }

    #[test]
    fn writing_faster_than_people_write_is_held() {
        let finding = examine("hello", &texts(MOST_A_MINUTE, 30, "hi"));
        assert_eq!(finding.verdict, SignalVerdict::Hold);
        assert_eq!(finding.explanation, Explanation::TooFast { count: 11, minutes: 1, most: 10 });
        assert_eq!(examine("hello", &texts(MOST_A_MINUTE - 1, 30, "hi")).verdict, SignalVerdict::Publish);
    }

    #[test]
    fn a_steady_stream_is_held_and_yesterday_is_forgotten() {
        assert_eq!(examine("hello", &texts(MOST_IN_TEN_MINUTES, 300, "hi")).verdict, SignalVerdict::Hold);
        assert_eq!(examine("hello", &texts(100, 3600, "hi")).verdict, SignalVerdict::Publish);
    }

    #[test]
    fn saying_the_same_again_and_again_is_held_whatever_its_case() {
        let text = "Visit my shop for the best prices in town!";
        let again = text.to_uppercase();
        assert_eq!(examine(&again, &texts(1, 7200, text)).verdict, SignalVerdict::Publish);
        let finding = examine(&again, &texts(2, 7200, text));
        assert_eq!(
            (finding.verdict, finding.explanation),
            (SignalVerdict::Hold, Explanation::OwnRepeats { count: 2 })
        );
    }
}
