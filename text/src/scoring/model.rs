//! A trained scorer: one table of weights, and a head for each language that it was trained in.

use super::{
    bytes::{ModelFault, Reader, Writer},
    features::{HAND, OWN},
};

/// What the file begins with.
const KIND: &[u8] = b"FABULA-SCORER-1\n";

/// What a scorer knows of one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The primary subtag: `en`.
    pub language: String,
    /// Weights of the language's own features.
    pub own: [f32; OWN],
    /// Platt's scaling (Platt 1999): the probability is the logistic function of `slope` × score + `intercept`.
    pub slope: f32,
    /// See `slope`.
    pub intercept: f32,
    /// The probability from which on a text is held.
    pub threshold: f32,
}

/// A linear scorer.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Weights of hashed n-grams, a power of two of them, in steps of `step`.
    pub weights: Vec<i8>,
    /// What one step is worth.
    pub step: f32,
    /// Weights of the features made by hand.
    pub hand: [f32; HAND],
    /// One for each language, in the order of their tags.
    pub heads: Vec<Head>,
}

impl Model {
    /// Reads what [`Model::to_bytes`] wrote.
    ///
    /// # Errors
    /// If it was written by something else, or is damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelFault> {
        let mut reader = Reader::open(bytes, KIND)?;
        let step = reader.real()?;
        let mut hand = [0.0; HAND];
        for weight in &mut hand {
            *weight = reader.real()?;
        }
        let mut heads = Vec::new();
        for _ in 0..reader.byte()? {
            let language = reader.text()?.to_owned();
            let mut own = [0.0; OWN];
            for weight in &mut own {
                *weight = reader.real()?;
            }
            heads.push(Head {
                language,
                own,
                slope: reader.real()?,
                intercept: reader.real()?,
                threshold: reader.real()?,
            });
        }
        let length = reader.count()?;
        if !length.is_power_of_two() {
            return Err(ModelFault::Entry);
        }
        let weights = reader.take(length)?.iter().map(|byte| byte.cast_signed()).collect();
        reader.close()?;
        Ok(Self { weights, step, hand, heads })
    }

    /// The same as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(KIND);
        for real in std::iter::once(&self.step).chain(&self.hand) {
            writer.put(&real.to_le_bytes());
        }
        writer.put(&[u8::try_from(self.heads.len()).unwrap_or(u8::MAX)]);
        for head in self.heads.iter().take(usize::from(u8::MAX)) {
            writer.text(&head.language);
            for real in head.own.iter().chain([&head.slope, &head.intercept, &head.threshold]) {
                writer.put(&real.to_le_bytes());
            }
        }
        writer.count(self.weights.len());
        writer.put(&self.weights.iter().map(|weight| weight.cast_unsigned()).collect::<Vec<_>>());
        writer.finish()
    }

    /// What is known of a language, by its primary subtag.
    #[must_use]
    pub fn head(&self, language: &str) -> Option<&Head> {
        self.heads.iter().find(|head| head.language == language)
    }

    /// The weight of an n-gram, in steps.
    pub(crate) fn weight(&self, hash: u64) -> i32 {
        i32::from(self.weights[hash as usize & (self.weights.len() - 1)])
    }
}

impl Head {
    /// The probability that a score means, from 0 to 1.
    #[must_use]
    pub fn probability(&self, score: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * score + self.intercept)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_after_a_trip_through_bytes() {
        let head =
            Head { language: "en".to_owned(), own: [0.5; OWN], slope: 2.0, intercept: -1.0, threshold: 0.5 };
        let model = Model { weights: vec![1, -2, 3, -128], step: 0.1, hand: [0.25; HAND], heads: vec![head] };
        let bytes = model.to_bytes();
        assert_eq!(Model::from_bytes(&bytes), Ok(model));
        assert_eq!(Model::from_bytes(&bytes[..bytes.len() - 1]), Err(ModelFault::Checksum));
    }
}
