//! Who asks, and what their request works with.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_graphql::{Context, Result};
use fabula_domain::{
    SignedIn, Viewer,
    accounts::Passwords,
    follows::FollowSubject,
    ids::UserId,
    viewer::{CredentialId, Sight},
};
use fabula_platform::{
    db::Db,
    oidc::Providers,
    rate_limit::{Allowance, Quota, RateLimiter},
};

use crate::{
    Services,
    accounts::{People, User},
    config::ApiConfig,
    error::Refusal,
    loaders::{Follows, Loaders},
    messages::Locale,
    sessions::SessionWatch,
};

/// What all requests share.
#[derive(Debug, Clone)]
pub(crate) struct Gateway {
    pub(crate) services: Services,
    pub(crate) config: Arc<ApiConfig>,
    pub(crate) passwords: Passwords,
    pub(crate) sessions: SessionWatch,
    pub(crate) people: People,
    pub(crate) providers: Providers,
}

/// Who sent a request.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The signed-in person, if there is one.
    pub(crate) viewer: Option<Viewer>,
    /// Where the request came from.
    pub(crate) address: IpAddr,
    /// The language that they are spoken to in.
    pub(crate) locale: Locale,
    /// What the client calls itself.
    pub(crate) user_agent: Option<Arc<str>>,
    /// Whether a new session goes into a cookie instead of into the answer.
    pub(crate) wants_cookie: bool,
}

impl Caller {
    /// What SQL asks of the caller.
    pub(crate) fn sight(&self) -> Sight {
        self.viewer.as_ref().into()
    }

    /// The address as limits count it: an IPv6 client usually has a whole /64.
    pub(crate) fn address_key(&self) -> String {
        match self.address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::")
            }
        }
    }
}

/// What a caller's requests are paid from.
#[derive(Debug, Clone)]
pub(crate) struct Purse {
    pub(crate) limiter: RateLimiter,
    pub(crate) key: String,
    pub(crate) quota: Quota,
}

impl Purse {
    /// Takes points, or tells when there will be enough.
    pub(crate) async fn take(&self, points: u32) -> Result<Allowance, Refusal> {
        let taken = self.limiter.take(&self.key, points, self.quota).await;
        taken.map_err(|denied| Refusal::rate_limited("You have used up your requests for now.", &denied))
    }
}

/// What each event of a subscription costs beyond what is free.
#[derive(Debug, Clone)]
pub(crate) struct EventToll {
    pub(crate) purse: Purse,
    pub(crate) points: u32,
}

impl EventToll {
    /// Pays for one event.
    pub(crate) async fn pay(&self) -> Result<(), Refusal> {
        if self.points > 0 {
            self.purse.take(self.points).await?;
        }
        Ok(())
    }
}

/// The most bytes of long texts in one answer, or one event.
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;

/// The bytes of long texts in an answer so far: points bound how many there are, this bounds how much they add up to.
#[derive(Debug, Clone, Default)]
pub(crate) struct AnswerSize(Arc<AtomicUsize>);

impl AnswerSize {
    /// Begins the next event's answer.
    pub(crate) fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// Counts a long text into the answer, or refuses to make the answer larger.
pub(crate) fn count_text(ctx: &Context<'_>, text: &str) -> Result<()> {
    count_bytes(ctx, text.len())
}

/// Counts what takes this much room into the answer, or refuses to make the answer larger.
pub(crate) fn count_bytes(ctx: &Context<'_>, bytes: usize) -> Result<()> {
    let size = &ctx.data_unchecked::<AnswerSize>().0;
    if size.fetch_add(bytes, Ordering::Relaxed) + bytes > LARGEST_ANSWER {
        let message =
            format!("The answer would hold more than {LARGEST_ANSWER} bytes of text. Ask for less at once.");
        return Err(Refusal::too_complex(message).into());
    }
    Ok(())
}

pub(crate) fn gateway<'c>(ctx: &Context<'c>) -> &'c Gateway {
    ctx.data_unchecked()
}

pub(crate) fn db<'c>(ctx: &Context<'c>) -> &'c Db {
    &gateway(ctx).services.db
}

pub(crate) fn caller<'c>(ctx: &Context<'c>) -> &'c Caller {
    ctx.data_unchecked()
}

pub(crate) fn loaders<'c>(ctx: &Context<'c>) -> &'c Loaders {
    ctx.data_unchecked()
}

/// Somebody as everyone sees them; `None` if there is no such person.
pub(crate) async fn user(ctx: &Context<'_>, id: UserId) -> Result<Option<User>> {
    if let Some(known) = gateway(ctx).people.get(id) {
        return Ok(Some(User::from(&*known)));
    }
    Ok(loaders(ctx).load_one(id).await?.map(|user| User::from(&user)))
}

/// Several people as everyone sees them; who is gone is left out.
pub(crate) async fn people(
    ctx: &Context<'_>,
    ids: impl Iterator<Item = UserId>,
) -> Result<HashMap<UserId, User>> {
    let known = &gateway(ctx).people;
    let mut people = HashMap::new();
    let mut unknown = Vec::new();
    for id in ids {
        match known.get(id) {
            Some(person) => drop(people.insert(id, User::from(&*person))),
            None => unknown.push(id),
        }
    }
    let loaded = loaders(ctx).load_many(unknown).await?;
    people.extend(loaded.into_iter().map(|(id, person)| (id, User::from(&person))));
    Ok(people)
}

/// Whether the viewer follows something.
pub(crate) async fn follows(ctx: &Context<'_>, subject: FollowSubject) -> Result<bool> {
    if caller(ctx).viewer.is_none() {
        return Ok(false);
    }
    Ok(loaders(ctx).load_one(Follows(subject)).await?.unwrap_or(false))
}

/// The signed-in person, or `UNAUTHENTICATED`.
pub(crate) fn viewer<'c>(ctx: &Context<'c>) -> Result<&'c Viewer> {
    Ok(caller(ctx).viewer.as_ref().ok_or_else(Refusal::unauthenticated)?)
}

/// The person, if they signed in themselves; `UNAUTHENTICATED` if nobody did, `FORBIDDEN` if a program has a token of theirs.
pub(crate) fn signed_in(ctx: &Context<'_>) -> Result<SignedIn> {
    Ok(viewer(ctx)?.signed_in().ok_or_else(Refusal::not_for_tokens)?)
}

/// Closes what these sessions and access tokens hold open on this node; the others look for themselves.
pub(crate) fn end_credentials(ctx: &Context<'_>, ended: impl IntoIterator<Item = CredentialId>) {
    for credential in ended {
        gateway(ctx).sessions.end(credential);
    }
}

/// The signed-in moderator, or `UNAUTHENTICATED`, or `FORBIDDEN`.
pub(crate) fn moderator<'c>(ctx: &Context<'c>) -> Result<&'c Viewer> {
    let viewer = viewer(ctx)?;
    if viewer.is_moderator() {
        Ok(viewer)
    } else {
        Err(Refusal::forbidden("Only moderators may do this.").into())
    }
}
