use async_graphql::{Context, Result, connection::Connection};
use fabula_domain::{
    comments::{self, PageWithReplies, Thread},
    page::{List, PageArguments, PageRequest},
};

use super::Comment;
use crate::{
    context,
    error::internal,
    page::{self, TotalCount},
};

/// A page of one level of a discussion whose readers see `total` entries in it. Replies that are asked for on the way
/// are read in the same statement.
pub(crate) async fn level(
    ctx: &Context<'_>,
    thread: Thread,
    request: PageRequest,
    total: i32,
) -> Result<Connection<String, Comment, TotalCount>> {
    let sight = context::caller(ctx).sight();
    let pool = context::db(ctx).pool();
    let cursor = |comment: &comments::Comment| comment.id.uuid();
    let total = TotalCount { total_count: total };
    if !page::wants_rows(ctx) {
        return Ok(page::connection_with(page::empty(), thread.list(), total, cursor, |comment| {
            Comment::seen_by(comment, sight)
        }));
    }
    let Some(ahead) = replies_asked_for(ctx) else {
        let rows = comments::list(pool, thread, request, sight).await.map_err(internal)?;
        return Ok(page::connection_with(rows, thread.list(), total, cursor, |comment| {
            Comment::seen_by(comment, sight)
        }));
    };
    let PageWithReplies { page: rows, mut replies } =
        comments::list_with_replies(pool, thread, request, ahead, sight).await.map_err(internal)?;
    let node = |comment: comments::Comment| {
        let replies = replies.remove(&comment.id).unwrap_or_else(page::empty);
        Comment::seen_by(comment, sight).with_replies(ahead, replies)
    };
    Ok(page::connection_with(rows, thread.list(), total, cursor, node))
}

/// The first page of replies that is asked of every comment of the page in hand: `None` if there is no such one, or
/// more than one.
fn replies_asked_for(ctx: &Context<'_>) -> Option<PageRequest> {
    let ahead = ctx.look_ahead();
    let nodes = [ahead.field("nodes"), ahead.field("edges").field("node")];
    let asked = nodes.iter().flat_map(|node| node.field("replies").selection_fields());
    let mut requests = asked.map(|field| {
        let mut arguments = PageArguments::default();
        for (name, value) in field.arguments().ok()? {
            let number = i32::try_from(value.clone().into_json().ok()?.as_i64().unwrap_or_default());
            match name.as_str() {
                "first" if value != async_graphql::Value::Null => arguments.first = number.ok(),
                "last" if value != async_graphql::Value::Null => arguments.last = number.ok(),
                "first" | "last" => {}
                // Cursors belong to one comment's replies, and an order is its own statement.
                _ => return None,
            }
        }
        arguments.check(List::named("")).ok()
    });
    let first = requests.next()??;
    requests.all(|request| request == Some(first)).then_some(first)
}
