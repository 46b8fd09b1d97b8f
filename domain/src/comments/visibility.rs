//! Changes what readers see of a discussion: one place, so that the log, the counters and the announcements agree.

use chrono::{DateTime, Utc};
use fabula_platform::{db::Transaction, outbox, telemetry};
use sqlx::PgConnection;

use super::{
    CommentEventKind, CommentStatus,
    log::{LogEntry, topic},
};
use crate::{
    boards::ModerationMode,
    events::{CommentEvent, CommentFact},
    ids::{BoardId, CommentId, StoryId},
};

/// A comment and its surroundings, locked in the order that everybody locks them: story first.
#[derive(Debug)]
pub(crate) struct Locked {
    pub(crate) id: CommentId,
    pub(crate) story_id: StoryId,
    pub(crate) board_id: BoardId,
    pub(crate) mode: ModerationMode,
    pub(crate) parent_id: Option<CommentId>,
    pub(crate) status: CommentStatus,
    pub(crate) revision: i32,
    pub(crate) shown_revision: i32,
    pub(crate) reply_count: i32,
    pub(crate) discussion_is_locked: bool,
}

impl Locked {
    /// Whether it stands in its thread: published, or a tombstone above something visible.
    fn stands(&self) -> bool {
        self.status == CommentStatus::Published || self.reply_count > 0
    }
}

/// Locks a comment's story, then the comment. `None` if there is no such comment, or its story was deleted: nothing
/// happens to a discussion that nobody sees.
pub(crate) async fn lock(
    connection: &mut PgConnection,
    id: CommentId,
) -> Result<Option<Locked>, sqlx::Error> {
    // `no key update` lets new comments, which only refer to the rows, go on.
    let story = sqlx::query!(
        r#"select s.id as "story: StoryId", b.id as "board: BoardId", b.moderation_mode as "mode: ModerationMode",
                  s.discussion_locked_at is not null as "is_locked!"
           from stories s join boards b on b.id = s.board_id
           where s.id = (select story_id from comments where id = $1) and s.status <> 'DELETED'
           for no key update of s"#,
        id.uuid(),
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(story) = story else { return Ok(None) };
    let comment = sqlx::query!(
        r#"select parent_id as "parent: CommentId", status as "status: CommentStatus",
                  revision, shown_revision, reply_count
           from comments where id = $1 for no key update"#,
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    Ok(comment.map(|comment| Locked {
        id,
        story_id: story.story,
        board_id: story.board,
        mode: story.mode,
        parent_id: comment.parent,
        status: comment.status,
        revision: comment.revision,
        shown_revision: comment.shown_revision,
        reply_count: comment.reply_count,
        discussion_is_locked: story.is_locked,
    }))
}

/// Moves a locked comment to `status`, with everything that follows from it.
///
/// `kind` is what followers hear, `None` if they never saw the comment and don't now.
pub(crate) async fn set_status(
    transaction: &mut Transaction<'_>,
    comment: &mut Locked,
    status: CommentStatus,
    kind: Option<CommentEventKind>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let stood = comment.stands();
    let was_published = comment.status == CommentStatus::Published;
    sqlx::query!("update comments set status = $2 where id = $1", comment.id.uuid(), status as CommentStatus)
        .execute(&mut **transaction)
        .await?;
    comment.status = status;
    let counted = i32::from(status == CommentStatus::Published) - i32::from(was_published);
    let threads = if stood == comment.stands() {
        0
    } else {
        propagate(transaction, comment.parent_id, comment.stands()).await?
    };
    record(transaction, comment, kind, counted, threads, now).await
}

/// Appends to the story's log and changes its counters in the one update that takes the number.
async fn record(
    transaction: &mut Transaction<'_>,
    comment: &Locked,
    kind: Option<CommentEventKind>,
    counted: i32,
    threads: i32,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let Some(kind) = kind else {
        debug_assert!(counted == 0 && threads == 0, "what readers see never changes silently");
        return Ok(());
    };
    let sequence = sqlx::query_scalar!(
        r#"
        with story as (
            update stories set last_event_sequence = last_event_sequence + 1, comment_count = comment_count + $4,
                   thread_count = thread_count + $5
            where id = $1 returning id, last_event_sequence
        )
        insert into story_events (story_id, sequence, kind, comment_id, occurred_at)
        select id, last_event_sequence, $2, $3, $6 from story
        returning sequence
        "#,
        comment.story_id.uuid(),
        kind as CommentEventKind,
        comment.id.uuid(),
        counted,
        threads,
        now,
    )
    .fetch_one(&mut **transaction)
    .await?;
    let fact = match kind {
        CommentEventKind::Published => Some(CommentFact::Published),
        // The edit itself was told when it was submitted.
        CommentEventKind::Edited => None,
        CommentEventKind::Removed => Some(CommentFact::Removed),
        CommentEventKind::Deleted => Some(CommentFact::Deleted),
        CommentEventKind::Restored => Some(CommentFact::Restored),
    };
    if let Some(fact) = fact {
        let event = CommentEvent {
            fact,
            comment_id: comment.id,
            story_id: comment.story_id,
            revision: comment.shown_revision,
        };
        outbox::append(transaction, &event, now).await?;
    }
    let entry = LogEntry {
        story: comment.story_id,
        sequence,
        kind,
        comment: comment.id,
        at: now,
        traceparent: telemetry::current_traceparent(),
    };
    // Followers that don't get this message read the log.
    if let Ok(message) = serde_json::to_vec(&entry) {
        transaction.announce_on_commit(topic(comment.story_id), message.into());
    }
    Ok(())
}

/// Tells followers that a published comment's text changed.
pub(crate) async fn record_edit(
    transaction: &mut Transaction<'_>,
    comment: &Locked,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    record(transaction, comment, Some(CommentEventKind::Edited), 0, 0, now).await
}

/// Carries "a reply now stands" (or no longer does) up the thread, as far as it makes or ends tombstones. Answers by
/// how much the number of top-level entries changed.
async fn propagate(
    connection: &mut PgConnection,
    mut parent: Option<CommentId>,
    stands: bool,
) -> Result<i32, sqlx::Error> {
    let change = if stands { 1 } else { -1 };
    while let Some(id) = parent {
        let row = sqlx::query!(
            r#"update comments set reply_count = reply_count + $2 where id = $1
               returning parent_id as "parent: CommentId", reply_count, status as "status: CommentStatus""#,
            id.uuid(),
            change,
        )
        .fetch_one(&mut *connection)
        .await?;
        let edge = if stands { row.reply_count == 1 } else { row.reply_count == 0 };
        if row.status == CommentStatus::Published || !edge {
            return Ok(0);
        }
        parent = row.parent;
    }
    Ok(change)
}

/// Puts the text of `revision` before readers.
pub(crate) async fn show_revision(
    connection: &mut PgConnection,
    comment: &mut Locked,
    revision: i32,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update comments c set body = r.body, body_html = r.body_html, language = r.language, shown_revision = $2,
                rendering = r.rendering, edited_at = case when $2 > 1 then r.created_at end
         from comment_revisions r where c.id = $1 and r.comment_id = $1 and r.revision = $2",
        comment.id.uuid(),
        revision,
    )
    .execute(connection)
    .await?;
    comment.shown_revision = revision;
    Ok(())
}
