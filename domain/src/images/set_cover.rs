use fabula_platform::db::Db;
use fabula_text::clean_line;

use crate::{
    Invalid, Viewer,
    boards::{self, BoardAction, Hold, Refusal},
    ids::{ImageId, StoryId},
    stories::{self, Story},
};

/// An image with what it shows, for a story's cover.
#[derive(Debug, Clone)]
pub struct Cover {
    image: ImageId,
    alt_text: Option<String>,
}

impl Cover {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// If the words can't be accepted.
    pub fn parse(image: ImageId, alt_text: Option<&str>) -> Result<Self, Invalid> {
        let alt_text = alt_text.map(|text| clean_line(text, 500)).transpose();
        Ok(Self { image, alt_text: alt_text.map_err(Invalid::text("altText"))? })
    }
}

/// Why a cover was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SetCoverError {
    /// There is no such story, or the viewer may not know of it.
    #[error("there is no such story")]
    StoryNotFound,
    /// Only its author gives a story a cover.
    #[error("only its author can change a story's cover")]
    NotTheAuthor,
    /// The viewer has uploaded no such image, or it was swept away.
    #[error("you have uploaded no such image")]
    ImageNotFound,
    /// The board does not let them.
    #[error(transparent)]
    Board(#[from] Refusal),
    /// The database refused.
    #[error("the cover can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Gives a story one of its author's uploads as cover; `None` takes it away. It is no part of the story's text: its
/// revision stays.
///
/// # Errors
/// If the viewer is not the author, or has uploaded no such image.
pub async fn set_cover(
    db: &Db,
    viewer: &Viewer,
    story: StoryId,
    cover: Option<Cover>,
) -> Result<Story, SetCoverError> {
    let mut transaction = db.begin().await?;
    let seen = stories::by_ids(&mut *transaction, &[story], viewer.into()).await?.pop();
    let seen = seen.ok_or(SetCoverError::StoryNotFound)?;
    if seen.author_id != viewer.id {
        return Err(SetCoverError::NotTheAuthor);
    }
    if let Some(cover) = cover {
        let now = db.clock().now();
        let found = boards::hold(&mut transaction, viewer, seen.board_id, Hold::Writing, now).await?;
        let (_, standing) = found.ok_or(SetCoverError::StoryNotFound)?;
        standing.check(BoardAction::EditOwn)?;
        let set = sqlx::query!(
            "insert into image_uses (image_id, purpose, story_id, alt_text)
             select id, 'COVER', $3, $4 from images where id = $1 and owner_id = $2 for key share
             on conflict (story_id) where purpose = 'COVER'
             do update set image_id = excluded.image_id, alt_text = excluded.alt_text",
            cover.image.uuid(),
            viewer.id.uuid(),
            story.uuid(),
            cover.alt_text,
        )
        .execute(&mut *transaction)
        .await?;
        if set.rows_affected() == 0 {
            return Err(SetCoverError::ImageNotFound);
        }
    } else {
        sqlx::query!("delete from image_uses where story_id = $1 and purpose = 'COVER'", story.uuid())
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(seen)
}
