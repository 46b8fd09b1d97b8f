use fabula_platform::db::Db;
use sqlx::PgConnection;

use crate::{
    SignedIn,
    ids::{AccessTokenId, UserId},
};

/// Ends one of a person's access tokens; false if they have no such token.
///
/// # Errors
/// If the database refuses.
pub async fn revoke(db: &Db, person: &SignedIn, token: AccessTokenId) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query!(
        "delete from access_tokens where id = $1 and user_id = $2",
        token.uuid(),
        person.user.uuid()
    )
    .execute(db.pool())
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends all of a person's access tokens in the caller's transaction, and answers which.
pub(crate) async fn revoke_all(
    connection: &mut PgConnection,
    user: UserId,
) -> Result<Vec<AccessTokenId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"delete from access_tokens where user_id = $1 returning id as "id: AccessTokenId""#,
        user.uuid()
    )
    .fetch_all(connection)
    .await
}
