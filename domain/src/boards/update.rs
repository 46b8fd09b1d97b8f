use fabula_platform::db::Db;

use super::{
    Board, BoardAction, BoardError, BoardVisibility, Hold, JoinPolicy, ModerationMode, WritingPolicy, hold,
    model, places,
};
use crate::{Invalid, Viewer, ids::BoardId};

/// What an owner changes. What is not given stays.
#[derive(Debug, Clone)]
pub struct BoardChanges {
    title: Option<String>,
    description: Option<String>,
    languages: Option<Vec<String>>,
    visibility: Option<BoardVisibility>,
    moderation_mode: Option<ModerationMode>,
    join_policy: Option<JoinPolicy>,
    writing_policy: Option<WritingPolicy>,
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
            join_policy: None,
            writing_policy: None,
        })
    }

    /// The same, and it is joined and written on in these ways from now on.
    #[must_use]
    pub fn governed(self, join_policy: Option<JoinPolicy>, writing_policy: Option<WritingPolicy>) -> Self {
        Self { join_policy, writing_policy, ..self }
    }
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
) -> Result<Board, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Everything, now).await?;
    let (board, standing) = found.ok_or(BoardError::NotFound)?;
    standing.check(BoardAction::Update)?;
    let visibility = changes.visibility.unwrap_or(board.visibility);
    let wanted = match changes.join_policy {
        // A board that becomes private is joined by invitation from then on.
        None if visibility != BoardVisibility::Private => Some(board.join_policy),
        wanted => wanted,
    };
    let join_policy = model::join_policy(visibility, wanted)?;
    sqlx::query!(
        "update boards set title = coalesce($2, title), description = coalesce($3, description),
                languages = coalesce($4, languages), visibility = $5,
                moderation_mode = coalesce($6, moderation_mode), join_policy = $7,
                writing_policy = coalesce($8, writing_policy)
         where id = $1",
        id.uuid(),
        changes.title,
        changes.description,
        changes.languages.as_deref(),
        visibility as BoardVisibility,
        changes.moderation_mode as Option<ModerationMode>,
        join_policy as JoinPolicy,
        changes.writing_policy as Option<WritingPolicy>,
    )
    .execute(&mut *transaction)
    .await?;
    let board = places::reread(&mut transaction, viewer, id).await?;
    transaction.commit().await?;
    board.ok_or(BoardError::NotFound)
}
