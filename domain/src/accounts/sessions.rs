use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use fabula_platform::db::Db;
use sqlx::{PgPool, Postgres, QueryBuilder};

use crate::{
    SignedIn,
    ids::{SessionId, UserId},
    page::{List, Order, Page, PageRequest},
};

/// The longest name of a client that is kept, in characters.
const LONGEST_USER_AGENT: usize = 300;

/// What is known of the device behind a session: enough for its owner to recognise it.
#[derive(Debug, Clone, Default)]
pub struct Device {
    pub(super) user_agent: Option<String>,
    pub(super) network: Option<String>,
}

impl Device {
    /// What a client called itself, cleaned and cut, and the network around its address.
    #[must_use]
    pub fn seen(user_agent: Option<&str>, address: IpAddr) -> Self {
        let user_agent = user_agent.map(|name| {
            name.chars()
                .filter(|character| !character.is_control())
                .take(LONGEST_USER_AGENT)
                .collect::<String>()
        });
        Self {
            user_agent: user_agent.filter(|name| !name.trim().is_empty()),
            network: Some(network(address)),
        }
    }
}

/// The network around an address: a whole address would say more than a person needs to recognise a device.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

/// How long a new session holds, and what it was opened with.
#[derive(Debug, Clone)]
pub struct SessionTerms {
    /// From now.
    pub lifetime: TimeDelta,
    /// Where it was opened.
    pub device: Device,
}

impl From<TimeDelta> for SessionTerms {
    fn from(lifetime: TimeDelta) -> Self {
        Self { lifetime, device: Device::default() }
    }
}

/// An open session, as its owner sees it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OpenSession {
    /// Its id.
    pub id: SessionId,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was used last, to within a few minutes.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// What the client called itself.
    pub user_agent: Option<String>,
    /// The network that it was opened from.
    pub network: Option<String>,
}

/// The list of a person's sessions.
#[must_use]
pub fn sessions_list() -> List {
    List::named("sessions")
}

/// A page of the person's open sessions, newest first.
///
/// # Errors
/// If the database refuses.
pub async fn sessions(
    pool: &PgPool,
    user: UserId,
    request: PageRequest,
    now: DateTime<Utc>,
) -> Result<Page<OpenSession>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select id, created_at, last_seen_at, expires_at, user_agent, network from sessions where user_id = any(",
    );
    query.push_bind(vec![user.uuid()]).push(") and expires_at > ").push_bind(now);
    request.push_within(&mut query, "user_id", "id", Order::Descending);
    let rows = query.build_query_as::<OpenSession>().fetch_all(pool).await?;
    Ok(request.page(rows))
}

/// Ends one of a person's sessions, their own included; false if they have no such session.
///
/// # Errors
/// If the database refuses.
pub async fn revoke_session(db: &Db, person: &SignedIn, session: SessionId) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query!(
        "delete from sessions where id = $1 and user_id = $2",
        session.uuid(),
        person.user.uuid()
    )
    .execute(db.pool())
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends all of a person's sessions but the one that they ask with, and answers which ended.
///
/// # Errors
/// If the database refuses.
pub async fn revoke_other_sessions(db: &Db, person: &SignedIn) -> Result<Vec<SessionId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"delete from sessions where user_id = $1 and id <> $2 returning id as "id: SessionId""#,
        person.user.uuid(),
        person.session.uuid(),
    )
    .fetch_all(db.pool())
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_known_coarsely() {
        for (address, wanted) in [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ] {
            let device = Device::seen(Some("\u{1b}curl/8"), address.parse().unwrap());
            assert_eq!(device.network.as_deref(), Some(wanted));
            assert_eq!(device.user_agent.as_deref(), Some("curl/8"));
        }
        let endless = "x".repeat(10_000);
        let device = Device::seen(Some(&endless), "203.0.113.77".parse().unwrap());
        assert_eq!(device.user_agent.unwrap().len(), LONGEST_USER_AGENT);
    }
}
