use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    ConfigurationError, CsrfToken, EmptyAdditionalClaims, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    Scope, SignatureVerificationError, SubjectIdentifier, TokenResponse as _, UserInfoError,
    core::{
        CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType,
        CoreGenderClaim, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
    },
};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{
    Claims, HttpError, ProviderSettings,
    claims::CLOCKS_DIFFER,
    discovery::{Discovery, DiscoveryFailure, Known},
    http::Http,
};

/// What an ID token may be signed with: whatever only the provider can sign. A secret that both know proves less.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A client for a provider whose endpoints were discovered.
type DiscoveredClient = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why a provider did not vouch for anybody.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// It can't be asked now.
    #[error(transparent)]
    Discovery(#[from] DiscoveryFailure),
    /// It can't be reached now, or answers what can't be read.
    #[error("the provider did not answer: {0}")]
    Exchange(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
    /// It does not take the code: it was used, has run out, or was made up.
    #[error("the provider does not take the code: {0}")]
    Code(String),
    /// It answered without an ID token.
    #[error("the provider answered without an ID token")]
    NoToken,
    /// Its ID token proves nothing to us.
    #[error("the provider's ID token does not hold")]
    Token(#[from] ClaimsVerificationError),
    /// Its ID token was made for somebody else to use.
    #[error("the provider's ID token was issued to another party")]
    OtherParty,
    /// The settings don't fit what it tells of itself.
    #[error("the provider can't be used with these settings")]
    Settings(#[from] ConfigurationError),
    /// An address can't be read.
    #[error("an address can't be read")]
    Address(#[from] url::ParseError),
}

impl OidcError {
    /// Whether it may work a little later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Discovery(_) | Self::Exchange(..))
    }
}

/// Where somebody is sent, and what must be kept until they come back.
#[derive(Debug, Clone)]
pub struct Departure {
    /// The provider's page.
    pub url: Url,
    /// What its ID token must repeat.
    pub nonce: String,
    /// What proves that the code is redeemed by who sent them.
    pub verifier: SecretString,
}

/// Somebody who is back from a provider.
#[derive(Debug, Clone, Copy)]
pub struct Return<'a> {
    /// Where they came back to: the same address that they departed with.
    pub redirect: &'a Url,
    /// What they brought.
    pub code: &'a str,
    /// What was kept when they departed.
    pub nonce: &'a str,
    /// The same.
    pub verifier: &'a str,
}

/// A provider that is trusted.
#[derive(Debug)]
pub struct Provider {
    settings: ProviderSettings,
    http: Http,
    discovery: Discovery,
}

impl Provider {
    /// What the operator says of it.
    #[must_use]
    pub fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// Asks the provider where its endpoints are and what it signs with, if that is not known.
    ///
    /// # Errors
    /// If it does not tell.
    pub async fn check(&self, now: DateTime<Utc>) -> Result<(), OidcError> {
        self.known(now).await?;
        Ok(())
    }

    /// Begins the way of somebody to the provider, who comes back to `redirect` with this `state`. `afresh`: they are to
    /// show the provider once more that it is them, even if it knows them.
    ///
    /// # Errors
    /// If the provider can't be asked where its pages are.
    pub async fn depart(
        &self,
        redirect: &Url,
        state: &str,
        afresh: bool,
        now: DateTime<Utc>,
    ) -> Result<Departure, OidcError> {
        let known = self.known(now).await?;
        let client = self.client(&known, redirect)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let state = CsrfToken::new(state.to_owned());
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, Nonce::new_random)
            .set_pkce_challenge(challenge);
        // The crate asks for `openid` itself.
        for scope in self.settings.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        if afresh {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (url, _, nonce) = request.url();
        Ok(Departure { url, nonce: nonce.secret().clone(), verifier: verifier.into_secret().into() })
    }

    /// Gets what the provider says of somebody who has come back. A code works once.
    ///
    /// # Errors
    /// If the provider does not answer, does not take the code, or what it says does not hold.
    pub async fn redeem(&self, back: Return<'_>, now: DateTime<Utc>) -> Result<Claims, OidcError> {
        let known = self.known(now).await?;
        let client = self.client(&known, back.redirect)?;
        let answer = client
            .exchange_code(AuthorizationCode::new(back.code.to_owned()))?
            .set_pkce_verifier(PkceCodeVerifier::new(back.verifier.to_owned()))
            .request_async(&self.http)
            .await
            .map_err(exchange_error)?;
        let token = answer.id_token().ok_or(OidcError::NoToken)?;
        let token_claims = self.verified(&client, &known, back, token, now).await?;
        if token_claims.authorized_party().is_some_and(|party| party.as_str() != self.settings.client_id) {
            return Err(OidcError::OtherParty);
        }
        let mut claims = Claims::of_token(&token_claims, now);
        if claims.is_scant() {
            let subject = token_claims.subject().clone();
            self.ask_for_more(&client, answer.access_token().clone(), subject, &mut claims).await?;
        }
        Ok(claims)
    }

    async fn known(&self, now: DateTime<Utc>) -> Result<Arc<Known>, DiscoveryFailure> {
        self.discovery.known(&self.http, &self.settings.issuer, now).await
    }

    fn client(&self, known: &Known, redirect: &Url) -> Result<DiscoveredClient, OidcError> {
        let secret = self.settings.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        let metadata = known.metadata.clone();
        // Basic is the default (OpenID Connect Discovery 1.0, 3).
        let methods = metadata.token_endpoint_auth_methods_supported();
        let only_posts = methods.is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let auth_type = if only_posts { AuthType::RequestBody } else { AuthType::BasicAuth };
        let id = ClientId::new(self.settings.client_id.clone());
        let redirect = RedirectUrl::new(redirect.to_string())?;
        let client = CoreClient::from_provider_metadata(metadata, id, secret);
        Ok(client.set_redirect_uri(redirect).set_auth_type(auth_type))
    }

    /// What an ID token says, if it holds. Is it signed with a key that is not known, the keys are fetched anew.
    async fn verified(
        &self,
        client: &DiscoveredClient,
        known: &Arc<Known>,
        back: Return<'_>,
        token: &CoreIdToken,
        now: DateTime<Utc>,
    ) -> Result<CoreIdTokenClaims, OidcError> {
        let nonce = Nonce::new(back.nonce.to_owned());
        match claims(client, token, &nonce, now) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {}
            verified => return Ok(verified?),
        }
        let known = self.discovery.renewed(&self.http, &self.settings.issuer, known, now).await?;
        Ok(claims(&self.client(&known, back.redirect)?, token, &nonce, now)?)
    }

    /// Asks the provider for what its ID token left out.
    async fn ask_for_more(
        &self,
        client: &DiscoveredClient,
        access: AccessToken,
        subject: SubjectIdentifier,
        claims: &mut Claims,
    ) -> Result<(), OidcError> {
        // Not every provider can be asked.
        let Ok(request) = client.user_info(access, Some(subject)) else { return Ok(()) };
        match request.request_async::<EmptyAdditionalClaims, _, CoreGenderClaim>(&self.http).await {
            Ok(more) => claims.complete(&more),
            Err(UserInfoError::ClaimsVerification(error)) => return Err(error.into()),
            // A name can be done without.
            Err(_) if claims.email.is_some() => {}
            Err(error) => return Err(OidcError::Exchange("userinfo", Box::new(error))),
        }
        Ok(())
    }
}

/// What an ID token says, if its signature, issuer, audience, nonce and times are right.
fn claims(
    client: &DiscoveredClient,
    token: &CoreIdToken,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now - CLOCKS_DIFFER)
        .set_issue_time_verifier_fn(move |issued_at| {
            if issued_at < now + CLOCKS_DIFFER { Ok(()) } else { Err("it is from the future".to_owned()) }
        });
    token.claims(&verifier, nonce).cloned()
}

fn exchange_error(
    error: RequestTokenError<HttpError, openidconnect::StandardErrorResponse<CoreErrorResponseType>>,
) -> OidcError {
    match error {
        RequestTokenError::ServerResponse(answer) => OidcError::Code(answer.error().as_ref().to_owned()),
        // The answer may hold tokens: what the parser says of it does not quote them, the answer itself would.
        RequestTokenError::Parse(error, _) => {
            OidcError::Exchange("what it says can't be read", Box::new(error))
        }
        error => OidcError::Exchange("the token endpoint", Box::new(error)),
    }
}

/// The providers that an instance trusts. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Providers(Arc<[Provider]>);

impl Providers {
    /// The providers of these settings. Nothing is asked of them yet.
    ///
    /// # Errors
    /// If there can be no client for HTTP.
    pub fn new(settings: &[ProviderSettings]) -> Result<Self, HttpError> {
        if settings.is_empty() {
            return Ok(Self::default());
        }
        crate::tls::install();
        let http = Http::new()?;
        let provider = |settings: &ProviderSettings| Provider {
            settings: settings.clone(),
            http: http.clone(),
            discovery: Discovery::default(),
        };
        Ok(Self(settings.iter().map(provider).collect()))
    }

    /// All of them, in the order of the settings.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter()
    }

    /// The one with this key.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Option<&Provider> {
        self.iter().find(|provider| provider.settings.key == key)
    }

    /// The one with this issuer.
    #[must_use]
    pub fn with_issuer(&self, issuer: &str) -> Option<&Provider> {
        self.iter().find(|provider| provider.settings.issuer.as_str() == issuer)
    }

    /// The issuers of all of them.
    #[must_use]
    pub fn issuers(&self) -> Vec<String> {
        self.iter().map(|provider| provider.settings.issuer.to_string()).collect()
    }
}
