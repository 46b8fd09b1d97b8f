//! Boards in the API.

mod mutations;
mod queries;
mod types;

pub(crate) use mutations::BoardMutations;
pub(crate) use queries::BoardQueries;
pub(crate) use types::{Board, BoardVisibility, ModerationMode};
