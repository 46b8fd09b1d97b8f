use async_graphql::{Context, InputObject, Object, Result};
use fabula_domain::{
    accounts::OneTimeToken,
    identities::{self, RedeemError},
};

use super::{
    limits,
    mutations::{SessionPayload, failed, second_factor_required, signed_in, terms},
};
use crate::{
    context,
    error::internal,
    user_errors::{InvalidTokenError, UserError, input as place, sentence},
};

/// A sign-in that a browser has made for a program.
#[derive(Debug, InputObject)]
pub(crate) struct RedeemSignInCodeInput {
    /// `code` of the address that the browser was sent back to.
    #[graphql(secret)]
    code: String,
    /// The secret whose SHA-256 was the `code_challenge`: 43 to 128 characters (RFC 7636).
    #[graphql(secret)]
    verifier: String,
}

/// Picks up sign-ins that a browser has made.
#[derive(Debug, Default)]
pub(crate) struct RedeemSignInCodeMutations;

#[Object]
impl RedeemSignInCodeMutations {
    /// Opens the session that a browser signed in for through another provider, when it was sent there with a
    /// `code_challenge`. A code works once, for two minutes. Does the person have a second factor, the error is
    /// `SecondFactorRequiredError`, and `completeSignIn` opens the session.
    async fn redeem_sign_in_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, and what proves that it is for this program.")]
        input: RedeemSignInCodeInput,
    ) -> Result<Option<SessionPayload>> {
        limits::throttle_token(ctx).await?;
        let lost = || {
            let error = InvalidTokenError { message: sentence(&RedeemError::Code), path: place("code") };
            Ok(Some(failed(UserError::InvalidToken(error))))
        };
        let Some(code) = OneTimeToken::parse(&input.code) else { return lost() };
        match identities::redeem(context::db(ctx), &code, &input.verifier, terms(ctx)).await {
            Ok((user, session)) => signed_in(ctx, user.id, session).await,
            Err(RedeemError::Code) => lost(),
            Err(RedeemError::SecondFactor(challenge)) => Ok(Some(failed(second_factor_required(&challenge)))),
            Err(error) => Err(internal(error)),
        }
    }
}
