use std::collections::HashMap;

use sqlx::{FromRow as _, PgExecutor, QueryBuilder, Row as _};

use super::{
    Comment, Texts, Thread,
    queries::{REPLIES, push_level, push_page, push_select},
};
use crate::{
    ids::CommentId,
    page::{Page, PageRequest},
    viewer::Sight,
};

/// A page of one level, and the first replies to each of its comments that has some.
#[derive(Debug)]
pub struct PageWithReplies {
    /// The level's page.
    pub page: Page<Comment>,
    /// A page of replies for each comment of `page`, empty ones included.
    pub replies: HashMap<CommentId, Page<Comment>>,
}

/// A page of one level of a discussion with a page of replies to each of its comments, in one statement: what readers
/// of a story ask for. The caller has made sure that the viewer may read the story.
///
/// # Errors
/// If the database refuses.
pub async fn list_with_replies(
    executor: impl PgExecutor<'_>,
    thread: Thread,
    request: PageRequest,
    reply_request: PageRequest,
    sight: Sight,
    texts: Texts,
) -> Result<PageWithReplies, sqlx::Error> {
    // Rows of both levels come in one result, numbered in the order of their pages.
    let mut query = QueryBuilder::new("with top as (select page.*, row_number() over () as place from (");
    push_level(&mut query, thread, request, sight, texts);
    query.push(
        ") page)
         select top.*, 0 as level from top
         union all
         select reply.*, 1 from top cross join lateral (select page.*, row_number() over () as place from (",
    );
    push_select(&mut query, sight, texts);
    query.push(" where ");
    push_page(
        &mut query,
        sight,
        REPLIES,
        |query| {
            query.push("c.parent_id = top.id");
        },
        reply_request,
    );
    query.push(") page) reply");
    if sight.user.is_none() {
        // Who is signed in may have replies of their own that aren't counted yet.
        query.push(" where top.reply_count > 0");
    }
    query.push(" order by level, place");
    let mut top = Vec::new();
    let mut grouped: HashMap<CommentId, Vec<Comment>> = HashMap::new();
    for row in query.build().fetch_all(executor).await? {
        let comment = Comment::from_row(&row)?;
        match comment.parent_id {
            Some(parent) if row.try_get::<i32, _>("level")? == 1 => {
                grouped.entry(parent).or_default().push(comment);
            }
            _ => top.push(comment),
        }
    }
    let page = request.page(top);
    let replies = page.items.iter().map(|comment| {
        let rows = grouped.remove(&comment.id).unwrap_or_default();
        (comment.id, reply_request.page(rows))
    });
    let replies = replies.collect();
    Ok(PageWithReplies { page, replies })
}
