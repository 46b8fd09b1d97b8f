use fabula_platform::{db::Db, outbox};

use super::{Story, StoryStatus, Tags, model, queries};
use crate::{
    Invalid, Viewer, boards,
    events::{StoryEvent, StoryFact},
    idempotency::{self, IdempotencyKey, Reservation, ReserveError},
    ids::{BoardId, StoryId},
};

/// What a person gives to begin a story.
#[derive(Debug, Clone)]
pub struct NewStory {
    board: BoardId,
    title: String,
    body: String,
    language: Option<String>,
    tags: Tags,
    publish: bool,
}

impl NewStory {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// The first field that can't be accepted.
    pub fn parse(
        board: BoardId,
        title: &str,
        body: &str,
        language: Option<&str>,
        tags: &[String],
        publish: bool,
    ) -> Result<Self, Invalid> {
        Ok(Self {
            board,
            title: model::title(title)?,
            body: model::body(body)?,
            language: language.map(|tag| crate::fault::language("language", tag)).transpose()?,
            tags: Tags::parse(tags)?,
            publish,
        })
    }
}

/// Why no story was begun.
#[derive(Debug, thiserror::Error)]
pub enum CreateStoryError {
    /// There is no such board, or the viewer may not know of it.
    #[error("there is no such board")]
    BoardNotFound,
    /// Only members write on a board.
    #[error("only members of the board write stories on it")]
    NotAMember,
    /// A field can't be accepted.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The idempotency key belongs to another input.
    #[error(transparent)]
    Key(#[from] ReserveError),
    /// The database refused.
    #[error("the story can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Begins a story as a draft, or publishes it at once.
///
/// # Errors
/// If the viewer can't see the board or isn't a member of it.
pub async fn create(
    db: &Db,
    viewer: &Viewer,
    new: NewStory,
    key: Option<&IdempotencyKey>,
) -> Result<Story, CreateStoryError> {
    // Rendering and detection take the time; no connection is held meanwhile.
    let body_html = fabula_text::markdown_to_html(&new.body);
    let now = db.clock().now();
    let id = StoryId::new(now);
    let mut transaction = db.begin().await?;
    let Some(board) = boards::by_ids(&mut *transaction, &[new.board], viewer.into()).await?.pop() else {
        return Err(CreateStoryError::BoardNotFound);
    };
    if boards::roles(&mut *transaction, viewer.id, &[board.id]).await?.is_empty() {
        return Err(CreateStoryError::NotAMember);
    }
    let reserved =
        idempotency::reserve(&mut transaction, viewer.id, "createStory", key, id.uuid(), now).await?;
    if let Reservation::Repeated(earlier) = reserved {
        let earlier = queries::by_ids(&mut *transaction, &[earlier.into()], viewer.into()).await?.pop();
        return earlier.ok_or(CreateStoryError::Database(sqlx::Error::RowNotFound));
    }
    let language = model::language(new.language.as_deref(), &new.title, &new.body, &board.languages)?;
    let story = Story {
        id,
        board_id: board.id,
        author_id: viewer.id,
        slug: model::slug(&new.title),
        title: new.title,
        body: new.body,
        body_html,
        language,
        tags: new.tags.as_slice().to_vec(),
        status: if new.publish { StoryStatus::Published } else { StoryStatus::Draft },
        revision: 1,
        comment_count: 0,
        thread_count: 0,
        published_at: new.publish.then_some(now),
        created_at: now,
        updated_at: now,
    };
    queries::insert(&mut transaction, &story).await?;
    if new.publish {
        queries::count_published(&mut transaction, board.id).await?;
        let event = StoryEvent { fact: StoryFact::Published, story_id: id, board_id: board.id, revision: 1 };
        outbox::append(&mut transaction, &event, now).await?;
    }
    transaction.commit().await?;
    Ok(story)
}
