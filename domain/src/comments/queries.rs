use chrono::{DateTime, Utc};
use sqlx::{FromRow as _, PgConnection, PgExecutor, Postgres, QueryBuilder};

use super::{Comment, CommentStatus, model::Rendered};
use crate::{
    ids::{CommentId, StoryId, UserId},
    page::{List, Order, Page, PageRequest},
    stories,
    viewer::Sight,
};

/// The order of a thread's top level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CommentOrder {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
    /// Best first, by what readers' reactions say; the newest first among equals.
    Top,
}

/// One level of a discussion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Thread {
    /// The top level of a story's discussion.
    Story(StoryId, CommentOrder),
    /// The replies to a comment, oldest first.
    Replies(CommentId),
}

impl Thread {
    /// Names the list, for its cursors.
    #[must_use]
    pub fn list(self) -> List {
        List::named(&format!("comments/{self:?}"))
    }

    /// The cursor of a comment of this level.
    #[must_use]
    pub fn cursor(self, comment: &Comment) -> String {
        match self {
            Self::Story(_, CommentOrder::Top) => self.list().ranked_cursor(comment.score, comment.id.uuid()),
            _ => self.list().cursor(comment.id.uuid()),
        }
    }

    /// The column that holds the comments' place in the thread, the order, and whether it is by score first.
    fn order(self) -> (&'static str, Order, bool) {
        match self {
            Self::Story(_, CommentOrder::Newest) => ("c.story_id", Order::Descending, false),
            Self::Story(_, CommentOrder::Oldest) => ("c.story_id", Order::Ascending, false),
            Self::Story(_, CommentOrder::Top) => ("c.story_id", Order::Descending, true),
            Self::Replies(_) => REPLIES,
        }
    }
}

/// Which forms of the texts are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// As written alone; `body_html` stays empty.
    Source,
    /// As written and as HTML.
    SourceAndHtml,
}

/// Adds `select … from comments c` as the viewer sees them: authors read their newest text. [`Comment`] reads the columns
/// by their places.
pub(super) fn push_select(query: &mut QueryBuilder<Postgres>, sight: Sight, texts: Texts) {
    let Some(viewer) = sight.user else {
        // Nobody is signed in: no text is theirs, so none of the newer ones need be looked up.
        query.push("select c.id, c.story_id, c.parent_id, c.author_id, c.body, ");
        query.push(if texts == Texts::Source { "'' as body_html" } else { "c.body_html" });
        query.push(
            ", c.language, c.status, c.shown_revision as revision, c.reply_count, c.created_at, c.edited_at,
               c.like_count, c.insightful_count, c.thanks_count, c.disagree_count, c.score
             from comments c",
        );
        return;
    };
    query.push(
        "select c.id, c.story_id, c.parent_id, c.author_id, coalesce(newest.body, c.body) as body,
                coalesce(newest.body_html, c.body_html) as body_html, coalesce(newest.language, c.language) as language,
                c.status, coalesce(newest.revision, c.shown_revision) as revision, c.reply_count, c.created_at,
                coalesce(newest.created_at, c.edited_at) as edited_at, c.like_count, c.insightful_count,
                c.thanks_count, c.disagree_count, c.score
         from comments c left join comment_revisions newest
              on newest.comment_id = c.id and newest.revision = c.revision and c.revision <> c.shown_revision
                 and c.author_id = ",
    );
    query.push_bind(viewer.uuid());
}

/// Comment `c` stands in its thread: for everybody, or as a tombstone above something that does.
pub(super) const STANDS: &str = "(c.status = 'PUBLISHED' or c.reply_count > 0)";
/// Comment `c` does not stand in its thread; its author knows of it all the same.
const HIDDEN: &str = "c.reply_count = 0 and c.status in ('PENDING', 'HELD', 'REJECTED', 'REMOVED')";

/// Adds the conditions, order and limit of a page of one level of `thread`: the comments that are as `level` says.
///
/// What stands and what only its author knows of are read from an index each: a page costs its size, however much of
/// the discussion moderation has hidden.
pub(super) fn push_page(
    query: &mut QueryBuilder<Postgres>,
    sight: Sight,
    (owner, order, is_ranked): (&'static str, Order, bool),
    level: impl Fn(&mut QueryBuilder<Postgres>),
    request: PageRequest,
) {
    let push_order = |query: &mut QueryBuilder<Postgres>| {
        if is_ranked {
            request.push_ranked_within(query, owner, "c.score", "c.id", order);
        } else {
            request.push_within(query, owner, "c.id", order);
        }
    };
    // Where few rows are left, which index gives their order does not matter.
    let push_few = |query: &mut QueryBuilder<Postgres>| {
        if is_ranked { push_order(query) } else { request.push_onto(query, "c.id", order) }
    };
    let Some(user) = sight.user else {
        level(query);
        query.push(" and ").push(STANDS);
        return push_order(query);
    };
    query.push("c.id in ((select c.id from comments c where ");
    level(query);
    query.push(" and ").push(STANDS);
    push_order(query);
    query.push(") union all (select c.id from comments c where ");
    level(query);
    query.push(" and c.author_id = ").push_bind(user.uuid()).push(" and ").push(HIDDEN);
    push_few(query);
    query.push("))");
    push_few(query);
}

/// The comments with these ids that the viewer may know of, in any order. Moderators also find what is held, and
/// authors what they deleted themselves (without its text, see [`Comment::text_is_visible`]).
///
/// # Errors
/// If the database refuses.
pub async fn by_ids(
    executor: impl PgExecutor<'_>,
    ids: &[CommentId],
    sight: Sight,
) -> Result<Vec<Comment>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("");
    push_select(&mut query, sight, Texts::SourceAndHtml);
    query.push(" join stories s on s.id = c.story_id join boards b on b.id = s.board_id where c.id = any(");
    query.push_bind(ids).push(") and ");
    stories::push_visible(&mut query, sight);
    query.push(" and (").push_bind(sight.moderator).push(" or c.author_id = ");
    query.push_bind(sight.user.map(UserId::uuid)).push(" or ").push(STANDS).push(")");
    query.build_query_as().fetch_all(executor).await
}

/// A page of one level of a discussion. The caller has made sure that the viewer may read the story.
///
/// # Errors
/// If the database refuses.
pub async fn list(
    executor: impl PgExecutor<'_>,
    thread: Thread,
    request: PageRequest,
    sight: Sight,
) -> Result<Page<Comment>, sqlx::Error> {
    let mut query = QueryBuilder::new("");
    push_level(&mut query, thread, request, sight, Texts::SourceAndHtml);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}

/// Adds the statement that reads a page of one level.
pub(super) fn push_level(
    query: &mut QueryBuilder<Postgres>,
    thread: Thread,
    request: PageRequest,
    sight: Sight,
    texts: Texts,
) {
    push_select(query, sight, texts);
    query.push(" where ");
    let id = match thread {
        Thread::Story(story, _) => story.uuid(),
        Thread::Replies(parent) => parent.uuid(),
    };
    let order = thread.order();
    let level = |query: &mut QueryBuilder<Postgres>| {
        query.push(order.0).push(" = any(").push_bind(vec![id]).push(")");
        if matches!(thread, Thread::Story(..)) {
            query.push(" and c.parent_id is null");
        }
    };
    push_page(query, sight, order, level, request);
}

/// How a level of replies is ordered.
pub(super) const REPLIES: (&str, Order, bool) = ("c.parent_id", Order::Ascending, false);

/// The first replies to each of many comments, in one statement: what a page of a discussion asks for.
///
/// # Errors
/// If the database refuses.
pub async fn replies(
    executor: impl PgExecutor<'_>,
    parents: &[CommentId],
    request: PageRequest,
    sight: Sight,
) -> Result<Vec<(CommentId, Page<Comment>)>, sqlx::Error> {
    let ids: Vec<_> = parents.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select r.* from unnest(");
    query.push_bind(ids).push("::uuid[]) as parent (id) cross join lateral (");
    push_select(&mut query, sight, Texts::SourceAndHtml);
    query.push(" where ");
    let level = |query: &mut QueryBuilder<Postgres>| {
        query.push("c.parent_id = parent.id");
    };
    push_page(&mut query, sight, REPLIES, level, request);
    query.push(") r");
    let rows = query.build().fetch_all(executor).await?;
    let replies = rows.iter().map(Comment::from_row).collect::<Result<Vec<_>, _>>()?;
    Ok(request.pages(parents, replies.into_iter().filter_map(|reply| Some((reply.parent_id?, reply)))))
}

/// Inserts a comment with its first revision.
pub(super) async fn insert(
    connection: &mut PgConnection,
    comment: &Comment,
    fingerprint: Option<i64>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with comment as (
             insert into comments (id, story_id, parent_id, author_id, body, body_html, language, status, created_at,
                                   rendering)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $11)
             returning id, body, body_html, language, author_id, created_at
         )
         insert into comment_revisions (comment_id, revision, body, body_html, language, fingerprint, author_id,
                                        created_at, rendering)
         select id, 1, body, body_html, language, $10, author_id, created_at, $11 from comment",
        comment.id.uuid(),
        comment.story_id.uuid(),
        comment.parent_id.map(CommentId::uuid),
        comment.author_id.map(UserId::uuid),
        comment.body,
        comment.body_html,
        comment.language,
        comment.status as CommentStatus,
        comment.created_at,
        fingerprint,
        fabula_text::RENDERING,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Inserts the next revision of a locked comment.
pub(super) async fn insert_revision(
    connection: &mut PgConnection,
    comment: CommentId,
    revision: i32,
    text: &Rendered,
    language: &str,
    author: UserId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with newest as (update comments set revision = $2 where id = $1)
         insert into comment_revisions (comment_id, revision, body, body_html, language, fingerprint, author_id,
                                        created_at, rendering)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        comment.uuid(),
        revision,
        text.body,
        text.html,
        language,
        text.fingerprint,
        author.uuid(),
        now,
        fabula_text::RENDERING,
    )
    .execute(connection)
    .await?;
    Ok(())
}
