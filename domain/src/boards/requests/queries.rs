use sqlx::{PgConnection, PgExecutor, QueryBuilder};

use super::{JoinRequest, RequestStatus};
use crate::{
    ids::{BoardId, JoinRequestId, UserId},
    page::{List, Order, Page, PageRequest},
};

/// The request with this id, whoever asks.
pub(super) async fn by_id(
    connection: &mut PgConnection,
    id: JoinRequestId,
) -> Result<Option<JoinRequest>, sqlx::Error> {
    sqlx::query_as!(
        JoinRequest,
        r#"select id as "id: JoinRequestId", board_id as "board_id: BoardId", user_id as "user_id: UserId", note,
                  status as "status: RequestStatus", created_at, answered_at
           from board_join_requests where id = $1"#,
        id.uuid(),
    )
    .fetch_optional(connection)
    .await
}

/// Somebody's requests to join these boards: of each the one that waits, or the last one that was answered.
///
/// # Errors
/// If the database refuses.
pub async fn of_person(
    executor: impl PgExecutor<'_>,
    user: UserId,
    boards: &[BoardId],
) -> Result<Vec<JoinRequest>, sqlx::Error> {
    let boards: Vec<_> = boards.iter().map(|id| id.uuid()).collect();
    sqlx::query_as!(
        JoinRequest,
        r#"select id as "id: JoinRequestId", board_id as "board_id: BoardId", user_id as "user_id: UserId", note,
                  status as "status: RequestStatus", created_at, answered_at
           from board_join_requests where user_id = $1 and board_id = any($2)"#,
        user.uuid(),
        &boards,
    )
    .fetch_all(executor)
    .await
}

/// Names the list of a board's open requests, for its cursors.
#[must_use]
pub fn open_list(board: BoardId) -> List {
    List::named(&format!("boards/{board}/requests"))
}

/// A page of the requests that wait for an answer, those that wait longest first. The caller has made sure that the viewer
/// may know of them.
///
/// # Errors
/// If the database refuses.
pub async fn list(
    executor: impl PgExecutor<'_>,
    board: BoardId,
    request: PageRequest,
) -> Result<Page<JoinRequest>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "select id, board_id, user_id, note, status, created_at, answered_at from board_join_requests
         where status = 'PENDING' and board_id = any(",
    );
    query.push_bind(vec![board.uuid()]).push(")");
    request.push_within(&mut query, "board_id", "id", Order::Ascending);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}
