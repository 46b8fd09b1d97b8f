//! Accounts and the sessions that prove them.
//!
//! A person registers once ([`register()`]), signs in ([`sign_in()`]) for an opaque bearer token whose hash is all that
//! the database keeps, is recognised by it ([`authenticate()`]) and signs out ([`sign_out()`]). Guarantees: handles and
//! e-mail addresses are unique whatever their case; a wrong address costs as much time as a wrong password; hashing
//! never runs on an async thread, and never more hashes at once than there are cores.
//!
//! An address is proven by a mailed token ([`verify_email`]), and replaced by another once that is proven
//! ([`confirm_email_change`]). A password is changed by who knows it ([`change_password()`]) or set anew by who reads the
//! account's mail ([`reset_password`]); either ends the other sessions and is told by mail. Guarantees: tokens work once,
//! for a bounded time, for the address that they were sent to, and are kept as hashes; asking for a mail answers the same
//! whether an address belongs to somebody.
//!
//! What would let somebody else in for good (a new access token, say) takes a person who has just shown that it is them:
//! by signing in, or in the session that they have ([`confirm()`]).
//!
//! An account is erased by its person ([`request_erasure`]): its name goes at once, the rest in a job. Before that
//! it can be had whole ([`export()`]).

mod authenticate;
mod change_password;
mod changes;
mod confirm;
mod email;
mod erase;
mod export;
mod grant;
mod model;
mod password;
mod queries;
mod register;
mod sessions;
mod sign_in;
mod sign_out;
mod token;
mod update_profile;

pub(crate) use authenticate::SEEN_EVERY;
pub use authenticate::{authenticate, living_credentials};
pub use change_password::{ChangePasswordError, change_password, request_password_reset, reset_password};
pub use changes::{CHANGES, announce_change, changed};
pub(crate) use confirm::lock_confirmed;
pub use confirm::{CONFIRMATION_HOLDS, ConfirmError, Evidence, Unconfirmed, confirm, is_confirmed};
pub use email::{EmailError, confirm_email_change, request_email_change, request_verification, verify_email};
pub use erase::{EraseAccountError, ErasedTexts, Erasure, erase, request_erasure};
pub use export::{ExportError, export};
pub use grant::{GrantError, grant};
pub use model::{DisplayName, EmailAddress, Handle, Profile, Role, SessionToken, User};
pub use password::{Password, PasswordError, Passwords};
pub use queries::{Bio, bios, by_handle, by_ids, languages, profile};
pub use register::{NewAccount, RegisterError, register};
pub use sessions::{
    Device, OpenSession, SessionTerms, revoke_other_sessions, revoke_session, sessions, sessions_list,
};
pub(crate) use sign_in::open_session;
pub use sign_in::{Session, SignInError, sign_in};
pub use sign_out::sign_out;
pub use token::{OneTimeToken, TokenPurpose};
pub(crate) use token::{lock_account, mint};
pub use update_profile::{ProfileChanges, update_profile};
