use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use fabula_domain::accounts::{self, EraseAccountError, Handle};

use crate::{
    context,
    error::internal,
    user_errors::{ConfirmationRequiredError, UserError},
};

/// What becomes of the texts of an account that is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::ErasedTexts")]
pub(crate) enum ErasedTexts {
    /// Published stories and comments stay, without their author's name.
    Keep,
    /// They go; where others have replied to a comment, a tombstone stays.
    Delete,
}

/// Which account, and how much of it.
#[derive(Debug, InputObject)]
pub(crate) struct EraseAccountInput {
    /// The viewer's handle, typed once more: nobody erases an account by a slip.
    handle: String,
    /// What becomes of what they published.
    texts: ErasedTexts,
}

/// The end of an account.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct EraseAccountPayload {
    /// Whether the account is erased.
    erased: bool,
    /// Why it is not.
    errors: Vec<UserError>,
}

/// Erases accounts.
#[derive(Debug, Default)]
pub(crate) struct ErasureMutations;

#[Object]
impl ErasureMutations {
    /// Erases the viewer's account, for good. Name, address and every way in are gone once this has answered; what else
    /// the account left behind goes within minutes: drafts, reactions, follows, memberships, shelves, and published texts
    /// if so wished. Boards pass to their longest-standing moderator, or are archived. The viewer must have signed in, or
    /// called `confirmSession`, within the last 15 minutes. `GET /account/export` has everything, while the account is there.
    async fn erase_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and how much of it.")] input: EraseAccountInput,
    ) -> Result<Option<EraseAccountPayload>> {
        let person = context::signed_in(ctx)?;
        let handle = match Handle::parse(&input.handle) {
            Ok(handle) => handle,
            Err(invalid) => return Ok(Some(refused(invalid))),
        };
        match accounts::request_erasure(context::db(ctx), &person, &handle, input.texts.into()).await {
            Ok(ended) => {
                context::end_credentials(ctx, ended);
                Ok(Some(EraseAccountPayload { erased: true, errors: Vec::new() }))
            }
            Err(EraseAccountError::Unconfirmed(_)) => Ok(Some(refused(ConfirmationRequiredError::now()))),
            Err(error @ EraseAccountError::OtherHandle) => {
                Ok(Some(refused(UserError::validation("handle", &error))))
            }
            Err(error) => Err(internal(error)),
        }
    }
}

fn refused(error: impl Into<UserError>) -> EraseAccountPayload {
    EraseAccountPayload { erased: false, errors: vec![error.into()] }
}
