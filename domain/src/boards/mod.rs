//! Boards and those who belong to them.
//!
//! Anyone signed in opens a board ([`create()`]) and owns it. Others join it ([`join()`]), ask to be let in ([`requests`]), or
//! are asked in ([`invitations`]); they leave ([`leave()`]), are removed ([`remove_member()`]) or banned ([`ban()`]). Its owner
//! changes it ([`update()`]), offers it to another member ([`offer_ownership`]), and archives it ([`set_archived`]). Who may
//! do what is one table ([`Standing::check`]).
//!
//! Guarantees: a private board does not exist for those outside it. A board has one owner. `member_count` and `story_count`
//! change in the transaction that changes what they count. What changes a board or its members takes the board's row first,
//! so that no two such changes cross; and what takes rights away waits for those who write and has them wait, so that
//! nothing is added by those rights once it has answered.

mod archive;
mod ban;
mod change_role;
mod create;
mod error;
mod forget;
pub mod invitations;
mod join;
mod leave;
mod members;
mod membership;
mod model;
mod places;
mod queries;
mod related;
mod remove_member;
pub mod requests;
mod rights;
mod sight;
mod transfer;
mod update;

pub use archive::set_archived;
pub use ban::{BoardBan, NewBan, ban, bans, bans_list, lift_ban};
pub use change_role::change_role;
pub use create::{CreateBoardError, NewBoard, create};
pub use error::BoardError;
pub(crate) use forget::forget_member;
pub use join::join;
pub use leave::leave;
pub use members::{BoardMember, joined, joined_list, members, members_list};
pub use model::{Board, BoardRole, BoardVisibility, JoinPolicy, ModerationMode, WritingPolicy};
pub use places::places;
pub(crate) use places::{Hold, hold};
pub use queries::{by_ids, by_slug, directory, directory_list};
pub use related::{MOST_RELATED, related};
pub use remove_member::remove_member;
pub use rights::{BanNotice, BoardAction, Place, Refusal, Standing, Terms};
pub(crate) use sight::{push_listed, push_visible};
pub use transfer::{OwnershipOffer, accept_ownership, end_offer, offer_ownership, offers};
pub use update::{BoardChanges, update};
