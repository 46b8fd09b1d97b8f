use fabula_platform::{
    db::{Db, Transaction},
    outbox,
};
use uuid::Uuid;

use super::{
    References, Story, StoryStatus, Tags, links,
    model::{self, Rendered},
    queries, translations,
};
use crate::{
    Invalid, Viewer, accounts,
    boards::{self, BoardAction, Hold, Refusal},
    events::{StoryEvent, StoryFact},
    idempotency::{self, IdempotencyKey, Reservation, ReserveError},
    ids::{BoardId, StoryId},
    images,
};

/// What a person gives to begin a story.
#[derive(Debug, Clone)]
pub struct NewStory {
    board: BoardId,
    title: String,
    body: String,
    language: Option<String>,
    tags: Tags,
    sources: References,
    translation_of: Option<StoryId>,
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
            sources: References::default(),
            translation_of: None,
            publish,
        })
    }

    /// The same, drawing on these sources.
    #[must_use]
    pub fn citing(self, sources: References) -> Self {
        Self { sources, ..self }
    }

    /// The same, as a translation of another story.
    #[must_use]
    pub fn translating(self, original: StoryId) -> Self {
        Self { translation_of: Some(original), ..self }
    }
}

/// Why no story was begun.
#[derive(Debug, thiserror::Error)]
pub enum CreateStoryError {
    /// There is no such board, or the viewer may not know of it.
    #[error("there is no such board")]
    BoardNotFound,
    /// There is no such story to translate, or the viewer may not know of it.
    #[error("there is no such story to translate")]
    OriginalNotFound,
    /// The author has a translation into that language already.
    #[error("you already have a translation into this language")]
    LanguageTaken,
    /// A field can't be accepted.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The idempotency key belongs to another input.
    #[error(transparent)]
    Key(#[from] ReserveError),
    /// What the key made was deleted since.
    #[error("the story that was created with this key has been deleted")]
    Gone,
    /// The board does not let them.
    #[error(transparent)]
    Board(#[from] Refusal),
    /// The database refused.
    #[error("the story can't be kept")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for CreateStoryError {
    fn from(error: sqlx::Error) -> Self {
        if translations::is_taken(&error) { Self::LanguageTaken } else { Self::Database(error) }
    }
}

/// Begins a story as a draft, or publishes it at once.
///
/// Its language is detected if it is not given; those of the board and of its author are expected.
///
/// # Errors
/// If the viewer can't see the board or may not write on it, or can't see what it is a translation of.
pub async fn create(
    db: &Db,
    viewer: &Viewer,
    new: NewStory,
    key: Option<&IdempotencyKey>,
) -> Result<Story, CreateStoryError> {
    // Rendering takes the time; no connection is held meanwhile.
    let rendered = Rendered::of(&new.body);
    let now = db.clock().now();
    let id = StoryId::new(now);
    let mut transaction = db.begin().await?;
    let found = boards::hold(&mut transaction, viewer, new.board, Hold::Writing, now).await?;
    let (board, standing) = found.ok_or(CreateStoryError::BoardNotFound)?;
    let reserved =
        idempotency::reserve(&mut transaction, viewer.id, "createStory", key, id.uuid(), now).await?;
    if let Reservation::Repeated(earlier) = reserved {
        let earlier = queries::by_ids(&mut *transaction, &[earlier.into()], viewer.into()).await?.pop();
        return earlier.ok_or(CreateStoryError::Gone);
    }
    standing.check(BoardAction::WriteStories)?;
    let translation_group = match new.translation_of {
        Some(original) => Some(group_of(&mut transaction, viewer, original).await?),
        None => None,
    };
    let mut expected = board.languages;
    expected.extend(accounts::languages(&mut *transaction, viewer.id).await?);
    let language = model::language(new.language.as_deref(), &new.title, &new.body, &expected)?;
    let story = Story {
        id,
        board_id: board.id,
        author_id: viewer.id,
        slug: model::slug(&new.title),
        reading_minutes: model::reading_minutes(&new.body, &language),
        title: new.title,
        body: new.body,
        body_html: rendered.html,
        language_is_given: new.language.is_some(),
        language,
        tags: new.tags.as_slice().to_vec(),
        sources: new.sources,
        translation_group,
        status: if new.publish { StoryStatus::Published } else { StoryStatus::Draft },
        revision: 1,
        comment_count: 0,
        thread_count: 0,
        published_at: new.publish.then_some(now),
        created_at: now,
        updated_at: now,
        discussion_locked_at: None,
    };
    queries::insert(&mut transaction, &story).await?;
    if !story.tags.is_empty() {
        queries::keep_tags(&mut transaction, &story).await?;
    }
    links::replace(&mut transaction, id, &rendered.links).await?;
    images::keep_shown(&mut transaction, viewer.id, images::Text::Story(id), &story.body).await?;
    if new.publish {
        queries::count_published(&mut transaction, board.id, 1).await?;
        let event = StoryEvent { fact: StoryFact::Published, story_id: id, board_id: board.id, revision: 1 };
        outbox::append(&mut transaction, &event, now).await?;
    }
    transaction.commit().await?;
    Ok(story)
}

/// The group of the story that is translated.
async fn group_of(
    transaction: &mut Transaction<'_>,
    viewer: &Viewer,
    original: StoryId,
) -> Result<Uuid, CreateStoryError> {
    translations::lock(transaction).await?;
    let original = queries::by_ids(&mut **transaction, &[original], viewer.into()).await?.pop();
    let original = original.ok_or(CreateStoryError::OriginalNotFound)?;
    Ok(translations::open_group(transaction, &original).await?)
}
