use sqlx::{FromRow, PgExecutor, QueryBuilder};
use uuid::Uuid;

use super::ANYBODY;
use crate::{ids::StoryId, stories::push_visible};

/// A story among its translations.
#[derive(Debug, Clone, FromRow)]
pub struct Translation {
    /// The story that all of them began with.
    #[sqlx(rename = "translation_group")]
    pub group: Uuid,
    /// Its id.
    pub id: StoryId,
    /// Its title.
    pub title: String,
    /// Its title, fit for an address.
    pub slug: String,
    /// Its language (BCP 47).
    pub language: String,
}

impl Translation {
    /// Whether it is what the others are translations of.
    #[must_use]
    pub fn is_original(&self) -> bool {
        self.group == self.id.uuid()
    }
}

/// The most translations of one story that are shown.
const MOST: i64 = 50;

/// The stories of each of these groups that stand on public boards, in the order of their languages: one in each, the oldest,
/// and none in an unknown one; at most fifty of a group.
///
/// # Errors
/// If the database refuses.
pub async fn translations(
    executor: impl PgExecutor<'_>,
    groups: &[Uuid],
) -> Result<Vec<Translation>, sqlx::Error> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new("select found.* from unnest(");
    query.push_bind(groups).push(
        "::uuid[]) as origin (id) cross join lateral (
             select distinct on (s.language) s.translation_group, s.id, s.title, s.slug, s.language
             from stories s join boards b on b.id = s.board_id
             where s.translation_group = origin.id and s.language <> 'und' and s.status = 'PUBLISHED'
                   and b.visibility = 'PUBLIC' and ",
    );
    push_visible(&mut query, ANYBODY);
    query.push(" order by s.language, s.id limit ").push_bind(MOST).push(") found");
    query.build_query_as().fetch_all(executor).await
}
