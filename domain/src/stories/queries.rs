use sqlx::{PgConnection, PgExecutor, Postgres, QueryBuilder};

use super::{Story, StoryRevision};
use crate::{
    ids::{BoardId, StoryId, UserId},
    page::{List, Order, Page, PageRequest},
    viewer::Sight,
};

const COLUMNS: &str = "s.id, s.board_id, s.author_id, s.title, s.slug, s.body, s.body_html, s.language, s.tags, \
                       s.status, s.revision, s.comment_count, s.thread_count, s.published_at, s.created_at, \
                       s.updated_at";

/// Adds the condition that the viewer may read story `s` on board `b`.
pub(crate) fn push_visible(query: &mut QueryBuilder<Postgres>, sight: Sight) {
    query.push("((s.status = 'PUBLISHED' or s.author_id = ").push_bind(sight.user.map(UserId::uuid));
    query.push(") and (b.visibility <> 'PRIVATE' or ").push_bind(sight.moderator);
    query.push(" or exists (select from board_members m where m.board_id = b.id and m.user_id = ");
    query.push_bind(sight.user.map(UserId::uuid)).push(")))");
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
    /// In this language.
    pub language: Option<&'a str>,
    /// With this tag.
    pub tag: Option<&'a str>,
}

impl Listing<'_> {
    /// Names the list, for its cursors.
    #[must_use]
    pub fn list(&self) -> List {
        let Self { board, author, language, tag } = self;
        List::named(&format!("stories/{board:?}/{author:?}/{language:?}/{tag:?}"))
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
    query.push(COLUMNS).push(" from stories s join boards b on b.id = s.board_id where ");
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
        query.push(" and s.language = ").push_bind(language.to_owned());
    }
    if let Some(tag) = listing.tag {
        query.push(" and s.tags @> array[").push_bind(tag.to_lowercase()).push("]");
    }
    match (listing.board, listing.author) {
        (Some(_), _) => request.push_within(&mut query, "s.board_id", "s.id", Order::Descending),
        (None, Some(_)) => request.push_within(&mut query, "s.author_id", "s.id", Order::Descending),
        (None, None) => request.push_onto(&mut query, "s.id", Order::Descending),
    }
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}

/// Names the list of a story's revisions.
#[must_use]
pub fn revisions_list(story: StoryId) -> List {
    List::named(&format!("revisions/{story}"))
}

/// What a revision's cursor holds in place of an id.
#[must_use]
pub fn revision_of_page(revision: i32) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::from(revision.unsigned_abs()))
}

/// A page of a story's revisions, newest first. The caller has made sure that the viewer may read the story.
///
/// What was written before the text that was published is its author's alone.
///
/// # Errors
/// If the database refuses.
pub async fn revisions(
    executor: impl PgExecutor<'_>,
    story: StoryId,
    request: PageRequest,
    sight: Sight,
) -> Result<Page<StoryRevision>, sqlx::Error> {
    let before = request.cursor.and_then(|cursor| i32::try_from(cursor.as_u128()).ok());
    let rows = sqlx::query_as!(
        StoryRevision,
        r#"select r.revision, r.title, r.body, r.edited_by as "edited_by: UserId", r.edited_at
           from story_revisions r join stories s on s.id = r.story_id
           where r.story_id = $1 and ($2::integer is null or r.revision < $2)
                 and (s.author_id = $4
                      or r.revision >= (select max(p.revision) from story_revisions p
                                        where p.story_id = $1 and p.edited_at <= s.published_at))
           order by r.revision desc limit $3"#,
        story.uuid(),
        before,
        request.size + 1,
        sight.user.map(UserId::uuid),
    )
    .fetch_all(executor)
    .await?;
    Ok(request.page(rows))
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
                                  published_at, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
             returning id, title, body, author_id, created_at
         )
         insert into story_revisions (story_id, revision, title, body, edited_by, edited_at)
         select id, 1, title, body, author_id, created_at from story",
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
                    revision = revision + 1, updated_at = $8
             where id = $1 and revision = $9
             returning id, revision, title, body, updated_at
         )
         insert into story_revisions (story_id, revision, title, body, edited_by, edited_at)
         select id, revision, title, body, $10, updated_at from story",
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
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Counts one more published story on a board.
pub(super) async fn count_published(
    connection: &mut PgConnection,
    board: BoardId,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update boards set story_count = story_count + 1 where id = $1", board.uuid())
        .execute(connection)
        .await?;
    Ok(())
}
