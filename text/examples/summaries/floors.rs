//! What needs no summariser, and the best that there is.

use fabula_text::summary_learning::{Lesson, Model};

use crate::{
    data::Set,
    measure::{CARD, Scores},
    rouge::{Rouge, words},
};

/// The first sentences, sentences by chance, and the best that sentences could do (chosen one by one with the reference at
/// hand).
pub(crate) fn floors_and_ceiling(model: &Model, set: &Set) -> [(&'static str, Scores); 3] {
    let mut all = [("lead", Scores::default()), ("random", Scores::default()), ("oracle", Scores::default())];
    // A linear congruential generator (Knuth's MMIX): the same chance every time.
    let mut state = 1_u64;
    for example in &set.examples {
        let lesson = Lesson::read(model, &example.text, &example.request(set.sentences));
        let sentences = lesson.sentences();
        let mut chance = |most: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0) % most.max(1)
        };
        let mut drawn: Vec<usize> = (0..sentences.len()).collect();
        for at in (1..drawn.len()).rev() {
            drawn.swap(at, chance(at + 1));
        }
        let choices =
            [(0..sentences.len()).collect(), drawn, oracle(&sentences, &example.reference, set.sentences)];
        for ((_, scores), mut numbers) in all.iter_mut().zip(choices) {
            let card = numbers.first().map_or("", |first| sentences[*first]);
            let card: String = card.chars().take(CARD).collect();
            numbers.truncate(set.sentences);
            numbers.sort_unstable();
            let chosen: Vec<&str> = numbers.iter().map(|number| sentences[*number]).collect();
            scores.add(&chosen.join(" "), &card, example);
        }
    }
    all
}

/// The sentences that, one after the other, raise the agreement with the reference most.
fn oracle(sentences: &[&str], reference: &[String], most: usize) -> Vec<usize> {
    let words: Vec<Vec<String>> = sentences.iter().map(|sentence| words(sentence)).collect();
    let mut taken: Vec<usize> = Vec::new();
    while taken.len() < most.min(sentences.len()) {
        let worth = |number: usize| {
            let mut numbers = [taken.as_slice(), &[number]].concat();
            numbers.sort_unstable();
            let chosen: Vec<String> = numbers.iter().flat_map(|number| words[*number].clone()).collect();
            mean(Rouge::of(&chosen, reference))
        };
        let left = (0..sentences.len())
            .filter(|number| !taken.contains(number))
            .map(|number| (number, worth(number)));
        let best = left.reduce(|best, other| if other.1 > best.1 { other } else { best });
        taken.extend(best.map(|(number, _)| number));
    }
    taken
}

/// The mean of all three measures.
fn mean(rouge: Rouge) -> f64 {
    (rouge.one + rouge.two + rouge.longest) / 3.0
}
