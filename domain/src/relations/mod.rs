//! Who does not want to hear of whom, and who may not turn to whom.
//!
//! A *mute* is for oneself: clients fold what the muted person writes, and nothing tells of it. A *block* binds the
//! other: they can't reply to, react to or follow whoever blocked them, and neither follows the other any more. Neither
//! shows to the other person; what they are refused does not say by whom else they are blocked.

mod forget;
mod queries;
mod set;

pub(crate) use forget::forget;
pub(crate) use queries::lock_pair;
pub use queries::{is_blocked_by, list, related_list, relations_to};
pub use set::{MOST_RELATED, RelateError, set};

/// What one person keeps from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RelationKind {
    /// Their attention.
    Mute,
    /// Their company.
    Block,
}
