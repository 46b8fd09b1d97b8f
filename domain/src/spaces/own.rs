use sqlx::PgConnection;

use super::{Shelf, queries};
use crate::{Viewer, ids::ShelfId};

/// Why somebody may not do something to a shelf.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// There is no such shelf, or the viewer may not know of it.
    #[error("there is no such shelf")]
    NotFound,
    /// A shelf is its owner's.
    #[error("only its owner can change a shelf")]
    NotTheOwner,
    /// The database refused.
    #[error("the shelf can't be changed")]
    Database(#[from] sqlx::Error),
}

/// The viewer's own shelf. Nobody but this transaction changes anything about their shelves until it ends.
///
/// # Errors
/// If there is no such shelf, or it is somebody else's.
pub(super) async fn own(
    connection: &mut PgConnection,
    viewer: &Viewer,
    id: ShelfId,
) -> Result<Shelf, ShelfError> {
    queries::lock_owner(connection, viewer.id).await?;
    let shelf = queries::by_ids(&mut *connection, &[id], viewer.into()).await?.pop();
    let shelf = shelf.ok_or(ShelfError::NotFound)?;
    if shelf.owner_id == viewer.id { Ok(shelf) } else { Err(ShelfError::NotTheOwner) }
}
