use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    LocalizedClaim,
    core::{CoreIdTokenClaims, CoreUserInfoClaims},
};

/// How far a provider's clock may be ahead of ours.
pub(super) const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(2);

/// What a provider says of somebody. Only `issuer` and `subject` name them; the rest is what they are called there, of any
/// length and form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// The provider.
    pub issuer: String,
    /// What it names them by: the same at all times, and nobody else's.
    pub subject: String,
    /// Where it says that they get mail.
    pub email: Option<String>,
    /// Whether it says that the address is theirs.
    pub is_email_verified: bool,
    /// What they like to be called in short.
    pub preferred_username: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// The language that they use there, as a tag (BCP 47).
    pub locale: Option<String>,
    /// When they last showed the provider that it is them; `None` if it does not say.
    pub authenticated_at: Option<DateTime<Utc>>,
}

impl Claims {
    /// What a verified ID token says.
    pub(super) fn of_token(claims: &CoreIdTokenClaims, now: DateTime<Utc>) -> Self {
        Self {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            email: claims.email().map(|email| email.to_string()),
            is_email_verified: claims.email_verified().unwrap_or(false),
            preferred_username: claims.preferred_username().map(|name| name.to_string()),
            name: claims.name().and_then(plain),
            locale: claims.locale().map(ToString::to_string),
            // Nobody has shown anything in a time that has not come.
            authenticated_at: claims
                .auth_time()
                .filter(|time| *time < now + CLOCKS_DIFFER)
                .map(|time| time.min(now)),
        }
    }

    /// Whether there is something that the provider may only tell when it is asked once more.
    pub(super) fn is_scant(&self) -> bool {
        self.email.is_none() || (self.name.is_none() && self.preferred_username.is_none())
    }

    /// Adds what the provider said when it was asked once more. What the token said stays.
    pub(super) fn complete(&mut self, more: &CoreUserInfoClaims) {
        if self.email.is_none() {
            self.email = more.email().map(|email| email.to_string());
            self.is_email_verified = more.email_verified().unwrap_or(false);
        }
        if self.preferred_username.is_none() {
            self.preferred_username = more.preferred_username().map(|name| name.to_string());
        }
        if self.name.is_none() {
            self.name = more.name().and_then(plain);
        }
        if self.locale.is_none() {
            self.locale = more.locale().map(ToString::to_string);
        }
    }
}

/// A name in no language in particular, or in the first that it is told in.
fn plain<T: std::ops::Deref<Target = String>>(name: &LocalizedClaim<T>) -> Option<String> {
    let first = || name.iter().next().map(|(_, name)| name);
    name.get(None).or_else(first).map(|name| name.to_string())
}
