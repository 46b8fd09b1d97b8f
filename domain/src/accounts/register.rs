use fabula_platform::{db::Db, outbox};

use super::{
    DisplayName, EmailAddress, Handle, Password, Passwords, Role, Session, SessionTerms, User,
    password::PasswordError, sign_in,
};
use crate::{Invalid, events::UserRegistered, fault, ids::UserId};

/// What a person gives to sign up.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Their unique name.
    pub handle: Handle,
    /// The name that they are shown by; the handle when not given.
    pub display_name: Option<DisplayName>,
    /// Where they get mail, and what they sign in with.
    pub email: EmailAddress,
    /// Their password.
    pub password: Password,
    /// The languages that they read.
    pub languages: Vec<String>,
}

impl NewAccount {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// The first field that can't be accepted.
    pub fn parse(
        handle: &str,
        display_name: Option<&str>,
        email: &str,
        password: &str,
        languages: &[String],
    ) -> Result<Self, Invalid> {
        Ok(Self {
            handle: Handle::parse(handle)?,
            display_name: display_name.map(DisplayName::parse).transpose()?,
            email: EmailAddress::parse(email)?,
            password: Password::parse(password)?,
            languages: fault::languages("languages", languages, 20)?,
        })
    }
}

/// Why nobody was registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Another account has the handle.
    #[error("the handle is taken")]
    HandleTaken,
    /// Another account has the address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database refused.
    #[error("the account can't be kept")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for RegisterError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|database| database.constraint()) {
            Some("users_handle_key") => Self::HandleTaken,
            Some("users_email_key") => Self::EmailTaken,
            _ => Self::Database(error),
        }
    }
}

/// Creates an account and signs it in. A mail that proves its address follows from `user.registered`.
///
/// # Errors
/// If the handle or the address is taken.
pub async fn register(
    db: &Db,
    passwords: &Passwords,
    new: NewAccount,
    terms: impl Into<SessionTerms>,
) -> Result<(User, Session), RegisterError> {
    let terms = terms.into();
    let password_hash = passwords.hash(new.password).await?;
    let now = db.clock().now();
    let user = User {
        id: UserId::new(now),
        display_name: new
            .display_name
            .map_or_else(|| new.handle.as_str().to_owned(), |name| name.as_str().to_owned()),
        handle: new.handle.as_str().to_owned(),
        role: Role::Member,
        created_at: now,
    };
    let mut transaction = db.begin().await?;
    sqlx::query!(
        "insert into users (id, handle, display_name, email, password_hash, languages, role, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        user.id.uuid(),
        user.handle,
        user.display_name,
        new.email.as_str(),
        password_hash,
        &new.languages,
        user.role as Role,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    let session = sign_in::open_session(&mut transaction, user.id, now, terms).await?;
    outbox::append(&mut transaction, &UserRegistered { user_id: user.id }, now).await?;
    transaction.commit().await?;
    Ok((user, session))
}
