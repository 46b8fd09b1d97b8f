use sqlx::{PgConnection, PgExecutor, QueryBuilder, Row as _};
use uuid::Uuid;

use super::{Shelf, sight};
use crate::{
    boards,
    ids::{BoardId, ShelfId, UserId},
    page::{List, Order, Page, PageRequest},
    viewer::Sight,
};

pub(super) const COLUMNS: &str =
    "h.id, h.owner_id, h.title, h.description, h.visibility, h.rank, h.revision, h.created_at, h.updated_at";

/// The shelves with these ids that the viewer may know of, in any order.
///
/// # Errors
/// If the database refuses.
pub async fn by_ids(
    executor: impl PgExecutor<'_>,
    ids: &[ShelfId],
    sight: Sight,
) -> Result<Vec<Shelf>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from shelves h where h.id = any(").push_bind(ids).push(") and ");
    sight::push_visible(&mut query, sight);
    query.build_query_as().fetch_all(executor).await
}

/// Names the list of somebody's shelves, for its cursors.
#[must_use]
pub fn shelves_list(owner: UserId) -> List {
    List::named(&format!("shelves/{owner}"))
}

/// A page of the shelves of each of these people that the viewer may know of, in their owner's order.
///
/// # Errors
/// If the database refuses.
pub async fn shelves(
    executor: impl PgExecutor<'_>,
    owners: &[UserId],
    request: PageRequest,
    sight: Sight,
) -> Result<Vec<(UserId, Page<Shelf>)>, sqlx::Error> {
    let ids: Vec<_> = owners.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select h.* from unnest(");
    query.push_bind(ids).push("::uuid[]) as owner (id) cross join lateral (select ").push(COLUMNS);
    query.push(" from shelves h where h.owner_id = owner.id and ");
    sight::push_visible(&mut query, sight);
    request.push_ranked_within(&mut query, "h.owner_id", "h.rank", "h.id", Order::Ascending);
    query.push(") h");
    let rows: Vec<Shelf> = query.build_query_as().fetch_all(executor).await?;
    Ok(request.pages(owners, rows.into_iter().map(|shelf| (shelf.owner_id, shelf))))
}

/// Names the list of the boards of somebody's space, for its cursors.
#[must_use]
pub fn boards_list(owner: UserId) -> List {
    List::named(&format!("spaces/{owner}/boards"))
}

/// A page of the boards that each of these people owns, newest first: the public ones, and others that the viewer belongs
/// to.
///
/// # Errors
/// If the database refuses.
pub async fn boards(
    executor: impl PgExecutor<'_>,
    owners: &[UserId],
    request: PageRequest,
    sight: Sight,
) -> Result<Vec<(UserId, Page<BoardId>)>, sqlx::Error> {
    let ids: Vec<_> = owners.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select owned.owner_id, owned.id from unnest(");
    query.push_bind(ids);
    query.push(
        "::uuid[]) as owner (id) cross join lateral (
             select b.owner_id, b.id from boards b where b.owner_id = owner.id and ",
    );
    boards::push_listed(&mut query, sight);
    request.push_within(&mut query, "b.owner_id", "b.id", Order::Descending);
    query.push(") owned");
    let rows = query.build().fetch_all(executor).await?;
    let rows = rows.iter().map(|row| Ok((row.try_get("owner_id")?, row.try_get("id")?)));
    Ok(request.pages(owners, rows.collect::<Result<Vec<_>, sqlx::Error>>()?))
}

/// Lets nobody else change anything about somebody's shelves until the transaction ends. One lock for all of them, so that
/// no two can be waited for in a circle.
pub(super) async fn lock_owner(connection: &mut PgConnection, owner: UserId) -> Result<(), sqlx::Error> {
    sqlx::query!("select id from users where id = $1 for no key update", owner.uuid())
        .fetch_optional(connection)
        .await?;
    Ok(())
}

/// The ids and ranks of all shelves of somebody, in their order.
pub(super) async fn order(
    connection: &mut PgConnection,
    owner: UserId,
) -> Result<Vec<(Uuid, i32)>, sqlx::Error> {
    let rows =
        sqlx::query!("select id, rank from shelves where owner_id = $1 order by rank, id", owner.uuid())
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.rank)).collect())
}

/// Gives shelves new ranks.
pub(super) async fn keep_order(
    connection: &mut PgConnection,
    ranks: Vec<(Uuid, i32)>,
) -> Result<(), sqlx::Error> {
    let (ids, ranks): (Vec<_>, Vec<_>) = ranks.into_iter().unzip();
    sqlx::query!(
        "update shelves h set rank = r.rank from unnest($1::uuid[], $2::integer[]) as r (id, rank) where h.id = r.id",
        &ids,
        &ranks,
    )
    .execute(connection)
    .await?;
    Ok(())
}
