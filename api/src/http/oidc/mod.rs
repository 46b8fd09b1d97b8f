//! Signing in through other providers (OpenID Connect), for browsers.
//!
//! `GET /auth/oidc/{key}` sends a browser to the provider, `GET /auth/oidc/{key}/callback` is where it comes back. In
//! between a cookie tells that it is the same browser: nobody can be made to come back from a journey that somebody else
//! began. What went wrong is told by a page; who asked for a code is sent back with `error` instead. Who has a second
//! factor is asked for it by a page, too.

mod back;
mod leave;
mod refusal;
mod return_to;
mod second_factor;

use axum::{
    Router,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use fabula_domain::accounts::OneTimeToken;
use fabula_platform::{oidc::Provider, rate_limit::Quota};
use url::Url;

use self::refusal::Refused;
use super::{State, cookies};

/// The routes.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/auth/oidc/{key}", get(leave::leave))
        .route("/auth/oidc/{key}/callback", get(back::back))
        .route(second_factor::PATH, get(second_factor::ask).post(second_factor::take))
}

impl State {
    /// The provider with this key.
    fn provider(&self, key: &str) -> Result<&Provider, Refused> {
        self.providers
            .with_key(key)
            .ok_or_else(|| Refused::because(StatusCode::NOT_FOUND, &"there is no such provider"))
    }

    /// Takes one attempt from a quota.
    async fn count(&self, key: &str, quota: Quota) -> Result<(), Refused> {
        let taken = self.services.limiter.take(key, 1, quota).await;
        taken.map(drop).map_err(|denied| {
            let refused =
                Refused::because(StatusCode::TOO_MANY_REQUESTS, &"too many attempts. Try again later");
            Refused { code: "rate_limited", retry_after: Some(denied.retry_after), ..refused }
        })
    }

    /// Where a provider sends people back to. It stands in the provider's settings, so that it never varies.
    fn callback(&self, key: &str) -> Result<Url, Refused> {
        let address = self.config.site().at(format_args!("/auth/oidc/{key}/callback"));
        Url::parse(&address).map_err(|error| Refused::failed(&error))
    }

    /// What the browser kept from a journey that it set out on.
    fn travelling(&self, headers: &HeaderMap) -> Option<OneTimeToken> {
        let secure = self.config.secure_cookies();
        self.cookie(headers, |header| cookies::read_journey(header, secure))
    }

    /// A token that `read` finds in a `Cookie` header.
    fn cookie(&self, headers: &HeaderMap, read: impl Fn(&str) -> Option<&str>) -> Option<OneTimeToken> {
        let mut cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies.find_map(read).and_then(OneTimeToken::parse)
    }
}

/// Sends a browser elsewhere, with cookies if there are any. No cache keeps it, and nobody is told where it came from.
fn send_to(address: &str, cookies: impl IntoIterator<Item = String>) -> Response {
    let mut answer = StatusCode::SEE_OTHER.into_response();
    let headers = answer.headers_mut();
    let set = cookies.into_iter().filter_map(|cookie| HeaderValue::try_from(cookie).ok());
    for cookie in set {
        headers.append(header::SET_COOKIE, cookie);
    }
    headers.extend(HeaderValue::try_from(address).ok().map(|address| (header::LOCATION, address)));
    keep_private(headers);
    answer
}

fn keep_private(headers: &mut HeaderMap) {
    const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
}
