//! Which sentences are taken together.

use std::{cmp::Ordering, collections::BinaryHeap};

use super::analysis::Analysis;

/// How often a sentence is weighed again because others were taken before it. What is left of its worth is then final, so
/// that the time stays near proportional to the number of sentences.
const REVISIONS: u8 = 8;

/// A sentence in the queue, by its worth less what is said already.
struct Waiting {
    worth: f32,
    number: usize,
    /// How many sentences had been taken when it was weighed.
    weighed_at: usize,
    revisions: u8,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.worth.total_cmp(&other.worth).then_with(|| other.number.cmp(&self.number))
    }
}

/// The best sentences, in the order of the text: each is worth its score less `aversion` times the share of its content
/// that those taken before have.
pub(super) fn choose(analysis: &Analysis, scores: &[f32], most: usize, aversion: f32) -> Vec<usize> {
    let mut queue: BinaryHeap<Waiting> = (0..scores.len())
        .filter(|number| !analysis.facts[*number].is_repeated)
        .map(|number| Waiting { worth: scores[number], number, weighed_at: 0, revisions: 0 })
        .collect();
    let mut said = vec![false; analysis.rarity.len()];
    let mut taken: Vec<usize> = Vec::new();
    while taken.len() < most {
        let Some(mut best) = queue.pop() else { break };
        if best.weighed_at < taken.len() && best.revisions < REVISIONS {
            best.worth = scores[best.number] - aversion * share_said(analysis, best.number, &said);
            best.weighed_at = taken.len();
            best.revisions += 1;
            queue.push(best);
            continue;
        }
        for token in &analysis.lines[best.number] {
            said[analysis.terms.term(*token).stem as usize] = true;
        }
        taken.push(best.number);
    }
    taken.sort_unstable();
    taken
}

/// The share of a sentence's content, by rarity, that is said already.
fn share_said(analysis: &Analysis, number: usize, said: &[bool]) -> f32 {
    let (mut all, mut old) = (1e-6_f32, 0.0_f32);
    for token in &analysis.lines[number] {
        let term = analysis.terms.term(*token);
        if !term.is_stop_word {
            let rare = analysis.rarity[term.stem as usize];
            all += rare;
            old += if said[term.stem as usize] { rare } else { 0.0 };
        }
    }
    old / all
}
