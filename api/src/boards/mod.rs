//! Boards in the API.

mod members;
mod mutations;
mod queries;
mod types;

pub(crate) use members::MemberConnection;
pub(crate) use mutations::BoardMutations;
pub(crate) use queries::BoardQueries;
pub(crate) use types::{Board, BoardRole, BoardVisibility, ModerationMode};
