//! Comments in the API: threads, writing, and the live discussion.

mod at_hand;
mod discussion;
mod mutations;
mod queries;
mod subscriptions;
mod types;

pub(crate) use discussion::level;
pub(crate) use mutations::CommentMutations;
pub(crate) use queries::CommentQueries;
pub(crate) use subscriptions::CommentSubscriptions;
pub(crate) use types::{Comment, CommentOrder, CommentPage, CommentRevision};
