use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, QueryBuilder};

use crate::{
    ids::{AuditEntryId, BoardId, CaseId, CommentId, StoryId, UserId},
    page::{List, Order, Page, PageRequest},
};

/// Who did what, and why.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AuditEntry {
    /// Its id, which sorts by time.
    pub id: AuditEntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` when policy acted.
    pub actor_id: Option<UserId>,
    /// What: `case.decided`.
    pub action: String,
    /// To which comment.
    pub comment_id: Option<CommentId>,
    /// In which case.
    pub case_id: Option<CaseId>,
    /// In words for moderators.
    pub detail: String,
}

/// Adds to the log, in the transaction of what it tells.
pub(super) async fn record(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    actor: Option<UserId>,
    action: &'static str,
    comment: Option<CommentId>,
    case: Option<CaseId>,
    detail: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into audit_entries (id, at, actor_id, action, comment_id, case_id, detail)
         values ($1, $2, $3, $4, $5, $6, $7)",
        AuditEntryId::new(now).uuid(),
        now,
        actor.map(UserId::uuid),
        action,
        comment.map(CommentId::uuid),
        case.map(CaseId::uuid),
        detail,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds what a moderator did to a story as a whole.
pub(crate) async fn record_on_story(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    actor: UserId,
    action: &'static str,
    story: StoryId,
) -> Result<(), sqlx::Error> {
    record(connection, now, Some(actor), action, None, None, &story.to_string()).await
}

/// Adds what somebody did to a board, or there to somebody.
pub(crate) async fn record_on_board(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    actor: UserId,
    action: &'static str,
    board: BoardId,
    person: Option<UserId>,
) -> Result<(), sqlx::Error> {
    let detail = person.map_or_else(|| board.to_string(), |person| format!("{board} {person}"));
    record(connection, now, Some(actor), action, None, None, &detail).await
}

/// Names the audit log, for its cursors.
#[must_use]
pub fn log_list() -> List {
    List::named("audit")
}

/// A page of the log, newest first. For moderators.
///
/// # Errors
/// If the database refuses.
pub async fn list(
    executor: impl PgExecutor<'_>,
    request: PageRequest,
) -> Result<Page<AuditEntry>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "select id, at, actor_id, action, comment_id, case_id, detail from audit_entries where true",
    );
    request.push_onto(&mut query, "id", Order::Descending);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}
