use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    identities::{self, UnlinkError},
    ids::IdentityId,
};

use crate::{
    context,
    error::internal,
    user_errors::{ConfirmationRequiredError, UserError},
};

/// Names an identity.
#[derive(Debug, InputObject)]
pub(crate) struct UnlinkIdentityInput {
    /// The identity.
    identity_id: ID,
}

/// An identity that opens the account no longer.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct UnlinkIdentityPayload {
    /// Its id.
    unlinked_identity_id: Option<ID>,
    /// Why it still does.
    errors: Vec<UserError>,
}

/// Unlinks identities.
#[derive(Debug, Default)]
pub(crate) struct IdentityMutations;

#[Object]
impl IdentityMutations {
    /// Takes one of the viewer's identities away from their account. The viewer must have signed in, or confirmed the session,
    /// within the last 15 minutes, and is told by mail. The only way into an account can't be taken away.
    async fn unlink_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: UnlinkIdentityInput,
    ) -> Result<Option<UnlinkIdentityPayload>> {
        let refused = |error| UnlinkIdentityPayload { unlinked_identity_id: None, errors: vec![error] };
        let (person, db) = (context::signed_in(ctx)?, context::db(ctx));
        let missing = || refused(UserError::not_found("identityId", &UnlinkError::NotFound));
        let Ok(identity) = input.identity_id.parse::<IdentityId>() else { return Ok(Some(missing())) };
        let trusted = context::gateway(ctx).providers.issuers();
        Ok(Some(match identities::unlink(db, &person, identity, &trusted).await {
            Ok(()) => {
                let unlinked_identity_id = Some(identity.to_string().into());
                UnlinkIdentityPayload { unlinked_identity_id, errors: Vec::new() }
            }
            Err(UnlinkError::Unconfirmed(_)) => refused(ConfirmationRequiredError::now()),
            Err(UnlinkError::NotFound) => missing(),
            Err(error @ UnlinkError::LastWayIn) => refused(UserError::permission("identityId", &error)),
            Err(error) => return Err(internal(error)),
        }))
    }
}
