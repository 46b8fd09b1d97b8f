use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use fabula_domain::{
    accounts::{self, OpenSession},
    ids::SessionId,
};

use crate::{context, error::internal, user_errors::UserError};

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
    pub(super) fn seen_from(session: OpenSession, current: Option<SessionId>) -> Self {
        Self {
            id: session.id.to_string().into(),
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
            user_agent: session.user_agent,
            network: session.network,
            is_current: current == Some(session.id),
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
    /// Closes what ended sessions hold open on this node; the others look for themselves.
    pub(super) fn end(ctx: &Context<'_>, ended: &[SessionId]) -> Self {
        for session in ended {
            context::gateway(ctx).sessions.end(*session);
        }
        Self { ended_sessions: i32::try_from(ended.len()).unwrap_or(i32::MAX), errors: Vec::new() }
    }

    pub(super) fn failed(error: UserError) -> Self {
        Self { ended_sessions: 0, errors: vec![error] }
    }
}

/// Ends sessions.
#[derive(Debug, Default)]
pub(crate) struct SessionMutations;

#[Object]
impl SessionMutations {
    /// Ends one of the viewer's sessions.
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeSessionInput,
    ) -> Result<Option<EndedSessionsPayload>> {
        let viewer = context::viewer(ctx)?;
        let missing =
            || EndedSessionsPayload::failed(UserError::not_found("sessionId", &"there is no such session"));
        let Ok(session) = input.session_id.parse::<SessionId>() else { return Ok(Some(missing())) };
        let ended = accounts::revoke_session(context::db(ctx), viewer, session).await.map_err(internal)?;
        Ok(Some(if ended { EndedSessionsPayload::end(ctx, &[session]) } else { missing() }))
    }

    /// Ends all of the viewer's sessions but the one that this request was made with.
    async fn revoke_other_sessions(&self, ctx: &Context<'_>) -> Result<Option<EndedSessionsPayload>> {
        let viewer = context::viewer(ctx)?;
        let ended = accounts::revoke_other_sessions(context::db(ctx), viewer).await.map_err(internal)?;
        Ok(Some(EndedSessionsPayload::end(ctx, &ended)))
    }
}
