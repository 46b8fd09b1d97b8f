//! Finds out who sent a request.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::http::{HeaderMap, HeaderName, header};
use fabula_domain::{
    Viewer,
    access_tokens::{self, TokenSecret},
    accounts::{self, SessionToken},
};

use super::{State, cookies};
use crate::{
    access::{self, Access},
    context::Caller,
    error::{Code, Refusal},
    messages::Locale,
};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const SESSION_WANTED: HeaderName = HeaderName::from_static("fabula-session");

impl State {
    /// Who sent a request with these headers. What a token may ask of GraphQL is known once the document is read: plain
    /// routes call [`identify_for`](Self::identify_for).
    ///
    /// # Errors
    /// If a bearer token is neither that of an open session nor an access token, or a cookie comes from another site.
    pub(super) async fn identify(&self, headers: &HeaderMap, peer: SocketAddr) -> Result<Caller, Refusal> {
        let caller = Caller {
            viewer: None,
            address: client_address(headers, peer.ip(), self.config.trusted_proxies),
            locale: Locale::accepted(headers),
            user_agent: user_agent(headers),
            wants_cookie: headers.get(SESSION_WANTED).is_some_and(|value| value == "cookie"),
        };
        let viewer = match headers.get(header::AUTHORIZATION) {
            Some(value) => Some(self.authenticate(&caller, value.to_str().unwrap_or_default()).await?),
            None => self.by_cookie(headers).await?,
        };
        Ok(Caller { viewer, ..caller })
    }

    /// Who sent a request to a route that needs this of an access token.
    ///
    /// # Errors
    /// The same as of [`identify`](Self::identify), and if the token is not for that.
    pub(super) async fn identify_for(
        &self,
        headers: &HeaderMap,
        peer: SocketAddr,
        access: Access,
    ) -> Result<Caller, Refusal> {
        let caller = self.identify(headers, peer).await?;
        access::allow(caller.viewer.as_ref(), access)?;
        Ok(caller)
    }

    /// Who sent a request whose answer is the same for everybody: an address, whatever it is signed in with.
    pub(crate) fn visitor(&self, headers: &HeaderMap, peer: SocketAddr) -> Caller {
        let address = client_address(headers, peer.ip(), self.config.trusted_proxies);
        let locale = Locale::accepted(headers);
        Caller { viewer: None, address, locale, user_agent: None, wants_cookie: false }
    }

    /// Counts a token that was none, as an attempt to sign in.
    async fn count_guess(&self, caller: &Caller) -> Result<(), Refusal> {
        let key = format!("guess:{}", caller.address_key());
        let taken = self.services.limiter.take(&key, 1, self.config.limits.guess_quota()).await;
        taken.map_err(|denied| {
            Refusal::rate_limited("Too many tokens that are none. Try again later.", &denied)
        })?;
        Ok(())
    }

    /// Who an `Authorization` value that `caller` sent belongs to.
    ///
    /// # Errors
    /// If it is not `Bearer` with the token of an open session or an access token, or the caller has tried too many that are none.
    pub(super) async fn authenticate(&self, caller: &Caller, authorization: &str) -> Result<Viewer, Refusal> {
        let token = authorization
            .split_once(' ')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        let viewer = match token {
            Some(token) if token.starts_with(TokenSecret::PREFIX) => self.access_token(token).await?,
            Some(token) => self.open_session(token).await?,
            None => None,
        };
        if viewer.is_none() {
            self.count_guess(caller).await?;
        }
        viewer.ok_or_else(|| {
            Refusal::new(Code::Unauthenticated, "The token does not work, or no longer. Sign in again.")
        })
    }

    /// Who the cookie belongs to. An ended session is nobody: the browser could not know.
    async fn by_cookie(&self, headers: &HeaderMap) -> Result<Option<Viewer>, Refusal> {
        let secure = self.config.secure_cookies();
        let mut cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let cookie = cookies.find_map(|value| cookies::read(value, secure));
        let Some(token) = cookie else { return Ok(None) };
        if !self.is_same_site(headers) {
            return Err(Refusal::forbidden("The session cookie is only taken from this site's own pages."));
        }
        self.open_session(token).await
    }

    async fn open_session(&self, token: &str) -> Result<Option<Viewer>, Refusal> {
        let Some(token) = SessionToken::parse(token) else { return Ok(None) };
        accounts::authenticate(&self.services.db, &token).await.map_err(|error| lost(&error))
    }

    async fn access_token(&self, token: &str) -> Result<Option<Viewer>, Refusal> {
        let Some(token) = TokenSecret::parse(token) else { return Ok(None) };
        access_tokens::authenticate(&self.services.db, &token).await.map_err(|error| lost(&error))
    }

    /// Whether a request that a browser sent comes from this site's own pages. Beside `SameSite` and the content type
    /// this is the third guard against cross-site request forgery, and the one that WebSockets have.
    pub(super) fn is_same_site(&self, headers: &HeaderMap) -> bool {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        if text(HeaderName::from_static("sec-fetch-site"))
            .is_some_and(|site| matches!(site, "cross-site" | "same-site"))
        {
            return false;
        }
        let Some(origin) = text(header::ORIGIN) else { return true };
        if let Some(public) = &self.config.public_url {
            return origin == public.origin().ascii_serialization();
        }
        let host = text(header::HOST).unwrap_or_default();
        origin.split_once("://").is_some_and(|(_, origin)| origin == host)
    }
}

/// What proves who somebody is can't be looked up.
pub(super) fn lost(error: &(dyn std::error::Error + 'static)) -> Refusal {
    tracing::error!(error, "a session or token can't be looked up");
    Refusal::new(Code::Internal, "Something went wrong on our side.")
}

/// The longest name of a client that is carried along: a socket keeps it for as long as it is open.
const LONGEST_USER_AGENT: usize = 300;

/// What the client calls itself, for the list of sessions. It is ASCII, so it can be cut anywhere.
pub(super) fn user_agent(headers: &HeaderMap) -> Option<Arc<str>> {
    let name = headers.get(header::USER_AGENT)?.to_str().ok()?;
    Some(Arc::from(&name[..name.len().min(LONGEST_USER_AGENT)]))
}

/// The client's address: the peer's own, or the one that the outermost trusted proxy saw.
fn client_address(headers: &HeaderMap, peer: IpAddr, trusted_proxies: u8) -> IpAddr {
    let Some(hops) = usize::from(trusted_proxies).checked_sub(1) else { return peer };
    let forwarded: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    forwarded.iter().rev().nth(hops).and_then(|address| address.parse().ok()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_say_where_a_request_comes_from() {
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(FORWARDED_FOR, "6.6.6.6, 1.2.3.4, 10.0.0.2".parse().unwrap());
        assert_eq!(client_address(&headers, peer, 0), peer);
        assert_eq!(client_address(&headers, peer, 2), "1.2.3.4".parse::<IpAddr>().unwrap());
        assert_eq!(client_address(&headers, peer, 9), peer);
    }
}
