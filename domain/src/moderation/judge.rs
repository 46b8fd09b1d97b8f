use chrono::{DateTime, Utc};
use fabula_platform::{
    db::{Db, Transaction},
    outbox,
};
use uuid::Uuid;

use super::{
    Signal, SignalVerdict, audit, cases,
    checks::{self, Check, Subject},
    context,
};
use crate::{
    boards::ModerationMode,
    comments::{
        CommentEventKind, CommentStatus,
        visibility::{self, Locked},
    },
    ids::CommentId,
};

/// The name under which judged events are remembered.
pub const CONSUMER: &str = "moderation";

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The verdict was applied.
    Applied(SignalVerdict),
    /// The event had been handled before.
    Repeated,
    /// The text has been edited, decided or deleted since: the verdict is about nothing.
    Outdated,
}

/// Why a text was not judged. It is tried again.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// The database refused.
    #[error("the verdict can't be kept")]
    Database(#[from] sqlx::Error),
}

impl JudgeError {
    /// Whether the database is away, rather than unwilling.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        let Self::Database(error) = self;
        fabula_platform::db::is_passing(error)
    }
}

/// Judges one revision of a comment and applies the verdict, once per event.
///
/// # Errors
/// If the database refuses.
pub async fn judge(
    db: &Db,
    checks: &[Box<dyn Check>],
    event_id: Uuid,
    comment: CommentId,
    revision: i32,
) -> Result<Judgement, JudgeError> {
    let now = db.clock().now();
    let Some(context) = context::read(db.pool(), comment, revision).await? else {
        return Ok(Judgement::Outdated);
    };
    // No connection is held while the checks run.
    let subject = Subject {
        text: &context.text,
        language: context.language,
        now: context.written_at,
        by_author: &context.by_author,
        by_others: &context.by_others,
    };
    let signals = checks::run(checks, &subject);
    let verdict = checks::verdict(&signals);

    let mut transaction = db.begin().await?;
    if !outbox::first_time(&mut transaction, CONSUMER, event_id, now).await? {
        return Ok(Judgement::Repeated);
    }
    let locked = visibility::lock(&mut transaction, comment).await?;
    let judgement = match locked {
        Some(mut locked) if locked.revision == revision && awaits_verdict(&locked) => {
            // A revision is judged once, whatever event asks for it: a human may have decided since.
            if store(&mut transaction, comment, revision, &signals, verdict).await? {
                apply(&mut transaction, &mut locked, verdict, now).await?;
                Judgement::Applied(verdict)
            } else {
                Judgement::Repeated
            }
        }
        _ => Judgement::Outdated,
    };
    transaction.commit().await?;
    if let Judgement::Applied(verdict) = judgement {
        metrics::counter!("fabula_verdicts_total", "verdict" => verdict.to_string()).increment(1);
    }
    Ok(judgement)
}

fn awaits_verdict(comment: &Locked) -> bool {
    matches!(comment.status, CommentStatus::Pending | CommentStatus::Published | CommentStatus::Held)
}

/// Keeps the verdict and its signals; false if the revision has a verdict already.
async fn store(
    transaction: &mut Transaction<'_>,
    comment: CommentId,
    revision: i32,
    signals: &[Signal],
    verdict: SignalVerdict,
) -> Result<bool, sqlx::Error> {
    let judged = sqlx::query!(
        "update comment_revisions set verdict = $3 where comment_id = $1 and revision = $2 and verdict is null",
        comment.uuid(),
        revision,
        verdict as SignalVerdict,
    )
    .execute(&mut **transaction)
    .await?;
    if judged.rows_affected() == 0 {
        return Ok(false);
    }
    let json = |result: Result<serde_json::Value, serde_json::Error>| {
        result.map_err(|e| sqlx::Error::Encode(e.into()))
    };
    let mut names = Vec::with_capacity(signals.len());
    let mut scores = Vec::with_capacity(signals.len());
    let mut verdicts = Vec::with_capacity(signals.len());
    let mut explanations = Vec::with_capacity(signals.len());
    let mut spans = Vec::with_capacity(signals.len());
    let mut languages = Vec::with_capacity(signals.len());
    let mut versions = Vec::with_capacity(signals.len());
    let mut took = Vec::with_capacity(signals.len());
    for signal in signals {
        names.push(signal.check.to_string());
        scores.push(signal.score);
        verdicts.push(signal.verdict.to_string());
        explanations.push(json(serde_json::to_value(&signal.explanation))?);
        spans.push(json(serde_json::to_value(&signal.spans))?);
        languages.push(signal.language.as_ref().map(ToString::to_string));
        versions.push(signal.rule_version.clone());
        took.push(signal.took_micros);
    }
    sqlx::query!(
        "insert into moderation_signals (comment_id, revision, check_name, score, verdict, explanation, spans,
                                         language, rule_version, took_micros)
         select $1, $2, * from unnest($3::text[], $4::float8[], $5::text[], $6::jsonb[], $7::jsonb[], $8::text[],
                                      $9::text[], $10::integer[])
         on conflict do nothing",
        comment.uuid(),
        revision,
        &names,
        &scores,
        &verdicts,
        &explanations,
        &spans,
        &languages as &[Option<String>],
        &versions,
        &took,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(true)
}

/// Carries a verdict out.
async fn apply(
    transaction: &mut Transaction<'_>,
    comment: &mut Locked,
    verdict: SignalVerdict,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let for_a_human = verdict == SignalVerdict::Hold
        || (verdict == SignalVerdict::Publish && comment.mode == ModerationMode::Manual)
        // What a human was asked about, a human answers: an edit does not take the question back.
        || cases::is_open(transaction, comment.id).await?;
    if for_a_human {
        return hold(transaction, comment, now).await;
    }
    match verdict {
        SignalVerdict::Publish => publish(transaction, comment, now).await,
        _ => reject(transaction, comment, now).await,
    }
}

/// Shows the judged revision to readers.
pub(super) async fn publish(
    transaction: &mut Transaction<'_>,
    comment: &mut Locked,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let revision = comment.revision;
    let newer = comment.shown_revision != revision;
    if newer {
        visibility::show_revision(transaction, comment, revision).await?;
    }
    if comment.status == CommentStatus::Published {
        return if newer { visibility::record_edit(transaction, comment, now).await } else { Ok(()) };
    }
    let kind = if comment.status == CommentStatus::Removed {
        CommentEventKind::Restored
    } else {
        CommentEventKind::Published
    };
    visibility::set_status(transaction, comment, CommentStatus::Published, Some(kind), now).await
}

/// Takes a comment from readers that saw this very text; an edit that waits behind an accepted text is left behind.
async fn withdraw(
    transaction: &mut Transaction<'_>,
    comment: &mut Locked,
    status: CommentStatus,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    if comment.status == CommentStatus::Published && comment.shown_revision != comment.revision {
        return Ok(());
    }
    let kind = (comment.status == CommentStatus::Published).then_some(CommentEventKind::Removed);
    visibility::set_status(transaction, comment, status, kind, now).await
}

async fn hold(
    transaction: &mut Transaction<'_>,
    comment: &mut Locked,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    withdraw(transaction, comment, CommentStatus::Held, now).await?;
    cases::open(transaction, comment, now).await
}

async fn reject(
    transaction: &mut Transaction<'_>,
    comment: &mut Locked,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    withdraw(transaction, comment, CommentStatus::Rejected, now).await?;
    audit::record(
        transaction,
        now,
        None,
        "comment.rejected",
        Some(comment.id),
        None,
        "the checks refused the text",
    )
    .await
}
