use fabula_platform::db::Db;

use crate::ids::UserId;

/// Ends some of what a person follows, and of their followers' following; false once nothing is left.
pub(crate) async fn forget(db: &Db, user: UserId) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query!(
        "delete from follows where ctid = any(array(
             select ctid from follows where user_id = $1 or person_id = $1 limit 5000))",
        user.uuid(),
    )
    .execute(db.pool())
    .await?;
    Ok(ended.rows_affected() > 0)
}
