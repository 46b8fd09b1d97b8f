/// Tells the messages apart that a client sends to PostgreSQL.
///
/// <https://www.postgresql.org/docs/current/protocol-message-formats.html>: a type byte (which the very first message
/// lacks), then the length of the rest, itself included.
#[derive(Debug, Default)]
pub(super) struct Messages {
    header: Vec<u8>,
    has_started: bool,
    /// Bytes of the message in hand that are still to come.
    rest: usize,
}

impl Messages {
    /// How many `Execute` messages begin in the next bytes.
    pub(super) fn executions(&mut self, mut bytes: &[u8]) -> u64 {
        let mut executions = 0;
        while !bytes.is_empty() {
            let skipped = self.rest.min(bytes.len());
            self.rest -= skipped;
            bytes = &bytes[skipped..];
            let Some((first, others)) = bytes.split_first() else { break };
            bytes = others;
            self.header.push(*first);
            let type_length = usize::from(self.has_started);
            if self.header.len() < type_length + 4 {
                continue;
            }
            let length =
                self.header[type_length..].iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte));
            executions += u64::from(self.has_started && self.header[0] == b'E');
            self.rest = length.saturating_sub(4);
            // A request for encryption, eight bytes long, comes before the first message proper.
            self.has_started |= length != 8;
            self.header.clear();
        }
        executions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn executions_are_counted_however_the_bytes_are_cut() {
        let mut sent = vec![0, 0, 0, 8, 4, 210, 22, 47, 0, 0, 0, 9, 0, 3, 0, 0, 0];
        for (kind, body) in [(b'P', &b"select 'E'"[..]), (b'B', b""), (b'E', b"\0\0\0\0\0"), (b'S', b"")] {
            sent.push(kind);
            sent.extend(u32::try_from(body.len() + 4).unwrap().to_be_bytes());
            sent.extend(body);
        }
        for size in [1, 2, 3, 7, sent.len()] {
            let mut messages = Messages::default();
            let counted: u64 = sent.chunks(size).map(|part| messages.executions(part)).sum();
            assert_eq!(counted, 1, "in parts of {size}");
        }
    }
}
