//! The second factor in the API: turned on, off, and given new recovery codes by who has just shown that it is them. The
//! second step of signing in stands beside the first, in [`crate::accounts`].

mod mutations;
mod types;

pub(crate) use mutations::SecondFactorMutations;
pub(crate) use types::SecondFactor;
