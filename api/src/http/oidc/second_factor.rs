//! `/auth/second-factor`: the second step for a browser that has no script to take it. The challenge is in a cookie that
//! only this site's own form sends.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Form, Query, State as Extract},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use fabula_domain::second_factor::{self, Challenge, Code, CompleteError};
use serde::Deserialize;

use super::{State, back::terms, cookies, keep_private, refusal::Refused, return_to::ReturnTo, send_to};
use crate::{messages::Locale, pages, user_errors::sentence};

/// Where it is.
pub(super) const PATH: &str = "/auth/second-factor";

/// Where somebody wants to be afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    return_to: String,
}

impl Asked {
    fn return_to(&self) -> ReturnTo {
        ReturnTo::parse(&self.return_to, None).unwrap_or_default()
    }
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    code: String,
}

/// Sends a browser to where it is asked for a code.
pub(super) fn demand(state: &State, challenge: &Challenge, return_to: &ReturnTo) -> Response {
    let lifetime = challenge.expires_at - state.services.db.clock().now();
    let cookie = cookies::challenge(challenge.token.reveal(), lifetime, state.config.secure_cookies());
    send_to(&ReturnTo::kept(PATH).with("return_to", return_to.as_str()), [cookie])
}

pub(super) async fn ask(headers: HeaderMap) -> Response {
    form(StatusCode::OK, &sentence(&"a code of your second factor is needed"), &headers)
}

pub(super) async fn take(
    Extract(state): Extract<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    match complete(&state, peer, &headers, &sent).await {
        Ok(Some(session)) => {
            let done = cookies::challenge_cleared(state.config.secure_cookies());
            send_to(asked.return_to().as_str(), [session, done])
        }
        Ok(None) => form(StatusCode::UNPROCESSABLE_ENTITY, &sentence(&CompleteError::WrongCode), &headers),
        Err(refused) => refused.into_page(Locale::accepted(&headers)),
    }
}

/// Opens the session, and answers its cookie; `None` if the code is wrong.
async fn complete(
    state: &State,
    peer: SocketAddr,
    headers: &HeaderMap,
    sent: &Sent,
) -> Result<Option<String>, Refused> {
    if !state.is_same_site(headers) {
        let refused = Refused::because(
            StatusCode::FORBIDDEN,
            &"the session cookie is only taken from this site's own pages",
        );
        return Err(refused);
    }
    let caller = state.visitor(headers, peer);
    let limits = &state.config.limits;
    state.count(&format!("mailed-token:{}", caller.address_key()), limits.sign_in_quota()).await?;
    let lost = || Refused::because(StatusCode::BAD_REQUEST, &CompleteError::Challenge);
    let secure = state.config.secure_cookies();
    let token = state.cookie(headers, |header| cookies::read_challenge(header, secure));
    let db = &state.services.db;
    let attempt = match second_factor::attempt(db, token.ok_or_else(lost)?).await {
        Err(CompleteError::Challenge) => return Err(lost()),
        attempt => attempt.map_err(|error| Refused::failed(&error))?,
    };
    // For each account, wherever it is tried from, as in `completeSignIn`.
    state.count(&format!("code:{}", attempt.user), limits.account_quota()).await?;
    let Some(code) = Code::parse(&sent.code) else { return Ok(None) };
    let (seal, terms) = (&state.config.secret_key, terms(state, &caller, headers));
    match second_factor::complete_sign_in(db, seal, attempt, &code, terms).await {
        Ok((_, session)) => {
            let lifetime = state.config.session_lifetime();
            Ok(Some(cookies::session(session.token.reveal(), lifetime, secure)))
        }
        Err(CompleteError::WrongCode) => Ok(None),
        Err(CompleteError::Challenge) => Err(lost()),
        Err(error) => Err(Refused::failed(&error)),
    }
}

fn form(status: StatusCode, sentence: &str, headers: &HeaderMap) -> Response {
    let mut answer = (status, pages::code_form(sentence, Locale::accepted(headers))).into_response();
    keep_private(answer.headers_mut());
    // Without it browsers send a form from nowhere (`Origin: null`), which is none of this site's.
    answer.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    answer
}
