use sqlx::{PgConnection, PgExecutor, QueryBuilder};

use super::{Board, BoardRole, Standing, sight};
use crate::{
    Viewer,
    ids::{BoardId, UserId},
    languages::push_filter,
    page::{List, Order, Page, PageRequest},
    viewer::Sight,
};

/// The columns of a [`Board`], of `boards b`.
const COLUMNS: &str = "b.id, b.slug, b.title, b.description, b.languages, b.visibility, b.moderation_mode, b.owner_id, \
                       b.member_count, b.story_count, b.created_at";

/// The boards with these ids that the viewer may see, in any order.
///
/// # Errors
/// If the database refuses.
pub async fn by_ids(
    executor: impl PgExecutor<'_>,
    ids: &[BoardId],
    sight: Sight,
) -> Result<Vec<Board>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from boards b where b.id = any(").push_bind(ids).push(") and ");
    sight::push_visible(&mut query, sight);
    query.build_query_as().fetch_all(executor).await
}

/// The board at this address, if the viewer may see it.
///
/// # Errors
/// If the database refuses.
pub async fn by_slug(
    executor: impl PgExecutor<'_>,
    slug: &str,
    sight: Sight,
) -> Result<Option<Board>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from boards b where b.slug = ").push_bind(slug.to_ascii_lowercase());
    query.push(" and ");
    sight::push_visible(&mut query, sight);
    query.build_query_as().fetch_optional(executor).await
}

/// Names the directory of public boards.
#[must_use]
pub fn directory_list(language: Option<&str>, languages: &[String]) -> List {
    List::named(&format!("boards/{language:?}/{languages:?}"))
}

/// A page of the public boards, newest first: those that `language` is at home on, if one is given, and one of
/// `languages`, if there are any; or regional forms of them.
///
/// # Errors
/// If the database refuses.
pub async fn directory(
    executor: impl PgExecutor<'_>,
    language: Option<&str>,
    languages: &[String],
    request: PageRequest,
) -> Result<Page<Board>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from boards b where b.visibility = 'PUBLIC'");
    let language: Vec<String> = language.map(str::to_owned).into_iter().collect();
    for wanted in [&language[..], languages] {
        if !wanted.is_empty() {
            query.push(" and exists (select from unnest(b.languages) as home (tag) where ");
            push_filter(&mut query, "home.tag", wanted);
            query.push(")");
        }
    }
    request.push_onto(&mut query, "b.id", Order::Descending);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}

/// The user's role on each of these boards that they belong to.
///
/// # Errors
/// If the database refuses.
pub async fn roles(
    executor: impl PgExecutor<'_>,
    user: UserId,
    boards: &[BoardId],
) -> Result<Vec<(BoardId, BoardRole)>, sqlx::Error> {
    let boards: Vec<_> = boards.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select board_id as "board: BoardId", role as "role: BoardRole"
           from board_members where user_id = $1 and board_id = any($2)"#,
        user.uuid(),
        &boards,
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.board, row.role)).collect())
}

/// What the viewer is to a board.
pub(crate) async fn standing(
    executor: impl PgExecutor<'_>,
    viewer: &Viewer,
    board: BoardId,
) -> Result<Standing, sqlx::Error> {
    let role = roles(executor, viewer.id, &[board]).await?.pop().map(|(_, role)| role);
    Ok(Standing { role, instance: viewer.role })
}

/// Lets a board and who belongs to it change in one transaction at a time: joining, leaving and what is decided by either
/// can't cross. Writing on the board, which only refers to its row, goes on.
pub(super) async fn lock(connection: &mut PgConnection, board: BoardId) -> Result<(), sqlx::Error> {
    sqlx::query!("select id from boards where id = $1 for no key update", board.uuid())
        .fetch_optional(connection)
        .await?;
    Ok(())
}

/// Counts so many more members of a board, or fewer.
pub(super) async fn count_members(
    connection: &mut PgConnection,
    board: BoardId,
    change: i32,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update boards set member_count = member_count + $2 where id = $1", board.uuid(), change)
        .execute(connection)
        .await?;
    Ok(())
}
