use sqlx::{FromRow as _, PgExecutor, QueryBuilder, Row as _};

use super::{
    Comment, Texts,
    queries::{STANDS, push_select},
};
use crate::{
    ids::{CommentId, UserId},
    page::{List, Order, Page, PageRequest},
    viewer::Sight,
};

/// Names the list of what a comment replies to, for its cursors.
#[must_use]
pub fn ancestors_list(comment: CommentId) -> List {
    List::named(&format!("ancestors/{comment}"))
}

/// A page of what a comment replies to: its parent, its parent's parent, up to the top of the thread, each with its
/// distance from the comment. The caller has
/// made sure that the viewer may read the comment.
///
/// # Errors
/// If the database refuses.
pub async fn ancestors(
    executor: impl PgExecutor<'_>,
    comment: CommentId,
    request: PageRequest,
    sight: Sight,
) -> Result<Page<(i32, Comment)>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "with recursive above (id, steps) as (
             select parent_id, 1 from comments where id = ",
    );
    query.push_bind(comment.uuid()).push(
        " and parent_id is not null
             union all
             select c.parent_id, a.steps + 1 from comments c join above a on a.id = c.id where c.parent_id is not null
         )
         select page.*, above.steps from above join (",
    );
    push_select(&mut query, sight, Texts::SourceAndHtml);
    query.push(" where c.id in (select id from above) and (").push(STANDS).push(" or c.author_id = ");
    query.push_bind(sight.user.map(UserId::uuid)).push(")) page on page.id = above.id where true");
    request.push_ranked(&mut query, "above.steps", "above.id", Order::Ascending);
    let rows = query.build().fetch_all(executor).await?;
    let rows = rows.iter().map(|row| Ok((row.try_get("steps")?, Comment::from_row(row)?)));
    Ok(request.page(rows.collect::<Result<_, sqlx::Error>>()?))
}

/// How many comments stand above a comment.
///
/// # Errors
/// If the database refuses.
pub async fn depth(executor: impl PgExecutor<'_>, comment: CommentId) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with recursive above (id) as (
               select parent_id from comments where id = $1 and parent_id is not null
               union all
               select c.parent_id from comments c join above a on a.id = c.id where c.parent_id is not null
           )
           select count(*)::integer as "count!" from above"#,
        comment.uuid(),
    )
    .fetch_one(executor)
    .await
}
