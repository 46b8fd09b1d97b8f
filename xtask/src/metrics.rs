//! How well scores tell harmful texts from others.

/// A score or probability, and whether the text does harm.
pub(crate) type Scored = (f32, bool);

/// Counts of one threshold.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) caught: f64,
    pub(crate) missed: f64,
    pub(crate) alarms: f64,
    pub(crate) quiet: f64,
}

impl Counts {
    /// What a threshold makes of scores.
    pub(crate) fn at(scored: &[Scored], threshold: f32) -> Self {
        let mut counts = Self::default();
        for (score, harmful) in scored {
            let place = match (*score >= threshold, harmful) {
                (true, true) => &mut counts.caught,
                (false, true) => &mut counts.missed,
                (true, false) => &mut counts.alarms,
                (false, false) => &mut counts.quiet,
            };
            *place += 1.0;
        }
        counts
    }

    pub(crate) fn precision(&self) -> f64 {
        ratio(self.caught, self.caught + self.alarms)
    }

    pub(crate) fn recall(&self) -> f64 {
        ratio(self.caught, self.caught + self.missed)
    }

    /// The share of harmless texts that are held.
    pub(crate) fn false_alarms(&self) -> f64 {
        ratio(self.alarms, self.alarms + self.quiet)
    }

    /// F1 of the harmful class.
    pub(crate) fn f1(&self) -> f64 {
        ratio(2.0 * self.caught, 2.0 * self.caught + self.alarms + self.missed)
    }

    /// The mean of both classes' F1.
    pub(crate) fn macro_f1(&self) -> f64 {
        f64::midpoint(self.f1(), ratio(2.0 * self.quiet, 2.0 * self.quiet + self.alarms + self.missed))
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The area under the ROC curve: how often a harmful text scores above a harmless one, ties counting half.
pub(crate) fn auc(scored: &[Scored]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut harmless_below, mut won, mut at) = (0.0, 0.0, 0);
    while at < sorted.len() {
        let score = sorted[at].0;
        let tied = sorted[at..].iter().take_while(|scored| scored.0.total_cmp(&score).is_eq()).count();
        let harmful = sorted[at..at + tied].iter().filter(|scored| scored.1).count() as f64;
        let harmless = tied as f64 - harmful;
        won += harmful * (harmless_below + harmless / 2.0);
        harmless_below += harmless;
        at += tied;
    }
    ratio(won, harmless_below * (sorted.len() as f64 - harmless_below))
}

/// Ten equal bins of probability: texts, mean probability, share that is harmful.
pub(crate) fn reliability(scored: &[(f32, bool, f64)]) -> [(f64, f64, f64); 10] {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for (probability, harmful, weight) in scored {
        let bin = &mut bins[((probability * 10.0) as usize).min(9)];
        bin.0 += weight;
        bin.1 += f64::from(*probability) * weight;
        bin.2 += f64::from(*harmful) * weight;
    }
    bins.map(|(weight, probabilities, harmful)| {
        (weight, ratio(probabilities, weight), ratio(harmful, weight))
    })
}

/// The expected calibration error: how far probabilities are from shares, on average (Naeini et al. 2015).
pub(crate) fn calibration_error(scored: &[(f32, bool, f64)]) -> f64 {
    let bins = reliability(scored);
    let all: f64 = bins.iter().map(|bin| bin.0).sum();
    bins.iter().map(|(weight, mean, share)| weight / all.max(1e-9) * (mean - share).abs()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_order_has_an_area_of_one_and_ties_one_half() {
        assert!((auc(&[(0.1, false), (0.2, false), (0.8, true)]) - 1.0).abs() < 1e-9);
        assert!((auc(&[(0.5, false), (0.5, true)]) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn counts_make_the_known_ratios() {
        let counts = Counts::at(&[(0.9, true), (0.6, false), (0.4, true), (0.1, false)], 0.5);
        for ratio in
            [counts.precision(), counts.recall(), counts.f1(), counts.macro_f1(), counts.false_alarms()]
        {
            assert!((ratio - 0.5).abs() < 1e-9);
        }
    }

    #[test]
    fn the_calibration_error_is_the_distance_of_probability_and_share() {
        let scored = [(0.9, true, 1.0), (0.9, false, 1.0)];
        assert!((calibration_error(&scored) - 0.4).abs() < 1e-6);
    }
}
