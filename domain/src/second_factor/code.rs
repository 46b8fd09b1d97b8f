use std::fmt::Write as _;

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// What recovery codes are written with: 32 letters and digits of which none is taken for another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Characters of a recovery code: 80 bits.
const RECOVERY_LENGTH: usize = 16;
/// Recovery codes that a person has at a time.
pub(super) const RECOVERY_CODES: usize = 10;
/// The longest text that is read as a code, spaces and hyphens included.
const LONGEST: usize = 64;

/// What a person gives as their second factor.
#[derive(Debug, Clone)]
pub enum Code {
    /// Six digits from the app.
    App(SecretString),
    /// A recovery code.
    Recovery(RecoveryCode),
}

impl Code {
    /// Reads what a person typed, with spaces and hyphens wherever they are; `None` for what can't be a code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let plain = plain.to_ascii_lowercase();
        if plain.len() == 6 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::App(plain.into()));
        }
        let fits = plain.len() == RECOVERY_LENGTH && plain.bytes().all(|byte| ALPHABET.contains(&byte));
        fits.then(|| Self::Recovery(RecoveryCode(plain.into())))
    }
}

/// A code that gets in without the app, once.
#[derive(Debug, Clone)]
pub struct RecoveryCode(SecretString);

impl RecoveryCode {
    /// A person's new codes.
    pub(super) fn generate_all() -> Vec<Self> {
        (0..RECOVERY_CODES).map(|_| Self::generate()).collect()
    }

    fn generate() -> Self {
        let random: [u8; RECOVERY_LENGTH] = rand::random();
        let code: String = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        Self(code.into())
    }

    /// The code, in groups of four, for the one answer that carries it.
    #[must_use]
    pub fn reveal(&self) -> String {
        let code = self.0.expose_secret();
        let mut written = String::with_capacity(code.len() + 3);
        for (place, character) in code.chars().enumerate() {
            let hyphen = if place > 0 && place % 4 == 0 { "-" } else { "" };
            let _ = write!(written, "{hyphen}{character}");
        }
        written
    }

    /// What the database knows it by. A fast hash is enough for 80 random bits.
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.expose_secret().as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        for app in ["123456", " 123 456 ", "123-456"] {
            assert!(matches!(Code::parse(app), Some(Code::App(code)) if code.expose_secret() == "123456"));
        }
        let code = RecoveryCode::generate();
        let shown = code.reveal();
        assert_eq!(shown.len(), 19);
        for typed in [shown.clone(), shown.replace('-', " "), shown.to_uppercase()] {
            let Some(Code::Recovery(read)) = Code::parse(&typed) else { panic!("{typed}") };
            assert_eq!(read.hash(), code.hash());
        }
        for bad in ["", "12345", "1234567", "١٢٣٤٥٦", "abcd-efgh-ijkl-mnop", &"1".repeat(1_000_000)] {
            assert!(Code::parse(bad).is_none(), "{bad:?}");
        }
        assert!(!format!("{code:?}").contains(&code.reveal()[..4]));
    }
}
