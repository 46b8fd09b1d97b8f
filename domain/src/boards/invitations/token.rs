use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// What lets in whoever has it: 160 random bits in base64url.
#[derive(Debug, Clone)]
pub struct InviteToken(SecretString);

impl InviteToken {
    pub(super) fn generate() -> Self {
        let bytes: [u8; 20] = rand::random();
        Self(BASE64_URL_SAFE_NO_PAD.encode(bytes).into())
    }

    /// Reads what a person pasted, with the white space that comes along; `None` for what can't be a token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > 64 {
            return None;
        }
        (BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.len() == 20).then(|| Self(text.into()))
    }

    /// The token itself, for the one answer that carries it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    pub(super) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.reveal().as_bytes()).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_generated_reads_as_a_token() {
        let token = InviteToken::generate();
        let pasted = format!(" {}\n", token.reveal());
        assert_eq!(InviteToken::parse(&pasted).unwrap().hash(), token.hash());
        for bad in ["", "x", "ä", &"a".repeat(10_000)] {
            assert!(InviteToken::parse(bad).is_none(), "{bad:?}");
        }
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
