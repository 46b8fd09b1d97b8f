//! Signing in by what another provider says (OpenID Connect), and the identities that people have there.
//!
//! A person departs for a provider ([`depart`]) on a journey, and is back with a state and a code ([`come_back`]). The
//! journey says what they want: to sign in ([`sign_in`]), which opens an account the first time, or to link the identity to
//! the account that they are signed in to ([`link`]). A program that has no cookies gets a code, which it redeems
//! ([`redeem`]). Identities are listed ([`list()`]) and unlinked ([`unlink`]).
//!
//! Guarantees: an identity is issuer and subject, never an address, and opens one account. A journey works once, for ten
//! minutes, in the browser that it began in. Nobody gets into an account because a provider says that an address is theirs,
//! unless the operator trusts it with that and the account has proven the same address. The second factor is asked for as
//! with a password. Only who has just shown that it is them adds or takes away a way in, is told of it by mail, and can't
//! take away the last one.

mod admit;
mod code;
mod depart;
mod handle;
mod link;
mod list;
mod open_account;
mod sign_in;
mod unlink;

pub use admit::Admission;
pub use code::{CodeChallenge, RedeemError, redeem};
pub use depart::{DepartError, Departed, Journey, Purpose, come_back, depart};
pub use link::{LinkError, MOST_IDENTITIES, link};
pub use list::{Identity, is_known, list};
pub use sign_in::{SignInError, sign_in};
pub use unlink::{UnlinkError, unlink};
