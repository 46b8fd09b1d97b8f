use sqlx::{PgExecutor, types::Json};

use super::{References, StoryRevision};
use crate::{
    ids::{StoryId, UserId},
    page::{List, Page, PageRequest},
    viewer::Sight,
};

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
        r#"select r.story_id as "story_id: StoryId", r.revision, r.title, r.body, r.language, r.tags,
                  r.sources as "sources: Json<References>", r.edited_by as "edited_by: UserId", r.edited_at
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

/// These revisions of these stories, as far as the viewer may read them, in any order. The caller has made sure that the
/// viewer may read the stories.
///
/// # Errors
/// If the database refuses.
pub async fn revisions_at(
    executor: impl PgExecutor<'_>,
    wanted: &[(StoryId, i32)],
    sight: Sight,
) -> Result<Vec<StoryRevision>, sqlx::Error> {
    let (stories, numbers): (Vec<_>, Vec<_>) =
        wanted.iter().map(|(story, revision)| (story.uuid(), *revision)).unzip();
    sqlx::query_as!(
        StoryRevision,
        r#"select r.story_id as "story_id: StoryId", r.revision, r.title, r.body, r.language, r.tags,
                  r.sources as "sources: Json<References>", r.edited_by as "edited_by: UserId", r.edited_at
           from unnest($1::uuid[], $2::integer[]) as wanted (story_id, revision)
           join story_revisions r on r.story_id = wanted.story_id and r.revision = wanted.revision
           join stories s on s.id = r.story_id
           where s.author_id = $3
                 or r.revision >= (select max(p.revision) from story_revisions p
                                   where p.story_id = s.id and p.edited_at <= s.published_at)"#,
        &stories,
        &numbers,
        sight.user.map(UserId::uuid),
    )
    .fetch_all(executor)
    .await
}
