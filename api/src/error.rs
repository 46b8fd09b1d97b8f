//! Errors at the top level of an answer: a stable code, a sentence, and nothing of the inside.

use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc, time::Duration};

use async_graphql::{Error, ErrorExtensionValues, PathSegment, Response, ServerError};
use fabula_domain::{access_tokens::Scope, page::PageError};
use fabula_platform::{rate_limit::Denied, telemetry};

use crate::messages::Locale;

/// The stable codes of `extensions.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    Unauthenticated,
    Forbidden,
    BadUserInput,
    RateLimited,
    QueryTooComplex,
    Timeout,
    Internal,
    /// Apollo's: the document of this hash is not known; send it once.
    PersistedQueryNotFound,
    /// Apollo Router's: no trusted document has this id.
    PersistedQueryNotInList,
    /// Apollo Router's: the document that was sent is not a trusted one.
    QueryNotInSafelist,
}

impl Code {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::RateLimited => "RATE_LIMITED",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::PersistedQueryNotInList => "PERSISTED_QUERY_NOT_IN_LIST",
            Self::QueryNotInSafelist => "QUERY_NOT_IN_SAFELIST",
        }
    }
}

/// Something that is refused, in words for the client.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) retry_after: Option<Duration>,
    /// What an access token would have to be for.
    pub(crate) missing_scope: Option<Scope>,
}

impl Refusal {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after: None, missing_scope: None }
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(Code::Unauthenticated, "Sign in to do this.")
    }

    pub(crate) fn forbidden(message: &str) -> Self {
        Self::new(Code::Forbidden, message)
    }

    /// An access token is for other things.
    pub(crate) fn missing_scope(scope: Scope) -> Self {
        let message = format!("The access token lacks the scope {scope}.");
        Self { missing_scope: Some(scope), ..Self::new(Code::Forbidden, message) }
    }

    /// No access token is for this.
    pub(crate) fn not_for_tokens() -> Self {
        Self::new(Code::Forbidden, "Access tokens can't do this: sign in.")
    }

    pub(crate) fn bad_input(message: impl Into<String>) -> Self {
        Self::new(Code::BadUserInput, message)
    }

    pub(crate) fn too_complex(message: impl Into<String>) -> Self {
        Self::new(Code::QueryTooComplex, message)
    }

    pub(crate) fn rate_limited(message: &str, denied: &Denied) -> Self {
        Self { retry_after: Some(denied.retry_after), ..Self::new(Code::RateLimited, message) }
    }

    fn extensions(&self) -> ErrorExtensionValues {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", self.code.as_str());
        if let Some(retry_after) = self.retry_after {
            extensions.set("retryAfterMs", u64::try_from(retry_after.as_millis()).unwrap_or(u64::MAX).max(1));
        }
        if let Some(scope) = self.missing_scope {
            extensions.set("missingScope", scope.to_string());
        }
        extensions
    }

    /// The refusal as the only error of an answer.
    pub(crate) fn into_server_error(self, locale: Locale) -> ServerError {
        let mut error = ServerError::new(locale.say(&self.message), None);
        error.extensions = Some(self.extensions());
        error
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let mut error = Self::new(&refusal.message);
        error.extensions = Some(refusal.extensions());
        error
    }
}

impl From<PageError> for Refusal {
    fn from(error: PageError) -> Self {
        Self::bad_input(format!("{error}."))
    }
}

/// A failure that is ours: logged at the edge, never shown.
#[derive(Clone)]
struct Failure(Arc<dyn StdError + Send + Sync>);

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What a resolver answers when it is our fault.
pub(crate) fn internal(error: impl StdError + Send + Sync + 'static) -> Error {
    Error::new_with_source(Failure(Arc::new(error)))
}

/// Gives every error of an answer its code. Whatever a resolver passed on without one is ours to answer for: it is
/// logged here, once and with its whole chain, and the client gets the id of the trace.
pub(crate) fn settle(response: &mut Response, locale: Locale) {
    for error in &mut response.errors {
        give_code(error);
        if let Cow::Owned(translated) = locale.say(&error.message) {
            error.message = translated;
        }
    }
}

fn give_code(error: &mut ServerError) {
    let has_code = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
    if has_code {
        return;
    }
    let code = if let Some(source) = error.source.take() {
        let trace = telemetry::trace_id().unwrap_or_default();
        log(source.as_ref(), &error.message, &error.path, &trace);
        "Something went wrong on our side.".clone_into(&mut error.message);
        error.extensions.get_or_insert_default().set("traceId", trace);
        Code::Internal
    } else {
        Code::BadUserInput
    };
    error.extensions.get_or_insert_default().set("code", code.as_str());
}

fn log(source: &(dyn std::any::Any + Send + Sync), message: &str, path: &[PathSegment], trace: &str) {
    let segment = |segment: &PathSegment| match segment {
        PathSegment::Field(name) => name.clone(),
        PathSegment::Index(index) => index.to_string(),
    };
    let path = path.iter().map(segment).collect::<Vec<_>>().join(".");
    let mut cause: Option<&(dyn StdError + 'static)> = None;
    if let Some(failure) = source.downcast_ref::<Failure>() {
        cause = Some(failure.0.as_ref());
    } else if let Some(shared) = source.downcast_ref::<crate::loaders::LoadError>() {
        cause = Some(shared);
    }
    match cause {
        Some(error) => tracing::error!(error, path, trace_id = trace, "a request failed"),
        None => tracing::error!(message, path, trace_id = trace, "a request failed"),
    }
}
