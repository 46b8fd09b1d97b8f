use fabula_platform::db::Db;
use uuid::Uuid;

use super::{MOST_ITEMS, Place, Shelf, ShelfError, ShelfSubject, items, order, own::own};
use crate::{Viewer, ids::ShelfId};

/// Why something stays where it is.
#[derive(Debug, thiserror::Error)]
pub enum MoveItemError {
    /// The shelf that it is on is not the viewer's.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The shelf that it is to go to is not the viewer's.
    #[error("{0}")]
    Target(ShelfError),
    /// It is not on the shelf.
    #[error("there is no such thing on the shelf")]
    NotFound,
    /// Nothing on the shelf is what to put it behind.
    #[error("there is no such other thing on the shelf to put it after")]
    AfterNotFound,
    /// Nothing more fits on the shelf that it is to go to.
    #[error("a shelf holds at most {MOST_ITEMS} things")]
    Full,
    /// The database refused.
    #[error("this can't be moved")]
    Database(#[from] sqlx::Error),
}

/// Moves what is on a shelf to another place on it, or to another shelf, and answers the shelf that it is on then. Is it on
/// that one already, it goes to the place there, and leaves the first.
///
/// # Errors
/// If a shelf is not the viewer's, the thing is not on it, or nothing more fits.
pub async fn move_item(
    db: &Db,
    viewer: &Viewer,
    (from, to): (ShelfId, ShelfId),
    subject: ShelfSubject,
    place: Place<ShelfSubject>,
) -> Result<Shelf, MoveItemError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let shelf = own(&mut transaction, viewer, from).await?;
    let target = if from == to {
        shelf
    } else {
        own(&mut transaction, viewer, to).await.map_err(MoveItemError::Target)?
    };
    let is_on = |order: &[(Uuid, i32)]| order.iter().any(|(id, _)| *id == subject.uuid());
    let mut order = items::order(&mut transaction, from).await?;
    if !is_on(&order) {
        return Err(MoveItemError::NotFound);
    }
    if from != to {
        order = items::order(&mut transaction, to).await?;
    }
    let ranks = order::put(&order, subject.uuid(), place.map(ShelfSubject::uuid));
    let ranks = ranks.ok_or(MoveItemError::AfterNotFound)?;
    if is_on(&order) {
        items::keep_order(&mut transaction, to, ranks).await?;
        if from != to {
            items::remove(&mut transaction, from, subject).await?;
        }
    } else if order.len() >= MOST_ITEMS {
        return Err(MoveItemError::Full);
    } else if !items::hand_over(&mut transaction, (from, to), subject, ranks, now).await? {
        return Err(MoveItemError::NotFound);
    }
    transaction.commit().await?;
    Ok(target)
}
