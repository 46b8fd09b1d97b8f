use chrono::TimeDelta;
use fabula_platform::{
    db::Db,
    oidc::{OidcError, Provider},
};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::CodeChallenge;
use crate::{
    SignedIn,
    accounts::{self, OneTimeToken, Unconfirmed},
    ids::SessionId,
};

/// How long a person may take at the provider: some have to look for a device first.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// What a person wants when they come back.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// A session in this browser.
    SignIn,
    /// The same, and to show the provider once more that it is them.
    SignInAfresh,
    /// A code for the program that sent them.
    HandOver(CodeChallenge),
    /// Their identity linked to the account that they are signed in to.
    Link(SignedIn),
}

/// Why nobody departed.
#[derive(Debug, thiserror::Error)]
pub enum DepartError {
    /// An identity is to be linked, and it is not known to be the person who wants it.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// The provider does not tell where to go.
    #[error(transparent)]
    Provider(#[from] OidcError),
    /// The database refused.
    #[error("the journey can't be kept")]
    Database(#[from] sqlx::Error),
}

/// A journey that has begun.
#[derive(Debug)]
pub struct Departed {
    /// The provider's page.
    pub url: Url,
    /// What the browser keeps until it is back.
    pub browser: OneTimeToken,
    /// How long it does.
    pub lifetime: TimeDelta,
}

/// Begins a journey to a provider that ends at `redirect`. `browser` is what the browser kept from another journey, if it has:
/// two that are under way at once don't harm each other.
///
/// # Errors
/// If the provider can't be asked, or somebody who wants to link an identity has not shown lately that it is them.
pub async fn depart(
    db: &Db,
    provider: &Provider,
    redirect: &Url,
    browser: Option<OneTimeToken>,
    purpose: Purpose,
    return_to: &str,
) -> Result<Departed, DepartError> {
    let browser = browser.unwrap_or_else(OneTimeToken::generate);
    let state = OneTimeToken::generate();
    let is_afresh = matches!(purpose, Purpose::SignInAfresh);
    let now = db.clock().now();
    if let Purpose::Link(person) = &purpose
        && !accounts::is_confirmed(db.pool(), person, now).await?
    {
        return Err(Unconfirmed.into());
    }
    // No connection is held while a provider thinks.
    let departure = provider.depart(redirect, state.reveal(), is_afresh, now).await?;
    let challenge = match purpose {
        Purpose::HandOver(challenge) => Some(challenge),
        _ => None,
    };
    let session = match purpose {
        Purpose::Link(person) => Some(person.session),
        _ => None,
    };
    sqlx::query!(
        "insert into identity_journeys (state_hash, browser_hash, provider, nonce, verifier, return_to, session_id, is_afresh,
                                        code_challenge, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &state.hash()[..],
        &browser.hash()[..],
        provider.settings().key,
        departure.nonce,
        departure.verifier.expose_secret(),
        return_to,
        session.map(SessionId::uuid),
        is_afresh,
        challenge.as_ref().map(CodeChallenge::as_bytes),
        now + LIFETIME,
    )
    .execute(db.pool())
    .await?;
    Ok(Departed { url: departure.url, browser, lifetime: LIFETIME })
}

/// A journey that has ended: it was under way, and is over with this.
#[derive(Debug, Clone)]
pub struct Journey {
    /// What the provider must repeat.
    pub nonce: String,
    /// What proves to the provider that it is us who sent them.
    pub verifier: SecretString,
    /// The path where they want to be.
    pub return_to: String,
    /// The session to whose account the identity is to be linked; `None` if they want to sign in.
    pub links_to: Option<SessionId>,
    /// What a program is to prove that it began; `None` if they want a session in the browser.
    pub hands_over: Option<CodeChallenge>,
    /// Whether they have shown the provider once more that it is them.
    pub is_afresh: bool,
}

/// Ends the journey of somebody who is back from the provider with this key; `None` if it is unknown, over, too old, or
/// began in another browser. Of two who are back at once, one is.
///
/// # Errors
/// If the database refuses.
pub async fn come_back(
    db: &Db,
    provider: &str,
    state: &OneTimeToken,
    browser: &OneTimeToken,
) -> Result<Option<Journey>, sqlx::Error> {
    let row = sqlx::query!(
        r#"delete from identity_journeys
           where state_hash = $1 and browser_hash = $2 and provider = $3 and expires_at > $4
           returning nonce, verifier, return_to, session_id as "session: SessionId", is_afresh, code_challenge"#,
        &state.hash()[..],
        &browser.hash()[..],
        provider,
        db.clock().now(),
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(row.map(|row| Journey {
        nonce: row.nonce,
        verifier: row.verifier.into(),
        return_to: row.return_to,
        links_to: row.session,
        hands_over: row.code_challenge.as_deref().and_then(CodeChallenge::read),
        is_afresh: row.is_afresh,
    }))
}
