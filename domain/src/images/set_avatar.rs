use fabula_platform::db::Db;

use crate::{Viewer, ids::ImageId};

/// Why an avatar was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SetAvatarError {
    /// The viewer has uploaded no such image, or it was swept away.
    #[error("you have uploaded no such image")]
    ImageNotFound,
    /// The database refused.
    #[error("the avatar can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Makes one of the viewer's uploads their avatar; `None` takes it away. What was it before is swept away in time.
///
/// # Errors
/// If they have uploaded no such image.
pub async fn set_avatar(db: &Db, viewer: &Viewer, image: Option<ImageId>) -> Result<(), SetAvatarError> {
    let Some(image) = image else {
        sqlx::query!("delete from image_uses where user_id = $1 and purpose = 'AVATAR'", viewer.id.uuid())
            .execute(db.pool())
            .await?;
        return Ok(());
    };
    let set = sqlx::query!(
        "insert into image_uses (image_id, purpose, user_id)
         select id, 'AVATAR', owner_id from images where id = $1 and owner_id = $2 for key share
         on conflict (user_id) where purpose = 'AVATAR' do update set image_id = excluded.image_id",
        image.uuid(),
        viewer.id.uuid(),
    )
    .execute(db.pool())
    .await?;
    if set.rows_affected() == 0 { Err(SetAvatarError::ImageNotFound) } else { Ok(()) }
}
