use fabula_platform::db::Db;

use super::{Shelf, ShelfError, ShelfVisibility, model, own::own};
use crate::{Invalid, Viewer, ids::ShelfId};

/// What an owner changes. What is not given stays.
#[derive(Debug, Clone)]
pub struct ShelfChanges {
    title: Option<String>,
    description: Option<String>,
    visibility: Option<ShelfVisibility>,
}

impl ShelfChanges {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// The first field that can't be accepted.
    pub fn parse(
        title: Option<&str>,
        description: Option<&str>,
        visibility: Option<ShelfVisibility>,
    ) -> Result<Self, Invalid> {
        Ok(Self {
            title: title.map(model::title).transpose()?,
            description: description.map(model::description).transpose()?,
            visibility,
        })
    }

    /// Whether the shelf is like this already.
    fn is_so(&self, shelf: &Shelf) -> bool {
        self.title.as_ref().is_none_or(|title| *title == shelf.title)
            && self.description.as_ref().is_none_or(|description| *description == shelf.description)
            && self.visibility.is_none_or(|visibility| visibility == shelf.visibility)
    }
}

/// Why a shelf was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateShelfError {
    /// It is not the viewer's to change.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// It has been changed since; this is how it is now.
    #[error("the shelf has been changed since")]
    RevisionConflict(Box<Shelf>),
    /// The database refused.
    #[error("the shelf can't be changed")]
    Database(#[from] sqlx::Error),
}

/// Changes a shelf's title, description or visibility, if it is still at the expected revision. There is no new revision if
/// nothing changes. A shelf that becomes private is gone, at once, for everyone but its owner.
///
/// # Errors
/// If it is not the viewer's, or has been changed since.
pub async fn update_shelf(
    db: &Db,
    viewer: &Viewer,
    id: ShelfId,
    expected_revision: i32,
    changes: ShelfChanges,
) -> Result<Shelf, UpdateShelfError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let mut shelf = own(&mut transaction, viewer, id).await?;
    if shelf.revision != expected_revision {
        return Err(UpdateShelfError::RevisionConflict(Box::new(shelf)));
    }
    if changes.is_so(&shelf) {
        return Ok(shelf);
    }
    shelf.title = changes.title.unwrap_or(shelf.title);
    shelf.description = changes.description.unwrap_or(shelf.description);
    shelf.visibility = changes.visibility.unwrap_or(shelf.visibility);
    shelf.revision += 1;
    shelf.updated_at = now;
    sqlx::query!(
        "update shelves set title = $3, description = $4, visibility = $5, revision = revision + 1, updated_at = $6
         where id = $1 and revision = $2",
        id.uuid(),
        expected_revision,
        shelf.title,
        shelf.description,
        shelf.visibility as ShelfVisibility,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(shelf)
}
