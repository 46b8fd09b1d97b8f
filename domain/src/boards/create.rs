use fabula_platform::{db::Db, outbox};

use super::{Board, BoardRole, BoardVisibility, JoinPolicy, ModerationMode, WritingPolicy, model, queries};
use crate::{
    Invalid, Viewer,
    events::BoardCreated,
    idempotency::{self, IdempotencyKey, Reservation, ReserveError},
    ids::BoardId,
};

/// What a person gives to open a board.
#[derive(Debug, Clone)]
pub struct NewBoard {
    slug: String,
    title: String,
    description: String,
    languages: Vec<String>,
    visibility: BoardVisibility,
    moderation_mode: ModerationMode,
    join_policy: JoinPolicy,
    writing_policy: WritingPolicy,
}

impl NewBoard {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// The first field that can't be accepted.
    pub fn parse(
        slug: &str,
        title: &str,
        description: &str,
        languages: &[String],
        visibility: Option<BoardVisibility>,
        moderation_mode: Option<ModerationMode>,
    ) -> Result<Self, Invalid> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let hyphens_fit = !slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--");
        if !(3..=60).contains(&slug.len()) || !slug.bytes().all(plain) || !hyphens_fit {
            return Err(Invalid::new(
                "slug",
                "takes 3 to 60 letters a–z and digits, with single hyphens between",
            ));
        }
        let visibility = visibility.unwrap_or(BoardVisibility::Public);
        Ok(Self {
            slug: slug.to_owned(),
            title: model::title(title)?,
            description: model::description(description)?,
            languages: model::languages(languages)?,
            visibility,
            moderation_mode: moderation_mode.unwrap_or(ModerationMode::Pre),
            join_policy: model::join_policy(visibility, None)?,
            writing_policy: WritingPolicy::Members,
        })
    }

    /// The same, joined and written on in these ways; as is usual where none is given.
    ///
    /// # Errors
    /// If a board that is seen by so few can't be joined in this way.
    pub fn governed(
        self,
        join_policy: Option<JoinPolicy>,
        writing_policy: Option<WritingPolicy>,
    ) -> Result<Self, Invalid> {
        Ok(Self {
            join_policy: model::join_policy(self.visibility, join_policy)?,
            writing_policy: writing_policy.unwrap_or(self.writing_policy),
            ..self
        })
    }
}

/// Why no board was opened.
#[derive(Debug, thiserror::Error)]
pub enum CreateBoardError {
    /// Another board has the slug.
    #[error("the slug is taken")]
    SlugTaken,
    /// The idempotency key belongs to another input.
    #[error(transparent)]
    Key(#[from] ReserveError),
    /// The database refused.
    #[error("the board can't be kept")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for CreateBoardError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|database| database.constraint()) {
            Some("boards_slug_key") => Self::SlugTaken,
            _ => Self::Database(error),
        }
    }
}

/// Opens a board with its owner as first member.
///
/// # Errors
/// If the slug is taken.
pub async fn create(
    db: &Db,
    viewer: &Viewer,
    new: NewBoard,
    key: Option<&IdempotencyKey>,
) -> Result<Board, CreateBoardError> {
    let now = db.clock().now();
    let id = BoardId::new(now);
    let mut transaction = db.begin().await?;
    let reserved =
        idempotency::reserve(&mut transaction, viewer.id, "createBoard", key, id.uuid(), now).await?;
    if let Reservation::Repeated(earlier) = reserved {
        let boards = queries::by_ids(&mut *transaction, &[earlier.into()], viewer.into()).await?;
        return boards.into_iter().next().ok_or(CreateBoardError::Database(sqlx::Error::RowNotFound));
    }
    sqlx::query!(
        "insert into boards (id, slug, title, description, languages, visibility, moderation_mode, owner_id,
                             member_count, created_at, join_policy, writing_policy)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11)",
        id.uuid(),
        new.slug,
        new.title,
        new.description,
        &new.languages,
        new.visibility as BoardVisibility,
        new.moderation_mode as ModerationMode,
        viewer.id.uuid(),
        now,
        new.join_policy as JoinPolicy,
        new.writing_policy as WritingPolicy,
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "insert into board_members (board_id, user_id, role, joined_at) values ($1, $2, $3, $4)",
        id.uuid(),
        viewer.id.uuid(),
        BoardRole::Owner as BoardRole,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    outbox::append(&mut transaction, &BoardCreated { board_id: id }, now).await?;
    let board = queries::by_ids(&mut *transaction, &[id], viewer.into()).await?.pop();
    transaction.commit().await?;
    board.ok_or(CreateBoardError::Database(sqlx::Error::RowNotFound))
}
