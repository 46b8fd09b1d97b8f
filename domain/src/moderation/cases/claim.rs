use chrono::TimeDelta;
use fabula_platform::db::Db;

use super::{Case, CaseState, Decision, Lease, queries};
use crate::{Viewer, ids::CaseId, moderation::audit};

/// How long a lease holds when nothing else is asked for.
pub const DEFAULT_LEASE_SECONDS: i32 = 300;
/// How long it holds at most.
pub const LONGEST_LEASE_SECONDS: i32 = 3600;

/// Why a case was not claimed.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// There is no such case.
    #[error("there is no such case")]
    NotFound,
    /// Another moderator holds it.
    #[error("another moderator holds the case")]
    Claimed(Lease),
    /// It has been decided.
    #[error("the case has been decided")]
    Decided(Box<Decision>),
    /// The database refused.
    #[error("the lease can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Takes the lease on an open case that nobody else holds. Claiming again extends one's own lease.
///
/// # Errors
/// If another moderator holds the case, or it has been decided.
pub async fn claim(db: &Db, viewer: &Viewer, id: CaseId, lease: TimeDelta) -> Result<Case, ClaimError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    // Whoever comes second waits here and then sees the first one's lease.
    let case = queries::lock(&mut transaction, id).await?.ok_or(ClaimError::NotFound)?;
    if case.state == CaseState::Decided {
        let decision = queries::decisions(&mut *transaction, &[id]).await?.pop();
        return Err(decision.map_or(ClaimError::NotFound, |decision| ClaimError::Decided(Box::new(decision))));
    }
    if let Some(lease) = case.lease(now).filter(|lease| lease.holder != viewer.id) {
        return Err(ClaimError::Claimed(lease));
    }
    let case = Case {
        lease_holder_id: Some(viewer.id),
        lease_expires_at: Some(now + lease),
        revision: case.revision + 1,
        ..case
    };
    sqlx::query!(
        "update moderation_cases set lease_holder_id = $2, lease_expires_at = $3, revision = $4 where id = $1",
        id.uuid(),
        viewer.id.uuid(),
        now + lease,
        case.revision,
    )
    .execute(&mut *transaction)
    .await?;
    let detail = format!("until {}", (now + lease).to_rfc3339());
    audit::record(
        &mut transaction,
        now,
        Some(viewer.id),
        "case.claimed",
        Some(case.comment_id),
        Some(id),
        &detail,
    )
    .await?;
    transaction.commit().await?;
    Ok(case)
}
