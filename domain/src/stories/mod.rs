//! Stories and their revisions.
//!
//! A story is a `DRAFT` that only its author sees, then `PUBLISHED`. Every edit is a revision that stays readable;
//! edits compare and set the revision. Markdown is rendered and sanitised when written, never when read. Its
//! discussion's counters and event numbers live in its row, which is therefore what a discussion is ordered by.

mod create;
mod model;
mod publish;
mod queries;
mod update;

pub use create::{CreateStoryError, NewStory, create};
pub use model::{Story, StoryRevision, StoryStatus, Tags, UNKNOWN_LANGUAGE};
pub use publish::{PublishStoryError, publish};
pub use queries::{Listing, by_ids, list, revision_of_page, revisions, revisions_list};
pub use update::{StoryChanges, UpdateStoryError, update};

pub(crate) use model::detect;
pub(crate) use queries::push_visible;
