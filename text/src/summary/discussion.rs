//! What a discussion says, each sentence with the comments that it stands on.
//!
//! A discussion is never read as a whole. Each comment, as it comes, is counted into the words that people use, and leaves
//! its best sentences behind; a summary is chosen among those. So one more comment costs as much as itself, and memory is
//! bounded whatever the number of comments. An edited or removed comment is taken out the same way.

use std::collections::{BTreeMap, HashMap};

use super::{
    source::{Line, Source, ends_sentence},
    terms::Terms,
};
use crate::{Language, sentences::StopWords};

/// Sentences that a comment leaves behind at most.
const POINTS_OF_A_COMMENT: usize = 2;
/// Sentences of one language that are kept. When there are more, those of least worth go, a quarter at a time.
const POINTS: usize = 400;
/// Content words that a sentence needs to say something of its own.
const FEWEST_WORDS: usize = 4;
/// Characters of a sentence that can be quoted.
const LONGEST: usize = 400;
/// From this share of common words on, a comment supports another's sentence.
const SUPPORTS: f32 = 0.35;
/// Comments that a sentence cites at most.
const CITATIONS: usize = 5;
/// A word that more than this share of the comments has says nothing about what they discuss.
const EVERYWHERE: f32 = 0.5;
/// How much a sentence loses whose words others have said.
const AVERSION: f32 = 0.8;

/// A comment. Ids are those of the caller, as numbers.
#[derive(Debug, Clone, Copy)]
pub struct Remark<'a> {
    /// The comment.
    pub comment: u128,
    /// Who wrote it.
    pub author: u128,
    /// Its language, if it is known.
    pub language: Option<Language>,
    /// How many replies and reactions it has.
    pub echo: u32,
    /// Its text.
    pub markdown: &'a str,
}

/// A sentence of a discussion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedSentence {
    /// Its words on one line, without mark-up.
    pub text: String,
    /// The language of its comment.
    pub language: Option<Language>,
    /// The comments that it stands on: first the one that it is quoted from, then others that say much the same.
    pub comments: Vec<u128>,
}

/// A discussion as far as it has been read.
#[derive(Debug, Clone, Default)]
pub struct Discussion {
    /// By language, so that each is heard by its own share.
    tongues: BTreeMap<Option<Language>, Tongue>,
}

/// What was said in one language.
#[derive(Debug, Clone, Default)]
struct Tongue {
    comments: u32,
    /// How many comments have a stem, by the stem's hash: no more entries than there are hashes.
    voices: HashMap<u16, u32>,
    points: Vec<Point>,
}

/// A sentence that could be quoted.
#[derive(Debug, Clone)]
struct Point {
    comment: u128,
    author: u128,
    echo: u32,
    text: String,
    /// The hashes of its stems, in order, each once.
    stems: Vec<u16>,
}

impl Discussion {
    /// Reads one more comment.
    pub fn add(&mut self, remark: &Remark<'_>) {
        let (lines, stems) = read(remark);
        let tongue = self.tongues.entry(remark.language).or_default();
        tongue.comments += 1;
        for stem in all_of(&stems) {
            *tongue.voices.entry(stem).or_default() += 1;
        }
        let mut points: Vec<Point> = lines
            .into_iter()
            .zip(stems)
            .filter(|(line, stems)| stems.len() >= FEWEST_WORDS && is_quotable(line))
            .map(|(line, stems)| Point {
                comment: remark.comment,
                author: remark.author,
                echo: remark.echo,
                text: line.text,
                stems,
            })
            .collect();
        tongue.sort(&mut points);
        points.truncate(POINTS_OF_A_COMMENT);
        tongue.points.append(&mut points);
        if tongue.points.len() > POINTS {
            let mut all = std::mem::take(&mut tongue.points);
            tongue.sort(&mut all);
            all.truncate(POINTS / 4 * 3);
            tongue.points = all;
        }
    }

    /// Takes out a comment as it was added: before it is added anew, if it was edited.
    pub fn remove(&mut self, remark: &Remark<'_>) {
        let Some(tongue) = self.tongues.get_mut(&remark.language) else { return };
        let (_, stems) = read(remark);
        tongue.comments = tongue.comments.saturating_sub(1);
        for stem in all_of(&stems) {
            if let Some(voices) = tongue.voices.get_mut(&stem) {
                *voices = voices.saturating_sub(1);
            }
        }
        tongue.voices.retain(|_, voices| *voices > 0);
        tongue.points.retain(|point| point.comment != remark.comment);
        self.tongues.retain(|_, tongue| tongue.comments > 0);
    }

    /// What was said, in at most `most` sentences: of each language by its share of the comments, and of nobody more than
    /// of others while those have something to say.
    #[must_use]
    pub fn summarise(&self, most: usize) -> Vec<CitedSentence> {
        let comments: u32 = self.tongues.values().map(|tongue| tongue.comments).sum();
        let mut shares: Vec<(&Option<Language>, &Tongue)> = self.tongues.iter().collect();
        shares.sort_by_key(|(_, tongue)| std::cmp::Reverse(tongue.comments));
        let mut said = Vec::new();
        for (language, tongue) in shares {
            let share = most as f32 * tongue.comments as f32 / comments.max(1) as f32;
            let quota = (share.round() as usize).min(most - said.len());
            said.extend(tongue.choose(quota).into_iter().map(|number| CitedSentence {
                text: tongue.points[number].text.clone(),
                language: *language,
                comments: tongue.cite(number),
            }));
        }
        said
    }
}

impl Tongue {
    /// How much a word is a subject: used by several, but not by all.
    fn subject(&self, stem: u16) -> f32 {
        let voices = self.voices.get(&stem).copied().unwrap_or(0) as f32;
        let everywhere = voices > EVERYWHERE * self.comments as f32 && self.comments > 8;
        if voices < 2.0 || everywhere { 0.0 } else { voices.ln() }
    }

    fn worth(&self, point: &Point) -> f32 {
        let subjects: f32 = point.stems.iter().map(|stem| self.subject(*stem)).sum();
        subjects / (point.stems.len() as f32).sqrt() * (1.0 + (1.0 + point.echo as f32).ln() / 4.0)
    }

    /// The points of most worth first; of equal ones, the earlier.
    fn sort(&self, points: &mut [Point]) {
        points.sort_by(|one, other| self.worth(other).total_cmp(&self.worth(one)));
    }

    /// The numbers of the points to quote.
    fn choose(&self, quota: usize) -> Vec<usize> {
        let mut authors: HashMap<u128, usize> = self.points.iter().map(|point| (point.author, 0)).collect();
        let fair = quota.div_ceil(authors.len().max(1));
        let mut said: Vec<u16> = Vec::new();
        let mut chosen: Vec<usize> = Vec::new();
        let worths: Vec<f32> = self.points.iter().map(|point| self.worth(point)).collect();
        while chosen.len() < quota {
            let left = |number: &usize| {
                !chosen.contains(number)
                    && authors.get(&self.points[*number].author).is_some_and(|quoted| *quoted < fair)
            };
            let worth = |number: usize| {
                let stems = &self.points[number].stems;
                let old = stems.iter().filter(|stem| said.contains(stem)).count() as f32
                    / stems.len().max(1) as f32;
                worths[number] * (1.0 - AVERSION * old)
            };
            let all = (0..self.points.len()).filter(left).map(|number| (number, worth(number)));
            let best = all.reduce(|best, other| if other.1 > best.1 { other } else { best });
            let Some((best, _)) = best else { break };
            said.extend(&self.points[best].stems);
            *authors.entry(self.points[best].author).or_default() += 1;
            chosen.push(best);
        }
        chosen
    }

    /// The comments that a sentence stands on.
    fn cite(&self, number: usize) -> Vec<u128> {
        let quoted = &self.points[number];
        let mut others: Vec<(f32, u128)> = self
            .points
            .iter()
            .filter(|point| point.comment != quoted.comment)
            .map(|point| (agreement(&quoted.stems, &point.stems), point.comment))
            .filter(|(agreement, _)| *agreement >= SUPPORTS)
            .collect();
        others.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut cited = vec![quoted.comment];
        for (_, comment) in others {
            if cited.len() < CITATIONS && !cited.contains(&comment) {
                cited.push(comment);
            }
        }
        cited
    }
}

/// Dice's coefficient of two sorted sets.
fn agreement(one: &[u16], other: &[u16]) -> f32 {
    let common = one.iter().filter(|stem| other.binary_search(stem).is_ok()).count();
    2.0 * common as f32 / (one.len() + other.len()).max(1) as f32
}

/// Whether a sentence can stand alone: not too long, and no question.
fn is_quotable(line: &Line) -> bool {
    let last = line.text.chars().next_back().unwrap_or('?');
    line.text.chars().nth(LONGEST).is_none() && !(ends_sentence(last) && matches!(last, '?' | '？' | '؟'))
}

/// The sentences of a comment, and the hashes of their stems without stop words, in order, each once.
fn read(remark: &Remark<'_>) -> (Vec<Line>, Vec<Vec<u16>>) {
    let lines = Source::read(remark.markdown, remark.language).lines;
    let mut terms = Terms::new(StopWords::of(remark.language));
    let stems = lines.iter().map(|line| {
        let tokens = terms.read(&line.text);
        let content = tokens.into_iter().filter(|token| !terms.term(*token).is_stop_word);
        let mut stems: Vec<u16> = content.map(|token| hash(terms.stem(token))).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    });
    let stems = stems.collect();
    (lines, stems)
}

/// The stems of a whole comment, each once.
fn all_of(lines: &[Vec<u16>]) -> Vec<u16> {
    let mut all = lines.concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// FNV-1a (Fowler, Noll, Vo), folded to 16 bits: the same on every machine.
fn hash(stem: &str) -> u16 {
    let hash =
        stem.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> 16) as u16 ^ hash as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remark(comment: u128, author: u128, markdown: &str) -> Remark<'_> {
        Remark { comment, author, language: "en".parse().ok(), echo: 0, markdown }
    }

    fn discussion() -> Discussion {
        let mut discussion = Discussion::default();
        for (comment, author, text) in [
            (1, 1, "The old ferry should be kept in the harbour museum. I like it."),
            (2, 2, "A museum in the harbour would keep the old ferry for children."),
            (3, 3, "Repairing the hull costs more than the village earns in a year."),
            (4, 1, "The old ferry belongs in the harbour museum, as I said."),
            (5, 4, "Who pays for the repairs of the hull?"),
            (6, 5, "The village cannot pay what repairing the hull costs each year."),
            (7, 6, "Nice picture!"),
        ] {
            discussion.add(&remark(comment, author, text));
        }
        discussion
    }

    #[test]
    fn each_subject_is_said_once_with_the_comments_it_stands_on() {
        let said = discussion().summarise(2);
        assert_eq!(said.len(), 2);
        let about = |word: &str| said.iter().find(|sentence| sentence.text.contains(word)).unwrap();
        assert!(about("museum").comments.len() >= 2, "{said:?}");
        assert!(about("hull").comments.iter().all(|comment| [3, 6].contains(comment)), "{said:?}");
    }

    #[test]
    fn nobody_is_quoted_more_than_others() {
        let mut discussion = discussion();
        for comment in 10..60 {
            discussion.add(&remark(
                comment,
                1,
                "The old ferry belongs in the harbour museum of the village.",
            ));
        }
        let said = discussion.summarise(4);
        let of_first = said
            .iter()
            .filter(|sentence| [1, 4].contains(&sentence.comments[0]) || sentence.comments[0] >= 10);
        assert!(of_first.count() <= 1, "{said:?}");
    }

    #[test]
    fn what_was_removed_is_cited_no_more() {
        let mut discussion = discussion();
        let before = discussion.clone().summarise(3);
        let more = remark(9, 9, "The ferry museum in the harbour needs a roof for the winter.");
        discussion.add(&more);
        discussion.remove(&more);
        assert_eq!(discussion.summarise(3), before);
    }

    #[test]
    fn each_language_is_heard_by_its_share_and_memory_is_bounded() {
        let mut discussion = Discussion::default();
        for comment in 0..2_000_u128 {
            let german = comment % 4 == 0;
            let text = if german {
                format!("Die Fähre Nummer {comment} sollte im Museum am Hafen stehen bleiben.")
            } else {
                format!("The ferry number {comment} should stay in the museum at the harbour.")
            };
            let language = if german { "de" } else { "en" };
            discussion.add(&Remark { language: language.parse().ok(), ..remark(comment, comment, &text) });
        }
        let said = discussion.summarise(4);
        let german = said.iter().filter(|sentence| sentence.text.starts_with("Die")).count();
        assert_eq!((said.len(), german), (4, 1));
        assert!(discussion.tongues.values().all(|tongue| tongue.points.len() <= POINTS));
    }
}
