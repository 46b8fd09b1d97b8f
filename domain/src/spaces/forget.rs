use fabula_platform::db::Db;

use crate::ids::UserId;

/// Takes some of a person's shelves away, with what stands on them; false once there is none left.
///
/// # Errors
/// If the database refuses.
pub(crate) async fn forget(db: &Db, user: UserId) -> Result<bool, sqlx::Error> {
    let gone = sqlx::query!(
        "delete from shelves where id = any(array(select id from shelves where owner_id = $1 limit 10))",
        user.uuid(),
    )
    .execute(db.pool())
    .await?;
    Ok(gone.rows_affected() > 0)
}
