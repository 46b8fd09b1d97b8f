use async_graphql::Result;
use fabula_domain::boards::BoardError;

use crate::{error::internal, user_errors::UserError};

/// Why nothing happened to a board, for the client: `subject` is the input field that names what it was to happen to, and
/// `person` the one that names to whom.
pub(super) fn refused(error: BoardError, subject: &str, person: &str) -> Result<UserError> {
    Ok(match error {
        BoardError::NotFound
        | BoardError::NoSuchRequest
        | BoardError::NoSuchInvitation
        | BoardError::NoSuchLink
        | BoardError::NotOffered => UserError::not_found(subject, &error),
        BoardError::NoSuchPerson | BoardError::NotAMember => UserError::not_found(person, &error),
        BoardError::Refused(refusal) => UserError::refused(subject, &refusal),
        BoardError::AboveYou | BoardError::Blocked | BoardError::IsBanned => {
            UserError::permission(person, &error)
        }
        BoardError::RoleTooHigh => UserError::permission("role", &error),
        BoardError::AlreadyAMember => UserError::validation(person, &error),
        BoardError::AlreadyAnswered => UserError::permission(subject, &error),
        BoardError::TooMany(limit) => UserError::limit(subject, &error, limit),
        BoardError::Invalid(invalid) => invalid.into(),
        BoardError::Database(error) => return Err(internal(error)),
    })
}
