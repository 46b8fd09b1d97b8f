use chrono::TimeDelta;
use fabula_platform::db::Db;
use uuid::Uuid;

use super::{Role, SessionToken};
use crate::{
    Viewer, access_tokens,
    ids::{AccessTokenId, SessionId, UserId},
    viewer::{Credential, CredentialId},
};

/// How exactly a session, or a token, knows when it was used last: reading does not write more often.
pub(crate) const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Who the token belongs to; `None` if it is unknown, ended or expired.
///
/// # Errors
/// If the database refuses.
pub async fn authenticate(db: &Db, token: &SessionToken) -> Result<Option<Viewer>, sqlx::Error> {
    let now = db.clock().now();
    let row = sqlx::query!(
        r#"select s.id as "session: SessionId", s.last_seen_at, u.id as "user: UserId", u.role as "role: Role"
           from sessions s join users u on u.id = s.user_id
           where s.token_hash = $1 and s.expires_at > $2"#,
        &token.hash()[..],
        now,
    )
    .fetch_optional(db.pool())
    .await?;
    if let Some(row) = &row
        && row.last_seen_at < now - SEEN_EVERY
    {
        // Of several requests at once one writes.
        sqlx::query!(
            "update sessions set last_seen_at = $2 where id = $1 and last_seen_at < $3",
            row.session.uuid(),
            now,
            now - SEEN_EVERY,
        )
        .execute(db.pool())
        .await?;
    }
    Ok(row.map(|row| Viewer {
        id: row.user,
        role: row.role,
        credential: Credential::Session { id: row.session },
    }))
}

/// Which of these sessions and tokens still hold, and what their people may do with them by now: one statement of each
/// kind for all sockets of a node.
///
/// # Errors
/// If the database refuses.
pub async fn living_credentials(
    db: &Db,
    credentials: &[CredentialId],
) -> Result<Vec<(CredentialId, Role)>, sqlx::Error> {
    let (mut sessions, mut tokens) = (Vec::new(), Vec::new());
    for credential in credentials {
        match credential {
            CredentialId::Session(id) => sessions.push(*id),
            CredentialId::AccessToken(id) => tokens.push(*id),
        }
    }
    let mut living = living_sessions(db, &sessions).await?;
    if !tokens.is_empty() {
        let roles = access_tokens::living(db, &tokens).await?;
        living.extend(roles.into_iter().map(|(id, role): (AccessTokenId, Role)| (id.into(), role)));
    }
    Ok(living)
}

async fn living_sessions(db: &Db, sessions: &[SessionId]) -> Result<Vec<(CredentialId, Role)>, sqlx::Error> {
    if sessions.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = sessions.iter().map(|session| session.uuid()).collect();
    let rows = sqlx::query!(
        r#"select s.id as "session: SessionId", u.role as "role: Role"
           from sessions s join users u on u.id = s.user_id where s.id = any($1) and s.expires_at > $2"#,
        &ids,
        db.clock().now(),
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.session.into(), row.role)).collect())
}
