use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgExecutor, QueryBuilder, Row as _, postgres::PgRow};

use super::Byline;
use crate::{
    ids::{CommentId, StoryId},
    page::{List, Order, Page, PageRequest},
};

/// The longest summary, in characters.
const LONGEST_SUMMARY: usize = 200;

/// A comment that everybody reads, wherever it stands in its thread.
#[derive(Debug, Clone)]
pub struct Remark {
    /// Its id.
    pub id: CommentId,
    /// What it replies to; `None` at the top of the discussion.
    pub parent: Option<CommentId>,
    /// Who wrote it; `None` if they are gone.
    pub author: Option<Byline>,
    /// Its text, as sanitised HTML.
    pub html: String,
    /// How it begins: one line of plain words.
    pub summary: String,
    /// Its language (BCP 47), `und` if unknown.
    pub language: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When its text last changed.
    pub changed_at: DateTime<Utc>,
}

/// Names a discussion's list of comments, for its cursors.
#[must_use]
pub fn discussion_list(story: StoryId) -> List {
    List::named(&format!("feeds/discussion/{story}"))
}

/// A page of all comments of a discussion, newest first, replies among them. The caller has made sure that anybody may read
/// the story.
///
/// # Errors
/// If the database refuses.
pub async fn discussion(
    executor: impl PgExecutor<'_>,
    story: StoryId,
    request: PageRequest,
) -> Result<Page<Remark>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "select c.id, c.parent_id, c.body_html, left(c.body, 2000) as opening, c.language, c.created_at,
                coalesce(c.edited_at, c.created_at) as changed_at, u.handle, u.display_name
         from comments c left join users u on u.id = c.author_id
         where c.status = 'PUBLISHED' and c.story_id = any(",
    );
    query.push_bind(vec![story.uuid()]).push(")");
    request.push_within(&mut query, "c.story_id", "c.id", Order::Descending);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}

impl<'r> FromRow<'r, PgRow> for Remark {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        let opening: &str = row.try_get("opening")?;
        let (handle, display_name) = (row.try_get("handle")?, row.try_get("display_name")?);
        let byline = |(handle, display_name)| Byline { handle, display_name };
        Ok(Self {
            id: row.try_get("id")?,
            parent: row.try_get("parent_id")?,
            author: Option::zip(handle, display_name).map(byline),
            html: row.try_get("body_html")?,
            summary: fabula_text::teaser(opening, LONGEST_SUMMARY),
            language: row.try_get("language")?,
            created_at: row.try_get("created_at")?,
            changed_at: row.try_get("changed_at")?,
        })
    }
}
