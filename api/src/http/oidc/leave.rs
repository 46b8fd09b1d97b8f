use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Path, Query, State as Extract, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use fabula_domain::{
    SignedIn,
    identities::{self, CodeChallenge, DepartError, Purpose},
};
use serde::Deserialize;

use super::{State, cookies, refusal::Refused, return_to::ReturnTo, send_to};
use crate::{http::status_of, messages::Locale};

/// What a journey is to be.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// Where to be afterwards: a path of this site, or with `code_challenge` an address of a site that may call the API.
    return_to: Option<String>,
    /// Whether to link the identity to the account that the browser is signed in to.
    link: bool,
    /// Whether to show the provider once more who one is, which confirms the session.
    confirm: bool,
    /// The SHA-256 of what only the program knows that wants a code instead of a cookie (RFC 7636, S256).
    code_challenge: Option<String>,
}

pub(super) async fn leave(
    Extract(state): Extract<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(key): Path<String>,
    query: Result<Query<Wanted>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let wanted = match query {
        Ok(Query(wanted)) => wanted,
        Err(rejection) => {
            let refused = Refused::because(StatusCode::BAD_REQUEST, &rejection);
            return refused.into_page(Locale::accepted(&headers));
        }
    };
    let begun = begin(&state, peer, &key, wanted, &headers).await;
    begun.unwrap_or_else(|refused| refused.into_page(Locale::accepted(&headers))).into_response()
}

async fn begin(
    state: &State,
    peer: SocketAddr,
    key: &str,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Refused> {
    let provider = state.provider(key)?;
    let caller = state.visitor(headers, peer);
    state.count(&format!("sign-in:{}", caller.address_key()), state.config.limits.sign_in_quota()).await?;
    let bad = |message: &str| Refused::because(StatusCode::BAD_REQUEST, &message);
    let challenge = wanted.code_challenge.as_deref().map(CodeChallenge::parse);
    let purpose = match (challenge, wanted.link, wanted.confirm) {
        (None, false, false) => Purpose::SignIn,
        (None, false, true) => Purpose::SignInAfresh,
        (None, true, false) => Purpose::Link(linker(state, headers, peer).await?),
        (Some(Some(challenge)), false, false) => Purpose::HandOver(challenge),
        (Some(None), ..) => return Err(bad("`code_challenge` takes the SHA-256 of a secret in base64url")),
        _ => return Err(bad("give one of `link`, `confirm` and `code_challenge`")),
    };
    let others = matches!(purpose, Purpose::HandOver(_)).then_some(&state.config.cors_origins);
    let return_to = ReturnTo::parse(wanted.return_to.as_deref().unwrap_or("/"), others)
        .ok_or_else(|| bad("`return_to` is not a path of this site"))?;
    let (db, browser) = (&state.services.db, state.travelling(headers));
    let callback = state.callback(key)?;
    let departing = identities::depart(db, provider, &callback, browser, purpose, return_to.as_str());
    let departed = match tokio::time::timeout(state.config.request_timeout(), departing).await {
        Ok(Ok(departed)) => departed,
        Ok(Err(DepartError::Provider(error))) => return Err(Refused::by_provider(&error, key)),
        Ok(Err(DepartError::Unconfirmed(error))) => {
            return Err(Refused::because(StatusCode::FORBIDDEN, &error));
        }
        Ok(Err(error)) => return Err(Refused::failed(&error)),
        Err(_) => return Err(Refused::provider_is_away()),
    };
    let secure = state.config.secure_cookies();
    let cookie = cookies::journey(departed.browser.reveal(), departed.lifetime, secure);
    Ok(send_to(departed.url.as_str(), [cookie]))
}

/// Who is signed in with the browser's own cookie.
async fn linker(state: &State, headers: &HeaderMap, peer: SocketAddr) -> Result<SignedIn, Refused> {
    let caller = state.identify(headers, peer).await;
    let caller = caller.map_err(|refusal| Refused::because(status_of(refusal.code), &refusal.message))?;
    let person = caller.viewer.as_ref().and_then(fabula_domain::Viewer::signed_in);
    person.ok_or_else(|| Refused::because(StatusCode::UNAUTHORIZED, &"sign in to do this"))
}
