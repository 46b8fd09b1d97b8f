use fabula_platform::db::Db;

use super::{MOST_ITEMS, Place, Shelf, ShelfError, ShelfSubject, items, order, own::own};
use crate::{Viewer, ids::ShelfId};

/// Why something was not put on a shelf.
#[derive(Debug, thiserror::Error)]
pub enum ShelveError {
    /// The shelf is not the viewer's to fill.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// There is no such thing, or the viewer may not know of it.
    #[error("there is no such story or board")]
    NotFound,
    /// Nothing on the shelf is what to put it behind.
    #[error("there is no such other thing on the shelf to put it after")]
    AfterNotFound,
    /// Nothing more fits.
    #[error("a shelf holds at most {MOST_ITEMS} things")]
    Full,
    /// The database refused.
    #[error("this can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Puts a story or a board on a shelf. What is on it already stays where it is, and is no error.
///
/// # Errors
/// If the shelf is not the viewer's or full, or they can't see the thing.
pub async fn add_to_shelf(
    db: &Db,
    viewer: &Viewer,
    shelf: ShelfId,
    subject: ShelfSubject,
    place: Place<ShelfSubject>,
) -> Result<Shelf, ShelveError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let shelf = own(&mut transaction, viewer, shelf).await?;
    if !items::hold(&mut transaction, subject, viewer.into()).await? {
        return Err(ShelveError::NotFound);
    }
    let order = items::order(&mut transaction, shelf.id).await?;
    if order.iter().any(|(id, _)| *id == subject.uuid()) {
        return Ok(shelf);
    }
    let ranks = order::put(&order, subject.uuid(), place.map(ShelfSubject::uuid));
    let ranks = ranks.ok_or(ShelveError::AfterNotFound)?;
    if order.len() >= MOST_ITEMS {
        return Err(ShelveError::Full);
    }
    items::insert(&mut transaction, shelf.id, subject, ranks, now).await?;
    transaction.commit().await?;
    Ok(shelf)
}
