use chrono::TimeDelta;
use fabula_platform::{
    db::Db,
    objects::{ObjectError, Objects},
};
use sqlx::error::DatabaseError;

use super::{
    Format, WIDTHS,
    model::{file_name, object_name},
};

/// How many files one sweep lets go of.
const BATCH: i64 = 500;

/// Why a sweep ended early.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The storage refused.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The database refused.
    #[error("unused images can't be swept away")]
    Database(#[from] sqlx::Error),
}

/// Sweeps away uploads that were not used for a day, then files that nobody has uploaded any more, in bounded batches.
/// Answers how many files went.
///
/// # Errors
/// If the database refuses. What is left is swept the next time.
pub async fn sweep(db: &Db, objects: &Objects) -> Result<u64, SweepError> {
    let day_ago = db.clock().now() - TimeDelta::days(1);
    sqlx::query!(
        "delete from images where id in
             (select id from images i where uploaded_at < $1
                     and not exists (select from image_uses u where u.image_id = i.id)
              limit 10000)
             -- Asked again of the row as it is: somebody may have uploaded it once more meanwhile.
             and uploaded_at < $1",
        day_ago,
    )
    .execute(db.pool())
    .await?;
    let unwanted = sqlx::query!(
        r#"select hash, format as "format: Format" from image_files f
           where not exists (select from images i where i.hash = f.hash) limit $1"#,
        BATCH,
    )
    .fetch_all(db.pool())
    .await?;
    let mut swept = 0;
    for file in unwanted {
        match let_go(db, objects, &file.hash, file.format).await {
            Ok(gone) => swept += u64::from(gone),
            // One that can't be deleted must not keep the others.
            Err(SweepError::Objects(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "an image's file can't be deleted");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(swept)
}

/// Deletes a file's objects, then its row. The row is locked meanwhile: who uploads the same image now waits, and puts the
/// objects there again.
async fn let_go(db: &Db, objects: &Objects, hash: &[u8], format: Format) -> Result<bool, SweepError> {
    let mut transaction = db.begin().await?;
    let deleted = sqlx::query!(
        "delete from image_files f where hash = $1 and not exists (select from images i where i.hash = f.hash)",
        hash,
    )
    .execute(&mut *transaction)
    .await;
    match deleted {
        Ok(deleted) if deleted.rows_affected() == 1 => {}
        Ok(_) => return Ok(false),
        // Somebody has uploaded it at this very moment.
        Err(error) if error.as_database_error().is_some_and(DatabaseError::is_foreign_key_violation) => {
            return Ok(false);
        }
        Err(error) => return Err(error.into()),
    }
    for width in std::iter::once(None).chain(WIDTHS.map(Some)) {
        objects.delete(&object_name(&file_name(hash, format, width))).await?;
    }
    transaction.commit().await?;
    Ok(true)
}
