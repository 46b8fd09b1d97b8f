use fabula_platform::db::Db;

use super::{ShelfError, own::own};
use crate::{Viewer, ids::ShelfId};

/// Deletes a shelf for good. What is on it stays where it is at home.
///
/// # Errors
/// If it is not the viewer's.
pub async fn delete_shelf(db: &Db, viewer: &Viewer, id: ShelfId) -> Result<(), ShelfError> {
    let mut transaction = db.begin().await?;
    own(&mut transaction, viewer, id).await?;
    sqlx::query!("delete from shelves where id = $1", id.uuid()).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}
