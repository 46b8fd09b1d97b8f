use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Path, Query, State as Extract},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use fabula_domain::{
    accounts::{Device, OneTimeToken, SessionTerms},
    identities::{self, Admission, Journey, LinkError, SignInError},
    second_factor::CompleteError,
};
use fabula_platform::oidc::{Claims, OidcError, Provider, Return};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::{State, cookies, refusal::Refused, return_to::ReturnTo, second_factor, send_to};
use crate::{context::Caller, http::identity::user_agent, messages::Locale};

/// What a provider sends people back with (OpenID Connect Core 1.0, 3.1.2.5 and 3.1.2.6; RFC 9207).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Brought {
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

pub(super) async fn back(
    Extract(state): Extract<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(key): Path<String>,
    Query(brought): Query<Brought>,
    headers: HeaderMap,
) -> Response {
    let locale = Locale::accepted(&headers);
    let journey = match end_journey(&state, peer, &key, &brought, &headers).await {
        Ok(journey) => journey,
        Err(refused) => return refused.into_page(locale),
    };
    let arrived = arrive(&state, peer, &key, &brought, &journey, &headers).await;
    arrived.unwrap_or_else(|refused| {
        let return_to = ReturnTo::kept(&journey.return_to);
        if journey.hands_over.is_some() {
            // A program asked: it has words of its own.
            return send_to(&return_to.with("error", refused.code), []);
        }
        Refused { back: Some(return_to.as_str().to_owned()), ..refused }.into_page(locale)
    })
}

/// Ends the journey that the browser is on. Whatever becomes of it, nobody comes back from it again.
async fn end_journey(
    state: &State,
    peer: SocketAddr,
    key: &str,
    brought: &Brought,
    headers: &HeaderMap,
) -> Result<Journey, Refused> {
    let provider = state.provider(key)?;
    let caller = state.visitor(headers, peer);
    let quota = state.config.limits.sign_in_quota();
    state.count(&format!("signed-in-elsewhere:{}", caller.address_key()), quota).await?;
    let lost = || Refused {
        code: "expired",
        ..Refused::because(StatusCode::BAD_REQUEST, &CompleteError::Challenge)
    };
    let token = OneTimeToken::parse(&brought.state).ok_or_else(lost)?;
    let browser = state.travelling(headers).ok_or_else(lost)?;
    let db = &state.services.db;
    let ended = identities::come_back(db, &provider.settings().key, &token, &browser).await;
    ended.map_err(|error| Refused::failed(&error))?.ok_or_else(lost)
}

async fn arrive(
    state: &State,
    peer: SocketAddr,
    key: &str,
    brought: &Brought,
    journey: &Journey,
    headers: &HeaderMap,
) -> Result<Response, Refused> {
    let provider = state.provider(key)?;
    let claims = vouched(state, provider, brought, journey).await?;
    let db = &state.services.db;
    let return_to = ReturnTo::kept(&journey.return_to);
    if let Some(session) = journey.links_to {
        identities::link(db, session, &claims).await.map_err(|error| link_refused(&error))?;
        return Ok(send_to(return_to.as_str(), []));
    }
    let caller = state.visitor(headers, peer);
    let is_known = identities::is_known(db.pool(), &claims).await.map_err(|error| Refused::failed(&error))?;
    if !is_known {
        let quota = state.config.limits.registration_quota();
        state.count(&format!("register:{}", caller.address_key()), quota).await?;
    }
    let joins = provider.settings().joins_verified_addresses;
    let terms = terms(state, &caller, headers);
    let admission = identities::sign_in(db, journey, &claims, joins, &terms).await;
    let secure = state.config.secure_cookies();
    Ok(match admission.map_err(|error| sign_in_refused(&error))? {
        Admission::Session(session) => {
            let lifetime = state.config.session_lifetime();
            send_to(return_to.as_str(), [cookies::session(session.token.reveal(), lifetime, secure)])
        }
        Admission::SecondFactor(challenge) => second_factor::demand(state, &challenge, &return_to),
        Admission::Code(code) => send_to(&return_to.with("code", code.reveal()), []),
    })
}

/// What the provider says of who comes back.
async fn vouched(
    state: &State,
    provider: &Provider,
    brought: &Brought,
    journey: &Journey,
) -> Result<Claims, Refused> {
    let settings = provider.settings();
    let untrusted = || Refused::untrusted();
    // Who comes back from another provider than they were sent to has been led astray.
    if brought.iss.as_deref().is_some_and(|issuer| issuer != settings.issuer.as_str()) {
        return Err(untrusted());
    }
    if let Some(error) = brought.error.as_deref() {
        if error == "access_denied" {
            let refused = Refused::because(StatusCode::FORBIDDEN, &"you did not agree to sign in there");
            return Err(Refused { code: "cancelled", ..refused });
        }
        let error: String = error.chars().filter(char::is_ascii_graphic).take(100).collect();
        tracing::warn!(error, provider = settings.key, "an identity provider refused somebody");
        return Err(untrusted());
    }
    let code = brought.code.as_deref().ok_or_else(untrusted)?;
    let redirect = state.callback(&settings.key)?;
    let verifier = journey.verifier.expose_secret();
    let back = Return { redirect: &redirect, code, nonce: &journey.nonce, verifier };
    let redeeming = provider.redeem(back, state.services.db.clock().now());
    let redeemed = tokio::time::timeout(state.config.request_timeout(), redeeming).await;
    redeemed
        .map_err(|_| Refused::provider_is_away())?
        .map_err(|error: OidcError| Refused::by_provider(&error, &settings.key))
}

pub(super) fn terms(state: &State, caller: &Caller, headers: &HeaderMap) -> SessionTerms {
    let device = Device::seen(user_agent(headers).as_deref(), caller.address);
    SessionTerms { lifetime: state.config.session_lifetime(), device }
}

fn sign_in_refused(error: &SignInError) -> Refused {
    let (status, code) = match error {
        SignInError::NoAddress => (StatusCode::FORBIDDEN, "no_address"),
        SignInError::AddressTaken => (StatusCode::CONFLICT, "address_taken"),
        SignInError::NoHandle | SignInError::Crowded | SignInError::Database(_) => {
            return Refused::failed(error);
        }
    };
    Refused { code, ..Refused::because(status, error) }
}

fn link_refused(error: &LinkError) -> Refused {
    let (status, code) = match error {
        LinkError::Ended => (StatusCode::UNAUTHORIZED, "session_ended"),
        LinkError::OfAnother => (StatusCode::CONFLICT, "identity_taken"),
        LinkError::TooMany => (StatusCode::CONFLICT, "too_many"),
        LinkError::Database(_) => return Refused::failed(error),
    };
    Refused { code, ..Refused::because(status, error) }
}
