use sqlx::{FromRow as _, PgConnection, PgExecutor, QueryBuilder, Row as _};
use uuid::Uuid;

use super::{Story, queries};
use crate::{
    ids::{StoryId, UserId},
    viewer::Sight,
};

/// The most translations of one story that are shown.
const MOST: i64 = 50;
/// The advisory lock of those who change groups: an arbitrary number that nothing else takes.
const LOCK: i64 = 0x7472_616e_736c;

/// The translations of each of these stories that the viewer may read, each list ordered by language and then by age, at
/// most fifty of one story. Authors see their own drafts among them.
///
/// # Errors
/// If the database refuses.
pub async fn translations(
    executor: impl PgExecutor<'_>,
    ids: &[StoryId],
    sight: Sight,
) -> Result<Vec<(StoryId, Story)>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select found.* from unnest(");
    query.push_bind(ids).push("::uuid[]) as origin (id) cross join lateral (select origin.id as origin, ");
    query.push(queries::COLUMNS);
    query.push(
        " from stories o join stories s on s.translation_group = o.translation_group and s.id <> o.id
          join boards b on b.id = s.board_id where o.id = origin.id and ",
    );
    queries::push_visible(&mut query, sight);
    query.push(" order by s.language, s.id limit ").push_bind(MOST).push(") found");
    let rows = query.build().fetch_all(executor).await?;
    rows.iter().map(|row| Ok((row.try_get("origin")?, Story::from_row(row)?))).collect()
}

/// Lets nobody else change groups until the transaction ends: a change may touch many stories, and what it decides by
/// must not move. It is taken before any story is locked.
pub(super) async fn lock(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    // Not checked at compile time: the function answers `void`, which no type stands for.
    sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK).execute(connection).await?;
    Ok(())
}

/// Who wrote the story that a group began with, and whether they took `story` out of the group.
#[derive(Debug)]
pub(super) struct Standing {
    /// `None` if that story is gone.
    pub(super) original_author: Option<UserId>,
    pub(super) refused: bool,
}

/// How `story` stands to `group`.
pub(super) async fn standing(
    connection: &mut PgConnection,
    group: Uuid,
    story: StoryId,
) -> Result<Standing, sqlx::Error> {
    let row = sqlx::query!(
        r#"select (select author_id from stories where id = $1 and status <> 'DELETED') as "author: UserId",
                  exists (select from translation_refusals where original_id = $1 and story_id = $2) as "refused!""#,
        group,
        story.uuid(),
    )
    .fetch_one(connection)
    .await?;
    Ok(Standing { original_author: row.author, refused: row.refused })
}

/// Whether `error` says that the author has a story of that language in the group.
pub(super) fn is_taken(error: &sqlx::Error) -> bool {
    let constraint = error.as_database_error().and_then(|database| database.constraint());
    constraint == Some("stories_translation_key")
}

/// Makes `original` the beginning of a group if it is in none, and answers its group.
pub(super) async fn open_group(connection: &mut PgConnection, original: &Story) -> Result<Uuid, sqlx::Error> {
    if let Some(group) = original.translation_group {
        return Ok(group);
    }
    let id = original.id.uuid();
    sqlx::query!("update stories set translation_group = $1 where id = $1", id).execute(connection).await?;
    Ok(id)
}

/// Moves a story into a group; if one began with it, that one's other stories come along.
///
/// Fails with a violation that [`is_taken`] knows if the author has a story of that language there.
pub(super) async fn join(
    connection: &mut PgConnection,
    story: &Story,
    group: Uuid,
) -> Result<(), sqlx::Error> {
    let id = story.id.uuid();
    if story.translation_group == Some(group) {
        return Ok(());
    }
    sqlx::query!("update stories set translation_group = $2 where id = $1", id, group)
        .execute(&mut *connection)
        .await?;
    if story.translation_group == Some(id) {
        // Others' stories that have no room there are on their own again: they are nothing that this author decides on.
        sqlx::query!(
            "update stories s set translation_group =
                 case when exists (select from stories t where t.translation_group = $2 and t.author_id = s.author_id
                                          and t.language = s.language and t.language <> 'und')
                      then null else $2 end
             where s.translation_group = $1",
            id,
            group,
        )
        .execute(connection)
        .await?;
    } else if let Some(left) = story.translation_group {
        settle(connection, left).await?;
    }
    Ok(())
}

/// Takes a story out of its group. If the group began with it, it now begins with the oldest that is left.
pub(super) async fn leave(connection: &mut PgConnection, story: &Story) -> Result<(), sqlx::Error> {
    let Some(group) = story.translation_group else { return Ok(()) };
    let id = story.id.uuid();
    sqlx::query!("update stories set translation_group = null where id = $1", id)
        .execute(&mut *connection)
        .await?;
    let mut left = group;
    if group == id {
        let oldest = sqlx::query_scalar!(
            "select id from stories where translation_group = $1 order by id limit 1",
            group
        )
        .fetch_optional(&mut *connection)
        .await?;
        let Some(oldest) = oldest else { return Ok(()) };
        sqlx::query!("update stories set translation_group = $2 where translation_group = $1", group, oldest)
            .execute(&mut *connection)
            .await?;
        left = oldest;
    }
    settle(connection, left).await
}

/// A story that is left alone is in no group.
async fn settle(connection: &mut PgConnection, group: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update stories s set translation_group = null
         where s.translation_group = $1
               and not exists (select from stories t where t.translation_group = $1 and t.id <> s.id)",
        group,
    )
    .execute(connection)
    .await?;
    Ok(())
}
