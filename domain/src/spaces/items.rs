use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, QueryBuilder, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Shelf, ShelfItem, ShelfSubject, queries, sight};
use crate::{
    boards,
    ids::{BoardId, ShelfId, StoryId, UserId},
    page::{List, Order, Page, PageRequest},
    stories,
    viewer::Sight,
};

/// Names the list of what is on a shelf, for its cursors.
#[must_use]
pub fn items_list(shelf: ShelfId) -> List {
    List::named(&format!("shelves/{shelf}/items"))
}

/// A page of what the viewer may see on each of these shelves, in its owner's order. The caller has made sure that they may
/// know of the shelf.
///
/// # Errors
/// If the database refuses.
pub async fn items(
    executor: impl PgExecutor<'_>,
    shelves: &[ShelfId],
    request: PageRequest,
    sight: Sight,
) -> Result<Vec<(ShelfId, Page<ShelfItem>)>, sqlx::Error> {
    let ids: Vec<_> = shelves.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select page.* from unnest(");
    query.push_bind(ids);
    query.push(
        "::uuid[]) as shelf (id) cross join lateral (
             select i.shelf_id, i.story_id, i.board_id, i.rank, i.added_at from shelf_items i",
    );
    sight::push_items_seen(&mut query, sight);
    query.push(" and i.shelf_id = shelf.id");
    request.push_ranked_within(&mut query, "i.shelf_id", "i.rank", "i.subject_id", Order::Ascending);
    query.push(") page");
    let rows = query.build().fetch_all(executor).await?;
    let items = rows.iter().map(|row| Ok((row.try_get("shelf_id")?, item(row)?)));
    Ok(request.pages(shelves, items.collect::<Result<Vec<_>, sqlx::Error>>()?))
}

fn item(row: &PgRow) -> Result<ShelfItem, sqlx::Error> {
    Ok(ShelfItem { subject: subject(row)?, rank: row.try_get("rank")?, added_at: row.try_get("added_at")? })
}

fn subject(row: &PgRow) -> Result<ShelfSubject, sqlx::Error> {
    let subject = ShelfSubject::of_columns(row.try_get("story_id")?, row.try_get("board_id")?);
    subject.ok_or_else(|| sqlx::Error::Decode("an item is neither a story nor a board".into()))
}

/// How much the viewer may see on each of these shelves; those with nothing to see are left out.
///
/// # Errors
/// If the database refuses.
pub async fn item_counts(
    executor: impl PgExecutor<'_>,
    shelves: &[ShelfId],
    sight: Sight,
) -> Result<Vec<(ShelfId, i64)>, sqlx::Error> {
    let ids: Vec<_> = shelves.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select i.shelf_id, count(*) as seen from shelf_items i");
    sight::push_items_seen(&mut query, sight);
    query.push(" and i.shelf_id = any(").push_bind(ids).push(") group by i.shelf_id");
    let rows = query.build().fetch_all(executor).await?;
    rows.iter().map(|row| Ok((row.try_get("shelf_id")?, row.try_get("seen")?))).collect()
}

/// The first `most` of the user's own shelves that each of these stands on, in the user's order.
///
/// # Errors
/// If the database refuses.
pub async fn shelves_with(
    executor: impl PgExecutor<'_>,
    user: UserId,
    subjects: &[ShelfSubject],
    most: i64,
) -> Result<Vec<(ShelfSubject, Shelf)>, sqlx::Error> {
    let ids: Vec<_> = subjects.iter().map(|subject| subject.uuid()).collect();
    let mut query = QueryBuilder::new("select held.* from unnest(");
    query.push_bind(ids).push("::uuid[]) as wanted (id) cross join lateral (select i.story_id, i.board_id, ");
    query.push(queries::COLUMNS);
    query.push(
        " from shelves h join shelf_items i on i.shelf_id = h.id and i.subject_id = wanted.id where h.owner_id = ",
    );
    query.push_bind(user.uuid()).push(" order by h.rank, h.id limit ").push_bind(most);
    query.push(") held order by held.rank, held.id");
    let rows = query.build().fetch_all(executor).await?;
    rows.iter().map(|row| Ok((subject(row)?, sqlx::FromRow::from_row(row)?))).collect()
}

/// Whether the viewer may see something. If so, it stays there until the transaction ends: nobody deletes it meanwhile.
pub(super) async fn hold(
    connection: &mut PgConnection,
    subject: ShelfSubject,
    sight: Sight,
) -> Result<bool, sqlx::Error> {
    let mut query = QueryBuilder::new("select from ");
    match subject {
        ShelfSubject::Story(story) => {
            query.push("stories s join boards b on b.id = s.board_id where s.id = ").push_bind(story.uuid());
            query.push(" and ");
            stories::push_visible(&mut query, sight);
            query.push(" for share of s");
        }
        ShelfSubject::Board(board) => {
            query.push("boards b where b.id = ").push_bind(board.uuid()).push(" and ");
            boards::push_visible(&mut query, sight);
            query.push(" for key share of b");
        }
    }
    Ok(query.build().fetch_optional(connection).await?.is_some())
}

/// The ids and ranks of all that is on a shelf, seen or not, in its order.
pub(super) async fn order(
    connection: &mut PgConnection,
    shelf: ShelfId,
) -> Result<Vec<(Uuid, i32)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select subject_id as "id!", rank from shelf_items where shelf_id = $1 order by rank, subject_id"#,
        shelf.uuid()
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.rank)).collect())
}

/// Puts something on a shelf that it is not on, and gives it and others their ranks.
pub(super) async fn insert(
    connection: &mut PgConnection,
    shelf: ShelfId,
    subject: ShelfSubject,
    ranks: Vec<(Uuid, i32)>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (story, board) = match subject {
        ShelfSubject::Story(story) => (Some(story), None),
        ShelfSubject::Board(board) => (None, Some(board)),
    };
    sqlx::query!(
        "insert into shelf_items (shelf_id, story_id, board_id, rank, added_at) values ($1, $2, $3, 0, $4)",
        shelf.uuid(),
        story.map(StoryId::uuid),
        board.map(BoardId::uuid),
        now,
    )
    .execute(&mut *connection)
    .await?;
    keep_order(connection, shelf, ranks).await
}

/// Gives what is on a shelf new ranks.
pub(super) async fn keep_order(
    connection: &mut PgConnection,
    shelf: ShelfId,
    ranks: Vec<(Uuid, i32)>,
) -> Result<(), sqlx::Error> {
    let (ids, ranks): (Vec<_>, Vec<_>) = ranks.into_iter().unzip();
    sqlx::query!(
        "update shelf_items i set rank = r.rank from unnest($2::uuid[], $3::integer[]) as r (id, rank)
         where i.shelf_id = $1 and i.subject_id = r.id",
        shelf.uuid(),
        &ids,
        &ranks,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes something from one shelf to another that it is not on, and gives it and others their ranks. Answers whether it was
/// still there: what it is may have been deleted.
pub(super) async fn hand_over(
    connection: &mut PgConnection,
    (from, to): (ShelfId, ShelfId),
    subject: ShelfSubject,
    ranks: Vec<(Uuid, i32)>,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let moved = sqlx::query!(
        "update shelf_items set shelf_id = $2, added_at = $4 where shelf_id = $1 and subject_id = $3",
        from.uuid(),
        to.uuid(),
        subject.uuid(),
        now,
    )
    .execute(&mut *connection)
    .await?;
    keep_order(connection, to, ranks).await?;
    Ok(moved.rows_affected() == 1)
}

/// Takes something off a shelf. What is not on it is no error.
pub(super) async fn remove(
    connection: &mut PgConnection,
    shelf: ShelfId,
    subject: ShelfSubject,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from shelf_items where shelf_id = $1 and subject_id = $2",
        shelf.uuid(),
        subject.uuid()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes a story that is deleted off all shelves: its row stays, but nobody finds it any more.
pub(crate) async fn forget_story(connection: &mut PgConnection, story: StoryId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from shelf_items where story_id = $1", story.uuid()).execute(connection).await?;
    Ok(())
}
