use chrono::{DateTime, Utc};
use fabula_platform::oidc::Claims;
use sqlx::PgConnection;

use super::{Journey, code};
use crate::{
    accounts::{self, CONFIRMATION_HOLDS, OneTimeToken, Session, SessionTerms},
    ids::UserId,
    second_factor::{self, Challenge},
};

/// What a person who was recognised gets.
#[derive(Debug)]
pub enum Admission {
    /// A session.
    Session(Session),
    /// The question for their second factor.
    SecondFactor(Challenge),
    /// A code for the program that sent them. It asks for the second factor when it is redeemed.
    Code(OneTimeToken),
}

/// Lets a person in whom the provider vouches for, in the caller's transaction.
pub(super) async fn admit(
    connection: &mut PgConnection,
    user: UserId,
    journey: &Journey,
    claims: &Claims,
    terms: SessionTerms,
    now: DateTime<Utc>,
) -> Result<Admission, sqlx::Error> {
    let confirmed_at = confirmed_at(journey, claims, now);
    if let Some(challenge) = journey.hands_over {
        return Ok(Admission::Code(code::mint(connection, user, challenge, confirmed_at, now).await?));
    }
    if let Some(challenge) = second_factor::demand(connection, user, now).await? {
        return Ok(Admission::SecondFactor(challenge));
    }
    Ok(Admission::Session(open(connection, user, confirmed_at, terms, now).await?))
}

/// When the person last showed that it is them. Many providers let in whoever sits before a browser that they know: that is
/// no confirmation, unless they say when the person showed it, or were asked to make them do it.
fn confirmed_at(journey: &Journey, claims: &Claims, now: DateTime<Utc>) -> DateTime<Utc> {
    let unsaid = if journey.is_afresh { now } else { now - CONFIRMATION_HOLDS };
    claims.authenticated_at.map_or(unsaid, |said| said.min(now))
}

/// Opens a session whose person showed at `confirmed_at` that it is them.
pub(super) async fn open(
    connection: &mut PgConnection,
    user: UserId,
    confirmed_at: DateTime<Utc>,
    terms: SessionTerms,
    now: DateTime<Utc>,
) -> Result<Session, sqlx::Error> {
    let session = accounts::open_session(connection, user, now, terms).await?;
    sqlx::query!("update sessions set confirmed_at = $2 where id = $1", session.id.uuid(), confirmed_at)
        .execute(connection)
        .await?;
    Ok(session)
}
