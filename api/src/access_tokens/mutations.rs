use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    access_tokens::{self, CreateTokenError, NewToken, Scope},
    ids::AccessTokenId,
};

use super::{AccessToken, types::AccessTokenScope};
use crate::{
    accounts::throttle_notice,
    context,
    error::internal,
    user_errors::{ConfirmationRequiredError, UserError},
};

/// What an access token is to be.
#[derive(Debug, InputObject)]
pub(crate) struct CreateAccessTokenInput {
    /// What to call it, to know it again: at most 100 characters.
    name: String,
    /// What it may do.
    scopes: Vec<AccessTokenScope>,
    /// How many days it works: 1 to 366, 90 when not given.
    lifetime_days: Option<i32>,
}

/// A new access token.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct CreateAccessTokenPayload {
    /// The token as it stands in the list.
    access_token: Option<AccessToken>,
    /// The token itself: `fbt_` and 36 letters and digits. It is shown this once.
    token: Option<String>,
    /// Why there is none.
    errors: Vec<UserError>,
}

/// Names an access token.
#[derive(Debug, InputObject)]
pub(crate) struct RevokeAccessTokenInput {
    /// The access token.
    access_token_id: ID,
}

/// An access token's end.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct RevokeAccessTokenPayload {
    /// The id of the access token that works no longer. What it holds open is closed at once on the node that was asked,
    /// within five seconds on others.
    revoked_access_token_id: Option<ID>,
    /// Why none ended.
    errors: Vec<UserError>,
}

/// Makes and ends access tokens.
#[derive(Debug, Default)]
pub(crate) struct AccessTokenMutations;

#[Object]
impl AccessTokenMutations {
    /// Makes an access token, with which a program acts for the viewer. The viewer must have signed in, or called
    /// `confirmSession`, within the last 15 minutes, and is told by mail. At most 50 tokens work at the same time.
    async fn create_access_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: CreateAccessTokenInput,
    ) -> Result<Option<CreateAccessTokenPayload>> {
        let person = context::signed_in(ctx)?;
        let scopes: Vec<Scope> = input.scopes.into_iter().map(Scope::from).collect();
        let new = match NewToken::parse(&input.name, &scopes, input.lifetime_days) {
            Ok(new) => new,
            Err(invalid) => return Ok(Some(refused(invalid))),
        };
        throttle_notice(ctx, person.user).await?;
        Ok(Some(match access_tokens::create(context::db(ctx), &person, new).await {
            Ok((token, secret)) => CreateAccessTokenPayload {
                access_token: Some(token.into()),
                token: Some(secret.reveal().to_owned()),
                errors: Vec::new(),
            },
            Err(CreateTokenError::Unconfirmed(_)) => refused(ConfirmationRequiredError::now()),
            Err(error @ CreateTokenError::Scope(_)) => refused(UserError::permission("scopes", &error)),
            Err(error @ CreateTokenError::TooMany) => {
                refused(UserError::limit_of_viewer(&error, access_tokens::MOST_TOKENS))
            }
            Err(error) => return Err(internal(error)),
        }))
    }

    /// Ends one of the viewer's access tokens.
    async fn revoke_access_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeAccessTokenInput,
    ) -> Result<Option<RevokeAccessTokenPayload>> {
        let person = context::signed_in(ctx)?;
        let missing = || RevokeAccessTokenPayload {
            errors: vec![UserError::not_found("accessTokenId", &"there is no such access token")],
            ..RevokeAccessTokenPayload::default()
        };
        let Ok(token) = input.access_token_id.parse::<AccessTokenId>() else { return Ok(Some(missing())) };
        if !access_tokens::revoke(context::db(ctx), &person, token).await.map_err(internal)? {
            return Ok(Some(missing()));
        }
        context::gateway(ctx).sessions.end(token.into());
        let revoked_access_token_id = Some(token.to_string().into());
        Ok(Some(RevokeAccessTokenPayload { revoked_access_token_id, errors: Vec::new() }))
    }
}

fn refused(error: impl Into<UserError>) -> CreateAccessTokenPayload {
    CreateAccessTokenPayload { errors: vec![error.into()], ..CreateAccessTokenPayload::default() }
}
