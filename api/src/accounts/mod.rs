//! Accounts in the API: who people are, signing up, in and out.

mod mutations;
mod people;
mod queries;
mod types;

pub(crate) use mutations::AccountMutations;
pub(crate) use people::People;
pub(crate) use queries::AccountQueries;
pub(crate) use types::{User, Viewer};
