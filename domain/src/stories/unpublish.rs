use fabula_platform::{db::Db, outbox};

use super::{Story, StoryStatus, queries};
use crate::{
    Viewer,
    events::{StoryEvent, StoryFact},
    ids::StoryId,
};

/// Why a story was not unpublished.
#[derive(Debug, thiserror::Error)]
pub enum UnpublishStoryError {
    /// There is no such story, or the viewer may not know of it.
    #[error("there is no such story")]
    NotFound,
    /// Only its author unpublishes a story.
    #[error("only its author can unpublish a story")]
    NotTheAuthor,
    /// The database refused.
    #[error("the story can't be unpublished")]
    Database(#[from] sqlx::Error),
}

/// Makes a published story a draft again: with its discussion, it is gone for readers until it is published anew.
/// Moderators still find it. Unpublishing a draft is no error.
///
/// # Errors
/// If the viewer is not the author.
pub async fn unpublish(db: &Db, viewer: &Viewer, id: StoryId) -> Result<Story, UnpublishStoryError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    queries::lock(&mut transaction, id).await?;
    let Some(mut story) = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop() else {
        return Err(UnpublishStoryError::NotFound);
    };
    if story.author_id != viewer.id {
        return Err(UnpublishStoryError::NotTheAuthor);
    }
    if story.status == StoryStatus::Published {
        sqlx::query!(
            "update stories set status = 'DRAFT', published_at = null, unpublished_at = $2 where id = $1",
            id.uuid(),
            now
        )
        .execute(&mut *transaction)
        .await?;
        queries::count_published(&mut transaction, story.board_id, -1).await?;
        let event = StoryEvent {
            fact: StoryFact::Unpublished,
            story_id: id,
            board_id: story.board_id,
            revision: story.revision,
        };
        outbox::append(&mut transaction, &event, now).await?;
        story.status = StoryStatus::Draft;
        story.published_at = None;
    }
    transaction.commit().await?;
    Ok(story)
}
