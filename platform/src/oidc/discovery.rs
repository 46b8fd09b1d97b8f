use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{DiscoveryError, IssuerUrl, core::CoreProviderMetadata};
use tokio::sync::Mutex;

use super::http::{Http, HttpError, is_safe};

/// How long what a provider tells of itself is taken as it was.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long it serves when the provider can't be asked anew.
const STALE: TimeDelta = TimeDelta::hours(24);
/// How long nobody asks a provider that has just failed.
const PAUSE: TimeDelta = TimeDelta::seconds(5);
/// How often a key that is not known may have the keys fetched anew: anybody can make up keys.
const RENEW_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Why nothing is known of a provider.
#[derive(Debug, thiserror::Error)]
pub enum DiscoveryFailure {
    /// It does not tell, or something that can't be used.
    #[error("the provider's discovery document or keys can't be fetched")]
    Fetch(#[from] DiscoveryError<HttpError>),
    /// It sends people to an address that is not safe.
    #[error("the provider's address {0} is neither https nor on this machine")]
    Insecure(String),
    /// It failed a moment ago.
    #[error("the provider failed a moment ago and is left alone")]
    Resting,
}

/// What a provider tells of itself: its endpoints and its keys.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) metadata: CoreProviderMetadata,
    fetched_at: DateTime<Utc>,
}

#[derive(Debug, Default)]
struct State {
    known: Option<Arc<Known>>,
    failed_at: Option<DateTime<Utc>>,
}

/// Keeps what is known of one provider. Whoever needs it while it is being fetched waits for the same answer.
#[derive(Debug, Default)]
pub(super) struct Discovery(Mutex<State>);

impl Discovery {
    /// What is known, fetched if need be.
    pub(super) async fn known(
        &self,
        http: &Http,
        issuer: &IssuerUrl,
        now: DateTime<Utc>,
    ) -> Result<Arc<Known>, DiscoveryFailure> {
        let mut state = self.0.lock().await;
        match &state.known {
            Some(known) if now - known.fetched_at < FRESH => return Ok(Arc::clone(known)),
            _ => {}
        }
        let fetched = if state.failed_at.is_some_and(|failed_at| now - failed_at < PAUSE) {
            Err(DiscoveryFailure::Resting)
        } else {
            state.fetch(http, issuer, now).await
        };
        match (fetched, &state.known) {
            (Err(error), Some(known)) if now - known.fetched_at < STALE => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    issuer = issuer.as_str(),
                    "an identity provider is taken as it was"
                );
                Ok(Arc::clone(known))
            }
            (fetched, _) => fetched,
        }
    }

    /// What is known once somebody has met a key that `seen` does not have: providers change their keys when they like.
    pub(super) async fn renewed(
        &self,
        http: &Http,
        issuer: &IssuerUrl,
        seen: &Arc<Known>,
        now: DateTime<Utc>,
    ) -> Result<Arc<Known>, DiscoveryFailure> {
        let mut state = self.0.lock().await;
        match &state.known {
            Some(known) if !Arc::ptr_eq(known, seen) => return Ok(Arc::clone(known)),
            Some(known) if now - known.fetched_at < RENEW_EVERY => return Ok(Arc::clone(known)),
            _ => {}
        }
        state.fetch(http, issuer, now).await
    }
}

impl State {
    async fn fetch(
        &mut self,
        http: &Http,
        issuer: &IssuerUrl,
        now: DateTime<Utc>,
    ) -> Result<Arc<Known>, DiscoveryFailure> {
        match fetch(http, issuer).await {
            Ok(metadata) => {
                let known = Arc::new(Known { metadata, fetched_at: now });
                (self.known, self.failed_at) = (Some(Arc::clone(&known)), None);
                Ok(known)
            }
            Err(error) => {
                self.failed_at = Some(now);
                Err(error)
            }
        }
    }
}

async fn fetch(http: &Http, issuer: &IssuerUrl) -> Result<CoreProviderMetadata, DiscoveryFailure> {
    let metadata = CoreProviderMetadata::discover_async(issuer.clone(), http).await?;
    // The others are asked by ourselves, which looks at each address.
    let authorization = metadata.authorization_endpoint().url();
    if !is_safe(authorization) {
        return Err(DiscoveryFailure::Insecure(authorization.to_string()));
    }
    Ok(metadata)
}
