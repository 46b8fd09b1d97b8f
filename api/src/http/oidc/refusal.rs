use std::{fmt::Display, time::Duration};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use fabula_platform::{oidc::OidcError, telemetry};

use super::keep_private;
use crate::{messages::Locale, pages, user_errors::sentence};

/// When to try again with a provider that is away.
const PROVIDER_PAUSE: Duration = Duration::from_secs(30);

/// Why somebody is not signed in, or not sent to where they can be.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    /// For programs.
    pub(super) code: &'static str,
    /// For people, in English.
    pub(super) sentence: String,
    /// Where they came from, if that is known.
    pub(super) back: Option<String>,
    pub(super) retry_after: Option<Duration>,
}

impl Refused {
    pub(super) fn because(status: StatusCode, reason: &dyn Display) -> Self {
        Self { status, code: "refused", sentence: sentence(reason), back: None, retry_after: None }
    }

    /// It is our fault: logged, and no more said than that.
    pub(super) fn failed(error: &(dyn std::error::Error + 'static)) -> Self {
        let trace_id = telemetry::trace_id().unwrap_or_default();
        tracing::error!(error, trace_id, "nobody can be signed in through a provider");
        let refused =
            Refused::because(StatusCode::INTERNAL_SERVER_ERROR, &"something went wrong on our side");
        Self { code: "internal", ..refused }
    }

    /// The provider does not vouch for anybody: logged, since it is for the operator to look at.
    pub(super) fn by_provider(error: &OidcError, provider: &str) -> Self {
        let trace_id = telemetry::trace_id().unwrap_or_default();
        let cause = error as &(dyn std::error::Error + 'static);
        tracing::warn!(error = cause, provider, trace_id, "an identity provider does not vouch for anybody");
        if error.is_passing() { Self::provider_is_away() } else { Self::untrusted() }
    }

    pub(super) fn provider_is_away() -> Self {
        let refused = Refused::because(
            StatusCode::SERVICE_UNAVAILABLE,
            &"the provider can't be reached at this moment. Try again later",
        );
        Self { code: "provider_unavailable", retry_after: Some(PROVIDER_PAUSE), ..refused }
    }

    pub(super) fn untrusted() -> Self {
        let refused = Refused::because(
            StatusCode::BAD_GATEWAY,
            &"the provider's answer can't be trusted. Sign in again",
        );
        Self { code: "provider_failed", ..refused }
    }

    /// The refusal as a page, in the reader's language.
    pub(super) fn into_page(self, locale: Locale) -> Response {
        let mut answer =
            (self.status, pages::refusal(self.status, &self.sentence, self.back.as_deref(), locale))
                .into_response();
        let headers = answer.headers_mut();
        if let Some(retry_after) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs() + 1));
        }
        keep_private(headers);
        answer
    }
}
