//! The layout of `data/languages.bin`: what writes the table (`examples/build_language_table.rs`) and what reads it
//! include this file, so that they can't disagree.
//!
//! After [`MAGIC`] come the starts of all buckets (a `u32` for each block of [`BLOCK`] buckets, then a `u16` for each
//! bucket relative to its block, with one more of each that tells where the last one ends), then the entries, three
//! bytes each. All numbers are little-endian. An n-gram with several languages has an entry for each.

/// First in the file, and changed with the layout.
pub(crate) const MAGIC: [u8; 8] = *b"FABLANG1";
/// 2^17 buckets hold about ten entries each: one or two cache lines.
pub(crate) const BUCKETS: usize = 1 << 17;
/// So many buckets share a 32-bit start.
pub(crate) const BLOCK: usize = 1 << 10;
/// The bytes of an entry.
pub(crate) const ENTRY: usize = 3;

/// The languages of the table by their number in it, ISO 639-1, a line for each script.
pub(crate) const LANGUAGES: [&str; 44] = [
    "az", "ca", "cs", "da", "de", "en", "es", "et", "eu", "fi", "fr", "hr", "hu", "is", "it", "lt", "lv",
    "ms", "nl", "nb", "pl", "pt", "ro", "sk", "sl", "sq", "sv", "tl", "tr", "vi", "yo", //
    "be", "bg", "ru", "sr", "uk", //
    "ar", "fa", "ku", "ur", //
    "hi", "mr", //
    "zh", "ja",
];

/// The languages of one script: Latin, Cyrillic, Arabic, Devanagari, Han. An n-gram speaks only for those of the script
/// that it is most often seen in; the rest had it from foreign words in the texts that were counted.
pub(crate) const SCRIPTS: [std::ops::Range<usize>; 5] = [0..31, 31..36, 36..40, 40..42, 42..44];

/// Where an n-gram's entries are: its bucket, and the thirteen bits by which they are known there.
pub(crate) const fn place(fingerprint: u32) -> (usize, u32) {
    ((fingerprint >> 15) as usize, (fingerprint >> 2) & 0x1FFF)
}

/// The check, language and level of an entry: thirteen, six and five of its 24 bits.
pub(crate) const fn unpack(entry: u32) -> (u32, usize, u32) {
    (entry >> 11, (entry >> 5 & 0x3F) as usize, entry & 0x1F)
}
