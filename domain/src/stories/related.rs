//! What else there is to read.
//!
//! A story that this one or one of its translations links to, or is linked from, counts three points; each tag that both
//! have counts one, among the newest fifty of that tag. Translations of one story count together, and the one in the language of the story at hand stands for
//! them. Translations of the story itself are not among what is related: they have a list of their own.

use sqlx::{FromRow as _, PgExecutor, QueryBuilder, Row as _};

use super::{Story, queries};
use crate::{ids::StoryId, viewer::Sight};

/// The most related stories of one.
pub const MOST_RELATED: i64 = 20;

/// Stories of one tag that are looked at, newest first: a tag that everybody uses costs no more than others.
const TAGGED: i64 = 50;

/// The same of those that link to a story.
const LINKING: i64 = 100;

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
    let mut query = QueryBuilder::new("select found.origin, ");
    // Whole stories are only read of those that are found to be among the closest.
    query
        .push(queries::COLUMNS)
        .push(" from (select origin.id as origin, origin.place, picked.* from unnest(");
    query.push_bind(ids);
    query.push(
        "::uuid[]) with ordinality as origin (id, place) join stories o on o.id = origin.id
         cross join lateral (
             select shown.* from (select distinct on (scored.work) s.id, scored.points from (
         select coalesce(c.translation_group, c.id) as work, sum(counted.points) as points
         from (
             (select l.to_id as id, 3 as points from (
                 select o.id union all
                 select k.id from stories k join boards kb on kb.id = k.board_id
                 where k.translation_group = o.translation_group and k.id <> o.id and k.status = 'PUBLISHED'
                       and kb.visibility <> 'PRIVATE') kin
              join story_links l on l.from_id = kin.id)
             union all
             (select f.id, 3 from (
                 select o.id union all
                 select k.id from stories k where k.translation_group = o.translation_group and k.id <> o.id) kin
              join story_links l on l.to_id = kin.id join stories f on f.id = l.from_id and f.status = 'PUBLISHED'
              order by f.id desc limit ",
    );
    query.push_bind(LINKING);
    query.push(
        ")
             union all
             select tagged.story_id, 1 from unnest(o.tags) as own (tag) cross join lateral (
                 select t.story_id from story_tags t join stories p on p.id = t.story_id and p.status = 'PUBLISHED'
                 where t.tag = own.tag order by t.story_id desc limit ",
    );
    query.push_bind(TAGGED);
    query.push(
        ") tagged) counted join stories c on c.id = counted.id
         group by 1) scored
         join stories s on (s.id = scored.work or s.translation_group = scored.work) and s.status = 'PUBLISHED'
         join boards b on b.id = s.board_id
         where scored.work <> coalesce(o.translation_group, o.id) and s.id <> o.id
               and (b.visibility = 'PUBLIC' or b.id = o.board_id) and ",
    );
    queries::push_visible(&mut query, sight);
    query.push(
        " order by scored.work, (s.language = o.language) desc, s.id) shown
          order by shown.points desc, shown.id desc limit ",
    );
    query.push_bind(most.clamp(1, MOST_RELATED));
    query.push(
        ") picked) found join stories s on s.id = found.id
         order by found.place, found.points desc, found.id desc",
    );
    let rows = query.build().fetch_all(executor).await?;
    rows.iter().map(|row| Ok((row.try_get("origin")?, Story::from_row(row)?))).collect()
}
