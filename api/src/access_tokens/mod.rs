//! Personal access tokens in the API: listed, made and revoked by who has signed in. What a token may do is checked in
//! [`crate::access`], before anything runs.

mod mutations;
mod types;

pub(crate) use mutations::AccessTokenMutations;
pub(crate) use types::AccessToken;
