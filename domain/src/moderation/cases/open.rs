use chrono::{DateTime, Utc};
use fabula_platform::{db::Transaction, outbox};
use sqlx::PgConnection;

use crate::{
    comments::visibility::Locked,
    events::{CaseEvent, CaseFact},
    ids::{CaseId, CommentId, DecisionId},
    moderation::audit,
};

/// Opens a case on the newest revision of a locked comment, or brings the open one up to date: it keeps its place in
/// the queue and its lease, and its revision tells a moderator that the text has changed.
pub(in crate::moderation) async fn open(
    transaction: &mut Transaction<'_>,
    comment: &Locked,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let case = sqlx::query!(
        r#"insert into moderation_cases (id, comment_id, comment_revision, board_id, state, snapshot, language,
                                         opened_at)
           select $1, comment_id, revision, $3, 'OPEN', body, language, $4
           from comment_revisions where comment_id = $2 and revision = $5
           on conflict (comment_id) where state = 'OPEN' do update
               set comment_revision = excluded.comment_revision, snapshot = excluded.snapshot,
                   language = excluded.language, revision = moderation_cases.revision + 1
           returning id as "id: CaseId", revision"#,
        CaseId::new(now).uuid(),
        comment.id.uuid(),
        comment.board_id.uuid(),
        now,
        comment.revision,
    )
    .fetch_one(&mut **transaction)
    .await?;
    if case.revision == 1 {
        let event = CaseEvent {
            fact: CaseFact::Opened,
            case_id: case.id,
            comment_id: comment.id,
            revision: case.revision,
        };
        outbox::append(transaction, &event, now).await?;
    }
    let (action, detail) = if case.revision == 1 {
        ("case.opened", "the text waits for a moderator")
    } else {
        ("case.updated", "the author edited the text while it waited")
    };
    audit::record(transaction, now, None, action, Some(comment.id), Some(case.id), detail).await
}

/// Whether a moderator has been asked about a comment and has not answered yet.
pub(in crate::moderation) async fn is_open(
    connection: &mut PgConnection,
    comment: CommentId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from moderation_cases where comment_id = $1 and state = 'OPEN') as "open!""#,
        comment.uuid(),
    )
    .fetch_one(connection)
    .await
}

/// How a comment that there is a case about was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deletion {
    /// By its author.
    ByItsAuthor,
    /// By the author of the story, with its whole discussion.
    WithItsStory,
}

/// Closes the open case on a comment that was deleted: there is nothing left to decide.
pub(crate) async fn close_for_deleted(
    transaction: &mut Transaction<'_>,
    comment: CommentId,
    deletion: Deletion,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let case = sqlx::query!(
        r#"update moderation_cases set state = 'DECIDED', decided_at = $2, revision = revision + 1,
                  lease_holder_id = null, lease_expires_at = null
           where comment_id = $1 and state = 'OPEN' returning id as "id: CaseId", revision"#,
        comment.uuid(),
        now,
    )
    .fetch_optional(&mut **transaction)
    .await?;
    let Some(case) = case else { return Ok(()) };
    let (note, detail) = match deletion {
        Deletion::ByItsAuthor => ("deleted by its author", "the author deleted the text"),
        Deletion::WithItsStory => ("deleted with its story", "the story was deleted by its author"),
    };
    sqlx::query!(
        "insert into moderation_decisions (id, case_id, outcome, note, decided_at)
         values ($1, $2, 'REMOVE', $4, $3)",
        DecisionId::new(now).uuid(),
        case.id.uuid(),
        now,
        note,
    )
    .execute(&mut **transaction)
    .await?;
    let event =
        CaseEvent { fact: CaseFact::Decided, case_id: case.id, comment_id: comment, revision: case.revision };
    outbox::append(transaction, &event, now).await?;
    audit::record(transaction, now, None, "case.closed", Some(comment), Some(case.id), detail).await
}
