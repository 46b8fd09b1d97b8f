use std::{convert::Infallible, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, Utc};
use fabula_platform::db::Db;

use super::{Absent, Site};
use crate::{
    error::{Code, Refusal},
    http::{State, caching},
    sitemaps::SitemapIndex,
};

/// What search engines are told of an answer that is not for them (a page can say it itself, a feed can't).
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// A request of somebody who only reads. Who they are is not looked at.
#[derive(Clone)]
pub(crate) struct Visit {
    state: State,
    headers: HeaderMap,
    peer: SocketAddr,
    pub(crate) site: Site,
}

impl FromRequestParts<State> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
        Ok(Self {
            state: state.clone(),
            headers: parts.headers.clone(),
            peer: peer.unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0))),
            site: state.config.site(),
        })
    }
}

impl Visit {
    /// Takes points from what the visitor's address has left.
    pub(crate) async fn pay(&self, points: u32) -> Result<(), Absent> {
        let caller = self.state.visitor(&self.headers, self.peer);
        self.state.purse(&caller).take(points).await?;
        Ok(())
    }

    pub(crate) fn db(&self) -> &Db {
        &self.state.services.db
    }

    /// What the database answers, for as long as a request may take.
    pub(crate) async fn read<T, E: std::error::Error + 'static>(
        &self,
        reading: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Absent> {
        match tokio::time::timeout(self.state.config.request_timeout(), reading).await {
            Ok(read) => read.map_err(|error| Absent::failed(&error)),
            Err(_) => Err(Refusal::new(Code::Timeout, "The request took too long.").into()),
        }
    }

    /// The index of sitemaps.
    pub(crate) fn sitemaps(&self) -> &SitemapIndex {
        &self.state.sitemaps
    }

    /// Whether this instance wants to be found by search engines.
    pub(crate) fn is_indexed(&self) -> bool {
        self.state.config.search_engines
    }

    /// Answers with what everybody may be given. `is_listed`: whether search engines may know of it.
    ///
    /// The time of the last change is told, but not what a cache asks back by: what was taken away makes nothing newer.
    pub(crate) fn answer(
        &self,
        media: &'static str,
        body: String,
        changed_at: Option<DateTime<Utc>>,
        is_listed: bool,
    ) -> Response {
        let mut answer = ([(header::CONTENT_TYPE, media)]).into_response();
        let headers = answer.headers_mut();
        if let Some(changed_at) = changed_at {
            // RFC 9110, section 5.6.7.
            let date = changed_at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            headers.extend(HeaderValue::try_from(date).ok().map(|date| (header::LAST_MODIFIED, date)));
        }
        // Always: an answer from a cache keeps what it was given before and not since.
        let robots = if is_listed && self.is_indexed() { "all" } else { "noindex" };
        headers.insert(ROBOTS, HeaderValue::from_static(robots));
        caching::keep(answer, body.into_bytes(), &self.headers, self.state.config.public_cache_seconds)
    }
}
