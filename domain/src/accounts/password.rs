use std::{sync::Arc, time::Duration};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use fabula_platform::db::Db;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use crate::{Invalid, ids::UserId};

/// A password of acceptable length. NIST SP 800-63B asks for at least 8 characters and for 64 to be allowed.
#[derive(Debug, Clone)]
pub struct Password(SecretString);

impl Password {
    /// Reads a password of 8 to 256 characters.
    ///
    /// # Errors
    /// If it is shorter or longer.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        // Bytes first: a megabyte is refused without being counted.
        if text.len() > 1024 || !(8..=256).contains(&text.chars().count()) {
            return Err(Invalid::new("password", "takes 8 to 256 characters"));
        }
        Ok(Self(text.into()))
    }
}

/// Why a password could not be hashed or verified.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many people are signing in at this moment.
    #[error("too many passwords are being checked")]
    Busy,
    /// The hash in the database can't be read, or hashing failed.
    #[error("a password hash failed: {0}")]
    Hash(String),
    /// The stored hash can't be read.
    #[error("a password hash can't be read")]
    Database(#[from] sqlx::Error),
}

/// How long a sign-in may wait for its turn.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Sign-ins that may wait for each one that is hashing.
const WAITING_PER_CORE: usize = 16;

/// Hashes passwords with argon2id on blocking threads, a bounded number at a time.
///
/// Parameters are the crate's defaults: 19 MiB, two passes, one lane, as OWASP's password storage cheat sheet has
/// them.
#[derive(Debug, Clone)]
pub struct Passwords {
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            running: Arc::new(Semaphore::new(cores)),
            admitted: Arc::new(Semaphore::new(cores * WAITING_PER_CORE)),
        }
    }
}

impl Passwords {
    /// The PHC string of `password` with a fresh salt.
    ///
    /// # Errors
    /// If too many others wait, or hashing fails.
    pub async fn hash(&self, password: Password) -> Result<String, PasswordError> {
        self.run(move || {
            Argon2::default()
                .hash_password(password.0.expose_secret().as_bytes())
                .map(|hash| hash.to_string())
                .map_err(|error| PasswordError::Hash(error.to_string()))
        })
        .await
    }

    /// Whether `password` fits `stored`. With `None` it takes as long and answers false, so that an unknown address
    /// can't be told from a wrong password.
    ///
    /// # Errors
    /// If too many others wait, or the stored hash can't be read.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, PasswordError> {
        self.run(move || {
            let known = stored.is_some();
            // The hash of a random password that nobody has.
            const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$rLPbVFCCOdRaGMKjVCXs1fOHA7YoZqBVe3lQsGTtQ5w";
            let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
            let hash = PasswordHash::new(&stored).map_err(|error| PasswordError::Hash(error.to_string()))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known)
        })
        .await
    }

    /// Whether `password` is the person's. Who has none has no right one.
    ///
    /// # Errors
    /// If too many others wait, or the database refuses.
    pub(super) async fn are_of(&self, db: &Db, user: UserId, password: &str) -> Result<bool, PasswordError> {
        // What can't have been registered is not worth hashing.
        if password.len() > 1024 {
            return Ok(false);
        }
        let stored = sqlx::query_scalar!("select password_hash from users where id = $1", user.uuid())
            .fetch_optional(db.pool())
            .await?
            .flatten();
        self.verify(password.to_owned(), stored).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let _admitted = self.admitted.try_acquire().map_err(|_| PasswordError::Busy)?;
        let turn = tokio::time::timeout(LONGEST_WAIT, Arc::clone(&self.running).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(PasswordError::Busy);
        };
        // The permit travels with the work: a cancelled request does not free a core that is still hashing.
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        })
        .await
        .map_err(|error| PasswordError::Hash(error.to_string()))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let passwords = Passwords::default();
        let hash = passwords.hash(Password::parse("correct horse").unwrap()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("wrong horse".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("anything".into(), None).await.unwrap());
    }
}
