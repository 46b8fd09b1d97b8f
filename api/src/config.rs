use std::{convert::Infallible, net::SocketAddr, time::Duration};

use axum::http::HeaderValue;

use chrono::TimeDelta;
use fabula_domain::second_factor::Seal;
use fabula_platform::{oidc::ProviderList, rate_limit::Quota};
use url::Url;

use crate::{documents::TrustedDocuments, reading::Site};

/// How the gateway listens and whom it lets in.
#[derive(Debug, Clone, clap::Args)]
pub struct ApiConfig {
    /// Where the gateway listens.
    #[arg(
        long,
        env = "FABULA_LISTEN",
        global = true,
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    pub listen: SocketAddr,

    /// The address that browsers reach the gateway at. With https, cookies are only sent over it.
    #[arg(long, env = "FABULA_PUBLIC_URL", global = true, value_name = "URL")]
    pub public_url: Option<Url>,

    /// How many proxies stand before the gateway (0 to 10). The client's address is taken from that place, counted
    /// from the right, of `X-Forwarded-For`; with 0 the header is not believed.
    #[arg(long, env = "FABULA_TRUSTED_PROXIES", global = true, default_value_t = 0, value_name = "COUNT",
          value_parser = clap::value_parser!(u8).range(0..=10))]
    pub trusted_proxies: u8,

    /// The sites whose pages may call the API, separated by commas: `https://app.example.org`. `*` is any, `none` only
    /// the gateway's own. Cookies never travel across sites, so such pages send a bearer token.
    #[arg(long, env = "FABULA_CORS_ORIGINS", global = true, default_value = "*", value_name = "ORIGINS",
          value_parser = CorsOrigins::parse)]
    pub cors_origins: CorsOrigins,

    /// A manifest of the only GraphQL documents that are answered: `persisted-documents.json` of graphql-codegen, or
    /// Apollo's persisted query manifest. Not set: any document is.
    #[arg(long, env = "FABULA_TRUSTED_DOCUMENTS", global = true, value_name = "FILE",
          value_parser = TrustedDocuments::read)]
    pub trusted_documents: Option<TrustedDocuments>,

    /// How long caches may give answers to anonymous GET requests without asking again, in seconds (0 to 3600).
    #[arg(long, env = "FABULA_PUBLIC_CACHE_SECONDS", global = true, default_value_t = 0, value_name = "SECONDS",
          value_parser = clap::value_parser!(u16).range(0..=3_600))]
    pub public_cache_seconds: u16,

    /// Whether search engines may show this instance: `robots.txt`, and what pages and feeds say.
    #[arg(long, env = "FABULA_SEARCH_ENGINES", global = true, default_value_t = true, action = clap::ArgAction::Set,
          value_name = "true|false")]
    pub search_engines: bool,

    /// How long a sign-in holds, in days (1 to 365).
    #[arg(long, env = "FABULA_SESSION_DAYS", global = true, default_value_t = 30, value_name = "DAYS",
          value_parser = clap::value_parser!(u16).range(1..=365))]
    pub session_days: u16,

    /// How long a request may take, in seconds (1 to 120).
    #[arg(long, env = "FABULA_REQUEST_TIMEOUT_SECONDS", global = true, default_value_t = 15, value_name = "SECONDS",
          value_parser = clap::value_parser!(u64).range(1..=120))]
    pub request_timeout_seconds: u64,

    /// The key that secrets in the database are sealed with: 32 bytes in base64 (`openssl rand -base64 32`), the same for
    /// all nodes. Not set: second factors' secrets lie open in the database. Another key can't read what was sealed.
    #[arg(long, env = "FABULA_SECRET_KEY", global = true, hide_env_values = true, default_value = "",
          hide_default_value = true, value_name = "KEY", value_parser = secret_key)]
    pub secret_key: Seal,

    /// The providers that people may sign in through (OpenID Connect): a JSON list, or the path of a file with one.
    /// docs/signing-in.md has its fields.
    #[arg(long, env = "FABULA_OIDC_PROVIDERS", global = true, hide_env_values = true, default_value = "",
          hide_default_value = true, value_name = "JSON|FILE", value_parser = oidc_providers)]
    pub oidc_providers: ProviderList,

    /// What a request may ask for.
    #[command(flatten)]
    pub limits: LimitsConfig,
}

/// Reads the key; an empty variable is one that is not set.
fn secret_key(text: &str) -> Result<Seal, String> {
    if text.is_empty() {
        return Ok(Seal::default());
    }
    Seal::parse(text).map_err(|error| format!("the key {error}"))
}

/// Reads the providers. What is wrong with them is told later: the command line would show all of it, secrets included.
fn oidc_providers(text: &str) -> Result<ProviderList, Infallible> {
    Ok(ProviderList::read(text))
}

/// The sites whose pages may call the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorsOrigins {
    /// Any site.
    Any,
    /// These; none is a list that is empty.
    Only(Vec<HeaderValue>),
}

impl CorsOrigins {
    /// Reads `*`, `none`, or origins separated by commas.
    ///
    /// # Errors
    /// If one is not an origin as browsers write it.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.trim() {
            "" | "*" => return Ok(Self::Any),
            "none" => return Ok(Self::Only(Vec::new())),
            _ => {}
        }
        let origins = text.split(',').map(|origin| {
            let origin = origin.trim();
            let written = Url::parse(origin).ok().map(|url| url.origin().ascii_serialization());
            let is_origin = written.is_some_and(|written| written == origin && written != "null");
            let value = HeaderValue::from_str(origin).ok().filter(|_| is_origin);
            value.ok_or_else(|| {
                format!("`{origin}` is not an origin: give scheme, host and port, `https://app.example.org`")
            })
        });
        origins.collect::<Result<_, _>>().map(Self::Only)
    }
}

/// What a request may ask for, and how much of it.
#[derive(Debug, Clone, clap::Args)]
pub struct LimitsConfig {
    /// The largest request body, in bytes.
    #[arg(long, env = "FABULA_MAX_BODY_BYTES", global = true, default_value_t = 1_048_576, value_name = "BYTES",
          value_parser = clap::value_parser!(u32).range(1_024..=16_777_216))]
    pub max_body_bytes: u32,

    /// The largest image that may be sent, in bytes.
    #[arg(long, env = "FABULA_MAX_IMAGE_BYTES", global = true, default_value_t = 10_485_760, value_name = "BYTES",
          value_parser = clap::value_parser!(u32).range(1_024..=104_857_600))]
    pub max_image_bytes: u32,

    /// The most pixels that an image may have, in millions. Decoding takes at most 256 MiB, whatever this says.
    #[arg(long, env = "FABULA_MAX_IMAGE_MEGAPIXELS", global = true, default_value_t = 50, value_name = "MILLIONS",
          value_parser = clap::value_parser!(u32).range(1..=200))]
    pub max_image_megapixels: u32,

    /// The space for each person's images, in millions of bytes.
    #[arg(long, env = "FABULA_IMAGE_QUOTA_MEGABYTES", global = true, default_value_t = 500, value_name = "MILLIONS",
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub image_quota_megabytes: u32,

    /// The most tokens in a GraphQL document.
    #[arg(long, env = "FABULA_MAX_TOKENS", global = true, default_value_t = 3_000, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(100..=100_000))]
    pub max_tokens: u32,

    /// The deepest nesting of fields.
    #[arg(long, env = "FABULA_MAX_DEPTH", global = true, default_value_t = 20, value_name = "LEVELS",
          value_parser = clap::value_parser!(u32).range(5..=60))]
    pub max_depth: u32,

    /// The most aliases in an operation, fragments included.
    #[arg(long, env = "FABULA_MAX_ALIASES", global = true, default_value_t = 30, value_name = "COUNT")]
    pub max_aliases: u32,

    /// The most root fields in an operation.
    #[arg(long, env = "FABULA_MAX_ROOT_FIELDS", global = true, default_value_t = 20, value_name = "COUNT")]
    pub max_root_fields: u32,

    /// The most directives in an operation, fragments included.
    #[arg(long, env = "FABULA_MAX_DIRECTIVES", global = true, default_value_t = 50, value_name = "COUNT")]
    pub max_directives: u32,

    /// The most that one operation may cost, in points.
    #[arg(long, env = "FABULA_MAX_COST", global = true, default_value_t = 5_000, value_name = "POINTS",
          value_parser = clap::value_parser!(u32).range(100..))]
    pub max_cost: u32,

    /// Points that a signed-in user may use in a minute.
    #[arg(long, env = "FABULA_COST_PER_MINUTE", global = true, default_value_t = 60_000, value_name = "POINTS",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub cost_per_minute: u32,

    /// Points that an address may use in a minute without signing in.
    #[arg(long, env = "FABULA_ANONYMOUS_COST_PER_MINUTE", global = true, default_value_t = 30_000,
          value_name = "POINTS", value_parser = clap::value_parser!(u32).range(1..))]
    pub anonymous_cost_per_minute: u32,

    /// Sign-ins that an address may try in a minute.
    #[arg(long, env = "FABULA_SIGN_INS_PER_MINUTE", global = true, default_value_t = 20, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub sign_ins_per_minute: u32,

    /// Sign-ins that an address may try for one account in fifteen minutes.
    #[arg(long, env = "FABULA_SIGN_INS_PER_ACCOUNT", global = true, default_value_t = 20, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub sign_ins_per_account: u32,

    /// Accounts that an address may open in an hour.
    #[arg(long, env = "FABULA_REGISTRATIONS_PER_HOUR", global = true, default_value_t = 20, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub registrations_per_hour: u32,

    /// Mails that an address may ask for in an hour, and that may be asked for to one address.
    #[arg(long, env = "FABULA_MAILS_PER_HOUR", global = true, default_value_t = 10, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub mails_per_hour: u32,

    /// Operations that one WebSocket may have running at once.
    #[arg(long, env = "FABULA_MAX_SUBSCRIPTIONS_PER_SOCKET", global = true, default_value_t = 50, value_name = "COUNT",
          value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub max_subscriptions_per_socket: u16,

    /// WebSockets and event streams that this node holds open at once.
    #[arg(long, env = "FABULA_MAX_SOCKETS", global = true, default_value_t = 20_000, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_sockets: u32,

    /// WebSockets and event streams that one address may hold open on this node at once.
    #[arg(long, env = "FABULA_MAX_SOCKETS_PER_ADDRESS", global = true, default_value_t = 500, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_sockets_per_address: u32,

    /// How long a new WebSocket may take to send `connection_init`, in seconds (1 to 60).
    #[arg(long, env = "FABULA_CONNECTION_INIT_TIMEOUT_SECONDS", global = true, default_value_t = 5,
          value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=60))]
    pub connection_init_timeout_seconds: u64,
}

impl ApiConfig {
    /// How long a sign-in holds.
    #[must_use]
    pub fn session_lifetime(&self) -> TimeDelta {
        TimeDelta::days(i64::from(self.session_days))
    }

    /// How long a request may take.
    #[must_use]
    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_seconds)
    }

    /// The address of a path on this instance: absolute if the instance knows where it is reached, else the path.
    pub(crate) fn address(&self, path: &str) -> String {
        match &self.public_url {
            Some(public) => format!("{}{path}", public.as_str().trim_end_matches('/')),
            None => path.to_owned(),
        }
    }

    /// The addresses of this instance's pages: where it is reached, or where it listens as long as nobody says.
    pub(crate) fn site(&self) -> Site {
        match &self.public_url {
            Some(public) => Site::new(public.as_str()),
            None if self.listen.ip().is_unspecified() => {
                Site::new(&format!("http://localhost:{}", self.listen.port()))
            }
            None => Site::new(&format!("http://{}", self.listen)),
        }
    }

    /// Whether cookies travel only over https.
    #[must_use]
    pub fn secure_cookies(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}

impl LimitsConfig {
    /// The most pixels that an image may have.
    pub(crate) fn image_pixels(&self) -> u64 {
        u64::from(self.max_image_megapixels) * 1_000_000
    }

    /// The space for each person's images, in bytes.
    pub(crate) fn image_quota_bytes(&self) -> i64 {
        i64::from(self.image_quota_megabytes) * 1_000_000
    }

    /// What a signed-in user may use.
    pub(crate) fn user_quota(&self) -> Quota {
        Quota { points: self.cost_per_minute, per: Duration::from_secs(60) }
    }

    /// What an address may use without signing in.
    pub(crate) fn anonymous_quota(&self) -> Quota {
        Quota { points: self.anonymous_cost_per_minute, per: Duration::from_secs(60) }
    }

    /// Sign-ins from one address.
    pub(crate) fn sign_in_quota(&self) -> Quota {
        Quota { points: self.sign_ins_per_minute, per: Duration::from_secs(60) }
    }

    /// Sign-ins from one address to one account.
    pub(crate) fn account_quota(&self) -> Quota {
        Quota { points: self.sign_ins_per_account, per: Duration::from_secs(15 * 60) }
    }

    /// Codes tried to complete sign-ins to one account: of a million, three work at any time, so that it would take years.
    pub(crate) fn code_quota() -> Quota {
        Quota { points: 50, per: Duration::from_secs(24 * 3_600) }
    }

    /// Tokens from one address that are none.
    pub(crate) fn guess_quota(&self) -> Quota {
        Quota { points: self.sign_ins_per_minute.saturating_mul(10), per: Duration::from_secs(60) }
    }

    /// Documents that one address may have kept, in KiB.
    pub(crate) fn document_quota() -> Quota {
        Quota { points: 4_096, per: Duration::from_secs(3_600) }
    }

    /// Documents that all addresses together may have kept, in KiB.
    pub(crate) fn all_documents_quota() -> Quota {
        Quota { points: 65_536, per: Duration::from_secs(3_600) }
    }

    /// Mails that one address asks for, or gets.
    pub(crate) fn mail_quota(&self) -> Quota {
        Quota { points: self.mails_per_hour, per: Duration::from_secs(3_600) }
    }

    /// Accounts opened from one address.
    pub(crate) fn registration_quota(&self) -> Quota {
        Quota { points: self.registrations_per_hour, per: Duration::from_secs(3_600) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        assert_eq!(CorsOrigins::parse("*"), Ok(CorsOrigins::Any));
        assert_eq!(CorsOrigins::parse("none"), Ok(CorsOrigins::Only(Vec::new())));
        let two = CorsOrigins::parse("https://app.example.org, http://localhost:3000").unwrap();
        assert!(matches!(two, CorsOrigins::Only(origins) if origins.len() == 2));
        for wrong in [
            "example.org",
            "https://app.example.org/",
            "https://App.example.org",
            "null",
            "data:x",
            "*,https://a.org",
        ] {
            assert!(CorsOrigins::parse(wrong).is_err(), "{wrong}");
        }
    }
}
