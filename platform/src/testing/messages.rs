use std::collections::HashMap;

/// Tells what a client has PostgreSQL execute.
///
/// <https://www.postgresql.org/docs/current/protocol-message-formats.html>: a type byte (which the very first message
/// lacks), then the length of the rest, itself included.
#[derive(Debug, Default)]
pub(super) struct Messages {
    has_started: bool,
    /// What has come of the message in hand.
    message: Vec<u8>,
    /// The text of each prepared statement, by its name.
    prepared: HashMap<Vec<u8>, String>,
    /// The name of the statement of each portal, by the portal's name.
    portals: HashMap<Vec<u8>, Vec<u8>>,
}

impl Messages {
    /// The texts of the statements whose `Execute` message ends in the next bytes.
    pub(super) fn executed(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut executed = Vec::new();
        for byte in bytes {
            self.message.push(*byte);
            let start = usize::from(self.has_started);
            let Some(length) = self.message.get(start..start + 4) else { continue };
            let length = length.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte));
            if self.message.len() < start + length {
                continue;
            }
            if self.has_started {
                executed.extend(self.take());
            }
            // A request for encryption, eight bytes long, comes before the first message proper.
            self.has_started |= length != 8;
            self.message.clear();
        }
        executed
    }

    /// Looks at a whole message.
    fn take(&mut self) -> Option<String> {
        let (kind, body) = (self.message[0], &self.message[5..]);
        let mut parts = body.split(|byte| *byte == 0).map(<[u8]>::to_vec);
        let (first, second) = (parts.next()?, parts.next()?);
        match kind {
            b'P' => {
                self.prepared.insert(first, String::from_utf8_lossy(&second).into_owned());
            }
            b'B' => {
                self.portals.insert(first, second);
            }
            b'E' => return self.prepared.get(self.portals.get(&first)?).cloned(),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_executed_is_told_however_the_bytes_are_cut() {
        let mut sent = vec![0, 0, 0, 8, 4, 210, 22, 47, 0, 0, 0, 9, 0, 3, 0, 0, 0];
        let messages = [
            (b'P', &b"one\0select 'E'\0\0\0"[..]),
            (b'P', b"two\0select 2\0\0\0"),
            (b'D', b"Sone\0"),
            (b'B', b"\0two\0\0\0\0\0\0\0"),
            (b'E', b"\0\0\0\0\0"),
            (b'S', b""),
            (b'B', b"\0one\0\0\0\0\0\0\0"),
            (b'E', b"\0\0\0\0\0"),
        ];
        for (kind, body) in messages {
            sent.push(kind);
            sent.extend(u32::try_from(body.len() + 4).unwrap().to_be_bytes());
            sent.extend(body);
        }
        for size in [1, 2, 3, 7, sent.len()] {
            let mut messages = Messages::default();
            let executed: Vec<String> = sent.chunks(size).flat_map(|part| messages.executed(part)).collect();
            assert_eq!(executed, ["select 2", "select 'E'"], "in parts of {size}");
        }
    }
}
