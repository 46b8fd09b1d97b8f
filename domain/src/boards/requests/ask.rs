use fabula_platform::{db::Db, outbox};
use fabula_text::clean_text;

use super::{JoinRequest, RequestStatus, queries};
use crate::{
    Invalid, Viewer,
    boards::{BoardAction, BoardError, Hold, hold},
    events::{BoardEvent, BoardFact},
    ids::{BoardId, JoinRequestId},
};

/// What somebody says of themselves, or to somebody: 1 to 1,000 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note(String);

impl Note {
    /// Reads what a client sent in `field`; nothing is no note.
    ///
    /// # Errors
    /// If it is too long or can't be shown.
    pub fn parse(field: &'static str, text: Option<&str>) -> Result<Option<Self>, Invalid> {
        let text = text.filter(|text| !text.trim().is_empty());
        text.map(|text| clean_text(text, 1_000).map(Self).map_err(Invalid::text(field))).transpose()
    }

    pub(in crate::boards) fn into_string(self) -> String {
        self.0
    }
}

/// Asks for the viewer to be let in. Asking while a request waits is no error and changes nothing.
///
/// # Errors
/// If the viewer can't see the board, belongs to it, is banned from it, or it takes people in otherwise.
pub async fn ask(
    db: &Db,
    viewer: &Viewer,
    board: BoardId,
    note: Option<Note>,
) -> Result<JoinRequest, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, board, Hold::Members, now).await?;
    let (_, standing) = found.ok_or(BoardError::NotFound)?;
    standing.check(BoardAction::AskToJoin)?;
    let earlier = queries::of_person(&mut *transaction, viewer.id, &[board]).await?.pop();
    if let Some(waiting) = earlier.filter(|earlier| earlier.status == RequestStatus::Pending) {
        return Ok(waiting);
    }
    let request = JoinRequest {
        id: JoinRequestId::new(now),
        board_id: board,
        user_id: viewer.id,
        note: note.map(Note::into_string),
        status: RequestStatus::Pending,
        created_at: now,
        answered_at: None,
    };
    sqlx::query!(
        "insert into board_join_requests (id, board_id, user_id, note, status, created_at)
         values ($1, $2, $3, $4, 'PENDING', $5)
         on conflict (board_id, user_id) do update
         set id = excluded.id, note = excluded.note, status = 'PENDING', created_at = excluded.created_at,
             answered_by = null, answered_at = null",
        request.id.uuid(),
        board.uuid(),
        viewer.id.uuid(),
        request.note,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    let event = BoardEvent { fact: BoardFact::Requested, board_id: board, user_id: viewer.id };
    outbox::append(&mut transaction, &event, now).await?;
    transaction.commit().await?;
    Ok(request)
}
