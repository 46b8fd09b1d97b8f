use fabula_platform::db::Db;

use super::{Case, queries};
use crate::{Viewer, ids::CaseId, moderation::audit};

/// Why a case was not given back.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// There is no such case.
    #[error("there is no such case")]
    NotFound,
    /// The database refused.
    #[error("the lease can't be changed")]
    Database(#[from] sqlx::Error),
}

/// Gives one's own lease back. Releasing a case that one does not hold changes nothing.
///
/// # Errors
/// If there is no such case.
pub async fn release(db: &Db, viewer: &Viewer, id: CaseId) -> Result<Case, ReleaseError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let released = sqlx::query!(
        "update moderation_cases set lease_holder_id = null, lease_expires_at = null, revision = revision + 1
         where id = $1 and state = 'OPEN' and lease_holder_id = $2",
        id.uuid(),
        viewer.id.uuid(),
    )
    .execute(&mut *transaction)
    .await?;
    let case = queries::by_ids(&mut *transaction, &[id]).await?.pop().ok_or(ReleaseError::NotFound)?;
    if released.rows_affected() == 1 {
        audit::record(
            &mut transaction,
            now,
            Some(viewer.id),
            "case.released",
            Some(case.comment_id),
            Some(id),
            "",
        )
        .await?;
    }
    transaction.commit().await?;
    Ok(case)
}
