use chrono::{DateTime, Utc};
use fabula_platform::{
    db::{Db, Transaction},
    outbox,
};
use fabula_text::clean_text;

use super::{Case, CaseState, Decision, DecisionOutcome, Lease, ReasonCode, queries};
use crate::{
    Invalid, Viewer,
    comments::{
        CommentEventKind, CommentStatus,
        visibility::{self, Locked},
    },
    events::{CaseEvent, CaseFact},
    ids::{CaseId, CommentId, DecisionId},
    moderation::{audit, judge},
};

/// A decision as a moderator gives it.
#[derive(Debug, Clone)]
pub struct DecisionInput {
    /// On which case.
    pub case: CaseId,
    /// The revision of the case that the moderator saw.
    pub expected_revision: i32,
    /// What is to happen.
    pub outcome: DecisionOutcome,
    /// Why. Needed to reject or remove.
    pub reason: Option<ReasonCode>,
    /// In words, for other moderators.
    pub note: Option<String>,
}

impl DecisionInput {
    /// Checks what a client sent.
    ///
    /// # Errors
    /// If a refusal has no reason, or the note can't be accepted.
    pub fn check(mut self) -> Result<Self, Invalid> {
        let refusal = matches!(self.outcome, DecisionOutcome::Reject | DecisionOutcome::Remove);
        if refusal && self.reason.is_none() {
            return Err(Invalid::new("reason", "is needed to reject or remove: its author is owed one"));
        }
        self.note =
            self.note.map(|note| clean_text(&note, 2_000).map_err(Invalid::text("note"))).transpose()?;
        Ok(self)
    }
}

/// Why a case was not decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// There is no such case.
    #[error("there is no such case")]
    NotFound,
    /// Another moderator holds it.
    #[error("another moderator holds the case")]
    Claimed(Lease),
    /// It has been decided.
    #[error("the case has been decided")]
    Decided(Box<Decision>),
    /// The case has changed since: its author edited the text, or a lease was taken.
    #[error("the case has changed since")]
    RevisionConflict(Box<Case>),
    /// The outcome makes no sense for where the comment stands.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The database refused.
    #[error("the decision can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Decides an open case and carries the decision out, if the case is as the moderator saw it and nobody else holds it.
///
/// A decided case takes a further decision if it undoes the last one: `RESTORE` brings back what was rejected or
/// removed, `REMOVE` takes away what was approved. The earlier decision stays on record.
///
/// # Errors
/// If someone was faster: who, and with what.
pub async fn decide(db: &Db, viewer: &Viewer, input: DecisionInput) -> Result<Case, DecideError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let case = queries::by_ids(&mut *transaction, &[input.case]).await?.pop().ok_or(DecideError::NotFound)?;
    // Story, comment, case: the order in which everybody locks.
    let locked = visibility::lock(&mut transaction, case.comment_id).await?;
    let mut locked = locked.ok_or(DecideError::NotFound)?;
    let case = queries::lock(&mut transaction, input.case).await?.ok_or(DecideError::NotFound)?;
    let undoes = matches!(input.outcome, DecisionOutcome::Restore | DecisionOutcome::Remove)
        && case.revision == input.expected_revision;
    if case.state == CaseState::Decided && !undoes {
        let decision = queries::decisions(&mut *transaction, &[case.id]).await?.pop();
        return Err(
            decision.map_or(DecideError::NotFound, |decision| DecideError::Decided(Box::new(decision)))
        );
    }
    if let Some(lease) = case.lease(now).filter(|lease| lease.holder != viewer.id) {
        return Err(DecideError::Claimed(lease));
    }
    // The author may have edited since and the new text not have been judged yet: then nobody has seen it.
    if case.revision != input.expected_revision || locked.revision != case.comment_revision {
        return Err(DecideError::RevisionConflict(Box::new(case)));
    }
    if case.state == CaseState::Decided {
        check_undo(&locked, input.outcome)?;
    }
    carry_out(&mut transaction, &mut locked, input.outcome, case.state, now).await?;
    let case = record(&mut transaction, viewer, case, &input, now).await?;
    transaction.commit().await?;
    Ok(case)
}

/// Whether there is anything to bring back, or to take away.
fn check_undo(comment: &Locked, outcome: DecisionOutcome) -> Result<(), Invalid> {
    let taken_away = matches!(comment.status, CommentStatus::Rejected | CommentStatus::Removed);
    match (outcome, comment.status) {
        (_, CommentStatus::Deleted) => {
            Err(Invalid::new("outcome", "can't be given: its author deleted the text"))
        }
        (DecisionOutcome::Restore, _) if !taken_away => {
            Err(Invalid::new("outcome", "is needless: readers see this text already"))
        }
        (DecisionOutcome::Remove, _) if taken_away => {
            Err(Invalid::new("outcome", "is needless: readers don't see this text"))
        }
        _ => Ok(()),
    }
}

async fn carry_out(
    transaction: &mut Transaction<'_>,
    comment: &mut Locked,
    outcome: DecisionOutcome,
    state: CaseState,
    now: DateTime<Utc>,
) -> Result<(), DecideError> {
    match outcome {
        // What is brought back is what readers saw, not an edit behind it that was refused.
        DecisionOutcome::Restore if state == CaseState::Decided => {
            let kind = if comment.status == CommentStatus::Removed {
                CommentEventKind::Restored
            } else {
                CommentEventKind::Published
            };
            visibility::set_status(transaction, comment, CommentStatus::Published, Some(kind), now).await?;
        }
        DecisionOutcome::Approve | DecisionOutcome::Restore => {
            judge::publish(transaction, comment, now).await?;
        }
        DecisionOutcome::Reject => {
            // An edit is refused by leaving the accepted text where it is.
            if comment.status != CommentStatus::Published {
                visibility::set_status(transaction, comment, CommentStatus::Rejected, None, now).await?;
            } else if comment.shown_revision == comment.revision {
                return Err(Invalid::new(
                    "outcome",
                    "does not fit: readers see this text, which REMOVE takes away",
                )
                .into());
            }
        }
        DecisionOutcome::Remove => {
            let kind = (comment.status == CommentStatus::Published).then_some(CommentEventKind::Removed);
            visibility::set_status(transaction, comment, CommentStatus::Removed, kind, now).await?;
        }
    }
    Ok(())
}

async fn record(
    transaction: &mut Transaction<'_>,
    viewer: &Viewer,
    case: Case,
    input: &DecisionInput,
    now: DateTime<Utc>,
) -> Result<Case, sqlx::Error> {
    sqlx::query!(
        "insert into moderation_decisions (id, case_id, outcome, reason, note, decided_by, decided_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        DecisionId::new(now).uuid(),
        case.id.uuid(),
        input.outcome as DecisionOutcome,
        input.reason as Option<ReasonCode>,
        input.note,
        viewer.id.uuid(),
        now,
    )
    .execute(&mut **transaction)
    .await?;
    sqlx::query!(
        "update moderation_cases set state = 'DECIDED', decided_at = $2, revision = revision + 1,
                lease_holder_id = null, lease_expires_at = null
         where id = $1",
        case.id.uuid(),
        now,
    )
    .execute(&mut **transaction)
    .await?;
    let detail = match input.reason {
        Some(reason) => format!("{} because of {reason}", input.outcome),
        None => input.outcome.to_string(),
    };
    let comment: CommentId = case.comment_id;
    audit::record(transaction, now, Some(viewer.id), "case.decided", Some(comment), Some(case.id), &detail)
        .await?;
    let revision = case.revision + 1;
    let event = CaseEvent { fact: CaseFact::Decided, case_id: case.id, comment_id: comment, revision };
    outbox::append(transaction, &event, now).await?;
    Ok(Case { state: CaseState::Decided, revision, lease_holder_id: None, lease_expires_at: None, ..case })
}
