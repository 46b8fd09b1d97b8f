use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use fabula_text::clean_line;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::{Invalid, ids::UserId};

/// What an instance lets a person do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, strum::EnumString, strum::Display)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", ascii_case_insensitive)]
pub enum Role {
    /// Reads and writes.
    Member,
    /// Works the moderation queue, too.
    Moderator,
    /// Everything.
    Admin,
}

/// What everyone may know of a person.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their unique name.
    pub handle: String,
    /// The name that they are shown by.
    pub display_name: String,
    /// What the instance lets them do.
    pub role: Role,
    /// When they registered.
    pub created_at: DateTime<Utc>,
}

/// What only they themselves may know.
#[derive(Debug, Clone)]
pub struct Profile {
    /// What everyone may know.
    pub user: User,
    /// Where they get mail.
    pub email: String,
    /// Whether a token that was sent there came back.
    pub is_email_verified: bool,
    /// Whether they have a password; else they sign in through other providers alone.
    pub has_password: bool,
    /// The languages that they read, most wanted first.
    pub languages: Vec<String>,
}

/// A unique name: 3 to 30 of `a` to `z`, digits and `_`, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle(String);

impl Handle {
    /// Reads a handle; capitals are made small.
    ///
    /// # Errors
    /// If its length or a character is not allowed.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let handle = text.to_ascii_lowercase();
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !(3..=30).contains(&handle.len()) || !handle.bytes().all(allowed) {
            return Err(Invalid::new("handle", "takes 3 to 30 letters a–z, digits and underscores"));
        }
        Ok(Self(handle))
    }

    /// The handle.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name that a person is shown by: 1 to 80 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// Reads a display name.
    ///
    /// # Errors
    /// If it is empty, too long or has characters that can't be shown.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        clean_line(text, 80).map(Self).map_err(Invalid::text("displayName"))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An e-mail address, in lower case. Whether it works is for a mail to find out.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address: one `@` between a non-empty local part and a dotted domain, at most 254 bytes (RFC 5321).
    ///
    /// # Errors
    /// If it can't be an address.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let address = text.trim().to_lowercase();
        let invalid = || Invalid::new("email", "is not an e-mail address");
        let (local, domain) = address.rsplit_once('@').ok_or_else(invalid)?;
        let plain = |text: &str| {
            !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"(),:;[]\\".contains(c))
        };
        let labels_fit = domain.split('.').all(|label| (1..=63).contains(&label.len()));
        let fits = address.len() <= 254
            && (1..=64).contains(&local.len())
            && !local.contains('@')
            && domain.contains('.')
            && labels_fit
            && plain(local)
            && plain(domain);
        if fits { Ok(Self(address)) } else { Err(invalid()) }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EmailAddress(…)")
    }
}

/// A bearer token: 256 random bits in base64url behind `fabula_`, so that leaked ones can be searched for.
#[derive(Debug, Clone)]
pub struct SessionToken(SecretString);

impl SessionToken {
    const PREFIX: &'static str = "fabula_";

    /// A new random token.
    #[must_use]
    pub fn generate() -> Self {
        let bytes: [u8; 32] = rand::random();
        Self(format!("{}{}", Self::PREFIX, BASE64_URL_SAFE_NO_PAD.encode(bytes)).into())
    }

    /// Reads what a client sent; `None` for what can't be a token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let encoded = text.strip_prefix(Self::PREFIX)?;
        (BASE64_URL_SAFE_NO_PAD.decode(encoded).ok()?.len() == 32).then(|| Self(text.into()))
    }

    /// The token itself, for the one answer that carries it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// What the database knows it by. A fast hash is enough for 256 random bits.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.reveal().as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_small_ascii_and_bounded() {
        assert_eq!(Handle::parse("Ada_1").unwrap().as_str(), "ada_1");
        for bad in ["ab", "a b c", "аda", "ada-lovelace", &"a".repeat(31), "", "ada\0"] {
            assert!(Handle::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn addresses_that_cannot_be_are_refused() {
        assert_eq!(EmailAddress::parse(" Ada@Example.ORG ").unwrap().as_str(), "ada@example.org");
        for bad in
            ["", "ada", "@example.org", "ada@", "ada@example", "a b@example.org", "a@b@example.org", "a@b..c"]
        {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
        assert!(EmailAddress::parse(&format!("{}@example.org", "a".repeat(65))).is_err());
    }

    #[test]
    fn only_what_was_generated_reads_as_a_token() {
        let token = SessionToken::generate();
        assert_eq!(SessionToken::parse(token.reveal()).unwrap().hash(), token.hash());
        for bad in ["", "fabula_", "fabula_x", "Bearer", &"a".repeat(10_000)] {
            assert!(SessionToken::parse(bad).is_none(), "{bad:?}");
        }
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
