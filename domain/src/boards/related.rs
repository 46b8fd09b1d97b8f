//! What other boards there are for those who like this one.
//!
//! A board counts a point for each of the people who belong to both (of the fifty newest accounts, ten points at most),
//! and one for each of those who follow both (likewise; what people follow is theirs to know, so that fewer than three
//! count nothing), three for each of the ten most used tags of the newest fifty stories that both have, and two for a
//! language that is at home on both. Boards in no other way alike are looked for among the five hundred newest public ones.
//! Archived boards are left out.

use sqlx::{FromRow as _, PgExecutor, QueryBuilder, Row as _};

use super::{Board, queries, sight};
use crate::{ids::BoardId, viewer::Sight};

/// The most related boards of one.
pub const MOST_RELATED: i64 = 20;

/// Up to `most` boards for each of these that the viewer is shown, closest first, then newest.
///
/// # Errors
/// If the database refuses.
pub async fn related(
    executor: impl PgExecutor<'_>,
    ids: &[BoardId],
    most: i64,
    sight: Sight,
) -> Result<Vec<(BoardId, Board)>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select found.origin, ");
    query.push(queries::COLUMNS);
    query.push(" from (select o.id as origin, given.place, picked.* from unnest(").push_bind(ids);
    // Every list that is walked has an end of its own: a board that everybody belongs to costs no more than others.
    query.push(
        "::uuid[]) with ordinality as given (id, place) join boards o on o.id = given.id
         cross join lateral (
             select b.id, scored.points + case when b.languages && o.languages then 2 else 0 end as points from (
         select counted.id, sum(counted.points) as points
         from (
             (select other.board_id as id, least(count(*), 10) as points
              from (select m.user_id from board_members m where m.board_id = o.id
                    order by m.user_id desc limit 50) own
              cross join lateral (select k.board_id from board_members k where k.user_id = own.user_id
                                  order by k.board_id desc limit 20) other
              group by other.board_id)
             union all
             (select other.board_id, least(count(*), 10)
              from (select f.user_id from follows f where f.board_id = o.id order by f.user_id desc limit 50) own
              cross join lateral (select k.board_id from follows k
                                  where k.user_id = own.user_id and k.board_id is not null
                                  order by k.board_id desc limit 20) other
              group by other.board_id having count(*) >= 3)
             union all
             (select tagged.board_id, 3 * count(distinct own.tag)
              from (select t.tag from (select s.id from stories s where s.board_id = o.id and s.status = 'PUBLISHED'
                                       order by s.id desc limit 50) newest
                    join story_tags t on t.story_id = newest.id
                    group by t.tag order by count(*) desc, t.tag limit 10) own
              cross join lateral (select p.board_id from story_tags t
                                  join stories p on p.id = t.story_id and p.status = 'PUBLISHED'
                                  where t.tag = own.tag order by t.story_id desc limit 50) tagged
              group by tagged.board_id)
             union all
             (select k.id, 0 from (select p.id, p.languages from boards p where p.visibility = 'PUBLIC'
                                   order by p.id desc limit 500) k
              where k.languages && o.languages order by k.id desc limit 50)
         ) counted group by counted.id) scored
         join boards b on b.id = scored.id
         where b.id <> o.id and b.archived_at is null and ",
    );
    sight::push_listed(&mut query, sight);
    query.push(" order by points desc, b.id desc limit ").push_bind(most.clamp(1, MOST_RELATED));
    query.push(
        ") picked) found join boards b on b.id = found.id order by found.place, found.points desc, found.id desc",
    );
    let rows = query.build().fetch_all(executor).await?;
    rows.iter().map(|row| Ok((row.try_get("origin")?, Board::from_row(row)?))).collect()
}
