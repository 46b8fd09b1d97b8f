//! Stories: their revisions, their translations, and what they draw on.
//!
//! A story is a `DRAFT` that only its author sees, then `PUBLISHED`; it can become a draft again, which moderators still
//! find. Deleted, a draft that was never published is gone; of a published story the row stays, `DELETED`, for what
//! refers to it, and nobody finds it. Every edit is a revision that stays readable; edits compare and set the revision.
//! Markdown is rendered and sanitised when written, never when read. Its discussion's counters and event numbers live in
//! its row, which is therefore what a discussion is ordered by.
//!
//! Translations of one story are a group. A story joins by its author's act, and leaves it by theirs or by that of the
//! author whose story the group began with ([`link_translation()`], [`unlink_translation()`]).

mod create;
mod delete;
mod erase;
mod link_translation;
mod links;
mod lock;
mod model;
mod publish;
mod queries;
mod references;
mod related;
mod revisions;
mod tags;
mod translations;
mod unlink_translation;
mod unpublish;
mod update;

pub use create::{CreateStoryError, NewStory, create};
pub use delete::{DeleteStoryError, delete};
pub(crate) use erase::forget_author;
pub use link_translation::{LinkTranslationError, link_translation};
pub(crate) use lock::discussion_is_locked;
pub use lock::{LockError, set_discussion_lock};
pub use model::{Story, StoryRevision, StoryStatus, UNKNOWN_LANGUAGE};
pub use publish::{PublishStoryError, publish};
pub use queries::{Listing, by_ids, list};
pub use references::{Reference, References};
pub use related::{MOST_RELATED, related};
pub use revisions::{revision_of_page, revisions, revisions_at, revisions_list};
pub use tags::Tags;
pub use translations::translations;
pub use unlink_translation::{UnlinkTranslationError, unlink_translation};
pub use unpublish::{UnpublishStoryError, unpublish};
pub use update::{StoryChanges, UpdateStoryError, update};

/// What changed between two texts.
pub mod diff {
    pub use fabula_text::{DiffLine, Hunk, LineChange, Piece, diff};
}

pub use fabula_text::{RENDERING, markdown_outline as outline};

pub(crate) use model::{detect, reading_minutes};
pub(crate) use queries::{board_of, push_visible};
