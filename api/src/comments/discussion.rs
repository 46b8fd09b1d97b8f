use async_graphql::{Context, Lookahead, Result, SelectionField, Value, connection::Connection};
use fabula_domain::{
    comments::{self, PageWithReplies, Texts, Thread},
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
    let cursor = |comment: &comments::Comment| thread.cursor(comment);
    let total = TotalCount { total_count: total };
    if !page::wants_rows(ctx) {
        return Ok(page::connection_with(page::empty(), total, cursor, |comment| {
            Comment::seen_by(comment, sight)
        }));
    }
    let Some(ahead) = replies_asked_for(ctx) else {
        let rows = comments::list(pool, thread, request, sight).await.map_err(internal)?;
        return Ok(page::connection_with(rows, total, cursor, |comment| Comment::seen_by(comment, sight)));
    };
    let PageWithReplies { page: rows, mut replies } =
        comments::list_with_replies(pool, thread, request, ahead.replies, sight, ahead.texts)
            .await
            .map_err(internal)?;
    let node = |comment: comments::Comment| {
        let replies = replies.remove(&comment.id).unwrap_or_else(page::empty);
        Comment::seen_by(comment, sight).with_replies(ahead.replies, replies)
    };
    Ok(page::connection_with(rows, total, cursor, node))
}

/// What a page of comments is asked for together with its replies.
struct Ahead {
    replies: PageRequest,
    texts: Texts,
}

/// The first page of replies that is asked of every comment of the page in hand: `None` if there is no such one, or
/// more than one.
fn replies_asked_for(ctx: &Context<'_>) -> Option<Ahead> {
    let ahead = ctx.look_ahead();
    let comments = nodes(&ahead);
    let asked = comments.iter().map(|comment| comment.field("replies"));
    let mut requests = asked.flat_map(|replies| replies.selection_fields()).map(|field| first_page(&field));
    let replies = requests.next()??;
    if !requests.all(|request| request == Some(replies)) {
        return None;
    }
    let reads_html = |comment: &Lookahead<'_>| comment.field("bodyHtml").exists();
    let wants_html = comments
        .iter()
        .any(|comment| reads_html(comment) || nodes(&comment.field("replies")).iter().any(reads_html));
    Some(Ahead { replies, texts: if wants_html { Texts::SourceAndHtml } else { Texts::Source } })
}

/// What is asked of the objects of a connection.
fn nodes<'a>(connection: &Lookahead<'a>) -> [Lookahead<'a>; 2] {
    [connection.field("nodes"), connection.field("edges").field("node")]
}

/// The page that a connection's arguments ask for, if it is its first or last one in its own order.
fn first_page(field: &SelectionField<'_>) -> Option<PageRequest> {
    let mut arguments = PageArguments::default();
    for (name, value) in field.arguments().ok()? {
        let place = match name.as_str() {
            "first" => &mut arguments.first,
            "last" => &mut arguments.last,
            _ if value == Value::Null => continue,
            // Cursors belong to one comment's replies, and another order is another statement.
            _ => return None,
        };
        *place = match value {
            Value::Null => None,
            Value::Number(number) => Some(i32::try_from(number.as_i64()?).ok()?),
            _ => return None,
        };
    }
    arguments.check(List::named("")).ok()
}
