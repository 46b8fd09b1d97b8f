use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// What base 62 is written with: only letters and digits, so that a double click selects a whole token.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Random characters of a token: 178 bits.
const RANDOM: usize = 30;
/// Characters of its checksum.
const CHECKSUM: usize = 6;

/// An access token: `fbt_`, 30 random letters and digits, and six of their CRC-32 in base 62, as GitHub's tokens have it. So
/// scanners find leaked ones by their looks and know them from random text without asking anybody.
#[derive(Debug, Clone)]
pub struct TokenSecret(SecretString);

impl TokenSecret {
    /// What every token begins with.
    pub const PREFIX: &'static str = "fbt_";

    /// A new random token.
    #[must_use]
    pub fn generate() -> Self {
        let body: String =
            (0..RANDOM).map(|_| char::from(DIGITS[rand::random_range(0..DIGITS.len())])).collect();
        let checksum = checksum(&body);
        Self(format!("{}{body}{checksum}", Self::PREFIX).into())
    }

    /// Reads what a client sent; `None` for what can't be a token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let encoded = text.strip_prefix(Self::PREFIX)?;
        if encoded.len() != RANDOM + CHECKSUM || !encoded.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let (body, sum) = encoded.split_at(RANDOM);
        (checksum(body) == sum).then(|| Self(text.into()))
    }

    /// The token itself, for the one answer that carries it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// What the database knows it by. A fast hash is enough for so many random bits.
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.reveal().as_bytes()).into()
    }
}

/// The CRC-32 of a token's random part in base 62, the most significant digit first.
fn checksum(body: &str) -> String {
    let mut rest = crc32fast::hash(body.as_bytes());
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_generated_reads_as_a_token() {
        let token = TokenSecret::generate();
        assert_eq!(TokenSecret::parse(token.reveal()).unwrap().hash(), token.hash());
        assert_eq!(token.reveal().len(), 40);
        let other = if token.reveal().ends_with('0') { '1' } else { '0' };
        let mistyped = format!("{}{other}", &token.reveal()[..39]);
        for bad in
            ["", "fbt_", "fabula_x", &mistyped, &"a".repeat(10_000), &format!("fbt_{}", "ä".repeat(18))]
        {
            assert!(TokenSecret::parse(bad).is_none(), "{bad:?}");
        }
        assert!(!format!("{token:?}").contains(token.reveal()));
    }

    #[test]
    fn the_checksum_is_a_crc_32_in_base_62() {
        // The check value of CRC-32/ISO-HDLC is 0xCBF43926.
        assert_eq!(checksum("123456789"), "3jZRME");
    }
}
