//! What changed between two versions of a text: lines, and the words in them.

use std::time::{Duration, Instant};

use similar::{ChangeTag, DiffOp, InlineChangeMode, InlineChangeOptions, TextDiff};

/// Unchanged lines shown around a change.
const CONTEXT: usize = 2;

/// A stretch of changed lines with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Its first line in the old text, from 1.
    pub old_start: usize,
    /// How many lines of the old text it covers.
    pub old_lines: usize,
    /// Its first line in the new text, from 1.
    pub new_start: usize,
    /// How many lines of the new text it covers.
    pub new_lines: usize,
    /// The lines, in reading order.
    pub lines: Vec<DiffLine>,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineChange {
    /// It stands in both texts.
    Unchanged,
    /// It only stands in the old text.
    Deleted,
    /// It only stands in the new text.
    Inserted,
}

/// One line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// What became of it.
    pub change: LineChange,
    /// Its number in the old text, from 1.
    pub old_number: Option<usize>,
    /// Its number in the new text, from 1.
    pub new_number: Option<usize>,
    /// Its text in pieces.
    pub pieces: Vec<Piece>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether these words are what changed in a line that stands in both texts, otherwise.
    pub changed: bool,
}

/// Compares two texts by lines (Myers 1986), and replaced lines by words (UAX #29).
///
/// After `budget` the comparison gets coarser, never wrong: applying it to the old text always gives the new one.
#[must_use]
pub fn diff(old: &str, new: &str, budget: Duration) -> Vec<Hunk> {
    let deadline = Instant::now() + budget;
    let diff = TextDiff::configure().deadline(deadline).diff_lines(old, new);
    diff.grouped_ops(CONTEXT).iter().map(|ops| hunk(&diff, ops, deadline)).collect()
}

fn hunk(diff: &TextDiff<'_, '_, str>, ops: &[DiffOp], deadline: Instant) -> Hunk {
    let mut options = InlineChangeOptions::new();
    options.mode(InlineChangeMode::UnicodeWords).min_ratio(0.3);
    let lines: Vec<DiffLine> = ops
        .iter()
        .flat_map(|op| diff.iter_inline_changes_with_options_deadline(op, options, Some(deadline)))
        .map(|change| DiffLine {
            change: match change.tag() {
                ChangeTag::Equal => LineChange::Unchanged,
                ChangeTag::Delete => LineChange::Deleted,
                ChangeTag::Insert => LineChange::Inserted,
            },
            old_number: change.old_index().map(|index| index + 1),
            new_number: change.new_index().map(|index| index + 1),
            pieces: pieces(change.values()),
        })
        .collect();
    let (first, last) = (ops.first(), ops.last());
    let old = first.map_or(0, |op| op.old_range().start)..last.map_or(0, |op| op.old_range().end);
    let new = first.map_or(0, |op| op.new_range().start)..last.map_or(0, |op| op.new_range().end);
    Hunk {
        old_start: old.start + 1,
        old_lines: old.len(),
        new_start: new.start + 1,
        new_lines: new.len(),
        lines,
    }
}

/// Neighbours of one kind are one piece; the line's end is no part of it.
fn pieces(values: &[(bool, &str)]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (changed, text) in values {
        match pieces.last_mut() {
            Some(last) if last.changed == *changed => last.text.push_str(text),
            _ => pieces.push(Piece { text: (*text).to_owned(), changed: *changed }),
        }
    }
    if let Some(last) = pieces.last_mut() {
        last.text.truncate(last.text.trim_end_matches('\n').len());
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AMPLE: Duration = Duration::from_secs(10);

    /// The new text, made from the old one and the hunks.
    fn patched(old: &str, hunks: &[Hunk]) -> String {
        let old: Vec<&str> = old.lines().collect();
        let (mut new, mut at) = (Vec::new(), 0);
        for hunk in hunks {
            new.extend(old[at..hunk.old_start - 1].iter().map(ToString::to_string));
            at = hunk.old_start - 1 + hunk.old_lines;
            let kept = hunk.lines.iter().filter(|line| line.change != LineChange::Deleted);
            new.extend(kept.map(|line| line.pieces.iter().map(|piece| piece.text.as_str()).collect()));
        }
        new.extend(old[at..].iter().map(ToString::to_string));
        new.join("\n")
    }

    #[test]
    fn a_changed_word_is_marked_in_its_line() {
        let old = "One.\n\nThe fox counted the stars.\n\nFour.\nFive.\nSix.\nSeven.";
        let new = "One.\n\nThe vixen counted the stars.\n\nFour.\nFive.\nSix.\nSeven.";
        let hunks = diff(old, new, AMPLE);
        assert_eq!(hunks.len(), 1);
        assert_eq!((hunks[0].old_start, hunks[0].old_lines, hunks[0].new_lines), (1, 5, 5));
        let changed: Vec<_> = hunks[0]
            .lines
            .iter()
            .flat_map(|line| {
                line.pieces.iter().filter(|piece| piece.changed).map(|p| (line.change, &*p.text))
            })
            .collect();
        assert_eq!(changed, [(LineChange::Deleted, "fox"), (LineChange::Inserted, "vixen")]);
    }

    #[test]
    fn equal_texts_have_no_hunks_and_nothing_is_all_inserted() {
        assert!(diff("a\nb", "a\nb", AMPLE).is_empty());
        let hunks = diff("", "a\nb", AMPLE);
        assert!(hunks[0].lines.iter().all(|line| line.change == LineChange::Inserted));
    }

    #[test]
    fn the_worst_texts_take_no_longer_than_allowed() {
        let line = |n: usize, salt: usize| format!("{}\n", (n * 7919 + salt) % 40_009);
        let old: String = (0..30_000).map(|n| line(n, 1)).collect();
        let new: String = (0..30_000).map(|n| line(n * 3, 2)).collect();
        let began = Instant::now();
        let hunks = diff(old.trim_end(), new.trim_end(), Duration::from_millis(100));
        // Generous: other tests share the machine.
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        assert_eq!(patched(old.trim_end(), &hunks), new.trim_end());
    }

    proptest! {
        #[test]
        fn a_diff_leads_from_the_old_text_to_the_new_one(
            old in "([ab cж]{0,6}\n){0,12}[ab cж]{1,6}", new in "([ab cж]{0,6}\n){0,12}[ab cж]{1,6}"
        ) {
            prop_assert_eq!(patched(&old, &diff(&old, &new, AMPLE)), new.clone());
            prop_assert_eq!(patched(&old, &diff(&old, &new, Duration::ZERO)), new);
        }
    }
}
