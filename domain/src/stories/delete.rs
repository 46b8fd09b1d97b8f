use fabula_platform::{
    db::{Db, Transaction},
    outbox,
};

use super::{Story, StoryStatus, queries, translations};
use crate::{
    Viewer,
    events::{StoryEvent, StoryFact},
    ids::{CommentId, StoryId},
    images,
    moderation::{self, Deletion},
    spaces,
    viewer::Sight,
};

/// Why a story was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteStoryError {
    /// There is no such story, or the viewer may not know of it.
    #[error("there is no such story")]
    NotFound,
    /// Only its author deletes a story.
    #[error("only its author can delete a story")]
    NotTheAuthor,
    /// The database refused.
    #[error("the story can't be deleted")]
    Database(#[from] sqlx::Error),
}

/// Takes a story away for good, with its discussion.
///
/// A draft that was never published leaves nothing. Of a story that readers knew the row stays for what refers to it, and
/// nobody finds it any more; open cases about its comments are closed, since there is nothing left to decide.
///
/// What somebody wrote is theirs to take away, also where they see nothing any more.
///
/// # Errors
/// If the viewer is not the author.
pub async fn delete(db: &Db, viewer: &Viewer, id: StoryId) -> Result<(), DeleteStoryError> {
    let mut transaction = db.begin().await?;
    translations::lock(&mut transaction).await?;
    queries::lock(&mut transaction, id).await?;
    let found = queries::by_ids(&mut *transaction, &[id], Sight::of_own(viewer)).await?.pop();
    let Some(story) = found.filter(|story| story.author_id == viewer.id) else {
        let is_seen = !queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.is_empty();
        return Err(if is_seen { DeleteStoryError::NotTheAuthor } else { DeleteStoryError::NotFound });
    };
    remove(db, &mut transaction, &story).await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes away a story whose row, and whose translations, the transaction holds.
pub(super) async fn remove(
    db: &Db,
    transaction: &mut Transaction<'_>,
    story: &Story,
) -> Result<(), sqlx::Error> {
    translations::leave(transaction, story).await?;
    let never_seen = sqlx::query!(
        "delete from stories where id = $1 and status = 'DRAFT' and unpublished_at is null",
        story.id.uuid()
    )
    .execute(&mut **transaction)
    .await?;
    if never_seen.rows_affected() == 0 {
        bury(db, transaction, story).await?;
    }
    Ok(())
}

/// Keeps the row of a story that readers knew, out of everybody's sight.
async fn bury(db: &Db, transaction: &mut Transaction<'_>, story: &Story) -> Result<(), sqlx::Error> {
    let now = db.clock().now();
    let id = story.id.uuid();
    sqlx::query!("update stories set status = 'DELETED' where id = $1", id)
        .execute(&mut **transaction)
        .await?;
    sqlx::query!("delete from story_links where from_id = $1 or to_id = $1", id)
        .execute(&mut **transaction)
        .await?;
    images::forget_story(transaction, story.id).await?;
    spaces::forget_story(transaction, story.id).await?;
    if story.status == StoryStatus::Published {
        queries::count_published(transaction, story.board_id, -1).await?;
    }
    let cases = sqlx::query_scalar!(
        r#"select k.comment_id as "comment: CommentId" from moderation_cases k
           join comments c on c.id = k.comment_id where c.story_id = $1 and k.state = 'OPEN' order by k.id"#,
        id
    )
    .fetch_all(&mut **transaction)
    .await?;
    for comment in cases {
        moderation::close_for_deleted(transaction, comment, Deletion::WithItsStory, now).await?;
    }
    let event = StoryEvent {
        fact: StoryFact::Deleted,
        story_id: story.id,
        board_id: story.board_id,
        revision: story.revision,
    };
    outbox::append(transaction, &event, now).await?;
    Ok(())
}
