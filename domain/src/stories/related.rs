//! What else there is to read.
//!
//! A story that this one or one of its translations links to, or is linked from, counts three points; each tag that both
//! have counts one. Translations of one story count together, and the one in the language of the story at hand stands for
//! them. Translations of the story itself are not among what is related: they have a list of their own.

use sqlx::{FromRow as _, PgExecutor, QueryBuilder, Row as _};

use super::{Story, queries};
use crate::{ids::StoryId, viewer::Sight};

/// The most related stories of one.
pub const MOST_RELATED: i64 = 20;

/// Stories of one tag that are looked at, newest first, so that a tag that everybody uses costs no more than others.
const TAGGED: i64 = 200;

/// Up to `most` published stories for each of these that the viewer may read, closest first, then newest.
///
/// # Errors
/// If the database refuses.
pub async fn related(
    executor: impl PgExecutor<'_>,
    ids: &[StoryId],
    most: i64,
    sight: Sight,
) -> Result<Vec<(StoryId, Story)>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select found.* from unnest(");
    query.push_bind(ids);
    query.push(
        "::uuid[]) with ordinality as origin (id, place) join stories o on o.id = origin.id
         cross join lateral (
             select shown.* from (
                 select distinct on (scored.work) o.id as origin, scored.points, ",
    );
    query.push(queries::COLUMNS).push(" from (");
    query.push(
        "select coalesce(c.translation_group, c.id) as work, sum(counted.points) as points
         from (
             select l.to_id as id, 3 as points from story_links l
             where l.from_id = o.id or l.from_id in (
                 select k.id from stories k join boards kb on kb.id = k.board_id
                 where k.translation_group = o.translation_group and k.status = 'PUBLISHED'
                       and kb.visibility <> 'PRIVATE')
             union all
             select l.from_id, 3 from story_links l join stories f on f.id = l.from_id
             where f.status = 'PUBLISHED' and (l.to_id = o.id or l.to_id in (
                 select k.id from stories k where k.translation_group = o.translation_group))
             union all
             (select t.id, (select count(*) from unnest(t.tags) as tag where tag = any(o.tags))
              from stories t where t.status = 'PUBLISHED' and t.tags && o.tags and t.id <> o.id
              order by t.id desc limit ",
    );
    query.push_bind(TAGGED);
    query.push(
        ")) counted join stories c on c.id = counted.id
         group by 1) scored
         join stories s on (s.id = scored.work or s.translation_group = scored.work) and s.status = 'PUBLISHED'
         join boards b on b.id = s.board_id
         where scored.work <> coalesce(o.translation_group, o.id) and s.id <> o.id
               and (b.visibility = 'PUBLIC' or b.id = o.board_id) and ",
    );
    queries::push_visible(&mut query, sight);
    query.push(" order by scored.work, (s.language = o.language) desc, s.id) shown order by shown.points desc, shown.id desc limit ");
    query.push_bind(most.clamp(1, MOST_RELATED));
    query.push(") found order by origin.place, found.points desc, found.id desc");
    let rows = query.build().fetch_all(executor).await?;
    rows.iter().map(|row| Ok((row.try_get("origin")?, Story::from_row(row)?))).collect()
}
