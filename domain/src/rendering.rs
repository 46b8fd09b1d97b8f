//! Rendering again what an older version of the renderer made.
//!
//! Kept HTML carries the number of the rendering that made it ([`fabula_text::RENDERING`]). After an upgrade the workers
//! render the rest again, batch by batch, while everything runs: a text that is edited meanwhile has new HTML already, and
//! is left alone. Whatever stops halfway goes on with what is left.

use fabula_platform::db::Db;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::stories::reading_minutes;

/// How many texts of each kind one call renders at most.
pub const BATCH: i64 = 50;

/// A text that is to be rendered again.
#[derive(sqlx::FromRow)]
struct Stale {
    id: Uuid,
    body: String,
    language: String,
    revision: i32,
}

/// Renders a batch of stories, comments and revisions of comments again. Answers how many there were; 0 when all are as
/// new.
///
/// # Errors
/// If the database refuses.
pub async fn again(db: &Db) -> Result<u64, sqlx::Error> {
    Ok(stories(db).await? + comments(db).await? + comment_revisions(db).await?)
}

/// What an older rendering made, with its `select` list and the columns to walk by. The version stands in the text and is
/// no parameter: only so the planner knows the index that has nothing but these rows.
async fn stale(db: &Db, columns: &str, table: &str, order: &str) -> Result<Vec<Stale>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(columns).push(" from ").push(table).push(" where rendering < ").push(fabula_text::RENDERING);
    query.push(" order by ").push(order).push(" limit ").push_bind(BATCH);
    query.build_query_as().fetch_all(db.pool()).await
}

/// The rows, as columns for `unnest`.
fn keys(stale: &[Stale]) -> (Vec<Uuid>, Vec<i32>) {
    stale.iter().map(|text| (text.id, text.revision)).unzip()
}

fn comment_html(stale: &[Stale]) -> Vec<String> {
    stale.iter().map(|text| fabula_text::markdown_to_html_without_anchors(&text.body)).collect()
}

async fn stories(db: &Db) -> Result<u64, sqlx::Error> {
    let stale = stale(db, "id, body, language, revision", "stories", "id").await?;
    let (ids, revisions) = keys(&stale);
    let html: Vec<_> = stale.iter().map(|text| fabula_text::markdown_to_html(&text.body)).collect();
    let minutes: Vec<_> = stale.iter().map(|text| reading_minutes(&text.body, &text.language)).collect();
    let written = sqlx::query!(
        "update stories s set body_html = r.html, reading_minutes = r.minutes, rendering = $5
         from unnest($1::uuid[], $2::integer[], $3::text[], $4::integer[]) as r (id, revision, html, minutes)
         where s.id = r.id and s.revision = r.revision",
        &ids,
        &revisions,
        &html,
        &minutes,
        fabula_text::RENDERING,
    )
    .execute(db.pool())
    .await?;
    Ok(written.rows_affected())
}

async fn comments(db: &Db) -> Result<u64, sqlx::Error> {
    let stale = stale(db, "id, body, language, shown_revision as revision", "comments", "id").await?;
    let (ids, revisions) = keys(&stale);
    let html = comment_html(&stale);
    let written = sqlx::query!(
        // Comments are locked from the leaf up, as everywhere. What somebody is changing comes with a later batch.
        "with free as (
             select id from comments where id = any($1) order by id desc for no key update skip locked
         )
         update comments c set body_html = r.html, rendering = $4
         from unnest($1::uuid[], $2::integer[], $3::text[]) as r (id, revision, html) join free using (id)
         where c.id = r.id and c.shown_revision = r.revision",
        &ids,
        &revisions,
        &html,
        fabula_text::RENDERING,
    )
    .execute(db.pool())
    .await?;
    Ok(written.rows_affected())
}

async fn comment_revisions(db: &Db) -> Result<u64, sqlx::Error> {
    let columns = "comment_id as id, body, language, revision";
    let stale = stale(db, columns, "comment_revisions", "comment_id, revision").await?;
    let (ids, revisions) = keys(&stale);
    let html = comment_html(&stale);
    let written = sqlx::query!(
        "update comment_revisions c set body_html = r.html, rendering = $4
         from unnest($1::uuid[], $2::integer[], $3::text[]) as r (id, revision, html)
         where c.comment_id = r.id and c.revision = r.revision",
        &ids,
        &revisions,
        &html,
        fabula_text::RENDERING,
    )
    .execute(db.pool())
    .await?;
    Ok(written.rows_affected())
}
