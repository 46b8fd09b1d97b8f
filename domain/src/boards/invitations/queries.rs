use sqlx::{PgConnection, PgExecutor, QueryBuilder};

use super::Invitation;
use crate::{
    ids::{BoardId, InvitationId, UserId},
    page::{List, Order, Page, PageRequest},
};

const SELECT: &str = "select i.id, i.board_id, b.slug as board_slug, b.title as board_title, i.user_id, i.inviter_id, \
                      i.role, i.message, i.status, i.created_at, i.answered_at \
                      from board_invitations i join boards b on b.id = i.board_id where ";

/// The invitation with this id, whomever it is for.
pub(super) async fn by_id(
    connection: &mut PgConnection,
    id: InvitationId,
) -> Result<Option<Invitation>, sqlx::Error> {
    let mut query = QueryBuilder::new(SELECT);
    query.push("i.id = ").push_bind(id.uuid());
    query.build_query_as().fetch_optional(connection).await
}

/// Somebody's invitations to these boards: of each the one that waits, or the last one that was answered.
///
/// # Errors
/// If the database refuses.
pub async fn of_person(
    executor: impl PgExecutor<'_>,
    user: UserId,
    boards: &[BoardId],
) -> Result<Vec<Invitation>, sqlx::Error> {
    let boards: Vec<_> = boards.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new(SELECT);
    query
        .push("i.user_id = ")
        .push_bind(user.uuid())
        .push(" and i.board_id = any(")
        .push_bind(boards)
        .push(")");
    query.build_query_as().fetch_all(executor).await
}

/// Names the list of a board's open invitations, for its cursors.
#[must_use]
pub fn open_list(board: BoardId) -> List {
    List::named(&format!("boards/{board}/invitations"))
}

/// A page of a board's invitations that wait for an answer, newest first. The caller has made sure that the viewer may know
/// of them.
///
/// # Errors
/// If the database refuses.
pub async fn list(
    executor: impl PgExecutor<'_>,
    board: BoardId,
    request: PageRequest,
) -> Result<Page<Invitation>, sqlx::Error> {
    let mut query = QueryBuilder::new(SELECT);
    query.push("i.status = 'PENDING' and i.board_id = any(").push_bind(vec![board.uuid()]).push(")");
    request.push_within(&mut query, "i.board_id", "i.id", Order::Descending);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}

/// Names the list of somebody's open invitations, for its cursors.
#[must_use]
pub fn to_person_list(user: UserId) -> List {
    List::named(&format!("invitations/{user}"))
}

/// A page of what somebody is asked to join, newest first. For that person alone.
///
/// # Errors
/// If the database refuses.
pub async fn to_person(
    executor: impl PgExecutor<'_>,
    user: UserId,
    request: PageRequest,
) -> Result<Page<Invitation>, sqlx::Error> {
    let mut query = QueryBuilder::new(SELECT);
    query.push("i.status = 'PENDING' and i.user_id = any(").push_bind(vec![user.uuid()]).push(")");
    request.push_within(&mut query, "i.user_id", "i.id", Order::Descending);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}
