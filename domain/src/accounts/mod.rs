//! Accounts and the sessions that prove them.
//!
//! A person registers once ([`register`]), signs in ([`sign_in`]) for an opaque bearer token whose hash is all that
//! the database keeps, is recognised by it ([`authenticate`]) and signs out ([`sign_out`]). Guarantees: handles and
//! e-mail addresses are unique whatever their case; a wrong address costs as much time as a wrong password; hashing
//! never runs on an async thread, and never more hashes at once than there are cores.

mod authenticate;
mod changes;
mod grant;
mod model;
mod password;
mod queries;
mod register;
mod sign_in;
mod sign_out;

pub use authenticate::{authenticate, living_sessions};
pub use changes::{CHANGES, announce_change, changed};
pub use grant::{GrantError, grant};
pub use model::{DisplayName, EmailAddress, Handle, Profile, Role, SessionToken, User};
pub use password::{Password, PasswordError, Passwords};
pub use queries::{by_handle, by_ids, languages, profile};
pub use register::{NewAccount, RegisterError, register};
pub use sign_in::{Session, SignInError, sign_in};
pub use sign_out::sign_out;
