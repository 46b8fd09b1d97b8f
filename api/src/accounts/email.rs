use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    Invalid,
    accounts::{self, EmailAddress, EmailError, OneTimeToken, PasswordError},
    ids::UserId,
};

use super::{Viewer, limits};
use crate::{
    context,
    error::internal,
    user_errors::{ConfirmationRequiredError, InvalidTokenError, UserError, input, sentence},
};

/// A token that came by mail.
#[derive(Debug, InputObject)]
pub(crate) struct MailedTokenInput {
    /// The token, as it stands in the mail.
    #[graphql(secret)]
    token: String,
}

/// A new address for the account.
#[derive(Debug, InputObject)]
pub(crate) struct RequestEmailChangeInput {
    /// Where they get mail, and what they sign in with, from the moment it is proven.
    new_email: String,
    /// The viewer's password.
    #[graphql(secret)]
    password: String,
}

/// Whether a mail was asked for.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct MailRequestPayload {
    /// Whether the request was taken. It does not tell whether there is an account with the address.
    pub(super) accepted: bool,
    /// Why it was not.
    pub(super) errors: Vec<UserError>,
}

/// What a token proved.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct EmailPayload {
    /// Whether the token worked.
    accepted: bool,
    /// The viewer as they are now, if they are the one whom the token was sent to.
    viewer: Option<Viewer>,
    /// Why it did not work.
    errors: Vec<UserError>,
}

/// Proves and changes addresses.
#[derive(Debug, Default)]
pub(crate) struct EmailMutations;

#[Object]
impl EmailMutations {
    /// Sends the viewer another mail that proves their address. None is sent if it is proven already.
    async fn request_email_verification(&self, ctx: &Context<'_>) -> Result<Option<MailRequestPayload>> {
        let person = context::signed_in(ctx)?;
        limits::throttle_mail(ctx, &person.user.to_string()).await?;
        accounts::request_verification(context::db(ctx), &person).await.map_err(internal)?;
        Ok(Some(MailRequestPayload { accepted: true, errors: Vec::new() }))
    }

    /// Proves an address with the token that was sent there. Nobody needs to be signed in.
    async fn verify_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: MailedTokenInput,
    ) -> Result<Option<EmailPayload>> {
        limits::throttle_token(ctx).await?;
        let Some(token) = OneTimeToken::parse(&input.token) else {
            return Ok(Some(refused(invalid_token(&EmailError::Token))));
        };
        proven(ctx, accounts::verify_email(context::db(ctx), &token).await).await
    }

    /// Sends a mail to a new address. It becomes the account's once its token comes back to `confirmEmailChange`; until
    /// then the old one stays. The answer is the same whether somebody else has the address.
    async fn request_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new address.")] input: RequestEmailChangeInput,
    ) -> Result<Option<MailRequestPayload>> {
        let person = context::signed_in(ctx)?;
        let email = match EmailAddress::parse(&input.new_email) {
            Ok(email) => email,
            Err(invalid) => {
                let errors = vec![Invalid::new("newEmail", invalid.message).into()];
                return Ok(Some(MailRequestPayload { accepted: false, errors }));
            }
        };
        limits::throttle_password(ctx, person.user).await?;
        limits::throttle_mail(ctx, email.as_str()).await?;
        let passwords = &context::gateway(ctx).passwords;
        let db = context::db(ctx);
        match accounts::request_email_change(db, passwords, &person, &input.password, &email).await {
            Ok(()) => Ok(Some(MailRequestPayload { accepted: true, errors: Vec::new() })),
            Err(EmailError::Unconfirmed(_)) => {
                let errors = vec![ConfirmationRequiredError::now()];
                Ok(Some(MailRequestPayload { accepted: false, errors }))
            }
            Err(error @ EmailError::WrongPassword) => {
                let errors = vec![UserError::wrong_password("password", &error)];
                Ok(Some(MailRequestPayload { accepted: false, errors }))
            }
            Err(EmailError::Password(PasswordError::Busy)) => Err(limits::busy()),
            Err(error) => Err(internal(error)),
        }
    }

    /// Makes the address that the token was sent to the account's. The old address is told. Nobody needs to be signed
    /// in.
    async fn confirm_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: MailedTokenInput,
    ) -> Result<Option<EmailPayload>> {
        limits::throttle_token(ctx).await?;
        let Some(token) = OneTimeToken::parse(&input.token) else {
            return Ok(Some(refused(invalid_token(&EmailError::Token))));
        };
        proven(ctx, accounts::confirm_email_change(context::db(ctx), &token).await).await
    }
}

/// A token that does not work.
pub(super) fn invalid_token(error: &dyn std::fmt::Display) -> UserError {
    UserError::InvalidToken(InvalidTokenError { message: sentence(error), path: input("token") })
}

fn refused(error: UserError) -> EmailPayload {
    EmailPayload { errors: vec![error], ..EmailPayload::default() }
}

async fn proven(ctx: &Context<'_>, proven: Result<UserId, EmailError>) -> Result<Option<EmailPayload>> {
    let user = match proven {
        Ok(user) => user,
        Err(error @ EmailError::Token) => return Ok(Some(refused(invalid_token(&error)))),
        Err(error @ EmailError::Taken) => return Ok(Some(refused(UserError::taken("token", &error)))),
        Err(error) => return Err(internal(error)),
    };
    let is_viewer = context::caller(ctx).viewer.as_ref().is_some_and(|viewer| viewer.id == user);
    let profile = if is_viewer {
        accounts::profile(context::db(ctx).pool(), user).await.map_err(internal)?
    } else {
        None
    };
    Ok(Some(EmailPayload { accepted: true, viewer: profile.map(Viewer::from), errors: Vec::new() }))
}
