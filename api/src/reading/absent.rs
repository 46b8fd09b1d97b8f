use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use fabula_domain::page::PageError;
use fabula_platform::telemetry;

use crate::{
    error::{Code, Refusal},
    http::status_of,
};

/// Why what was asked for is not given.
#[derive(Debug, Clone)]
pub(crate) enum Absent {
    /// There is no such thing, or not everybody may know of it.
    NotFound,
    /// It has this address.
    Moved(String),
    /// The request is wrong, or one too many; or it is our fault.
    Refused(Refusal),
}

impl Absent {
    /// Logs what is ours to answer for, and says no more than that.
    pub(crate) fn failed(error: &(dyn std::error::Error + 'static)) -> Self {
        let trace_id = telemetry::trace_id().unwrap_or_default();
        tracing::error!(error, trace_id, "a page or feed can't be made");
        Self::Refused(Refusal::new(Code::Internal, "Something went wrong on our side."))
    }

    /// The status, and a sentence for people.
    pub(crate) fn describe(&self) -> (StatusCode, &str) {
        match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "There is nothing here."),
            Self::Moved(_) => (StatusCode::MOVED_PERMANENTLY, "This page has another address."),
            Self::Refused(refusal) => (status_of(refusal.code), &refusal.message),
        }
    }

    /// Puts the status and what goes with it onto an answer that says so.
    pub(crate) fn mark(&self, mut answer: Response) -> Response {
        *answer.status_mut() = self.describe().0;
        let headers = answer.headers_mut();
        // Browsers would keep a redirection for ever, and a title may change back.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::NotFound => {}
            Self::Moved(address) => {
                headers
                    .extend(HeaderValue::try_from(address).ok().map(|address| (header::LOCATION, address)));
            }
            Self::Refused(refusal) => {
                if let Some(retry_after) = refusal.retry_after {
                    headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs() + 1));
                }
            }
        }
        answer
    }
}

impl From<Refusal> for Absent {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<PageError> for Absent {
    fn from(error: PageError) -> Self {
        Refusal::from(error).into()
    }
}

impl From<askama::Error> for Absent {
    fn from(error: askama::Error) -> Self {
        Self::failed(&error)
    }
}

impl IntoResponse for Absent {
    fn into_response(self) -> Response {
        let sentence = format!("{}\n", self.describe().1);
        self.mark(sentence.into_response())
    }
}
