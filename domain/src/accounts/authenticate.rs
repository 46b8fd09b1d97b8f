use chrono::TimeDelta;
use fabula_platform::db::Db;
use uuid::Uuid;

use super::{Role, SessionToken};
use crate::{
    Viewer,
    ids::{SessionId, UserId},
};

/// How exactly a session knows when it was used last: reading does not write more often.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Who the token belongs to; `None` if it is unknown, ended or expired.
///
/// # Errors
/// If the database refuses.
pub async fn authenticate(db: &Db, token: &SessionToken) -> Result<Option<Viewer>, sqlx::Error> {
    let now = db.clock().now();
    let row = sqlx::query!(
        r#"select s.id as "session: SessionId", s.expires_at, s.last_seen_at, u.id as "user: UserId", u.role as "role: Role"
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
        session: row.session,
        session_expires_at: row.expires_at,
    }))
}

/// Which of these sessions are still open, and what their people may do by now: one statement for all sockets of a
/// node.
///
/// # Errors
/// If the database refuses.
pub async fn living_sessions(db: &Db, sessions: &[SessionId]) -> Result<Vec<(SessionId, Role)>, sqlx::Error> {
    let ids: Vec<Uuid> = sessions.iter().map(|session| session.uuid()).collect();
    let rows = sqlx::query!(
        r#"select s.id as "session: SessionId", u.role as "role: Role"
           from sessions s join users u on u.id = s.user_id where s.id = any($1) and s.expires_at > $2"#,
        &ids,
        db.clock().now(),
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.session, row.role)).collect())
}
