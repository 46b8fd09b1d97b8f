use fabula_platform::db::Db;

use super::{MOST_SHELVES, Place, Shelf, ShelfVisibility, model, order, queries};
use crate::{
    Invalid, Viewer,
    idempotency::{self, IdempotencyKey, Reservation, ReserveError},
    ids::ShelfId,
};

/// What a person gives to begin a shelf.
#[derive(Debug, Clone)]
pub struct NewShelf {
    title: String,
    description: String,
    visibility: ShelfVisibility,
}

impl NewShelf {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// The first field that can't be accepted.
    pub fn parse(title: &str, description: &str, visibility: ShelfVisibility) -> Result<Self, Invalid> {
        Ok(Self { title: model::title(title)?, description: model::description(description)?, visibility })
    }
}

/// Why no shelf was created.
#[derive(Debug, thiserror::Error)]
pub enum CreateShelfError {
    /// The viewer has as many as they may.
    #[error("you can keep at most {MOST_SHELVES} shelves")]
    TooMany,
    /// The idempotency key belongs to another input.
    #[error(transparent)]
    Key(#[from] ReserveError),
    /// What the key made was deleted since.
    #[error("the shelf that was created with this key has been deleted")]
    Gone,
    /// The database refused.
    #[error("the shelf can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Creates a shelf behind the viewer's others.
///
/// # Errors
/// If they have a hundred.
pub async fn create_shelf(
    db: &Db,
    viewer: &Viewer,
    new: NewShelf,
    key: Option<&IdempotencyKey>,
) -> Result<Shelf, CreateShelfError> {
    let now = db.clock().now();
    let id = ShelfId::new(now);
    let mut transaction = db.begin().await?;
    queries::lock_owner(&mut transaction, viewer.id).await?;
    let reserved =
        idempotency::reserve(&mut transaction, viewer.id, "createShelf", key, id.uuid(), now).await?;
    if let Reservation::Repeated(earlier) = reserved {
        let earlier = queries::by_ids(&mut *transaction, &[earlier.into()], viewer.into()).await?.pop();
        return earlier.ok_or(CreateShelfError::Gone);
    }
    let order = queries::order(&mut transaction, viewer.id).await?;
    if order.len() >= MOST_SHELVES {
        return Err(CreateShelfError::TooMany);
    }
    sqlx::query!(
        "insert into shelves (id, owner_id, title, description, visibility, rank, created_at, updated_at)
         values ($1, $2, $3, $4, $5, 0, $6, $6)",
        id.uuid(),
        viewer.id.uuid(),
        new.title,
        new.description,
        new.visibility as ShelfVisibility,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    let ranks = order::put(&order, id.uuid(), Place::Last).unwrap_or_default();
    queries::keep_order(&mut transaction, ranks).await?;
    let shelf = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
    let shelf = shelf.ok_or(sqlx::Error::RowNotFound)?;
    transaction.commit().await?;
    Ok(shelf)
}
