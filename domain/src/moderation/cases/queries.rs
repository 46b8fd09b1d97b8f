use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, Postgres, QueryBuilder};

use super::{Case, CaseFilter, CaseState, Decision, DecisionOutcome, ReasonCode};
use crate::{
    ids::{CaseId, CommentId, DecisionId, UserId},
    moderation::{Signal, SignalVerdict},
    page::{Order, Page, PageRequest},
};

const COLUMNS: &str = "id, comment_id, comment_revision, board_id, state, snapshot, language, revision, \
                       lease_holder_id, lease_expires_at, opened_at";

/// The cases with these ids, in any order. For moderators.
///
/// # Errors
/// If the database refuses.
pub async fn by_ids(executor: impl PgExecutor<'_>, ids: &[CaseId]) -> Result<Vec<Case>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from moderation_cases where id = any(").push_bind(ids).push(")");
    query.build_query_as().fetch_all(executor).await
}

/// Locks a case for deciding.
pub(super) async fn lock(connection: &mut PgConnection, id: CaseId) -> Result<Option<Case>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from moderation_cases where id = ").push_bind(id.uuid()).push(" for update");
    query.build_query_as().fetch_optional(connection).await
}

fn push_filter(query: &mut QueryBuilder<Postgres>, filter: &CaseFilter, viewer: UserId, now: DateTime<Utc>) {
    let state = filter.state.unwrap_or(CaseState::Open);
    query.push(" where state = ").push_bind(state);
    if let Some(board) = filter.board {
        query.push(" and board_id = ").push_bind(board.uuid());
    }
    if let Some(languages) = &filter.languages {
        query.push(" and language = any(").push_bind(languages.clone()).push(")");
    }
    if let Some(claimed) = filter.claimed_by_viewer {
        query.push(if claimed { " and (" } else { " and not (" });
        query.push("lease_holder_id is not distinct from ").push_bind(viewer.uuid());
        query.push(" and coalesce(lease_expires_at, '-infinity') > ").push_bind(now).push(")");
    }
}

/// A page of the queue, longest waiting first. For moderators.
///
/// # Errors
/// If the database refuses.
pub async fn queue(
    executor: impl PgExecutor<'_>,
    filter: &CaseFilter,
    viewer: UserId,
    now: DateTime<Utc>,
    request: PageRequest,
) -> Result<Page<Case>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from moderation_cases");
    push_filter(&mut query, filter, viewer, now);
    request.push_onto(&mut query, "id", Order::Ascending);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}

/// How many cases a filter finds. For moderators.
///
/// # Errors
/// If the database refuses.
pub async fn count(
    executor: impl PgExecutor<'_>,
    filter: &CaseFilter,
    viewer: UserId,
    now: DateTime<Utc>,
) -> Result<i64, sqlx::Error> {
    let mut query = QueryBuilder::new("select count(*) from moderation_cases");
    push_filter(&mut query, filter, viewer, now);
    query.build_query_scalar().fetch_one(executor).await
}

/// All signals on a comment's revision, by check.
///
/// # Errors
/// If the database refuses.
pub async fn signals(
    executor: impl PgExecutor<'_>,
    comment: CommentId,
    revision: i32,
) -> Result<Vec<Signal>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select check_name, score, verdict as "verdict: SignalVerdict", explanation, spans, language, rule_version,
                  took_micros
           from moderation_signals where comment_id = $1 and revision = $2 order by check_name"#,
        comment.uuid(),
        revision,
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter()
        .map(|row| {
            let decode = |error: serde_json::Error| sqlx::Error::Decode(Box::new(error));
            Ok(Signal {
                check: row.check_name.into(),
                score: row.score,
                verdict: row.verdict,
                explanation: serde_json::from_value(row.explanation).map_err(decode)?,
                spans: serde_json::from_value(row.spans).map_err(decode)?,
                language: row.language.and_then(|tag| tag.parse().ok()),
                rule_version: row.rule_version,
                took_micros: row.took_micros,
            })
        })
        .collect()
}

/// All decisions on these cases, oldest first.
///
/// # Errors
/// If the database refuses.
pub async fn decisions(
    executor: impl PgExecutor<'_>,
    cases: &[CaseId],
) -> Result<Vec<Decision>, sqlx::Error> {
    let cases: Vec<_> = cases.iter().map(|id| id.uuid()).collect();
    sqlx::query_as!(
        Decision,
        r#"select id as "id: DecisionId", case_id as "case_id: CaseId", outcome as "outcome: DecisionOutcome",
                  reason as "reason: ReasonCode", note, decided_by as "decided_by: UserId", decided_at
           from moderation_decisions where case_id = any($1) order by id"#,
        &cases,
    )
    .fetch_all(executor)
    .await
}

/// One decision.
///
/// # Errors
/// If the database refuses.
pub async fn decision(
    executor: impl PgExecutor<'_>,
    id: DecisionId,
) -> Result<Option<Decision>, sqlx::Error> {
    sqlx::query_as!(
        Decision,
        r#"select id as "id: DecisionId", case_id as "case_id: CaseId", outcome as "outcome: DecisionOutcome",
                  reason as "reason: ReasonCode", note, decided_by as "decided_by: UserId", decided_at
           from moderation_decisions where id = $1"#,
        id.uuid(),
    )
    .fetch_optional(executor)
    .await
}
