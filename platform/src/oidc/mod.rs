//! Other sites that vouch for who somebody is: providers of OpenID Connect.
//!
//! A [`Provider`] is known by its issuer; where its endpoints are and what it signs with it tells itself ("discovery"), and
//! that is kept for an hour. Somebody is sent there with [`Provider::depart`] and comes back with a code, for which
//! [`Provider::redeem`] gets what the provider says of them. That is the authorization code flow with PKCE (RFC 7636, S256),
//! a nonce and a state, as RFC 9700 recommends it.
//!
//! Guarantees: an ID token counts only if its signature, issuer, audience, nonce and times are right; requests go only to
//! https (or to this machine), follow no redirect, end in time and read a bounded answer; a provider that is away for a
//! while does not matter to those who are not on their way to it. What is secret is in no log and no error.

mod claims;
mod discovery;
mod http;
mod provider;
mod settings;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;

pub use claims::Claims;
pub use http::HttpError;
pub use provider::{Departure, OidcError, Provider, Providers, Return};
pub use settings::{InvalidProviders, ProviderList, ProviderSettings};
