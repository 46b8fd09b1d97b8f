//! Boards and their members.
//!
//! Anyone signed in opens a board ([`create()`]) and owns it; others join ([`join`]) and leave ([`leave`]). Its
//! owner changes it ([`update()`]). A private
//! board does not exist for those outside it. `member_count` and `story_count` change in the transaction that
//! changes what they count.

mod create;
mod join;
mod leave;
mod model;
mod queries;
mod update;

pub use create::{CreateBoardError, NewBoard, create};
pub use join::{JoinBoardError, join};
pub use leave::{LeaveBoardError, leave};
pub use model::{Board, BoardRole, BoardVisibility, ModerationMode};
pub use queries::{by_ids, by_slug, directory, directory_list, roles};
pub use update::{BoardChanges, UpdateBoardError, update};
