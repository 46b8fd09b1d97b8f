//! Which sentences say what many others say too.
//!
//! Two walks over a graph of sentences, by power iteration with the usual damping: one with TextRank's edges (words in
//! common, over the logarithms of both lengths; Mihalcea and Tarau, "TextRank: Bringing Order into Texts", EMNLP 2004),
//! which favours long sentences, one with LexRank's (the cosine of words weighted by rarity; Erkan and Radev, "LexRank:
//! Graph-based Lexical Centrality as Salience in Text Summarization", JAIR 22, 2004), which does not.

/// The chance to follow an edge rather than begin anew, as in both papers.
const DAMPING: f32 = 0.85;
/// Iterations, after which ranks hardly change.
const ITERATIONS: usize = 10;
/// Up to so many sentences, every pair is compared.
const ALL_PAIRS: usize = 400;
/// Beyond, a sentence is compared, for each of its words, with so many sentences before and after it that have the word:
/// what keeps the time proportional to the length.
const WINDOW: usize = 16;

/// A sentence as its distinct stems, in order, with how often it has them.
pub(super) type Bag = Vec<(u32, f32)>;

/// What the walks found, each with a mean of 1.
pub(super) struct Ranks {
    /// By words in common.
    pub(super) text: Vec<f32>,
    /// By cosine.
    pub(super) lexical: Vec<f32>,
}

struct Edge {
    to: u32,
    text: f32,
    lexical: f32,
}

/// Ranks sentences. `rarity` has a weight for each stem.
pub(super) fn rank(bags: &[Bag], rarity: &[f32]) -> Ranks {
    let (edges, ends) = connect(bags, rarity);
    Ranks { text: walk(&edges, &ends, |edge| edge.text), lexical: walk(&edges, &ends, |edge| edge.lexical) }
}

/// The edges of all sentences, and where those of each end.
fn connect(bags: &[Bag], rarity: &[f32]) -> (Vec<Edge>, Vec<usize>) {
    let mut places: Vec<Vec<(u32, f32)>> = vec![Vec::new(); rarity.len()];
    for (number, bag) in (0_u32..).zip(bags) {
        for (stem, count) in bag {
            places[*stem as usize].push((number, *count));
        }
    }
    let weight = |(stem, count): &(u32, f32)| count * rarity[*stem as usize];
    let norms: Vec<f32> = bags
        .iter()
        .map(|bag| bag.iter().map(|entry| weight(entry).powi(2)).sum::<f32>().sqrt().max(1e-6))
        .collect();
    let lengths: Vec<f32> =
        bags.iter().map(|bag| (1.0 + bag.iter().map(|(_, count)| count).sum::<f32>()).ln()).collect();
    let (mut edges, mut ends) = (Vec::new(), Vec::with_capacity(bags.len()));
    let mut common = vec![(0.0_f32, 0.0_f32); bags.len()];
    let mut touched: Vec<u32> = Vec::new();
    for (number, bag) in bags.iter().enumerate() {
        for entry in bag {
            let (stem, count) = *entry;
            let rare = weight(entry) * rarity[stem as usize];
            for (other, other_count) in near(&places[stem as usize], number, bags.len()) {
                let sums = &mut common[*other as usize];
                if sums.0 == 0.0 {
                    touched.push(*other);
                }
                *sums = (sums.0 + count * other_count, sums.1 + rare * other_count);
            }
        }
        for other in touched.drain(..) {
            let at = other as usize;
            let (shared, rare) = std::mem::take(&mut common[at]);
            edges.push(Edge {
                to: other,
                text: shared / (lengths[number] + lengths[at]),
                lexical: rare / (norms[number] * norms[at]),
            });
        }
        ends.push(edges.len());
    }
    (edges, ends)
}

fn near(places: &[(u32, f32)], number: usize, sentences: usize) -> &[(u32, f32)] {
    if sentences <= ALL_PAIRS {
        return places;
    }
    let at = places.partition_point(|(other, _)| (*other as usize) < number);
    &places[at.saturating_sub(WINDOW)..places.len().min(at + WINDOW + 1)]
}

fn walk(edges: &[Edge], ends: &[usize], weight: impl Fn(&Edge) -> f32) -> Vec<f32> {
    let of = |number: usize| &edges[number.checked_sub(1).map_or(0, |before| ends[before])..ends[number]];
    let totals: Vec<f32> = (0..ends.len()).map(|number| of(number).iter().map(&weight).sum()).collect();
    let mut ranks = vec![1.0_f32; ends.len()];
    for _ in 0..ITERATIONS {
        let mut next = vec![1.0 - DAMPING; ends.len()];
        for (number, rank) in ranks.iter().enumerate() {
            if totals[number] > 0.0 {
                let share = DAMPING * rank / totals[number];
                for edge in of(number) {
                    next[edge.to as usize] += share * weight(edge);
                }
            }
        }
        ranks = next;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_shares_words_with_all_others_ranks_highest() {
        let bags = vec![
            vec![(0, 1.0), (1, 1.0)],
            vec![(1, 1.0), (2, 1.0), (3, 1.0)],
            vec![(3, 1.0)],
            vec![(4, 1.0)],
        ];
        let ranks = rank(&bags, &[1.0; 5]);
        for ranks in [ranks.text, ranks.lexical] {
            let best = (0..4).max_by(|one, other| ranks[*one].total_cmp(&ranks[*other]));
            assert_eq!(best, Some(1), "{ranks:?}");
        }
    }

    #[test]
    fn a_word_in_every_sentence_makes_no_more_than_a_window_of_edges() {
        let bags = vec![vec![(0, 1.0)]; 5_000];
        let (edges, _) = connect(&bags, &[1.0]);
        assert!(edges.len() <= 5_000 * (2 * WINDOW + 1));
    }
}
