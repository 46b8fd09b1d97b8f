//! Stories in the API.

mod mutations;
mod queries;
mod types;

pub(crate) use mutations::StoryMutations;
pub(crate) use queries::StoryQueries;
pub(crate) use types::{Story, StoryRevision};
