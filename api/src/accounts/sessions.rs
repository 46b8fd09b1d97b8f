use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use fabula_domain::{
    accounts::{self, ConfirmError, Evidence, OpenSession, PasswordError},
    ids::SessionId,
    second_factor::Code,
    viewer::CredentialId,
};

use super::limits;
use crate::{
    context,
    error::{Refusal, internal},
    user_errors::{InvalidCodeError, UserError},
};

/// A sign-in that still holds.
#[derive(Debug, SimpleObject)]
pub(crate) struct Session {
    /// Opaque, and unique among all objects.
    id: ID,
    /// When it was opened.
    created_at: DateTime<Utc>,
    /// When it was used last, to within five minutes.
    last_seen_at: DateTime<Utc>,
    /// When it ends by itself.
    expires_at: DateTime<Utc>,
    /// What the client called itself when it signed in.
    user_agent: Option<String>,
    /// The network that it was opened from: an IPv4 address without its last 8 bits, an IPv6 one without its last 80.
    network: Option<String>,
    /// Whether it is the one that this request was made with.
    is_current: bool,
}

impl Session {
    /// A session as `current`'s owner sees it.
    pub(super) fn seen_from(session: OpenSession, current: SessionId) -> Self {
        Self {
            id: session.id.to_string().into(),
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
            user_agent: session.user_agent,
            network: session.network,
            is_current: current == session.id,
        }
    }
}

/// Names a session.
#[derive(Debug, InputObject)]
pub(crate) struct RevokeSessionInput {
    /// The session.
    session_id: ID,
}

/// How many sessions ended.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct EndedSessionsPayload {
    /// How many. What they hold open is closed at once on the node that was asked, within five seconds on others.
    ended_sessions: i32,
    /// Why none did.
    errors: Vec<UserError>,
}

impl EndedSessionsPayload {
    /// Closes what ended sessions and access tokens hold open on this node; the others look for themselves.
    pub(super) fn end<C: Into<CredentialId>>(ctx: &Context<'_>, ended: impl IntoIterator<Item = C>) -> Self {
        let ended: Vec<CredentialId> = ended.into_iter().map(C::into).collect();
        let sessions = ended.iter().filter(|ended| matches!(ended, CredentialId::Session(_))).count();
        context::end_credentials(ctx, ended);
        Self { ended_sessions: i32::try_from(sessions).unwrap_or(i32::MAX), errors: Vec::new() }
    }

    pub(super) fn failed(error: UserError) -> Self {
        Self { ended_sessions: 0, errors: vec![error] }
    }
}

/// What shows that it is still the person who signed in.
#[derive(Debug, InputObject)]
pub(crate) struct ConfirmSessionInput {
    /// The viewer's password, if they have one.
    #[graphql(secret)]
    password: Option<String>,
    /// Six digits from the viewer's app, or a recovery code, if their second factor is on.
    #[graphql(secret)]
    code: Option<String>,
}

/// A session whose person has just shown that it is them.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct ConfirmSessionPayload {
    /// Until when that counts.
    confirmed_until: Option<DateTime<Utc>>,
    /// Why it does not.
    errors: Vec<UserError>,
}

fn unconfirmed(error: UserError) -> ConfirmSessionPayload {
    ConfirmSessionPayload { confirmed_until: None, errors: vec![error] }
}

/// Confirms and ends sessions.
#[derive(Debug, Default)]
pub(crate) struct SessionMutations;

#[Object]
impl SessionMutations {
    /// Shows that it is still the viewer who uses this session. What would let somebody else in for good asks for it with
    /// `ConfirmationRequiredError` when it is 15 minutes ago; signing in counts, too.
    async fn confirm_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shows it.")] input: ConfirmSessionInput,
    ) -> Result<Option<ConfirmSessionPayload>> {
        let person = context::signed_in(ctx)?;
        limits::throttle_password(ctx, person.user).await?;
        let passwords = &context::gateway(ctx).passwords;
        let seal = &context::gateway(ctx).config.secret_key;
        let code = input.code.as_deref().and_then(Code::parse);
        let evidence = Evidence { password: input.password.as_deref(), code: code.as_ref() };
        match accounts::confirm(context::db(ctx), passwords, seal, &person, evidence).await {
            Ok(until) => Ok(Some(ConfirmSessionPayload { confirmed_until: Some(until), errors: Vec::new() })),
            Err(error @ ConfirmError::WrongPassword) => {
                Ok(Some(unconfirmed(UserError::wrong_password("password", &error))))
            }
            Err(error @ ConfirmError::WrongCode) => {
                Ok(Some(unconfirmed(InvalidCodeError::at("code", &error))))
            }
            Err(error @ ConfirmError::Nothing) => {
                Ok(Some(unconfirmed(UserError::permission("password", &error))))
            }
            Err(ConfirmError::Ended) => Err(Refusal::unauthenticated().into()),
            Err(ConfirmError::Password(PasswordError::Busy)) => Err(limits::busy()),
            Err(error) => Err(internal(error)),
        }
    }

    /// Ends one of the viewer's sessions.
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeSessionInput,
    ) -> Result<Option<EndedSessionsPayload>> {
        let person = context::signed_in(ctx)?;
        let missing =
            || EndedSessionsPayload::failed(UserError::not_found("sessionId", &"there is no such session"));
        let Ok(session) = input.session_id.parse::<SessionId>() else { return Ok(Some(missing())) };
        let ended = accounts::revoke_session(context::db(ctx), &person, session).await.map_err(internal)?;
        Ok(Some(if ended { EndedSessionsPayload::end(ctx, [session]) } else { missing() }))
    }

    /// Ends all of the viewer's sessions but the one that this request was made with.
    async fn revoke_other_sessions(&self, ctx: &Context<'_>) -> Result<Option<EndedSessionsPayload>> {
        let person = context::signed_in(ctx)?;
        let ended = accounts::revoke_other_sessions(context::db(ctx), &person).await.map_err(internal)?;
        Ok(Some(EndedSessionsPayload::end(ctx, ended)))
    }
}
