//! Personal access tokens: what a person gives a program, so that it acts for them and does no more than they allow.
//!
//! A person who has just shown that it is them makes one ([`create()`]); the token is shown once and kept as a hash. A program
//! sends it as its bearer token and is recognised ([`authenticate()`]) as the person, with a role that is bounded by the
//! token's [`Scopes`]. It ends when its time is up or it is revoked ([`revoke()`]). Guarantees: every token ends; a person
//! has at most [`MOST_TOKENS`] that work; nothing that looks after the account takes a token, so a token never makes
//! another one; making one is told by mail.

mod authenticate;
mod create;
mod list;
mod revoke;
mod scopes;
mod secret;

pub use authenticate::{authenticate, living};
pub use create::{CreateTokenError, MOST_TOKENS, NewToken, create};
pub use list::{AccessToken, list, tokens_list};
pub use revoke::revoke;
pub(crate) use revoke::revoke_all;
pub use scopes::{Scope, Scopes};
pub use secret::TokenSecret;
