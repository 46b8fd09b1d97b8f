use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, QueryBuilder};

use super::{BoardRole, sight};
use crate::{
    ids::{BoardId, UserId},
    page::{List, Order, Page, PageRequest},
    viewer::Sight,
};

/// Somebody who belongs to a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct BoardMember {
    /// Who.
    pub user_id: UserId,
    /// What they may do on it.
    pub role: BoardRole,
    /// Since when they belong to it.
    pub joined_at: DateTime<Utc>,
}

/// Names the list of a board's members, for its cursors.
#[must_use]
pub fn members_list(board: BoardId, role: Option<BoardRole>) -> List {
    List::named(&format!("boards/{board}/members/{role:?}"))
}

/// A page of those who belong to a board that the viewer may see, in one role if one is given, the newest accounts first.
///
/// # Errors
/// If the database refuses.
pub async fn members(
    executor: impl PgExecutor<'_>,
    board: BoardId,
    role: Option<BoardRole>,
    request: PageRequest,
    sight: Sight,
) -> Result<Page<BoardMember>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "select bm.user_id, bm.role, bm.joined_at from board_members bm join boards b on b.id = bm.board_id
         where bm.board_id = any(",
    );
    query.push_bind(vec![board.uuid()]).push(") and ");
    sight::push_visible(&mut query, sight);
    if let Some(role) = role {
        query.push(" and bm.role = ").push_bind(role);
    }
    request.push_within(&mut query, "bm.board_id", "bm.user_id", Order::Descending);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}

/// Names the list of the boards that somebody belongs to, for its cursors.
#[must_use]
pub fn joined_list(user: UserId) -> List {
    List::named(&format!("memberships/{user}"))
}

/// A page of the boards that somebody belongs to, the newest boards first. For that person alone.
///
/// # Errors
/// If the database refuses.
pub async fn joined(
    executor: impl PgExecutor<'_>,
    user: UserId,
    request: PageRequest,
) -> Result<Page<BoardId>, sqlx::Error> {
    let mut query = QueryBuilder::new("select board_id from board_members where user_id = any(");
    query.push_bind(vec![user.uuid()]).push(")");
    request.push_within(&mut query, "user_id", "board_id", Order::Descending);
    let ids: Vec<uuid::Uuid> = query.build_query_scalar().fetch_all(executor).await?;
    Ok(request.page(ids.into_iter().map(BoardId::from).collect()))
}
