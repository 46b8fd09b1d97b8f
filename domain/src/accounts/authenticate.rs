use fabula_platform::db::Db;
use uuid::Uuid;

use super::{Role, SessionToken};
use crate::{
    Viewer,
    ids::{SessionId, UserId},
};

/// Who the token belongs to; `None` if it is unknown, ended or expired.
///
/// # Errors
/// If the database refuses.
pub async fn authenticate(db: &Db, token: &SessionToken) -> Result<Option<Viewer>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select s.id as "session: SessionId", s.expires_at, u.id as "user: UserId", u.role as "role: Role"
           from sessions s join users u on u.id = s.user_id
           where s.token_hash = $1 and s.expires_at > $2"#,
        &token.hash()[..],
        db.clock().now(),
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(row.map(|row| Viewer {
        id: row.user,
        role: row.role,
        session: row.session,
        session_expires_at: row.expires_at,
    }))
}

/// Which of these sessions are still open: one statement for all sockets of a node.
///
/// # Errors
/// If the database refuses.
pub async fn living_sessions(db: &Db, sessions: &[SessionId]) -> Result<Vec<SessionId>, sqlx::Error> {
    let ids: Vec<Uuid> = sessions.iter().map(|session| session.uuid()).collect();
    sqlx::query_scalar!(
        r#"select id as "id: SessionId" from sessions where id = any($1) and expires_at > $2"#,
        &ids,
        db.clock().now(),
    )
    .fetch_all(db.pool())
    .await
}
