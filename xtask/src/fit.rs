//! Fitting a linear classifier.

/// Sparse rows, each a list of columns in ascending order and their values.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl Rows {
    pub(crate) fn new() -> Self {
        Self { starts: vec![0], columns: Vec::new(), values: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Adds a row; values of the same column are added up.
    pub(crate) fn push(&mut self, row: &mut [(u32, f32)]) {
        row.sort_by_key(|(column, _)| *column);
        let first = self.columns.len();
        for &(column, value) in &*row {
            if self.columns.len() > first && self.columns.last() == Some(&column) {
                if let Some(last) = self.values.last_mut() {
                    *last += value;
                }
            } else {
                self.columns.push(column);
                self.values.push(value);
            }
        }
        self.starts.push(self.columns.len());
    }

    fn row(&self, number: usize) -> impl Iterator<Item = (usize, f32)> {
        let range = self.starts[number]..self.starts[number + 1];
        self.columns[range.clone()]
            .iter()
            .map(|column| *column as usize)
            .zip(self.values[range].iter().copied())
    }

    /// The scalar product of a row and weights.
    pub(crate) fn dot(&self, number: usize, weights: &[f32]) -> f32 {
        self.row(number).map(|(column, value)| value * weights[column]).sum()
    }
}

/// What a row should be, and how much it matters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) harmful: bool,
    /// The penalty for being wrong; rows of zero are left out.
    pub(crate) cost: f32,
}

/// Fits weights by dual coordinate descent for the squared hinge loss with L2 regularisation (Hsieh et al. 2008, the
/// method of LIBLINEAR), going through the rows in an order that depends on nothing but `epochs`.
///
/// Only additions, multiplications and divisions are used, so the result is the same on every machine.
pub(crate) fn fit(rows: &Rows, targets: &[Target], columns: usize, epochs: u32) -> Vec<f32> {
    let mut weights = vec![0.0_f32; columns];
    let mut order: Vec<usize> = (0..rows.len()).filter(|row| targets[*row].cost > 0.0).collect();
    let diagonal: Vec<f32> = targets.iter().map(|target| 0.5 / target.cost.max(1e-9)).collect();
    let curvature: Vec<f32> = (0..rows.len())
        .map(|row| rows.row(row).map(|(_, value)| value * value).sum::<f32>() + diagonal[row])
        .collect();
    let mut duals = vec![0.0_f32; rows.len()];
    let mut random = Shuffle(0x5EED);
    for _ in 0..epochs {
        random.shuffle(&mut order);
        for &row in &order {
            let sign = if targets[row].harmful { 1.0 } else { -1.0 };
            let gradient = sign * rows.dot(row, &weights) - 1.0 + diagonal[row] * duals[row];
            let dual = (duals[row] - gradient / curvature[row]).max(0.0);
            let change = (dual - duals[row]) * sign;
            if change != 0.0 {
                duals[row] = dual;
                for (column, value) in rows.row(row) {
                    weights[column] += change * value;
                }
            }
        }
    }
    weights
}

/// A generator of pseudo-random numbers (SplitMix64, Steele et al. 2014), for orders that are the same every time.
#[derive(Debug)]
pub(crate) struct Shuffle(pub(crate) u64);

impl Shuffle {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// Fisher and Yates's shuffle.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Platt's scaling (Platt 1999) of scores to probabilities by Newton's method, on weighted examples: slope and intercept,
/// rounded to thousandths, so that the last bits of the logarithm on some machine don't matter.
pub(crate) fn calibrate(scored: &[(f32, bool, f64)]) -> (f32, f32) {
    let (mut slope, mut intercept) = (1.0_f64, 0.0_f64);
    for _ in 0..50 {
        // A little of a prior at slope one keeps few examples from running away.
        let (mut gradient, mut hessian) = ([slope - 1.0, 0.0], [1.0, 0.0, 1e-6]);
        for (score, harmful, weight) in scored {
            let score = f64::from(*score);
            let probability = 1.0 / (1.0 + (-(slope * score + intercept)).exp());
            let error = (probability - f64::from(*harmful)) * weight;
            let spread = probability * (1.0 - probability) * weight;
            gradient[0] += error * score;
            gradient[1] += error;
            hessian[0] += spread * score * score;
            hessian[1] += spread * score;
            hessian[2] += spread;
        }
        let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
        if determinant.abs() < 1e-12 {
            break;
        }
        slope -= (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant;
        intercept -= (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant;
    }
    let round = |value: f64| ((value * 1000.0).round() / 1000.0) as f32;
    (round(slope), round(intercept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_separated_is_separated_and_twice_the_same() {
        let mut rows = Rows::new();
        let mut targets = Vec::new();
        for number in 0..40_u32 {
            let harmful = number % 2 == 0;
            rows.push(&mut [(u32::from(harmful), 1.0), (2 + number % 5, 0.3), (2 + number % 5, 0.2)]);
            targets.push(Target { harmful, cost: 1.0 });
        }
        let weights = fit(&rows, &targets, 8, 20);
        assert!((0..rows.len()).all(|row| (rows.dot(row, &weights) > 0.0) == targets[row].harmful));
        assert_eq!(weights, fit(&rows, &targets, 8, 20));
    }

    #[test]
    fn calibrated_scores_are_shares() {
        let scored: Vec<_> = (0..100)
            .map(|number| {
                (if number < 50 { 1.0 } else { -1.0 }, number % 50 < if number < 50 { 40 } else { 10 }, 1.0)
            })
            .collect();
        let (slope, intercept) = calibrate(&scored);
        let probability = 1.0 / (1.0 + (-(slope + intercept)).exp());
        assert!((probability - 0.8).abs() < 0.02, "{probability}");
    }
}
