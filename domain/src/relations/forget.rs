use fabula_platform::db::Db;

use crate::ids::UserId;

/// Takes back some of a person's mutes and blocks, and of those against them; false once nothing is left.
pub(crate) async fn forget(db: &Db, user: UserId) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query!(
        "delete from user_relations where ctid = any(array(
             select ctid from user_relations where user_id = $1 or other_id = $1 limit 5000))",
        user.uuid(),
    )
    .execute(db.pool())
    .await?;
    Ok(ended.rows_affected() > 0)
}
