//! What went wrong with a mutation, as types that a client can act on.

use async_graphql::{ComplexObject, Context, Interface, SimpleObject};
use chrono::{DateTime, Utc};
use fabula_domain::{Invalid, accounts::Unconfirmed, boards::Refusal};

use crate::{
    context::caller,
    moderation::{Decision, Lease},
};

/// A reason why a mutation did nothing, in words for the person who asked.
#[derive(Debug, Interface)]
#[graphql(
    field(
        name = "message",
        ty = "String",
        desc = "What is wrong, and what would be right, in the language of `Accept-Language`."
    ),
    field(name = "path", ty = "&Vec<String>", desc = "Where in the arguments: `[\"input\", \"title\"]`.")
)]
pub(crate) enum UserError {
    Validation(ValidationError),
    NotFound(NotFoundError),
    Permission(PermissionError),
    Taken(TakenError),
    Sanctioned(SanctionedError),
    BoardArchived(BoardArchivedError),
    InvalidCredentials(InvalidCredentialsError),
    InvalidToken(InvalidTokenError),
    ConfirmationRequired(ConfirmationRequiredError),
    SecondFactorRequired(SecondFactorRequiredError),
    InvalidCode(InvalidCodeError),
    LimitReached(LimitReachedError),
    RevisionConflict(RevisionConflictError),
    CaseClaimed(CaseClaimedError),
    CaseDecided(CaseDecidedError),
}

macro_rules! user_error {
    ($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* })?) => {
        $(#[$doc])*
        #[derive(Debug, SimpleObject)]
        #[graphql(complex)]
        pub(crate) struct $name {
            /// In English; the answer has it in the reader's language.
            #[graphql(skip)]
            pub(crate) message: String,
            /// Where in the arguments: `["input", "title"]`.
            pub(crate) path: Vec<String>,
            $($($(#[$field_doc])* pub(crate) $field: $type),*)?
        }

        #[ComplexObject]
        impl $name {
            /// What is wrong, and what would be right, in the language of `Accept-Language`.
            async fn message(&self, ctx: &Context<'_>) -> String {
                caller(ctx).locale.say(&self.message).into_owned()
            }
        }
    };
}

user_error!(
    /// A field can't be accepted as it is.
    ValidationError
);
user_error!(
    /// There is no such object, or the viewer may not know of it.
    NotFoundError
);
user_error!(
    /// The viewer may see it but not do this to it.
    PermissionError
);
user_error!(
    /// The viewer is kept from this by a sanction, such as a ban from the board.
    SanctionedError {
        /// Until when. Null until it is lifted.
        until: Option<DateTime<Utc>>
    }
);
user_error!(
    /// The board is archived: it can be read, and nothing is added to it any more.
    BoardArchivedError {
        /// Since when.
        archived_at: DateTime<Utc>
    }
);
user_error!(
    /// A name that must be unique belongs to somebody else.
    TakenError
);
user_error!(
    /// The e-mail address and the password don't belong together.
    InvalidCredentialsError
);
user_error!(
    /// A mailed token is unknown, was used, or has expired: ask for a new mail.
    InvalidTokenError
);
user_error!(
    /// This needs a person who has just shown that it is them: call `confirmSession` and try again.
    ConfirmationRequiredError
);
user_error!(
    /// What was given is right, and a code of the second factor is needed, too: send it to `completeSignIn`.
    SecondFactorRequiredError {
        /// What `completeSignIn` takes with the code.
        challenge: String,
        /// Until when it waits.
        expires_at: DateTime<Utc>
    }
);
user_error!(
    /// A code is wrong, or was used before.
    InvalidCodeError
);
user_error!(
    /// There are as many as there may be: something must go before anything is added.
    LimitReachedError {
        /// How many there may be.
        limit: i32
    }
);
user_error!(
    /// Someone was faster: the payload has the object as it is now.
    RevisionConflictError {
        /// The revision that the object has now.
        current_revision: i32
    }
);
user_error!(
    /// Another moderator holds the case.
    CaseClaimedError {
        /// Who holds it, and until when.
        lease: Lease
    }
);
user_error!(
    /// The case has been decided.
    CaseDecidedError {
        /// Who decided what.
        decision: Decision
    }
);

/// The place of an input field.
pub(crate) fn input(field: &str) -> Vec<String> {
    vec!["input".to_owned(), field.to_owned()]
}

/// A domain message as a sentence.
pub(crate) fn sentence(message: &dyn std::fmt::Display) -> String {
    let message = message.to_string();
    let mut characters = message.chars();
    let first = characters.next().map(char::to_uppercase).into_iter().flatten();
    let mut sentence: String = first.chain(characters).collect();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

impl UserError {
    /// There is no such object at `field`.
    pub(crate) fn not_found(field: &str, error: &dyn std::fmt::Display) -> Self {
        Self::NotFound(NotFoundError { message: sentence(error), path: input(field) })
    }

    /// The viewer may not do this to what `field` names.
    pub(crate) fn permission(field: &str, error: &dyn std::fmt::Display) -> Self {
        Self::Permission(PermissionError { message: sentence(error), path: input(field) })
    }

    /// What `field` holds can't be accepted.
    pub(crate) fn validation(field: &str, error: &dyn std::fmt::Display) -> Self {
        Self::Validation(ValidationError { message: sentence(error), path: input(field) })
    }

    /// `field` does not hold the viewer's password.
    pub(crate) fn wrong_password(field: &str, error: &dyn std::fmt::Display) -> Self {
        Self::InvalidCredentials(InvalidCredentialsError { message: sentence(error), path: input(field) })
    }

    /// What `field` holds is taken.
    pub(crate) fn taken(field: &str, error: &dyn std::fmt::Display) -> Self {
        Self::Taken(TakenError { message: sentence(error), path: input(field) })
    }

    /// What `field` names has as many as it may have.
    pub(crate) fn limit(field: &str, error: &dyn std::fmt::Display, limit: impl TryInto<i32>) -> Self {
        let limit = limit.try_into().unwrap_or(i32::MAX);
        Self::LimitReached(LimitReachedError { message: sentence(error), path: input(field), limit })
    }

    /// The viewer has as many as they may have of what the input would make.
    pub(crate) fn limit_of_viewer(error: &dyn std::fmt::Display, limit: impl TryInto<i32>) -> Self {
        let limit = limit.try_into().unwrap_or(i32::MAX);
        let path = vec!["input".to_owned()];
        Self::LimitReached(LimitReachedError { message: sentence(error), path, limit })
    }

    /// The board that `field` names, or that it is on, does not let the viewer.
    pub(crate) fn refused(field: &str, refusal: &Refusal) -> Self {
        let (message, path) = (sentence(refusal), input(field));
        match *refusal {
            Refusal::Banned(until) => Self::Sanctioned(SanctionedError { message, path, until }),
            Refusal::Archived(archived_at) => {
                Self::BoardArchived(BoardArchivedError { message, path, archived_at })
            }
            _ => Self::Permission(PermissionError { message, path }),
        }
    }

    /// What `field` names has been changed since.
    pub(crate) fn conflict(error: &dyn std::fmt::Display, current_revision: i32) -> Self {
        let path = input("expectedRevision");
        Self::RevisionConflict(RevisionConflictError { message: sentence(error), path, current_revision })
    }
}

impl InvalidCodeError {
    /// `field` does not hold a code that works.
    pub(crate) fn at(field: &str, error: &dyn std::fmt::Display) -> UserError {
        UserError::InvalidCode(Self { message: sentence(error), path: input(field) })
    }
}

impl ConfirmationRequiredError {
    /// It is too long ago that the viewer showed that it is them.
    pub(crate) fn now() -> UserError {
        let message = sentence(&Unconfirmed);
        UserError::ConfirmationRequired(Self { message, path: vec!["input".to_owned()] })
    }
}

impl From<Invalid> for UserError {
    fn from(invalid: Invalid) -> Self {
        let message = sentence(&format!("{} {}", invalid.field, invalid.message));
        Self::Validation(ValidationError { message, path: input(invalid.field) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_sentences() {
        assert_eq!(sentence(&"the slug is taken"), "The slug is taken.");
        assert_eq!(sentence(&"Done!"), "Done!");
    }
}
