use fabula_platform::db::Db;

use super::{Board, BoardAction, BoardVisibility, ModerationMode, model, queries};
use crate::{Invalid, Viewer, ids::BoardId};

/// What an owner changes. What is not given stays.
#[derive(Debug, Clone)]
pub struct BoardChanges {
    title: Option<String>,
    description: Option<String>,
    languages: Option<Vec<String>>,
    visibility: Option<BoardVisibility>,
    moderation_mode: Option<ModerationMode>,
}

impl BoardChanges {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// The first field that can't be accepted.
    pub fn parse(
        title: Option<&str>,
        description: Option<&str>,
        languages: Option<&[String]>,
        visibility: Option<BoardVisibility>,
        moderation_mode: Option<ModerationMode>,
    ) -> Result<Self, Invalid> {
        Ok(Self {
            title: title.map(model::title).transpose()?,
            description: description.map(model::description).transpose()?,
            languages: languages.map(model::languages).transpose()?,
            visibility,
            moderation_mode,
        })
    }
}

/// Why a board was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateBoardError {
    /// There is no such board, or the viewer may not know of it.
    #[error("there is no such board")]
    NotFound,
    /// Its owner and the instance's admins change a board.
    #[error("only the board's owner can change it")]
    NotAllowed,
    /// The database refused.
    #[error("the board can't be changed")]
    Database(#[from] sqlx::Error),
}

/// Changes a board. Each field is set on its own: two changes of different fields that cross are both kept.
///
/// A board that becomes private is gone, at once, for everyone who does not belong to it.
///
/// # Errors
/// If the viewer does not own it.
pub async fn update(
    db: &Db,
    viewer: &Viewer,
    id: BoardId,
    changes: BoardChanges,
) -> Result<Board, UpdateBoardError> {
    let mut transaction = db.begin().await?;
    queries::lock(&mut transaction, id).await?;
    if queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.is_empty() {
        return Err(UpdateBoardError::NotFound);
    }
    let standing = queries::standing(&mut *transaction, viewer, id).await?;
    if !standing.may(BoardAction::Update) {
        return Err(UpdateBoardError::NotAllowed);
    }
    sqlx::query!(
        "update boards set title = coalesce($2, title), description = coalesce($3, description),
                languages = coalesce($4, languages), visibility = coalesce($5, visibility),
                moderation_mode = coalesce($6, moderation_mode)
         where id = $1",
        id.uuid(),
        changes.title,
        changes.description,
        changes.languages.as_deref(),
        changes.visibility as Option<BoardVisibility>,
        changes.moderation_mode as Option<ModerationMode>,
    )
    .execute(&mut *transaction)
    .await?;
    let board = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
    transaction.commit().await?;
    board.ok_or(UpdateBoardError::NotFound)
}
