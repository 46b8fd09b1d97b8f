use async_graphql::{Context, InputObject, Object, Result};
use fabula_domain::{
    Invalid,
    accounts::{self, ChangePasswordError, EmailAddress, OneTimeToken, Password, PasswordError},
};

use super::{
    email::{MailRequestPayload, invalid_token},
    limits,
    sessions::EndedSessionsPayload,
};
use crate::{
    context,
    error::internal,
    user_errors::{ConfirmationRequiredError, UserError},
};

/// The old password and the new.
#[derive(Debug, InputObject)]
pub(crate) struct ChangePasswordInput {
    /// The password as it is.
    #[graphql(secret)]
    current_password: String,
    /// 8 to 256 characters.
    #[graphql(secret)]
    new_password: String,
}

/// Whose password is to be set anew.
#[derive(Debug, InputObject)]
pub(crate) struct RequestPasswordResetInput {
    /// The address that they sign in with.
    email: String,
}

/// A new password, with the token that allows it.
#[derive(Debug, InputObject)]
pub(crate) struct ResetPasswordInput {
    /// The token, as it stands in the mail.
    #[graphql(secret)]
    token: String,
    /// 8 to 256 characters.
    #[graphql(secret)]
    new_password: String,
}

/// Changes and resets passwords.
#[derive(Debug, Default)]
pub(crate) struct PasswordMutations;

#[Object]
impl PasswordMutations {
    /// Changes the viewer's password. All their other sessions end, and a mail tells them. If their second factor is on, they
    /// must have signed in, or called `confirmSession`, within the last 15 minutes.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The old and the new.")] input: ChangePasswordInput,
    ) -> Result<Option<EndedSessionsPayload>> {
        let person = context::signed_in(ctx)?;
        let Some(new) = new_password(&input.new_password) else { return Ok(Some(bad_password())) };
        limits::throttle_password(ctx, person.user).await?;
        let passwords = &context::gateway(ctx).passwords;
        let changed =
            accounts::change_password(context::db(ctx), passwords, &person, &input.current_password, new);
        match changed.await {
            Ok(ended) => Ok(Some(EndedSessionsPayload::end(ctx, ended))),
            Err(ChangePasswordError::Unconfirmed(_)) => {
                Ok(Some(EndedSessionsPayload::failed(ConfirmationRequiredError::now())))
            }
            Err(error @ ChangePasswordError::WrongPassword) => {
                Ok(Some(EndedSessionsPayload::failed(UserError::wrong_password("currentPassword", &error))))
            }
            Err(ChangePasswordError::Password(PasswordError::Busy)) => Err(limits::busy()),
            Err(error) => Err(internal(error)),
        }
    }

    /// Sends a mail with which a new password can be set to whoever signs in with the address. The answer, and the time
    /// that it takes, is the same whether anybody does.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: RequestPasswordResetInput,
    ) -> Result<Option<MailRequestPayload>> {
        let email = match EmailAddress::parse(&input.email) {
            Ok(email) => email,
            Err(invalid) => {
                return Ok(Some(MailRequestPayload { accepted: false, errors: vec![invalid.into()] }));
            }
        };
        limits::throttle_mail(ctx, email.as_str()).await?;
        accounts::request_password_reset(context::db(ctx), &email).await.map_err(internal)?;
        Ok(Some(MailRequestPayload { accepted: true, errors: Vec::new() }))
    }

    /// Sets a new password with a token that came by mail. All sessions and access tokens end; sign in with the new password.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token and the new password.")] input: ResetPasswordInput,
    ) -> Result<Option<EndedSessionsPayload>> {
        let Some(new) = new_password(&input.new_password) else { return Ok(Some(bad_password())) };
        limits::throttle_token(ctx).await?;
        let wrong =
            |error: &ChangePasswordError| Ok(Some(EndedSessionsPayload::failed(invalid_token(error))));
        let Some(token) = OneTimeToken::parse(&input.token) else {
            return wrong(&ChangePasswordError::Token);
        };
        let passwords = &context::gateway(ctx).passwords;
        match accounts::reset_password(context::db(ctx), passwords, &token, new).await {
            Ok(ended) => Ok(Some(EndedSessionsPayload::end(ctx, ended))),
            Err(error @ ChangePasswordError::Token) => wrong(&error),
            Err(ChangePasswordError::Password(PasswordError::Busy)) => Err(limits::busy()),
            Err(error) => Err(internal(error)),
        }
    }
}

fn new_password(text: &str) -> Option<Password> {
    Password::parse(text).ok()
}

fn bad_password() -> EndedSessionsPayload {
    EndedSessionsPayload::failed(Invalid::new("newPassword", "takes 8 to 256 characters").into())
}
