//! Fits linear models: by weighted least squares and by logistic regression, both with a little shrinkage. Both solve
//! systems of equations, without chance and without steps, so that the same texts give the same weights.

/// The share by which a weight's own evidence is made to count less: what keeps weights of features that say the same
/// from growing against each other.
const SHRINKAGE: f64 = 1e-3;
/// Newton's iterations, after which nothing changes in the digits that are kept.
const ITERATIONS: usize = 8;

/// An example: features, what is wanted, how much it counts.
pub(crate) struct Row<const N: usize> {
    pub(crate) features: [f32; N],
    pub(crate) wanted: f32,
    pub(crate) weight: f32,
}

/// A system of normal equations.
struct Equations<const N: usize> {
    matrix: Vec<[f64; N]>,
    right: [f64; N],
}

impl<const N: usize> Equations<N> {
    fn new() -> Self {
        Self { matrix: vec![[0.0; N]; N], right: [0.0; N] }
    }

    fn add(&mut self, features: &[f32; N], wanted: f64, weight: f64) {
        for (one, value) in features.iter().enumerate() {
            let value = f64::from(*value) * weight;
            if value != 0.0 {
                self.right[one] += value * wanted;
                for (entry, other) in self.matrix[one].iter_mut().zip(features) {
                    *entry += value * f64::from(*other);
                }
            }
        }
    }

    /// Gaussian elimination with the largest pivot of each column.
    fn solve(mut self) -> [f64; N] {
        for (number, row) in self.matrix.iter_mut().enumerate() {
            row[number] = row[number] * (1.0 + SHRINKAGE) + 1e-9;
        }
        for column in 0..N {
            let pivot = (column..N)
                .max_by(|one, other| {
                    self.matrix[*one][column].abs().total_cmp(&self.matrix[*other][column].abs())
                })
                .unwrap_or(column);
            self.matrix.swap(column, pivot);
            self.right.swap(column, pivot);
            for row in column + 1..N {
                let factor = self.matrix[row][column] / self.matrix[column][column];
                for at in column..N {
                    self.matrix[row][at] -= factor * self.matrix[column][at];
                }
                self.right[row] -= factor * self.right[column];
            }
        }
        let mut solution = [0.0; N];
        for row in (0..N).rev() {
            let known: f64 = (row + 1..N).map(|at| self.matrix[row][at] * solution[at]).sum();
            solution[row] = (self.right[row] - known) / self.matrix[row][row];
        }
        solution
    }
}

/// The weights whose products come closest to what is wanted.
pub(crate) fn least_squares<const N: usize>(rows: &[Row<N>]) -> [f32; N] {
    let mut equations = Equations::new();
    for row in rows {
        equations.add(&row.features, f64::from(row.wanted), f64::from(row.weight));
    }
    rounded(&equations.solve())
}

/// The weights whose logistic function gives what is wanted (0 or 1) the greatest likelihood.
pub(crate) fn logistic<const N: usize>(rows: &[Row<N>]) -> [f32; N] {
    let mut weights = [0.0_f64; N];
    for _ in 0..ITERATIONS {
        let mut equations = Equations::new();
        for row in rows {
            let sum: f64 =
                row.features.iter().zip(&weights).map(|(feature, weight)| f64::from(*feature) * weight).sum();
            let likely = 1.0 / (1.0 + (-sum).exp());
            let curve = (likely * (1.0 - likely)).max(1e-6);
            let target = sum + (f64::from(row.wanted) - likely) / curve;
            equations.add(&row.features, target, f64::from(row.weight) * curve);
        }
        weights = equations.solve();
    }
    rounded(&weights)
}

/// To four digits after the point: more would only look like knowledge, and differ between machines.
fn rounded<const N: usize>(weights: &[f64; N]) -> [f32; N] {
    weights.map(|weight| ((weight * 1e4).round() / 1e4) as f32)
}
