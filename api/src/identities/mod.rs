//! Identities at other providers in the API: which providers there are, whose identities open the viewer's account, and
//! how one is unlinked. People sign in and link by their browser, in [`crate::http`].

mod mutations;
mod queries;
mod types;

pub(crate) use mutations::IdentityMutations;
pub(crate) use queries::IdentityQueries;
pub(crate) use types::Identity;
