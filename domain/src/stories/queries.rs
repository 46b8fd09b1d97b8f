use sqlx::{PgConnection, PgExecutor, Postgres, QueryBuilder, types::Json};

use super::Story;
use crate::{
    boards,
    ids::{BoardId, StoryId, UserId},
    languages::push_filter,
    page::{List, Order, Page, PageRequest},
    viewer::Sight,
};

pub(super) const COLUMNS: &str = "s.id, s.board_id, s.author_id, s.title, s.slug, s.body, s.body_html, s.language, s.tags, \
                       s.sources, s.translation_group, s.language_is_given, s.reading_minutes, s.status, s.revision, \
                       s.comment_count, s.thread_count, s.published_at, s.created_at, s.updated_at, \
                       s.discussion_locked_at";

/// Adds the condition that the viewer may read story `s` on board `b`.
///
/// A draft is its author's alone. What was a published story before is for moderators, too: unpublishing takes neither a
/// text nor its discussion out of their sight.
pub(crate) fn push_visible(query: &mut QueryBuilder<Postgres>, sight: Sight) {
    query.push("((s.status = 'PUBLISHED' or (s.status = 'DRAFT' and (s.author_id = ");
    query.push_bind(sight.user.map(UserId::uuid));
    query.push(" or (s.unpublished_at is not null and ").push_bind(sight.moderator);
    query.push(")))) and ");
    boards::push_visible(query, sight);
    query.push(")");
}

/// The stories with these ids that the viewer may read, in any order.
///
/// # Errors
/// If the database refuses.
pub async fn by_ids(
    executor: impl PgExecutor<'_>,
    ids: &[StoryId],
    sight: Sight,
) -> Result<Vec<Story>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from stories s join boards b on b.id = s.board_id where s.id = any(");
    query.push_bind(ids).push(") and ");
    push_visible(&mut query, sight);
    query.build_query_as().fetch_all(executor).await
}

/// Which stories a list holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Listing<'a> {
    /// Of this board.
    pub board: Option<BoardId>,
    /// By this author.
    pub author: Option<UserId>,
    /// In this language, or a regional form of it.
    pub language: Option<&'a str>,
    /// In one of these languages, or a regional form of one; in any if there are none.
    pub languages: &'a [String],
    /// With this tag.
    pub tag: Option<&'a str>,
}

impl Listing<'_> {
    /// Names the list, for its cursors.
    #[must_use]
    pub fn list(&self) -> List {
        let Self { board, author, language, languages, tag } = self;
        List::named(&format!("stories/{board:?}/{author:?}/{language:?}/{languages:?}/{tag:?}"))
    }
}

/// A page of published stories that the viewer may read, newest first. Authors see their own drafts among theirs.
///
/// Outside a board's or an author's own list, only public boards show.
///
/// # Errors
/// If the database refuses.
pub async fn list(
    executor: impl PgExecutor<'_>,
    listing: Listing<'_>,
    request: PageRequest,
    sight: Sight,
) -> Result<Page<Story>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from stories s join boards b on b.id = s.board_id ");
    if listing.tag.is_some() {
        query.push("join story_tags t on t.story_id = s.id ");
    }
    query.push("where ");
    push_visible(&mut query, sight);
    if let Some(board) = listing.board {
        query.push(" and s.board_id = any(").push_bind(vec![board.uuid()]).push(")");
    }
    match listing.author {
        Some(author) => {
            query.push(" and s.author_id = any(").push_bind(vec![author.uuid()]).push(")");
        }
        None => {
            query.push(" and s.status = 'PUBLISHED'");
        }
    }
    if listing.board.is_none() {
        // Unlisted and private boards stay out of lists that are not theirs, but for their members' own stories.
        query.push(" and (b.visibility = 'PUBLIC' or s.author_id = ");
        query.push_bind(sight.user.map(UserId::uuid)).push(")");
    }
    if let Some(language) = listing.language {
        query.push(" and ");
        push_filter(&mut query, "s.language", &[language.to_owned()]);
    }
    if !listing.languages.is_empty() {
        query.push(" and ");
        push_filter(&mut query, "s.language", listing.languages);
    }
    if let Some(tag) = listing.tag {
        query.push(" and t.tag = any(").push_bind(vec![tag.to_owned()]).push(")");
    }
    match (listing.board, listing.author) {
        (None, None) if listing.tag.is_some() => {
            request.push_within(&mut query, "t.tag", "t.story_id", Order::Descending);
        }
        (Some(_), _) => request.push_within(&mut query, "s.board_id", "s.id", Order::Descending),
        (None, Some(_)) => request.push_within(&mut query, "s.author_id", "s.id", Order::Descending),
        (None, None) => request.push_onto(&mut query, "s.id", Order::Descending),
    }
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}

/// Locks a story, so that what is read of it next stays true. Where there is none, nothing is locked.
pub(super) async fn lock(connection: &mut PgConnection, id: StoryId) -> Result<(), sqlx::Error> {
    sqlx::query!("select id from stories where id = $1 for no key update", id.uuid())
        .fetch_optional(connection)
        .await?;
    Ok(())
}

/// Inserts a story with its first revision.
pub(super) async fn insert(connection: &mut PgConnection, story: &Story) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with story as (
             insert into stories (id, board_id, author_id, title, slug, body, body_html, language, tags, status,
                                  published_at, created_at, updated_at, sources, translation_group, language_is_given,
                                  reading_minutes, rendering)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15, $16, $17)
             returning id, title, body, language, tags, sources, author_id, created_at
         )
         insert into story_revisions (story_id, revision, title, body, language, tags, sources, edited_by, edited_at)
         select id, 1, title, body, language, tags, sources, author_id, created_at from story",
        story.id.uuid(),
        story.board_id.uuid(),
        story.author_id.uuid(),
        story.title,
        story.slug,
        story.body,
        story.body_html,
        story.language,
        &story.tags,
        story.status as super::StoryStatus,
        story.published_at,
        story.created_at,
        Json(&story.sources) as _,
        story.translation_group,
        story.language_is_given,
        story.reading_minutes,
        fabula_text::RENDERING,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Replaces a story's text if it is still at `expected_revision`; false if it is not.
pub(super) async fn replace(
    connection: &mut PgConnection,
    story: &Story,
    editor: UserId,
    expected_revision: i32,
) -> Result<bool, sqlx::Error> {
    let written = sqlx::query!(
        "with story as (
             update stories set title = $2, slug = $3, body = $4, body_html = $5, language = $6, tags = $7,
                    revision = revision + 1, updated_at = $8, sources = $11, language_is_given = $12,
                    reading_minutes = $13, rendering = case when body = $4 then rendering else $14 end
             where id = $1 and revision = $9
             returning id, revision, title, body, language, tags, sources, updated_at
         )
         insert into story_revisions (story_id, revision, title, body, language, tags, sources, edited_by, edited_at)
         select id, revision, title, body, language, tags, sources, $10, updated_at from story",
        story.id.uuid(),
        story.title,
        story.slug,
        story.body,
        story.body_html,
        story.language,
        &story.tags,
        story.updated_at,
        expected_revision,
        editor.uuid(),
        Json(&story.sources) as _,
        story.language_is_given,
        story.reading_minutes,
        fabula_text::RENDERING,
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Keeps a story's tags as rows, for lists by tag.
pub(super) async fn keep_tags(connection: &mut PgConnection, story: &Story) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from story_tags where story_id = $1 and tag <> all($2)",
        story.id.uuid(),
        &story.tags
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into story_tags (tag, story_id) select tag, $1 from unnest($2::text[]) as tag on conflict do nothing",
        story.id.uuid(),
        &story.tags
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The board that a story is on, whoever may know of either; it never changes. `None` if there is no such story.
pub(crate) async fn board_of(
    connection: &mut PgConnection,
    id: StoryId,
) -> Result<Option<BoardId>, sqlx::Error> {
    sqlx::query_scalar!(r#"select board_id as "board: BoardId" from stories where id = $1"#, id.uuid())
        .fetch_optional(connection)
        .await
}

/// Counts so many more published stories on a board, or fewer.
pub(super) async fn count_published(
    connection: &mut PgConnection,
    board: BoardId,
    change: i32,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update boards set story_count = story_count + $2 where id = $1", board.uuid(), change)
        .execute(connection)
        .await?;
    Ok(())
}
