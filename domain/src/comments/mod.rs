//! Comments, their threads, and the log of what happened in each discussion.
//!
//! States: `PENDING` → `PUBLISHED`, `HELD` (a case waits for a moderator) or `REJECTED`; `HELD` → `PUBLISHED` or
//! `REJECTED`; `PUBLISHED` → `REMOVED` (moderation), `HELD` (a late verdict), `DELETED` (the author), and `REMOVED` →
//! `PUBLISHED` (restored). An edit of a published comment waits for its own verdict behind the text that readers see.
//!
//! Guarantees:
//! - What readers see changes in one transaction with its event in the story's log, its counters and its outbox row.
//! - Events of a story are numbered without gaps, because a number is taken by updating the story's row.
//! - Locks are taken in one order everywhere: the story, then comments from the leaf up, then the case.
//! - [`follow()`] gives every event once and in order, whatever is lost on the way.

mod ancestors;
mod create;
mod delete;
mod edit;
mod erase;
mod follow;
mod history;
mod log;
mod model;
mod queries;
mod react;
mod read_ahead;
mod sweep;
pub(crate) mod visibility;

pub use ancestors::{ancestors, ancestors_list, depth};
pub use create::{CreateCommentError, NewComment, create};
pub use delete::{DeleteCommentError, delete};
pub use edit::{CommentEdit, EditCommentError, edit};
pub(crate) use erase::{forget_author, take_back_reactions};
pub use follow::{FollowError, follow};
pub use history::{CommentRevision, history, history_list};
pub use log::{CommentEventKind, Cursor, CursorError, LogEntry, head, read as read_log};
pub use model::{Comment, CommentBody, CommentStatus, Reaction, ReactionCounts};
pub use queries::{CommentOrder, Texts, Thread, by_ids, list, replies};
pub use react::{ReactError, react, reactions_by};
pub use read_ahead::{PageWithReplies, list_with_replies};
pub use sweep::sweep;
