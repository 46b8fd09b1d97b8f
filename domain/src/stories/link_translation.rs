use fabula_platform::db::Db;

use super::{Story, queries, translations};
use crate::{
    Viewer,
    boards::{self, BoardAction, Hold, Refusal},
    ids::StoryId,
};

/// Why two stories were not linked.
#[derive(Debug, thiserror::Error)]
pub enum LinkTranslationError {
    /// There is no such story, or the viewer may not know of it.
    #[error("there is no such story")]
    NotFound,
    /// The same of the story that it is said to translate.
    #[error("there is no such story")]
    OriginalNotFound,
    /// A story is no translation of itself.
    #[error("a story is no translation of itself")]
    Itself,
    /// Only its author links a story.
    #[error("only its author can link a story")]
    NotTheAuthor,
    /// Whoever began the original has unlinked it.
    #[error("the author of the original has unlinked this story")]
    Refused,
    /// The author has a translation into that language already.
    #[error("you already have a translation into this language")]
    LanguageTaken,
    /// The board does not let them.
    #[error(transparent)]
    Board(#[from] Refusal),
    /// The database refused.
    #[error("the stories can't be linked")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for LinkTranslationError {
    fn from(error: sqlx::Error) -> Self {
        if translations::is_taken(&error) { Self::LanguageTaken } else { Self::Database(error) }
    }
}

/// Makes `story` a translation of `original` and of all that are. Linking twice is no error.
///
/// Its author does that; after the author of the original has unlinked it, only they can, and so take it back.
///
/// # Errors
/// If the viewer may not see one of the stories or not link them, or has a translation into that language.
pub async fn link_translation(
    db: &Db,
    viewer: &Viewer,
    story: StoryId,
    original: StoryId,
) -> Result<Story, LinkTranslationError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let board = queries::board_of(&mut transaction, story).await?.ok_or(LinkTranslationError::NotFound)?;
    let found = boards::hold(&mut transaction, viewer, board, Hold::Writing, now).await?;
    let (_, on_the_board) = found.ok_or(LinkTranslationError::NotFound)?;
    translations::lock(&mut transaction).await?;
    let mut found = queries::by_ids(&mut *transaction, &[story, original], viewer.into()).await?;
    let mut take = |id| found.iter().position(|story| story.id == id).map(|at| found.swap_remove(at));
    let story = take(story).ok_or(LinkTranslationError::NotFound)?;
    if story.id == original {
        return Err(LinkTranslationError::Itself);
    }
    let original = take(original).ok_or(LinkTranslationError::OriginalNotFound)?;
    let group = original.translation_group.unwrap_or(original.id.uuid());
    let standing = translations::standing(&mut transaction, group, story.id).await?;
    if standing.refused && standing.original_author == Some(viewer.id) {
        sqlx::query!(
            "delete from translation_refusals where original_id = $1 and story_id = $2",
            group,
            story.id.uuid()
        )
        .execute(&mut *transaction)
        .await?;
        if story.author_id != viewer.id && story.translation_group.is_some() {
            // It stands with other stories by now, by its author's will: what was refused may come back, no more.
            transaction.commit().await?;
            return Ok(story);
        }
    } else if story.author_id != viewer.id {
        return Err(LinkTranslationError::NotTheAuthor);
    } else if standing.refused {
        return Err(LinkTranslationError::Refused);
    }
    on_the_board.check(BoardAction::EditOwn)?;
    let group = translations::open_group(&mut transaction, &original).await?;
    translations::join(&mut transaction, &story, group).await?;
    let linked = queries::by_ids(&mut *transaction, &[story.id], viewer.into()).await?.pop();
    transaction.commit().await?;
    linked.ok_or(LinkTranslationError::NotFound)
}
