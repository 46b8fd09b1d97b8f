//! Reading what was compiled in, piece by piece, with a checksum over all of it.

/// Data that can't be what the trainer wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelFault {
    /// It begins with something else.
    #[error("the scorers' data is of another kind or version")]
    Kind,
    /// It ends too early, or too late.
    #[error("the scorers' data has the wrong length")]
    Length,
    /// Some byte of it has changed.
    #[error("the scorers' data is damaged")]
    Checksum,
    /// A word or language in it can't be read.
    #[error("the scorers' data has an entry that can't be read")]
    Entry,
}

/// The bytes of the checksum at the end.
const CHECKSUM: usize = 8;

/// FNV-1a (Fowler, Noll, Vo), enough to notice damage.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// What is left to read.
#[derive(Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Begins to read, once kind and checksum are right.
    pub(super) fn open(bytes: &'a [u8], kind: &[u8]) -> Result<Self, ModelFault> {
        let body = bytes.len().checked_sub(CHECKSUM).ok_or(ModelFault::Length)?;
        let (body, sum) = bytes.split_at(body);
        let body_after_kind = body.strip_prefix(kind).ok_or(ModelFault::Kind)?;
        if checksum(body).to_le_bytes() != sum {
            return Err(ModelFault::Checksum);
        }
        Ok(Self(body_after_kind))
    }

    /// The next so many bytes.
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], ModelFault> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(ModelFault::Length)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], ModelFault> {
        self.take(LENGTH)?.try_into().map_err(|_| ModelFault::Length)
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> Result<u8, ModelFault> {
        self.array().map(|[byte]| byte)
    }

    /// The next number of 32 bits.
    pub(super) fn number(&mut self) -> Result<u32, ModelFault> {
        self.array().map(u32::from_le_bytes)
    }

    /// The next count, as an index.
    pub(super) fn count(&mut self) -> Result<usize, ModelFault> {
        self.number().map(|count| count as usize)
    }

    /// The next real number.
    pub(super) fn real(&mut self) -> Result<f32, ModelFault> {
        self.array().map(f32::from_le_bytes)
    }

    /// The next text, of at most 255 bytes.
    pub(super) fn text(&mut self) -> Result<&'a str, ModelFault> {
        let length = usize::from(self.byte()?);
        std::str::from_utf8(self.take(length)?).map_err(|_| ModelFault::Entry)
    }

    /// Makes sure that all was read.
    pub(super) fn close(&self) -> Result<(), ModelFault> {
        if self.0.is_empty() { Ok(()) } else { Err(ModelFault::Length) }
    }
}

/// Writes what [`Reader`] reads.
#[derive(Debug)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn new(kind: &[u8]) -> Self {
        Self(kind.to_vec())
    }

    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// A text of at most 255 bytes; a longer one is cut short.
    pub(super) fn text(&mut self, text: &str) {
        let length = text.floor_char_boundary(usize::from(u8::MAX));
        self.0.push(u8::try_from(length).unwrap_or(u8::MAX));
        self.put(&text.as_bytes()[..length]);
    }

    /// A count below 2³².
    pub(super) fn count(&mut self, count: usize) {
        self.put(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        let sum = checksum(&self.0);
        self.put(&sum.to_le_bytes());
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_damage_is_noticed() {
        let mut writer = Writer::new(b"KIND");
        writer.text("Жук");
        writer.count(7);
        let bytes = writer.finish();
        let mut reader = Reader::open(&bytes, b"KIND").unwrap();
        assert_eq!((reader.text(), reader.number(), reader.close()), (Ok("Жук"), Ok(7), Ok(())));
        assert_eq!(reader.byte(), Err(ModelFault::Length));
        assert_eq!(Reader::open(&bytes, b"SORT").unwrap_err(), ModelFault::Kind);
        assert_eq!(Reader::open(&[], b"KIND").unwrap_err(), ModelFault::Length);
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            assert!(Reader::open(&damaged, b"KIND").is_err(), "byte {at}");
        }
    }
}
