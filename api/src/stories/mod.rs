//! Stories in the API.

mod locking;
mod mutations;
mod queries;
mod references;
mod revisions;
mod translations;
mod types;

pub(crate) use locking::DiscussionMutations;
pub(crate) use mutations::{StoryMutations, StoryPayload};
pub(crate) use queries::StoryQueries;
pub(crate) use references::{Reference, ReferenceInput};
pub(crate) use revisions::StoryRevision;
pub(crate) use translations::TranslationMutations;
pub(crate) use types::Story;
