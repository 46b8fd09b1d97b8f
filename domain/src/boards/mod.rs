//! Boards and their members.
//!
//! Anyone signed in opens a board ([`create()`]) and owns it; others join ([`join`]) and leave ([`leave`]). Its
//! owner changes it ([`update()`]). Who may do what is one table ([`Standing::may`]).
//!
//! A private board does not exist for those outside it. `member_count` and `story_count` change in the transaction that
//! changes what they count. What changes a board or its members takes the board's row first, so that no two such changes
//! cross.

mod create;
mod join;
mod leave;
mod members;
mod model;
mod queries;
mod rights;
mod sight;
mod update;

pub use create::{CreateBoardError, NewBoard, create};
pub use join::{JoinBoardError, join};
pub use leave::{LeaveBoardError, leave};
pub use members::{BoardMember, members, members_list};
pub use model::{Board, BoardRole, BoardVisibility, ModerationMode};
pub(crate) use queries::standing;
pub use queries::{by_ids, by_slug, directory, directory_list, roles};
pub use rights::{BoardAction, Standing};
pub(crate) use sight::{push_listed, push_visible};
pub use update::{BoardChanges, UpdateBoardError, update};
