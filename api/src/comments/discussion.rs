use std::collections::HashSet;

use async_graphql::{Context, Lookahead, Result, SelectionField, Value};
use fabula_domain::{
    comments::{self, PageWithReplies, Texts, Thread},
    ids::UserId,
    page::{List, PageArguments, PageRequest},
};

use super::{Comment, CommentPage};
use crate::{
    at_hand::Ready,
    context,
    error::internal,
    page::{self, TotalCount},
};

/// A page of one level of a discussion whose readers see `total` entries in it. Replies that are asked for on the way
/// are read in the same statement, and all authors together.
pub(crate) async fn level(
    ctx: &Context<'_>,
    thread: Thread,
    request: PageRequest,
    total: i32,
) -> Result<Ready<CommentPage>> {
    let sight = context::caller(ctx).sight();
    let pool = context::db(ctx).pool();
    let cursor = |comment: &comments::Comment| thread.cursor(comment);
    let total = TotalCount { total_count: total };
    if !page::wants_rows(ctx) {
        return Ok(Ready(page::connection_with(page::empty(), total, cursor, |comment| {
            Comment::seen_by(comment, sight)
        })));
    }
    let Some(ahead) = replies_asked_for(ctx) else {
        let rows = comments::list(pool, thread, request, sight).await.map_err(internal)?;
        meet_authors(ctx, rows.items.iter()).await?;
        return Ok(Ready(page::connection_with(rows, total, cursor, |comment| {
            Comment::seen_by(comment, sight)
        })));
    };
    let PageWithReplies { page: rows, mut replies } =
        comments::list_with_replies(pool, thread, request, ahead.replies, sight, ahead.texts)
            .await
            .map_err(internal)?;
    meet_authors(ctx, rows.items.iter().chain(replies.values().flat_map(|page| &page.items))).await?;
    let node = |comment: comments::Comment| {
        let replies = replies.remove(&comment.id).unwrap_or_else(page::empty);
        Comment::seen_by(comment, sight).with_replies(ahead.replies, replies, sight)
    };
    Ok(Ready(page::connection_with(rows, total, cursor, node)))
}

/// Makes sure that the authors of these comments are known, if the comments of this page are asked for theirs: in one
/// statement for all who are not known yet.
async fn meet_authors(ctx: &Context<'_>, comments: impl Iterator<Item = &comments::Comment>) -> Result<()> {
    if !nodes(&ctx.look_ahead()).iter().any(|comment| comment.field("author").exists()) {
        return Ok(());
    }
    let people = &context::gateway(ctx).people;
    let strangers: HashSet<UserId> = comments
        .filter_map(|comment| comment.author_id)
        .filter(|author| people.get(*author).is_none())
        .collect();
    if !strangers.is_empty() {
        context::loaders(ctx).load_many(strangers).await?;
    }
    Ok(())
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
