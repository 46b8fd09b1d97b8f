use aes_gcm::{
    Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::ids::UserId;

/// What a kept secret begins with.
const PLAIN: u8 = 0;
const SEALED: u8 = 1;
/// Bytes of a nonce. Chosen at random they are enough for four thousand million secrets (NIST SP 800-38D, 8.3).
const NONCE: usize = 12;

/// The instance's key, which seals secrets that must be kept as they are. Without one they lie open in the database.
#[derive(Clone, Default)]
pub struct Seal(Option<Aes256Gcm>);

/// A key that can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not 32 bytes in base64: make a key with `openssl rand -base64 32`")]
pub struct InvalidKey;

/// A secret can't be opened: it was sealed with another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a second factor's secret was sealed with another FABULA_SECRET_KEY than this process has")]
pub struct Unopened;

impl Seal {
    /// The seal of a key of 32 bytes in base64.
    ///
    /// # Errors
    /// If it is none.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let key = BASE64_STANDARD.decode(text.trim()).map_err(|_| InvalidKey)?;
        Aes256Gcm::new_from_slice(&key).map(|cipher| Self(Some(cipher))).map_err(|_| InvalidKey)
    }

    /// Seals a person's secret. It opens for nobody else's row.
    pub(super) fn close(&self, user: UserId, secret: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = rand::random();
        let owner = user.uuid();
        let payload = Payload { msg: secret, aad: owner.as_bytes() };
        // Encrypting some bytes fails only when there are more than a cipher takes.
        let sealed = self.0.as_ref().and_then(|cipher| cipher.encrypt(&Nonce::from(nonce), payload).ok());
        match sealed {
            Some(sealed) => [&[SEALED][..], &nonce, &sealed].concat(),
            None => [&[PLAIN], secret].concat(),
        }
    }

    /// Opens what [`close`](Self::close) made, with this key or without one.
    pub(super) fn open(&self, user: UserId, kept: &[u8]) -> Result<Vec<u8>, Unopened> {
        match kept.split_first() {
            Some((&PLAIN, secret)) => Ok(secret.to_vec()),
            Some((&SEALED, sealed)) => {
                let cipher = self.0.as_ref().ok_or(Unopened)?;
                let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(Unopened)?;
                let owner = user.uuid();
                let payload = Payload { msg: sealed, aad: owner.as_bytes() };
                cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| Unopened)
            }
            _ => Err(Unopened),
        }
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.0.is_some() { "Seal(…)" } else { "Seal(none)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Seal {
        Seal::parse(&BASE64_STANDARD.encode([byte; 32])).unwrap()
    }

    #[test]
    fn a_sealed_secret_opens_with_its_key_for_its_owner_only() {
        let (ada, grace) = (UserId::from(uuid::Uuid::from_u128(1)), UserId::from(uuid::Uuid::from_u128(2)));
        let kept = key(1).close(ada, b"the secret of ada");
        assert!(!kept.windows(6).any(|part| part == b"secret"));
        assert_eq!(key(1).open(ada, &kept).unwrap(), b"the secret of ada");
        for (seal, owner) in [(key(2), ada), (key(1), grace), (Seal::default(), ada)] {
            assert_eq!(seal.open(owner, &kept), Err(Unopened));
        }
        // What was kept before there was a key still opens.
        let open = Seal::default().close(ada, b"open");
        assert_eq!(key(1).open(ada, &open).unwrap(), b"open");
        assert_eq!(key(1).open(ada, &[]), Err(Unopened));
    }

    #[test]
    fn a_key_has_32_bytes() {
        for bad in ["", "secret", &BASE64_STANDARD.encode([0; 31]), &BASE64_STANDARD.encode([0; 33])] {
            assert!(Seal::parse(bad).is_err(), "{bad:?}");
        }
    }
}
