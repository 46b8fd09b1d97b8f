use super::rights::Refusal;
use crate::Invalid;

/// Why nothing happened to a board or to those who belong to it.
#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    /// There is no such board, or the viewer may not know of it.
    #[error("there is no such board")]
    NotFound,
    /// There is no such person.
    #[error("there is no such person")]
    NoSuchPerson,
    /// There is no such request to join, or the viewer may not know of it.
    #[error("there is no such request to join")]
    NoSuchRequest,
    /// There is no such invitation, or the viewer may not know of it.
    #[error("there is no such invitation")]
    NoSuchInvitation,
    /// The token lets nobody in, or no longer.
    #[error("the link is not valid, or no longer")]
    NoSuchLink,
    /// The board was not offered to the viewer, or no longer is.
    #[error("the board is not offered to you")]
    NotOffered,
    /// The viewer sees the board but may not do this.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person does not belong to the board.
    #[error("this person does not belong to the board")]
    NotAMember,
    /// The person belongs to the board.
    #[error("this person belongs to the board already")]
    AlreadyAMember,
    /// It was answered otherwise before.
    #[error("this has been answered already")]
    AlreadyAnswered,
    /// Nobody acts on people of their own rank or above it.
    #[error("you can only do this to people below your own role")]
    AboveYou,
    /// Nobody gives more than they have; and a board has one owner, who passes it on otherwise.
    #[error("you can give roles up to your own; ownership is offered instead")]
    RoleTooHigh,
    /// The person does not want to hear from the viewer.
    #[error("you can't invite this person")]
    Blocked,
    /// Somebody who is banned is not asked in.
    #[error("this person is banned from the board")]
    IsBanned,
    /// There are as many as there may be.
    #[error("a board has at most {0} of these: revoke some first")]
    TooMany(i32),
    /// A field can't be accepted.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The database refused.
    #[error("the board can't be changed")]
    Database(#[from] sqlx::Error),
}
