use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::{
    ids::CommentId,
    page::{Direction, List, Page, PageRequest},
};

/// A comment's text as it once was.
#[derive(Debug, Clone)]
pub struct CommentRevision {
    /// Which one, from 1.
    pub revision: i32,
    /// Its text then, in Markdown.
    pub body: String,
    /// Its language (BCP 47), `und` if unknown.
    pub language: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// Names the list of a comment's revisions, for its cursors.
#[must_use]
pub fn history_list(comment: CommentId) -> List {
    List::named(&format!("history/{comment}"))
}

/// A page of everything that its author ever wrote in a comment, newest first. For its author and for moderators: the
/// caller has made sure of that.
///
/// # Errors
/// If the database refuses.
pub async fn history(
    executor: impl PgExecutor<'_>,
    comment: CommentId,
    request: PageRequest,
) -> Result<Page<CommentRevision>, sqlx::Error> {
    let beyond = request.cursor.and_then(|cursor| i32::try_from(cursor.as_u128()).ok());
    let rows = sqlx::query_as!(
        CommentRevision,
        r#"select revision, body, language, created_at from comment_revisions
           where comment_id = $1 and ($2::integer is null or case when $3 then revision < $2 else revision > $2 end)
           order by case when $3 then -revision else revision end limit $4"#,
        comment.uuid(),
        beyond,
        request.direction == Direction::Forward,
        request.size + 1,
    )
    .fetch_all(executor)
    .await?;
    Ok(request.page(rows))
}
