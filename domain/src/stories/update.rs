use fabula_platform::{db::Db, outbox};

use super::{Story, StoryStatus, Tags, model, queries};
use crate::{
    Invalid, Viewer,
    events::{StoryEvent, StoryFact},
    ids::StoryId,
};

/// What an author changes. What is not given stays.
#[derive(Debug, Clone)]
pub struct StoryChanges {
    title: Option<String>,
    body: Option<String>,
    language: Option<String>,
    tags: Option<Tags>,
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
        })
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
    /// The database refused.
    #[error("the story can't be changed")]
    Database(#[from] sqlx::Error),
}

/// Writes the next revision of a story, if it is still at `expected_revision`.
///
/// # Errors
/// If the viewer is not the author, or the story has been edited since.
pub async fn update(
    db: &Db,
    viewer: &Viewer,
    id: StoryId,
    expected_revision: i32,
    changes: StoryChanges,
) -> Result<Story, UpdateStoryError> {
    let rendered = changes.body.as_deref().map(fabula_text::markdown_to_html);
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    queries::lock(&mut transaction, id).await?;
    let Some(mut story) = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop() else {
        return Err(UpdateStoryError::NotFound);
    };
    if story.author_id != viewer.id {
        return Err(UpdateStoryError::NotTheAuthor);
    }
    if story.revision != expected_revision {
        return Err(UpdateStoryError::RevisionConflict(Box::new(story)));
    }
    if let Some(title) = changes.title {
        // A published story keeps its address.
        if story.status == StoryStatus::Draft {
            story.slug = model::slug(&title);
        }
        story.title = title;
    }
    if let (Some(body), Some(html)) = (changes.body, rendered) {
        story.body = body;
        story.body_html = html;
    }
    if let Some(language) = changes.language {
        story.language = language;
    }
    if let Some(tags) = changes.tags {
        story.tags = tags.as_slice().to_vec();
    }
    story.revision += 1;
    story.updated_at = now;
    if !queries::replace(&mut transaction, &story, viewer.id, expected_revision).await? {
        let current = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
        return Err(current.map_or(UpdateStoryError::NotFound, |story| {
            UpdateStoryError::RevisionConflict(Box::new(story))
        }));
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
