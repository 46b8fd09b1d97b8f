//! Words, and the n-grams that they are looked up by: ELD's, version 3, so that its table applies.
//!
//! Of a word in lower case up to six bytes long, the whole; of a longer one, the first six bytes, the six after these
//! and so on, and the last six. A space before or after marks where the word begins or ends. Ideographs are words of
//! their own. Words of scripts that decide the language are not looked up.

use unicode_normalization::char::compose;

use super::writing::{Class, Writing, class};

/// The longest n-gram.
const LENGTH: usize = 6;
/// Words are cut after so many bytes: hardly any language has longer ones.
const LONGEST_WORD: usize = 96;
/// So many different n-grams are remembered; then remembering starts anew. With room in the table for as many again.
const REMEMBERED: u16 = 512;
const SLOTS: usize = 1024;

/// Takes n-grams and letters as they are found.
pub(super) trait Sink {
    /// Letters of ASCII, so many.
    fn ascii_letters(&mut self, count: u32);
    /// Any other letter, once for each.
    fn letter(&mut self, writing: Writing, letter: char);
    /// An n-gram that was not there lately.
    fn ngram(&mut self, fingerprint: u32);
}

/// Makes n-grams of pieces of text.
pub(super) struct Ngrams {
    word: Word,
    seen: Seen,
}

/// A word in lower case, as it grows.
struct Word {
    bytes: [u8; LONGEST_WORD],
    length: usize,
    /// It is not to be looked up: there is a digit in it, or its script alone says which language it is.
    skipped: bool,
}

/// A set of n-grams that were met.
struct Seen {
    slots: [u32; SLOTS],
    remembered: u16,
}

impl Ngrams {
    pub(super) fn new() -> Self {
        Self {
            word: Word { bytes: [0; LONGEST_WORD], length: 0, skipped: false },
            seen: Seen { slots: [0; SLOTS], remembered: 0 },
        }
    }

    /// The words of a piece without white space. Words with digits in them are codes, and left out.
    pub(super) fn read(&mut self, piece: &str, sink: &mut impl Sink) {
        // An apostrophe belongs to the word if a letter follows.
        let mut apostrophe = None;
        // The letter before, and where it begins in the word.
        let mut last = None;
        let mut ascii = 0;
        for character in piece.chars() {
            if character.is_ascii_alphabetic() && apostrophe.is_none() {
                ascii += 1;
                let lower = character.to_ascii_lowercase();
                last = Some((lower, self.word.length));
                self.word.push_ascii(lower as u8);
                continue;
            }
            match class(character) {
                Class::Letter(writing, lower) => {
                    sink.letter(writing, lower);
                    if let Some(sign) = apostrophe.take() {
                        self.word.push(sign);
                    }
                    last = Some((lower, self.word.length));
                    self.word.push(lower);
                    self.word.skipped |= matches!(writing, Writing::Decides(_) | Writing::Unknown);
                }
                Class::Syllable(writing) => {
                    sink.ascii_letters(std::mem::take(&mut ascii));
                    self.end_word(sink);
                    (apostrophe, last) = (None, None);
                    sink.letter(writing, character);
                    if writing == Writing::Han {
                        self.word.push(character);
                        self.end_word(sink);
                    }
                }
                Class::Mark => {
                    // `e` and an acute accent are `é`, as in the table.
                    if let Some((letter, at)) = last.take()
                        && let Some(composed) = compose(letter, character)
                    {
                        self.word.length = at;
                        self.word.push(composed);
                        last = Some((composed, at));
                    }
                }
                Class::Apostrophe if self.word.length > 0 && apostrophe.is_none() => {
                    apostrophe = Some(character);
                }
                Class::Digit => {
                    self.word.skipped = true;
                    (apostrophe, last) = (None, None);
                }
                Class::Nothing => {}
                Class::Apostrophe | Class::Other => {
                    sink.ascii_letters(std::mem::take(&mut ascii));
                    self.end_word(sink);
                    (apostrophe, last) = (None, None);
                }
            }
        }
        sink.ascii_letters(ascii);
        self.end_word(sink);
    }

    fn end_word(&mut self, sink: &mut impl Sink) {
        let Self { word, seen } = self;
        let length = std::mem::take(&mut word.length);
        if std::mem::take(&mut word.skipped) || length == 0 {
            return;
        }
        let word = &word.bytes[..length];
        if length <= LENGTH {
            seen.found(key(word, true, true), sink);
            return;
        }
        seen.found(key(&word[..LENGTH], true, false), sink);
        let mut at = LENGTH;
        while at + LENGTH < length {
            seen.found(key(&word[at..at + LENGTH], false, false), sink);
            at += LENGTH;
        }
        seen.found(key(&word[length - LENGTH..], false, true), sink);
    }
}

impl Word {
    fn push_ascii(&mut self, letter: u8) {
        if let Some(byte) = self.bytes.get_mut(self.length) {
            *byte = letter;
            self.length += 1;
        }
    }

    fn push(&mut self, character: char) {
        if self.length + character.len_utf8() <= LONGEST_WORD {
            self.length += character.encode_utf8(&mut self.bytes[self.length..]).len();
        }
    }
}

impl Seen {
    fn found(&mut self, key: u64, sink: &mut impl Sink) {
        let fingerprint = fingerprint(key);
        let mut slot = fingerprint as usize % SLOTS;
        while self.slots[slot] != 0 {
            if self.slots[slot] == fingerprint {
                return;
            }
            slot = (slot + 1) % SLOTS;
        }
        if self.remembered == REMEMBERED {
            *self = Self { slots: [0; SLOTS], remembered: 0 };
            slot = fingerprint as usize % SLOTS;
        }
        self.slots[slot] = fingerprint;
        self.remembered += 1;
        sink.ngram(fingerprint);
    }
}

/// Up to eight bytes as a number.
fn key(bytes: &[u8], begins: bool, ends: bool) -> u64 {
    let mut key = [0; 8];
    let start = usize::from(begins);
    key[..start].fill(b' ');
    key[start..start + bytes.len()].copy_from_slice(bytes);
    key[start + bytes.len()..start + bytes.len() + usize::from(ends)].fill(b' ');
    u64::from_le_bytes(key)
}

/// The upper half of ELD's hash, which is two thirds of splitmix64's; never 0.
fn fingerprint(mut key: u64) -> u32 {
    key ^= key >> 30;
    key = key.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    key ^= key >> 27;
    ((key >> 32) as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Heard {
        ngrams: Vec<u32>,
        letters: usize,
    }

    impl Sink for Heard {
        fn ascii_letters(&mut self, count: u32) {
            self.letters += count as usize;
        }

        fn letter(&mut self, _: Writing, _: char) {
            self.letters += 1;
        }

        fn ngram(&mut self, fingerprint: u32) {
            self.ngrams.push(fingerprint);
        }
    }

    fn heard(pieces: &[&str]) -> Heard {
        let mut heard = Heard::default();
        let mut ngrams = Ngrams::new();
        for piece in pieces {
            ngrams.read(piece, &mut heard);
        }
        heard
    }

    fn of(keys: &[&str]) -> Vec<u32> {
        keys.iter().map(|key_| fingerprint(key(key_.as_bytes(), false, false))).collect()
    }

    #[test]
    fn words_are_cut_as_in_the_table() {
        for (piece, expected) in [
            ("Tea", vec![" tea "]),
            ("market", vec![" market "]),
            ("markets", vec![" market", "arkets "]),
            ("Jahrhunderte", vec![" jahrhu", "nderte "]),
            ("Jahrhunderten", vec![" jahrhu", "nderte", "derten "]),
            ("(l'été,", vec![" l'ét", "été "]),
            ("rock'n'", vec![" rock'n "]),
            ("茶屋", vec![" 茶 ", " 屋 "]),
            ("x86_64", vec![]),
            ("tea—tea", vec![" tea "]),
        ] {
            let expected = if piece == "(l'été," {
                // Seven bytes: the cut is in the middle of a letter.
                vec![
                    fingerprint(key(&"l'été".as_bytes()[..6], true, false)),
                    fingerprint(key(&"l'été".as_bytes()[1..], false, true)),
                ]
            } else {
                of(&expected)
            };
            assert_eq!(heard(&[piece]).ngrams, expected, "{piece}");
        }
    }

    #[test]
    fn accents_count_however_they_are_written() {
        assert_eq!(heard(&["cafe\u{301}"]).ngrams, heard(&["café"]).ngrams);
        assert_eq!(heard(&["vie\u{302}\u{323}t"]).ngrams.len(), 1);
    }

    #[test]
    fn a_word_counts_once() {
        let heard = heard(&["Tea", "tea", "TEA"]);
        assert_eq!(heard.ngrams.len(), 1);
        assert_eq!(heard.letters, 9);
    }

    #[test]
    fn any_number_of_words_is_taken() {
        let words: Vec<String> = (0..3000_u32)
            .map(|number| number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect())
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(heard(&words).ngrams.len(), 3000);
    }
}
