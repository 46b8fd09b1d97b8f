//! ROUGE (Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004): F1 of words, of pairs of words, and of the
//! longest common subsequence, over runs of letters and digits in small letters, without stemming.

use std::collections::HashMap;

/// The F1 of ROUGE-1, ROUGE-2 and ROUGE-L, from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Rouge {
    pub(crate) one: f64,
    pub(crate) two: f64,
    pub(crate) longest: f64,
}

impl Rouge {
    /// How well a summary agrees with a reference.
    pub(crate) fn of(summary: &[String], reference: &[String]) -> Self {
        Self {
            one: f1(common(summary, reference, 1), summary.len(), reference.len()),
            two: f1(
                common(summary, reference, 2),
                summary.len().saturating_sub(1),
                reference.len().saturating_sub(1),
            ),
            longest: f1(longest(summary, reference), summary.len(), reference.len()),
        }
    }
}

impl std::ops::AddAssign for Rouge {
    fn add_assign(&mut self, other: Self) {
        self.one += other.one;
        self.two += other.two;
        self.longest += other.longest;
    }
}

/// The words that are compared.
pub(crate) fn words(text: &str) -> Vec<String> {
    let between =
        |sign: char| !(sign.is_alphanumeric() || unicode_normalization::char::is_combining_mark(sign));
    text.split(between).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn f1(common: usize, summary: usize, reference: usize) -> f64 {
    if common == 0 { 0.0 } else { 2.0 * common as f64 / (summary + reference) as f64 }
}

fn common(summary: &[String], reference: &[String], length: usize) -> usize {
    let mut counts: HashMap<&[String], usize> = HashMap::new();
    for run in reference.windows(length) {
        *counts.entry(run).or_default() += 1;
    }
    let is_left =
        |run: &&[String]| counts.get_mut(*run).filter(|count| **count > 0).map(|count| *count -= 1).is_some();
    summary.windows(length).filter(is_left).count()
}

fn longest(summary: &[String], reference: &[String]) -> usize {
    let mut row = vec![0_usize; reference.len() + 1];
    for word in summary {
        let mut diagonal = 0;
        for (at, other) in reference.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == other { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[reference.len()]
}
