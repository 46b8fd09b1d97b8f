//! What a program may ask for with somebody's access token: known before any of it runs.
//!
//! [`rules`] names the scope that every field of the root types and of `Viewer` needs; a test reads the schema and fails on
//! a field that has none, and [`check`] refuses it. What is further down needs no scope of its own: it shows what the
//! viewer may see, whose role the token bounds (`Scopes::bound`).

mod rules;
mod walk;

use fabula_domain::{
    Viewer,
    access_tokens::{Scope, Scopes},
    viewer::Credential,
};

use crate::error::Refusal;
pub(crate) use walk::check;

/// What something needs of an access token. A person who has signed in may do all of it, as far as their role goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// A token with this scope.
    Scope(Scope),
    /// No token will do: it looks after the account.
    SignedIn,
}

impl Access {
    /// Whether a token with these scopes will do.
    fn allow(self, scopes: Scopes) -> Result<(), Refusal> {
        match self {
            Self::Scope(scope) if scopes.contains(scope) => Ok(()),
            Self::Scope(scope) => Err(Refusal::missing_scope(scope)),
            Self::SignedIn => Err(Refusal::not_for_tokens()),
        }
    }
}

/// The scopes that bound what somebody may ask for; `None` if nothing does, since no token is in play.
pub(crate) fn scopes(viewer: Option<&Viewer>) -> Option<Scopes> {
    match viewer?.credential {
        Credential::AccessToken { scopes, .. } => Some(scopes),
        Credential::Session { .. } => None,
    }
}

/// Checks what plain HTTP asks for, where there is no document to check.
///
/// # Errors
/// If somebody's token is not for that.
pub(crate) fn allow(viewer: Option<&Viewer>, access: Access) -> Result<(), Refusal> {
    scopes(viewer).map_or(Ok(()), |scopes| access.allow(scopes))
}
