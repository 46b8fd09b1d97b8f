use fabula_platform::db::Db;

use super::{Place, Shelf, ShelfError, order, own::own, queries};
use crate::{Viewer, ids::ShelfId};

/// Why a shelf was not moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveShelfError {
    /// It is not the viewer's to move.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// None of the viewer's other shelves is the one to put it behind.
    #[error("you have no such other shelf to put it after")]
    AfterNotFound,
    /// The database refused.
    #[error("the shelf can't be moved")]
    Database(#[from] sqlx::Error),
}

/// Moves a shelf among its owner's.
///
/// # Errors
/// If it, or the one to put it behind, is not the viewer's.
pub async fn move_shelf(
    db: &Db,
    viewer: &Viewer,
    id: ShelfId,
    place: Place<ShelfId>,
) -> Result<Shelf, MoveShelfError> {
    let mut transaction = db.begin().await?;
    let shelf = own(&mut transaction, viewer, id).await?;
    let order = queries::order(&mut transaction, viewer.id).await?;
    let ranks = order::put(&order, id.uuid(), place.map(ShelfId::uuid));
    queries::keep_order(&mut transaction, ranks.ok_or(MoveShelfError::AfterNotFound)?).await?;
    transaction.commit().await?;
    Ok(shelf)
}
