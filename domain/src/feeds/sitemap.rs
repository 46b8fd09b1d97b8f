use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgExecutor, Postgres, QueryBuilder};
use uuid::Uuid;

use super::ANYBODY;
use crate::{
    ids::{BoardId, StoryId},
    stories::push_visible,
};

/// The stories of one sitemap. With fifty translations each, and addresses as long as they can be, that is less than the
/// 50 MB that a sitemap may have (sitemaps.org).
const STORIES: i64 = 800;
/// The boards of one sitemap.
const BOARDS: i64 = 10_000;
/// The most sitemaps of each kind that are named: together no more than an index may name.
const MOST: i64 = 25_000;

/// A sitemap, by what it begins with. Ids never change their order, so what it holds changes only with what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sitemap {
    /// Of stories, oldest first, from this one on.
    Stories(StoryId),
    /// Of boards, oldest first, from this one on.
    Boards(BoardId),
}

/// A story as a sitemap names it.
#[derive(Debug, Clone, FromRow)]
pub struct SitemapStory {
    /// Its id.
    pub id: StoryId,
    /// Its title, fit for an address.
    pub slug: String,
    /// Its language (BCP 47), `und` if unknown.
    pub language: String,
    /// When it last became what it is.
    pub changed_at: DateTime<Utc>,
    /// The story that it and its translations began with.
    pub translation_group: Option<Uuid>,
}

/// The sitemaps that together name everything that is public. It walks through all of it: what asks often keeps the answer.
///
/// # Errors
/// If the database refuses.
pub async fn sitemaps(executor: impl PgExecutor<'_> + Copy) -> Result<Vec<Sitemap>, sqlx::Error> {
    let boards: Vec<BoardId> = starts(executor, push_public_boards, BOARDS).await?;
    let stories: Vec<StoryId> = starts(executor, push_public_stories, STORIES).await?;
    Ok(boards.into_iter().map(Sitemap::Boards).chain(stories.into_iter().map(Sitemap::Stories)).collect())
}

/// The first of what is public, and then each that is `size` behind the one before.
async fn starts<I>(
    executor: impl PgExecutor<'_>,
    push_public: fn(&mut QueryBuilder<Postgres>) -> &'static str,
    size: i64,
) -> Result<Vec<I>, sqlx::Error>
where
    I: for<'r> sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres> + Send + Unpin,
{
    let mut query = QueryBuilder::new("with recursive starts as ((select ");
    let id = push_public(&mut query);
    query.push(" order by ").push(id).push(" limit 1) union all select (select ");
    push_public(&mut query);
    query.push(" and ").push(id).push(" > starts.id order by ").push(id).push(" offset ").push_bind(size - 1);
    query.push(" limit 1) from starts where starts.id is not null) select id from starts where id is not null order by id limit ");
    query.push_bind(MOST);
    query.build_query_scalar().fetch_all(executor).await
}

/// Adds the id of public boards, and where it comes from; answers its column.
fn push_public_boards(query: &mut QueryBuilder<Postgres>) -> &'static str {
    query.push("b.id from boards b where b.visibility = 'PUBLIC'");
    "b.id"
}

/// The same of stories on them.
fn push_public_stories(query: &mut QueryBuilder<Postgres>) -> &'static str {
    query.push("s.id");
    push_from_public(query);
    "s.id"
}

fn push_from_public(query: &mut QueryBuilder<Postgres>) {
    query.push(
        " from stories s join boards b on b.id = s.board_id
          where s.status = 'PUBLISHED' and b.visibility = 'PUBLIC' and ",
    );
    push_visible(query, ANYBODY);
}

/// The stories of a sitemap that begins with `from`, whether that is still there or not.
///
/// # Errors
/// If the database refuses.
pub async fn sitemap_of_stories(
    executor: impl PgExecutor<'_>,
    from: StoryId,
) -> Result<Vec<SitemapStory>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "select s.id, s.slug, s.language, greatest(s.updated_at, s.published_at) as changed_at, s.translation_group",
    );
    push_from_public(&mut query);
    query.push(" and s.id >= ").push_bind(from.uuid()).push(" order by s.id limit ").push_bind(STORIES);
    query.build_query_as().fetch_all(executor).await
}

/// The addresses of the boards of a sitemap that begins with `from`, whether that is still there or not.
///
/// # Errors
/// If the database refuses.
pub async fn sitemap_of_boards(
    executor: impl PgExecutor<'_>,
    from: BoardId,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select slug from boards where visibility = 'PUBLIC' and id >= $1 order by id limit $2",
        from.uuid(),
        BOARDS
    )
    .fetch_all(executor)
    .await
}
