use fabula_platform::{db::Db, outbox};

use super::{
    References, Story, StoryStatus, Tags, links,
    model::{self, Rendered},
    queries, translations,
};
use crate::{
    Invalid, Viewer, accounts,
    boards::{self, BoardAction, Hold, Refusal},
    events::{StoryEvent, StoryFact},
    ids::StoryId,
    images,
};

/// What an author changes. What is not given stays.
#[derive(Debug, Clone)]
pub struct StoryChanges {
    title: Option<String>,
    body: Option<String>,
    language: Option<String>,
    tags: Option<Tags>,
    sources: Option<References>,
}

impl StoryChanges {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// The first field that can't be accepted.
    pub fn parse(
        title: Option<&str>,
        body: Option<&str>,
        language: Option<&str>,
        tags: Option<&[String]>,
    ) -> Result<Self, Invalid> {
        Ok(Self {
            title: title.map(model::title).transpose()?,
            body: body.map(model::body).transpose()?,
            language: language.map(|tag| crate::fault::language("language", tag)).transpose()?,
            tags: tags.map(Tags::parse).transpose()?,
            sources: None,
        })
    }

    /// The same, and it draws on these sources now.
    #[must_use]
    pub fn citing(self, sources: References) -> Self {
        Self { sources: Some(sources), ..self }
    }

    /// Writes the changes into a story, and derives what follows from them. `rendered` is of the new body, and `expected`
    /// are languages that the text may well be in. Answers whether anything has changed.
    fn apply(self, story: &mut Story, rendered: Option<&Rendered>, expected: &[String]) -> bool {
        let before = story.clone();
        if let Some(title) = self.title {
            // A published story keeps its address.
            if story.status == StoryStatus::Draft {
                story.slug = model::slug(&title);
            }
            story.title = title;
        }
        if let (Some(body), Some(rendered)) = (self.body, rendered) {
            story.body = body;
            story.body_html.clone_from(&rendered.html);
        }
        if let Some(language) = self.language {
            story.language = language;
            story.language_is_given = true;
        } else if !story.language_is_given && (story.body != before.body || story.title != before.title) {
            story.language = model::detect(&format!("{}\n\n{}", story.title, story.body), expected);
        }
        if let Some(tags) = self.tags {
            story.tags = tags.as_slice().to_vec();
        }
        if let Some(sources) = self.sources {
            story.sources = sources;
        }
        if story.body != before.body || story.language != before.language {
            story.reading_minutes = model::reading_minutes(&story.body, &story.language);
        }
        let said = |story: &Story| (story.language.clone(), story.language_is_given, story.tags.clone());
        (&story.title, &story.body, &story.sources) != (&before.title, &before.body, &before.sources)
            || said(story) != said(&before)
    }
}

/// Why a story was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateStoryError {
    /// There is no such story, or the viewer may not know of it.
    #[error("there is no such story")]
    NotFound,
    /// Only its author edits a story.
    #[error("only its author can edit a story")]
    NotTheAuthor,
    /// Someone was faster.
    #[error("the story has been edited since")]
    RevisionConflict(Box<Story>),
    /// The author has a translation into that language already.
    #[error("you already have a translation into this language")]
    LanguageTaken,
    /// The board does not let them.
    #[error(transparent)]
    Board(#[from] Refusal),
    /// The database refused.
    #[error("the story can't be changed")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for UpdateStoryError {
    fn from(error: sqlx::Error) -> Self {
        if translations::is_taken(&error) { Self::LanguageTaken } else { Self::Database(error) }
    }
}

/// Writes the next revision of a story, if it is still at `expected_revision` and anything changes.
///
/// A language that nobody gave is detected again when the text changes.
///
/// # Errors
/// If the viewer is not the author, or the story has been edited since, or the board takes nothing from them.
pub async fn update(
    db: &Db,
    viewer: &Viewer,
    id: StoryId,
    expected_revision: i32,
    changes: StoryChanges,
) -> Result<Story, UpdateStoryError> {
    // Rendering takes the time; no connection is held meanwhile.
    let rendered = changes.body.as_deref().map(Rendered::of);
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let board = queries::board_of(&mut transaction, id).await?.ok_or(UpdateStoryError::NotFound)?;
    let found = boards::hold(&mut transaction, viewer, board, Hold::Writing, now).await?;
    let (board, standing) = found.ok_or(UpdateStoryError::NotFound)?;
    queries::lock(&mut transaction, id).await?;
    let Some(mut story) = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop() else {
        return Err(UpdateStoryError::NotFound);
    };
    if story.author_id != viewer.id {
        return Err(UpdateStoryError::NotTheAuthor);
    }
    standing.check(BoardAction::EditOwn)?;
    if story.revision != expected_revision {
        return Err(UpdateStoryError::RevisionConflict(Box::new(story)));
    }
    let mut expected = accounts::languages(&mut *transaction, viewer.id).await?;
    expected.extend(board.languages);
    if !changes.apply(&mut story, rendered.as_ref(), &expected) {
        return Ok(story);
    }
    story.revision += 1;
    story.updated_at = now;
    if !queries::replace(&mut transaction, &story, viewer.id, expected_revision).await? {
        let current = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
        return Err(current.map_or(UpdateStoryError::NotFound, |story| {
            UpdateStoryError::RevisionConflict(Box::new(story))
        }));
    }
    queries::keep_tags(&mut transaction, &story).await?;
    if let Some(rendered) = rendered {
        links::replace(&mut transaction, id, &rendered.links).await?;
        images::keep_shown(&mut transaction, viewer.id, images::Text::Story(id), &story.body).await?;
    }
    if story.status == StoryStatus::Published {
        let event = StoryEvent {
            fact: StoryFact::Updated,
            story_id: id,
            board_id: story.board_id,
            revision: story.revision,
        };
        outbox::append(&mut transaction, &event, now).await?;
    }
    transaction.commit().await?;
    Ok(story)
}
