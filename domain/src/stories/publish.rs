use fabula_platform::{db::Db, outbox};

use super::{Story, StoryStatus, queries};
use crate::{
    Viewer,
    boards::{self, BoardAction, Hold, Refusal},
    events::{StoryEvent, StoryFact},
    ids::StoryId,
};

/// Why a story was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishStoryError {
    /// There is no such story, or the viewer may not know of it.
    #[error("there is no such story")]
    NotFound,
    /// Only its author publishes a story.
    #[error("only its author can publish a story")]
    NotTheAuthor,
    /// The board does not let them.
    #[error(transparent)]
    Board(#[from] Refusal),
    /// The database refused.
    #[error("the story can't be published")]
    Database(#[from] sqlx::Error),
}

/// Publishes a draft. Publishing twice is no error and tells nobody twice.
///
/// # Errors
/// If the viewer is not the author, or may not write on the board (any more).
pub async fn publish(db: &Db, viewer: &Viewer, id: StoryId) -> Result<Story, PublishStoryError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let board = queries::board_of(&mut transaction, id).await?.ok_or(PublishStoryError::NotFound)?;
    let found = boards::hold(&mut transaction, viewer, board, Hold::Writing, now).await?;
    let (_, standing) = found.ok_or(PublishStoryError::NotFound)?;
    queries::lock(&mut transaction, id).await?;
    let Some(mut story) = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop() else {
        return Err(PublishStoryError::NotFound);
    };
    if story.author_id != viewer.id {
        return Err(PublishStoryError::NotTheAuthor);
    }
    if story.status == StoryStatus::Draft {
        standing.check(BoardAction::WriteStories)?;
        // Never before the text that is published was written, whatever the clocks of two nodes say.
        let published_at = now.max(story.updated_at);
        sqlx::query!(
            "update stories set status = 'PUBLISHED', published_at = $2, unpublished_at = null where id = $1",
            id.uuid(),
            published_at
        )
        .execute(&mut *transaction)
        .await?;
        queries::count_published(&mut transaction, story.board_id, 1).await?;
        let event = StoryEvent {
            fact: StoryFact::Published,
            story_id: id,
            board_id: story.board_id,
            revision: story.revision,
        };
        outbox::append(&mut transaction, &event, now).await?;
        story.status = StoryStatus::Published;
        story.published_at = Some(published_at);
    }
    transaction.commit().await?;
    Ok(story)
}
