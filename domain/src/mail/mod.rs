//! Mails to people about their accounts.
//!
//! A use case asks for a mail in its own transaction ([`request()`]): a row and an event, `mail.requested`. A worker
//! writes and sends it ([`deliver()`]); the mail that proves a new account's address begins with `user.registered`
//! ([`welcome`]). Guarantees: no request waits for a mail server; tokens are made when the mail is written and kept
//! only as hashes; two workers never send one mail at the same time; whether an address belongs to somebody is looked
//! up here, so that asking for a password reset takes the same time either way; once a mail has been handed over,
//! nothing of it stays.

mod deliver;
mod letter;
mod request;
mod texts;

pub use deliver::{Delivery, DeliveryError, deliver, welcome};
pub(crate) use request::{request, tell};

use std::sync::Arc;

use fabula_platform::mail::Mailer;

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MailKind {
    /// A token that proves the account's address.
    VerifyEmail,
    /// A token that sets a new password.
    ResetPassword,
    /// A token that makes a new address the account's.
    ChangeEmail,
    /// Word that the password was changed.
    PasswordChanged,
    /// Word, to the old address, that another has taken its place.
    EmailChanged,
    /// Word that a new access token acts for the account.
    AccessTokenCreated,
    /// Word that signing in asks for a second factor from now on.
    SecondFactorOn,
    /// Word that it asks for none any more.
    SecondFactorOff,
    /// Word that the recovery codes are others now.
    RecoveryCodesReplaced,
    /// Word that another provider's identity opens the account from now on.
    IdentityLinked,
    /// Word that one opens it no longer.
    IdentityUnlinked,
}

/// What mails are written and sent with.
#[derive(Debug, Clone)]
pub struct PostOffice {
    /// Hands them over.
    pub mailer: Arc<dyn Mailer>,
    /// Where the site is, without a slash at the end; with `None` mails hold their token and no link.
    pub site: Option<String>,
}
