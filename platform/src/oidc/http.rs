use std::{net::IpAddr, pin::Pin, time::Duration};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use url::{Host, Url};

/// How long a provider may take to be reached, and for one answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes: discovery documents and key sets have some thousands.
const LARGEST_ANSWER: usize = 1_024 * 1_024;

/// Why a provider did not answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// It wants to be talked to in the open.
    #[error("{0} is neither https nor on this machine")]
    Insecure(String),
    /// It could not be reached, or not in time.
    #[error("the provider can't be reached")]
    Transport(#[from] reqwest::Error),
    /// It answered with more than is read.
    #[error("the provider's answer has more than {LARGEST_ANSWER} bytes")]
    TooLarge,
    /// Its answer is no HTTP.
    #[error("the provider's answer can't be read")]
    Answer(#[from] http::Error),
}

/// Whether an address may be sent what is secret: by https, or to a server on this machine, as in development.
pub(super) fn is_safe(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => return false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}

/// What talks to providers. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Http(reqwest::Client);

impl Http {
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            // A provider that sends its clients elsewhere could send them to what only this machine reaches.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("fabula/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self(client))
    }

    /// Sends one request and reads its answer.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        if !is_safe(request.url()) {
            return Err(HttpError::Insecure(request.url().to_string()));
        }
        let mut answer = self.0.execute(request).await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut built = http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            built = built.header(name, value);
        }
        Ok(built.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_by_https_or_stay_on_this_machine() {
        for safe in ["https://id.example.org", "http://localhost:1", "http://127.0.0.1:1/x", "http://[::1]/"]
        {
            assert!(is_safe(&Url::parse(safe).unwrap()), "{safe}");
        }
        for unsafe_one in [
            "http://id.example.org",
            "http://localhost.example.org",
            "http://10.0.0.1",
            "ftp://localhost",
            "data:x",
        ] {
            assert!(!is_safe(&Url::parse(unsafe_one).unwrap()), "{unsafe_one}");
        }
    }
}
