use fabula_platform::db::Db;

use super::{Shelf, ShelfError, ShelfSubject, items, own::own};
use crate::{Viewer, ids::ShelfId};

/// Takes something off a shelf. What is not on it is no error, and what the viewer can't see any more can still be taken
/// off.
///
/// # Errors
/// If the shelf is not the viewer's.
pub async fn remove_from_shelf(
    db: &Db,
    viewer: &Viewer,
    shelf: ShelfId,
    subject: ShelfSubject,
) -> Result<Shelf, ShelfError> {
    let mut transaction = db.begin().await?;
    let shelf = own(&mut transaction, viewer, shelf).await?;
    items::remove(&mut transaction, shelf.id, subject).await?;
    transaction.commit().await?;
    Ok(shelf)
}
