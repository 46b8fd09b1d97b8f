use fabula_platform::{db::Db, outbox};

use super::{Invitation, InvitationStatus, queries};
use crate::{
    Viewer, accounts,
    boards::{BoardAction, BoardError, BoardRole, Hold, hold, places::place, requests::Note},
    events::{BoardEvent, BoardFact},
    ids::{BoardId, InvitationId},
    relations,
};

/// The most open invitations of one board.
const MOST_OPEN: i32 = 1_000;

/// Asks somebody in, by their handle. While they have not answered, a second invitation in the same role is no error and
/// changes nothing, and one in another role takes the place of the first.
///
/// # Errors
/// If the viewer may not invite people or not in that role; if the person belongs to the board, is banned from it, or has
/// blocked the viewer.
pub async fn invite(
    db: &Db,
    viewer: &Viewer,
    id: BoardId,
    handle: &str,
    role: BoardRole,
    message: Option<Note>,
) -> Result<Invitation, BoardError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let found = hold(&mut transaction, viewer, id, Hold::Members, now).await?;
    let (board, standing) = found.ok_or(BoardError::NotFound)?;
    standing.check(BoardAction::Invite)?;
    if !standing.may_give(role) {
        return Err(BoardError::RoleTooHigh);
    }
    let person = accounts::by_handle(&mut *transaction, handle).await?.ok_or(BoardError::NoSuchPerson)?;
    let there = place(&mut *transaction, person.id, id, now).await?;
    if there.role.is_some() {
        return Err(BoardError::AlreadyAMember);
    }
    if there.ban.is_some() {
        return Err(BoardError::IsBanned);
    }
    if relations::is_blocked_by(&mut *transaction, viewer.id, &[person.id]).await? {
        return Err(BoardError::Blocked);
    }
    let earlier = queries::of_person(&mut *transaction, person.id, &[id]).await?.pop();
    let waiting = earlier.filter(|earlier| earlier.status == InvitationStatus::Pending);
    let is_new = waiting.is_none();
    if let Some(waiting) = waiting.filter(|waiting| waiting.role == role) {
        return Ok(waiting);
    }
    let open = sqlx::query_scalar!(
        r#"select count(*) as "count!" from board_invitations where board_id = $1 and status = 'PENDING'"#,
        id.uuid()
    )
    .fetch_one(&mut *transaction)
    .await?;
    if is_new && open >= i64::from(MOST_OPEN) {
        return Err(BoardError::TooMany(MOST_OPEN));
    }
    let invitation = Invitation {
        id: InvitationId::new(now),
        board_id: id,
        board_slug: board.slug,
        board_title: board.title,
        user_id: person.id,
        inviter_id: viewer.id,
        role,
        message: message.map(Note::into_string),
        status: InvitationStatus::Pending,
        created_at: now,
        answered_at: None,
    };
    sqlx::query!(
        "insert into board_invitations (id, board_id, user_id, inviter_id, role, message, status, created_at)
         values ($1, $2, $3, $4, $5, $6, 'PENDING', $7)
         on conflict (board_id, user_id) do update
         set id = excluded.id, inviter_id = excluded.inviter_id, role = excluded.role, message = excluded.message,
             status = 'PENDING', created_at = excluded.created_at, answered_at = null",
        invitation.id.uuid(),
        id.uuid(),
        person.id.uuid(),
        viewer.id.uuid(),
        role as BoardRole,
        invitation.message,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    if is_new {
        let event = BoardEvent { fact: BoardFact::Invited, board_id: id, user_id: person.id };
        outbox::append(&mut transaction, &event, now).await?;
    }
    transaction.commit().await?;
    Ok(invitation)
}
