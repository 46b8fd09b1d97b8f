//! Mutes and blocks in the API.

mod mutations;

pub(crate) use mutations::RelationMutations;
