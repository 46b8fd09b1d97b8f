//! Writes `data/languages.bin` from the n-grams of ELD-C (see `data/README.md`):
//!
//! ```text
//! cargo run --release -p fabula-text --example build_language_table -- large_db.h text/data/languages.bin
//! ```
//!
//! The same input gives the same bytes.

use std::{collections::BTreeMap, error::Error, fs};

#[path = "../src/language/format.rs"]
mod format;

use format::{BLOCK, BUCKETS, ENTRY, LANGUAGES, MAGIC, SCRIPTS, place, unpack};

/// The score in ELD's measure, of the language that it speaks for most, from which on an n-gram is kept: with all of its
/// languages, so that it says the same as before.
const WORTH_KEEPING: f32 = 12_000.0;
/// The score of level 0 in ELD's measure, and how much a level adds to it.
const FAINTEST: f32 = 1_000.0;
const STEP: f32 = 1_500.0;
/// The strongest level that five bits can tell.
const STRONGEST: u32 = 31;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("expected: large_db.h languages.bin".into());
    };
    let source = fs::read_to_string(from)?;
    let numbers = numbers_of_languages(&source)?;
    let slots = section(&source, "ELD_hashtable[ELD_HT_SZ] = {")?;
    let scores = section(&source, "ELD_blob[] = {")?.split(',').filter(|part| !part.trim().is_empty());
    let scores = scores.map(number).collect::<Result<Vec<u32>, _>>()?;

    let mut buckets: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let (mut ngrams, mut entries) = (0_usize, 0_usize);
    for slot in slots.split('{').map(|slot| slot.trim_end_matches([',', '}', '\n', ' '])) {
        // An empty slot is `{0}`.
        let Some((fingerprint, meta)) = slot.split_once(',') else { continue };
        let (fingerprint, meta) = (number(fingerprint)?, number(meta)?);
        let (start, count) = ((meta & 0x00FF_FFFF) as usize, (meta >> 24) as usize);
        let kept =
            levels(scores.get(start..start + count).ok_or("a slot points out of the scores")?, &numbers);
        let (bucket, check) = place(fingerprint);
        let bucket = buckets.entry(bucket).or_default();
        for &(language, level) in &kept {
            let entry = pack(check, language, level);
            assert_eq!(unpack(entry), (check, language as usize, level), "an entry does not fit");
            bucket.push(entry);
        }
        ngrams += usize::from(!kept.is_empty());
        entries += kept.len();
    }

    let bytes = lay_out(&mut buckets, entries)?;
    fs::write(&to, &bytes)?;
    println!("{to}: {ngrams} n-grams, {entries} entries, {} bytes", bytes.len());
    Ok(())
}

fn lay_out(buckets: &mut BTreeMap<usize, Vec<u32>>, entries: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let (mut blocks, mut starts, mut body) = (Vec::new(), Vec::new(), Vec::with_capacity(entries * ENTRY));
    let (mut block, mut next) = (0, 0);
    for number in 0..=BUCKETS {
        if number % BLOCK == 0 {
            block = next;
            blocks.extend_from_slice(&u32::try_from(block)?.to_le_bytes());
        }
        starts.extend_from_slice(&u16::try_from(next - block)?.to_le_bytes());
        if let Some(bucket) = buckets.get_mut(&number) {
            // The order of the source is that of its hash table; ours does not depend on it.
            bucket.sort_unstable();
            for entry in &*bucket {
                body.extend_from_slice(&entry.to_le_bytes()[..ENTRY]);
            }
            next += bucket.len();
        }
    }
    Ok([MAGIC.as_slice(), &blocks, &starts, &body].concat())
}

/// The languages that an n-gram speaks for, with levels.
fn levels(scores: &[u32], numbers: &[Option<u32>]) -> Vec<(u32, u32)> {
    // The upper 24 bits are those of a float, the lower 8 the language.
    let read = |score: &u32| {
        let language = numbers.get((score & 0xFF) as usize).copied().flatten();
        (language, f32::from_bits(score & 0xFFFF_FF00))
    };
    let Some((Some(best), most)) = scores.iter().map(read).max_by(|one, other| one.1.total_cmp(&other.1))
    else {
        return Vec::new();
    };
    if most < WORTH_KEEPING {
        return Vec::new();
    }
    let script = SCRIPTS.iter().find(|script| script.contains(&(best as usize)));
    scores
        .iter()
        .map(read)
        .filter_map(|(language, score)| Some((language?, score)))
        .filter(|(language, _)| script.is_some_and(|script| script.contains(&(*language as usize))))
        .map(|(language, score)| {
            (language, (((score - FAINTEST).max(0.0) / STEP).round() as u32).min(STRONGEST))
        })
        .collect()
}

fn pack(check: u32, language: u32, level: u32) -> u32 {
    check << 11 | language << 5 | level
}

/// Our numbers of the source's languages; those that a script alone decides have none.
fn numbers_of_languages(source: &str) -> Result<Vec<Option<u32>>, Box<dyn Error>> {
    let codes = section(source, "ELD_langCodes[MAX_LANGUAGES] = {")?;
    let codes = codes.split(',').map(|code| code.trim().trim_matches('"')).filter(|code| !code.is_empty());
    let numbers: Vec<Option<u32>> = codes
        .map(|code| if code == "no" { "nb" } else { code })
        .map(|code| LANGUAGES.iter().position(|known| *known == code))
        .map(|number| number.and_then(|number| u32::try_from(number).ok()))
        .collect();
    if numbers.iter().flatten().count() == LANGUAGES.len() {
        Ok(numbers)
    } else {
        Err("the source lacks a language of the table".into())
    }
}

/// What stands between a declaration and its closing brace.
fn section<'a>(source: &'a str, declaration: &str) -> Result<&'a str, Box<dyn Error>> {
    let start = source.find(declaration).ok_or_else(|| format!("no {declaration}"))? + declaration.len();
    let rest = &source[start..];
    Ok(&rest[..rest.find("};").ok_or_else(|| format!("no end of {declaration}"))?])
}

fn number(text: &str) -> Result<u32, Box<dyn Error>> {
    let digits = text.trim().trim_end_matches('u');
    Ok(match digits.strip_prefix("0x") {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16)?,
        None => digits.parse()?,
    })
}
