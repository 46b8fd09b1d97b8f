use fabula_platform::db::Db;

use crate::ids::SessionId;

/// Ends a session. Ending one that has ended is no error.
///
/// # Errors
/// If the database refuses.
pub async fn sign_out(db: &Db, session: SessionId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from sessions where id = $1", session.uuid()).execute(db.pool()).await?;
    Ok(())
}
