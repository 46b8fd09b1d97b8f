use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    accounts::{self, Device, NewAccount, PasswordError, RegisterError, Session, SessionTerms, SignInError},
    second_factor::Challenge,
};

use super::{
    Viewer,
    limits::{self, throttle},
};
use crate::{
    context,
    error::internal,
    http::cookies,
    scalars::{self, LanguageTag},
    user_errors::{InvalidCredentialsError, SecondFactorRequiredError, UserError, sentence},
};

/// What a person gives to sign up.
#[derive(Debug, InputObject)]
pub(crate) struct RegisterInput {
    /// Their unique name: 3 to 30 letters a–z, digits and underscores. Capitals are made small.
    handle: String,
    /// The name that they are shown by, at most 80 characters; the handle when not given.
    display_name: Option<String>,
    /// Where they get mail, and what they sign in with.
    email: String,
    /// 8 to 256 characters.
    #[graphql(secret)]
    password: String,
    /// The languages that they read, most wanted first.
    languages: Option<Vec<LanguageTag>>,
}

/// What a person gives to sign in.
#[derive(Debug, InputObject)]
pub(crate) struct SignInInput {
    /// The address that they registered with.
    email: String,
    /// Their password.
    #[graphql(secret)]
    password: String,
}

/// A session, or why there is none.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct SessionPayload {
    /// The bearer token, shown this once. Null when the request asked for a cookie (`Fabula-Session: cookie`).
    token: Option<String>,
    /// Who is signed in now.
    viewer: Option<Viewer>,
    /// Why nobody is.
    errors: Vec<UserError>,
}

/// A session's end.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct SignOutPayload {
    /// Why it did not end.
    errors: Vec<UserError>,
}

/// Signs up, in and out.
#[derive(Debug, Default)]
pub(crate) struct AccountMutations;

#[Object]
impl AccountMutations {
    /// Creates an account and signs it in.
    async fn register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs up.")] input: RegisterInput,
    ) -> Result<Option<SessionPayload>> {
        let gateway = context::gateway(ctx);
        let languages = scalars::tags(input.languages).unwrap_or_default();
        let display_name = input.display_name.as_deref();
        let new = NewAccount::parse(&input.handle, display_name, &input.email, &input.password, &languages);
        let new = match new {
            Ok(new) => new,
            Err(invalid) => return Ok(Some(failed(invalid))),
        };
        let quota = gateway.config.limits.registration_quota();
        throttle(ctx, &format!("register:{}", context::caller(ctx).address_key()), quota).await?;
        match accounts::register(context::db(ctx), &gateway.passwords, new, terms(ctx)).await {
            Ok((user, session)) => signed_in(ctx, user.id, session).await,
            Err(error @ RegisterError::HandleTaken) => Ok(Some(failed(UserError::taken("handle", &error)))),
            Err(error @ RegisterError::EmailTaken) => Ok(Some(failed(UserError::taken("email", &error)))),
            Err(RegisterError::Password(PasswordError::Busy)) => Err(limits::busy()),
            Err(error) => Err(internal(error)),
        }
    }

    /// Opens a session. Does the person have a second factor, the error is `SecondFactorRequiredError`, and `completeSignIn`
    /// opens it.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SignInInput,
    ) -> Result<Option<SessionPayload>> {
        let gateway = context::gateway(ctx);
        let quotas = &gateway.config.limits;
        throttle(ctx, &format!("sign-in:{}", context::caller(ctx).address_key()), quotas.sign_in_quota())
            .await?;
        // Counted for each address: nobody can lock somebody else out by guessing.
        let account: String = input.email.trim().to_lowercase().chars().take(254).collect();
        let key = format!("sign-in-to:{account}:{}", context::caller(ctx).address_key());
        throttle(ctx, &key, quotas.account_quota()).await?;
        let signing_in = accounts::sign_in(
            context::db(ctx),
            &gateway.passwords,
            &input.email,
            &input.password,
            terms(ctx),
        );
        match signing_in.await {
            Ok((user, session)) => signed_in(ctx, user.id, session).await,
            Err(error @ SignInError::InvalidCredentials) => {
                let error =
                    InvalidCredentialsError { message: sentence(&error), path: vec!["input".to_owned()] };
                Ok(Some(failed(UserError::InvalidCredentials(error))))
            }
            Err(SignInError::SecondFactor(challenge)) => Ok(Some(failed(second_factor_required(&challenge)))),
            Err(SignInError::Password(PasswordError::Busy)) => Err(limits::busy()),
            Err(error) => Err(internal(error)),
        }
    }

    /// Ends the session that the request was made with. What it holds open is closed.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<Option<SignOutPayload>> {
        let person = context::signed_in(ctx)?;
        accounts::sign_out(context::db(ctx), person.session).await.map_err(internal)?;
        context::gateway(ctx).sessions.end(person.session.into());
        ctx.append_http_header("set-cookie", cookies::cleared(context::gateway(ctx).config.secure_cookies()));
        Ok(Some(SignOutPayload::default()))
    }
}

pub(super) fn failed(error: impl Into<UserError>) -> SessionPayload {
    SessionPayload { errors: vec![error.into()], ..SessionPayload::default() }
}

pub(super) fn second_factor_required(challenge: &Challenge) -> UserError {
    UserError::SecondFactorRequired(SecondFactorRequiredError {
        message: sentence(&"a code of your second factor is needed"),
        path: vec!["input".to_owned()],
        challenge: challenge.token.reveal().to_owned(),
        expires_at: challenge.expires_at,
    })
}

/// How long a new session holds, and what is known of the device that opens it.
pub(super) fn terms(ctx: &Context<'_>) -> SessionTerms {
    let caller = context::caller(ctx);
    SessionTerms {
        lifetime: context::gateway(ctx).config.session_lifetime(),
        device: Device::seen(caller.user_agent.as_deref(), caller.address),
    }
}

pub(super) async fn signed_in(
    ctx: &Context<'_>,
    user: fabula_domain::ids::UserId,
    session: Session,
) -> Result<Option<SessionPayload>> {
    let profile = accounts::profile(context::db(ctx).pool(), user).await.map_err(internal)?;
    let gateway = context::gateway(ctx);
    let token = session.token.reveal();
    let token = if context::caller(ctx).wants_cookie {
        let lifetime = gateway.config.session_lifetime();
        ctx.append_http_header(
            "set-cookie",
            cookies::session(token, lifetime, gateway.config.secure_cookies()),
        );
        None
    } else {
        Some(token.to_owned())
    };
    Ok(Some(SessionPayload { token, viewer: profile.map(Viewer::from), errors: Vec::new() }))
}
