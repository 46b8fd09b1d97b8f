use sqlx::{PgExecutor, QueryBuilder};

use super::{Board, sight};
use crate::{
    ids::BoardId,
    languages::push_filter,
    page::{List, Order, Page, PageRequest},
    viewer::Sight,
};

/// The columns of a [`Board`], of `boards b`.
pub(super) const COLUMNS: &str = "b.id, b.slug, b.title, b.description, b.languages, b.visibility, b.moderation_mode, b.join_policy, \
                       b.writing_policy, b.owner_id, b.member_count, b.story_count, b.created_at, b.archived_at";

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
