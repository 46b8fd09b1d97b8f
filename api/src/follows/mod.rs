//! Follows in the API: boards, stories and people.

mod mutations;

pub(crate) use mutations::FollowMutations;
