use std::{fmt, time::Duration};

/// One line of the report.
#[derive(Debug)]
pub(crate) struct Row {
    what: &'static str,
    fabula: String,
    against: &'static str,
    other: String,
    ratio: String,
    budget: &'static str,
}

impl Row {
    /// Pages a second: more is better.
    pub(crate) fn rate(
        what: &'static str,
        fabula: f64,
        against: &'static str,
        other: f64,
        budget: &'static str,
    ) -> Self {
        Self {
            what,
            fabula: format!("{fabula:.0}/s"),
            against,
            other: format!("{other:.0}/s"),
            ratio: format!("{:.2}", fabula / other),
            budget,
        }
    }

    /// Time taken, at a quantile: less is better.
    pub(crate) fn time(
        what: &'static str,
        fabula: &mut [Duration],
        against: &'static str,
        other: &mut [Duration],
        quantile: f64,
        budget: &'static str,
    ) -> Self {
        let (fabula, other) = (at(fabula, quantile), at(other, quantile));
        Self {
            what,
            fabula: format!("{:.1} ms", fabula * 1e3),
            against,
            other: format!("{:.1} ms", other * 1e3),
            ratio: format!("{:.2}", fabula / other),
            budget,
        }
    }

    /// What could not be measured here.
    pub(crate) fn absent(what: &'static str, against: &'static str, budget: &'static str) -> Self {
        let none = || "–".to_owned();
        Self { what, fabula: none(), against, other: none(), ratio: none(), budget }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, fabula, against, other, ratio, budget } = self;
        write!(
            formatter,
            "{what:<30} Fabula {fabula:>9}   {against:<18} {other:>9}   ratio {ratio:>5}   budget {budget}"
        )
    }
}

/// The value in the middle.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

/// The value that `quantile` of all are not above, in seconds (nearest rank).
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "few samples"
)]
fn at(values: &mut [Duration], quantile: f64) -> f64 {
    values.sort();
    let rank = (values.len() as f64 * quantile).ceil() as usize;
    values[rank.clamp(1, values.len()) - 1].as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_by_nearest_rank() {
        let mut values: Vec<_> = (1..=100).rev().map(Duration::from_secs).collect();
        assert_eq!((at(&mut values, 0.5), at(&mut values, 0.99), at(&mut values, 1.0)), (50.0, 99.0, 100.0));
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0]), 2.5);
    }
}
