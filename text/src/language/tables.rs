//! The embedded table of n-grams: which languages they speak for, and how strongly.

use super::format::{BLOCK, BUCKETS, ENTRY, LANGUAGES, MAGIC, place, unpack};

static BYTES: &[u8; 4369172] = include_bytes!("../../data/languages.bin");

const BLOCKS: usize = BUCKETS / BLOCK + 1;
const STARTS_AT: usize = MAGIC.len() + BLOCKS * 4;
const ENTRIES_AT: usize = STARTS_AT + (BUCKETS + 1) * 2;

const _: () = {
    let mut index = 0;
    while index < MAGIC.len() {
        assert!(BYTES[index] == MAGIC[index], "data/languages.bin is of another layout");
        index += 1;
    }
    assert!((BYTES.len() - ENTRIES_AT).is_multiple_of(ENTRY));
};

/// The score of an entry of level 0, and how much a level adds to it: what the table was made with, in units of 500.
const FAINTEST: u16 = 2;
const STEP: u16 = 3;
/// Nats (units of natural logarithm) in one unit of score: the one parameter that was fitted, to make probabilities of
/// scores.
pub(super) const NATS: f32 = 1.0 / 12.0;

/// What is known of each language, summed over n-grams.
pub(super) type Scores = [u16; LANGUAGES.len()];

/// N-grams that are looked up together.
pub(super) const BATCH: usize = 64;

/// Adds what n-grams say, at most [`BATCH`] of them.
pub(super) fn add(fingerprints: &[u32], scores: &mut Scores) {
    // Step by step, for all of them at once, so that the processor waits for memory once and not each time.
    let mut buckets = [(0, 0, 0); BATCH];
    for (bucket, fingerprint) in buckets.iter_mut().zip(fingerprints) {
        let (number, check) = place(*fingerprint);
        *bucket = (start(number), start(number + 1), check);
    }
    let buckets = &buckets[..fingerprints.len().min(BATCH)];
    std::hint::black_box(
        buckets.iter().fold(0, |all, (start, ..)| all ^ BYTES.get(*start).copied().unwrap_or(0)),
    );
    for &(start, end, wanted) in buckets {
        // The check's upper eight bits are a byte of their own, which tells nearly all others apart.
        let upper = (wanted >> 5) as u8;
        for entry in BYTES[start..end].chunks_exact(ENTRY).filter(|entry| entry[2] == upper) {
            let entry = u32::from(entry[0]) | u32::from(entry[1]) << 8 | u32::from(entry[2]) << 16;
            let (check, language, level) = unpack(entry);
            if check == wanted
                && let Some(score) = scores.get_mut(language)
            {
                // Five bits: it fits.
                *score = score.saturating_add(FAINTEST + level as u16 * STEP);
            }
        }
    }
}

/// Where a bucket's entries begin.
fn start(bucket: usize) -> usize {
    let block = MAGIC.len() + bucket / BLOCK * 4;
    let within = STARTS_AT + bucket * 2;
    let block = u32::from_le_bytes([BYTES[block], BYTES[block + 1], BYTES[block + 2], BYTES[block + 3]]);
    let within = u16::from_le_bytes([BYTES[within], BYTES[within + 1]]);
    ENTRIES_AT + (block as usize + usize::from(within)) * ENTRY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let mut seen = [0_u32; LANGUAGES.len()];
        let mut last = ENTRIES_AT;
        for bucket in 0..BUCKETS {
            assert_eq!(start(bucket), last, "bucket {bucket}");
            last = start(bucket + 1);
            let mut before = 0;
            for entry in BYTES[start(bucket)..last].chunks_exact(ENTRY) {
                let entry = u32::from_le_bytes([entry[0], entry[1], entry[2], 0]);
                assert!(entry >= before, "bucket {bucket} is not in order");
                before = entry;
                seen[unpack(entry).1] += 1;
            }
        }
        assert_eq!(last, BYTES.len());
        for (language, count) in LANGUAGES.iter().zip(seen) {
            assert!(count >= 500, "{language} has {count} n-grams");
        }
    }

    #[test]
    fn it_fits_its_budget() {
        const { assert!(BYTES.len() <= 6_000_000) };
    }
}
