//! A set of words by their 64-bit hashes, with a number each: open addressing, half full, made once when loaded.

/// What [`hash`] starts from.
const SEED: u64 = 0xCBF2_9CE4_8422_2325;
/// 2⁶⁴ divided by the golden ratio, as in Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, 6.4).
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Mixes one more value into a hash.
pub(crate) fn mix(hash: u64, value: u64) -> u64 {
    let mixed = (hash ^ value).wrapping_mul(GOLDEN);
    mixed ^ (mixed >> 29)
}

/// The hash of characters, one after the other.
pub(crate) fn hash(characters: impl IntoIterator<Item = char>) -> u64 {
    characters.into_iter().fold(SEED, |hash, character| mix(hash, u64::from(u32::from(character))))
}

/// Numbers by hash.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// A hash and its number; a hash of zero is an empty slot.
    slots: Vec<(u64, u32)>,
}

impl Table {
    /// The entries' hashes, numbered in order; the last one wins where hashes are equal.
    pub(crate) fn new(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        let mut table = Self { slots: vec![(0, 0); (hashes.len() * 2).next_power_of_two().max(2)] };
        for (number, hash) in (0_u32..).zip(hashes) {
            let at = table.place(hash);
            table.slots[at] = (hash, number);
        }
        table
    }

    /// The number of a hash.
    pub(crate) fn get(&self, hash: u64) -> Option<u32> {
        let (found, number) = self.slots[self.place(hash)];
        (found == hash && hash != 0).then_some(number)
    }

    /// The slot that a hash is in, or would be put into.
    fn place(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (hash >> 20) as usize & mask;
        while self.slots[at].0 != 0 && self.slots[at].0 != hash {
            at = (at + 1) & mask;
        }
        at
    }
}

/// Words that are probably known (Bloom 1970): never a false no, about one false yes in a hundred.
#[derive(Debug, Clone)]
pub(crate) struct Bloom {
    bits: Vec<u8>,
}

impl Bloom {
    /// How many bits each word sets.
    const PROBES: u64 = 4;

    /// An empty filter of that many bits, a power of two.
    pub(crate) fn empty(bits: usize) -> Self {
        Self { bits: vec![0; bits / 8] }
    }

    /// A filter that was kept.
    pub(crate) fn of(bits: Vec<u8>) -> Self {
        Self { bits }
    }

    /// The bytes to keep.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bits
    }

    /// Adds a word.
    pub(crate) fn add(&mut self, hash: u64) {
        for (byte, bit) in self.places(hash) {
            self.bits[byte] |= bit;
        }
    }

    /// Whether a word is probably one of those added.
    pub(crate) fn has(&self, hash: u64) -> bool {
        self.places(hash).all(|(byte, bit)| self.bits[byte] & bit != 0)
    }

    fn places(&self, hash: u64) -> impl Iterator<Item = (usize, u8)> + use<> {
        let mask = self.bits.len() as u64 * 8 - 1;
        let step = (hash >> 32) | 1;
        (0..Self::PROBES).map(move |probe| {
            let bit = hash.wrapping_add(probe.wrapping_mul(step)) & mask;
            ((bit / 8) as usize, 1 << (bit % 8))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_finds_what_was_put_in_and_nothing_else() {
        let table = Table::new(
            (0..1000_u32).map(|number| mix(SEED, u64::from(number))).collect::<Vec<_>>().into_iter(),
        );
        assert!((0..1000).all(|number| table.get(mix(SEED, u64::from(number))) == Some(number)));
        assert_eq!(table.get(hash("absent".chars())), None);
    }

    #[test]
    fn a_filter_never_forgets_and_seldom_invents() {
        let mut filter = Bloom::empty(1 << 14);
        let word = |number: u64| mix(SEED, number);
        (0..1000).for_each(|number| filter.add(word(number)));
        assert!((0..1000).all(|number| filter.has(word(number))));
        let invented = (1000..11_000).filter(|number| filter.has(word(*number))).count();
        assert!(invented < 300, "{invented} of 10,000");
    }
}
