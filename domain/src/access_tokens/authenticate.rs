use fabula_platform::db::Db;
use uuid::Uuid;

use super::{Scopes, TokenSecret};
use crate::{
    Viewer,
    accounts::{Role, SEEN_EVERY},
    ids::{AccessTokenId, UserId},
    viewer::Credential,
};

/// Who the token belongs to, with the role that it leaves them; `None` if it is unknown, revoked or expired.
///
/// # Errors
/// If the database refuses.
pub async fn authenticate(db: &Db, token: &TokenSecret) -> Result<Option<Viewer>, sqlx::Error> {
    let now = db.clock().now();
    let row = sqlx::query!(
        r#"select t.id as "token: AccessTokenId", t.scopes, t.last_used_at, u.id as "user: UserId", u.role as "role: Role"
           from access_tokens t join users u on u.id = t.user_id
           where t.token_hash = $1 and t.expires_at > $2"#,
        &token.hash()[..],
        now,
    )
    .fetch_optional(db.pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.last_used_at.is_none_or(|used| used < now - SEEN_EVERY) {
        // Of several requests at once one writes.
        sqlx::query!(
            "update access_tokens set last_used_at = $2
             where id = $1 and (last_used_at is null or last_used_at < $3)",
            row.token.uuid(),
            now,
            now - SEEN_EVERY,
        )
        .execute(db.pool())
        .await?;
    }
    let scopes = Scopes::read(&row.scopes)?;
    let credential = Credential::AccessToken { id: row.token, scopes };
    Ok(Some(Viewer { id: row.user, role: scopes.bound(row.role), credential }))
}

/// Which of these tokens still work, and the role that each leaves its owner by now: one statement for all sockets of a
/// node.
///
/// # Errors
/// If the database refuses.
pub async fn living(db: &Db, tokens: &[AccessTokenId]) -> Result<Vec<(AccessTokenId, Role)>, sqlx::Error> {
    let ids: Vec<Uuid> = tokens.iter().map(|token| token.uuid()).collect();
    let rows = sqlx::query!(
        r#"select t.id as "token: AccessTokenId", t.scopes, u.role as "role: Role"
           from access_tokens t join users u on u.id = t.user_id where t.id = any($1) and t.expires_at > $2"#,
        &ids,
        db.clock().now(),
    )
    .fetch_all(db.pool())
    .await?;
    rows.into_iter().map(|row| Ok((row.token, Scopes::read(&row.scopes)?.bound(row.role)))).collect()
}
