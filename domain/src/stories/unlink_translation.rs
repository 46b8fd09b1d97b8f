use fabula_platform::db::Db;

use super::{Story, queries, translations};
use crate::{Viewer, ids::StoryId};

/// Why a story was not unlinked.
#[derive(Debug, thiserror::Error)]
pub enum UnlinkTranslationError {
    /// There is no such story, or the viewer may not know of it.
    #[error("there is no such story")]
    NotFound,
    /// Its author unlinks a story, or the author of the original.
    #[error("only its author and the author of the original can unlink a translation")]
    NotAllowed,
    /// The database refused.
    #[error("the story can't be unlinked")]
    Database(#[from] sqlx::Error),
}

/// Takes a story out of its translations. Unlinking what is not linked is no error.
///
/// Unlinked by the author of the original, it can't be put back by its own.
///
/// # Errors
/// If the viewer is neither author.
pub async fn unlink_translation(
    db: &Db,
    viewer: &Viewer,
    id: StoryId,
) -> Result<Story, UnlinkTranslationError> {
    let mut transaction = db.begin().await?;
    translations::lock(&mut transaction).await?;
    let story = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
    let story = story.ok_or(UnlinkTranslationError::NotFound)?;
    let Some(group) = story.translation_group else {
        return if story.author_id == viewer.id {
            Ok(story)
        } else {
            Err(UnlinkTranslationError::NotAllowed)
        };
    };
    if story.author_id != viewer.id {
        let standing = translations::standing(&mut transaction, group, id).await?;
        if standing.original_author != Some(viewer.id) {
            return Err(UnlinkTranslationError::NotAllowed);
        }
        sqlx::query!(
            "insert into translation_refusals (original_id, story_id) values ($1, $2) on conflict do nothing",
            group,
            id.uuid()
        )
        .execute(&mut *transaction)
        .await?;
    }
    translations::leave(&mut transaction, &story).await?;
    transaction.commit().await?;
    Ok(Story { translation_group: None, ..story })
}
