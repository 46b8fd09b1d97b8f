//! Boards in the API.

mod invitations;
mod links;
mod members;
mod mutations;
mod order;
mod ownership;
mod policies;
mod queries;
mod refusals;
mod requests;
mod types;

pub(crate) use invitations::{BoardInvitation, BoardInvitationMutations, page_of_own_invitations};
pub(crate) use links::{BoardLinkMutations, BoardLinkQueries};
pub(crate) use members::MemberConnection;
pub(crate) use mutations::BoardMutations;
pub(crate) use order::{BoardBan, BoardOrderMutations};
pub(crate) use ownership::BoardOwnershipMutations;
pub(crate) use policies::{
    BoardAction, BoardJoinPolicy, BoardRole, BoardVisibility, BoardWritingPolicy, ModerationMode,
};
pub(crate) use queries::BoardQueries;
pub(crate) use requests::{BoardJoinRequest, BoardRequestMutations};
pub(crate) use types::Board;
