use async_graphql::{Context, InputObject, Object, Result};
use fabula_domain::{
    accounts::OneTimeToken,
    second_factor::{self, Code, CompleteError},
};

use super::{
    limits,
    mutations::{SessionPayload, failed, signed_in, terms},
};
use crate::{
    context,
    error::internal,
    user_errors::{InvalidCodeError, InvalidTokenError, UserError, input as place, sentence},
};

/// A sign-in's second step.
#[derive(Debug, InputObject)]
pub(crate) struct CompleteSignInInput {
    /// `challenge` of the `SecondFactorRequiredError`.
    #[graphql(secret)]
    challenge: String,
    /// Six digits from the app, or a recovery code.
    #[graphql(secret)]
    code: String,
}

/// Completes sign-ins.
#[derive(Debug, Default)]
pub(crate) struct CompleteSignInMutations;

#[Object]
impl CompleteSignInMutations {
    /// Opens the session that `signIn` left waiting for a code of the second factor. A challenge waits for ten minutes, and for
    /// five codes at most; no code is taken twice.
    async fn complete_sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The challenge and the code.")] input: CompleteSignInInput,
    ) -> Result<Option<SessionPayload>> {
        limits::throttle_token(ctx).await?;
        let lost = || {
            let error = CompleteError::Challenge;
            let error = InvalidTokenError { message: sentence(&error), path: place("challenge") };
            Ok(Some(failed(UserError::InvalidToken(error))))
        };
        let Some(challenge) = OneTimeToken::parse(&input.challenge) else { return lost() };
        let db = context::db(ctx);
        let attempt = match second_factor::attempt(db, challenge).await {
            Ok(attempt) => attempt,
            Err(CompleteError::Challenge) => return lost(),
            Err(error) => return Err(internal(error)),
        };
        limits::throttle_code(ctx, attempt.user).await?;
        let wrong = || Ok(Some(failed(InvalidCodeError::at("code", &CompleteError::WrongCode))));
        let Some(code) = Code::parse(&input.code) else { return wrong() };
        let seal = &context::gateway(ctx).config.secret_key;
        match second_factor::complete_sign_in(db, seal, attempt, &code, terms(ctx)).await {
            Ok((user, session)) => signed_in(ctx, user.id, session).await,
            Err(CompleteError::Challenge) => lost(),
            Err(CompleteError::WrongCode) => wrong(),
            Err(error) => Err(internal(error)),
        }
    }
}
