use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use fabula_platform::{
    db::Db,
    objects::{ObjectError, Objects},
};
use tokio::sync::Semaphore;

use super::{
    Format, Image, ProcessError, Processed, Rendition,
    model::{file_name, object_name},
    process,
};
use crate::{Viewer, ids::ImageId};

/// How many images are decoded at once: each may take a quarter of a gigabyte for a moment.
const AT_ONCE: usize = 2;
/// How many uploads may wait for their turn.
const WAITING: usize = 32;
/// How long they wait.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Where images are worked on, a few at a time. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Workshop {
    admitted: Arc<Semaphore>,
    working: Arc<Semaphore>,
}

impl Default for Workshop {
    fn default() -> Self {
        Self {
            admitted: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            working: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Workshop {
    /// Works on an image when it is its turn.
    async fn process(&self, bytes: Bytes, most_pixels: u64) -> Result<Processed, UploadError> {
        let _admitted = self.admitted.try_acquire().map_err(|_| UploadError::Busy)?;
        let turn = tokio::time::timeout(LONGEST_WAIT, Arc::clone(&self.working).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(UploadError::Busy);
        };
        // The permit travels with the work: a cancelled request does not free the memory that it still takes.
        let processed = tokio::task::spawn_blocking(move || {
            let processed = process(&bytes, most_pixels);
            drop(turn);
            processed
        });
        Ok(processed.await.map_err(UploadError::Worker)??)
    }
}

/// What one person may upload.
#[derive(Debug, Clone, Copy)]
pub struct Allowed {
    /// Pixels of one image.
    pub pixels: u64,
    /// Bytes of all that is kept of theirs.
    pub bytes: i64,
}

/// An upload that is kept.
#[derive(Debug, Clone)]
pub struct Uploaded {
    /// Its owner's name for it.
    pub id: ImageId,
    /// The picture.
    pub image: Image,
}

/// Why an upload is not kept.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It is no image for us.
    #[error(transparent)]
    Image(#[from] ProcessError),
    /// Too many others upload at this moment.
    #[error("too many images are being uploaded at this moment")]
    Busy,
    /// All their images together would be too large.
    #[error("your images take up all the space that you have")]
    QuotaUsedUp,
    /// The work on it fell over.
    #[error("the work on an image fell over")]
    Worker(#[source] tokio::task::JoinError),
    /// The storage refused.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The database refused.
    #[error("the upload can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Keeps what is seen of an image. The same one again is the same upload, and has another day until it must be in use.
///
/// # Errors
/// If it is no image, or too large, or there is no room.
pub async fn upload(
    db: &Db,
    objects: &Objects,
    workshop: &Workshop,
    viewer: &Viewer,
    bytes: Bytes,
    allowed: Allowed,
) -> Result<Uploaded, UploadError> {
    let processed = workshop.process(bytes, allowed.pixels).await?;
    let image = Image {
        hash: processed.hash.to_vec(),
        format: processed.format,
        width: pixels(processed.full.width),
        height: pixels(processed.full.height),
        alt_text: None,
    };
    let id = record(db, viewer, &image, size(&processed), allowed.bytes).await?;
    // After the commit, even if they are there: a sweep that was at work has had the row's lock, and they may be gone.
    let Processed { hash, format, full, narrower } = processed;
    put(objects, &file_name(&hash, format, None), full).await?;
    for rendition in narrower {
        let width = Some(rendition.width);
        put(objects, &file_name(&hash, format, width), rendition).await?;
    }
    metrics::counter!("fabula_images_uploaded_total").increment(1);
    Ok(Uploaded { id, image })
}

async fn put(objects: &Objects, name: &str, rendition: Rendition) -> Result<(), ObjectError> {
    objects.put(&object_name(name), rendition.bytes.into()).await
}

fn size(processed: &Processed) -> i64 {
    let renditions = std::iter::once(&processed.full).chain(&processed.narrower);
    renditions.map(|rendition| i64::try_from(rendition.bytes.len()).unwrap_or(i64::MAX)).sum()
}

fn pixels(side: u32) -> i32 {
    i32::try_from(side).unwrap_or(i32::MAX)
}

/// Writes down whose the image is, if they have room for it.
async fn record(
    db: &Db,
    viewer: &Viewer,
    image: &Image,
    bytes: i64,
    quota: i64,
) -> Result<ImageId, UploadError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    // One upload of a person at a time: two could each find room for one.
    sqlx::query!("select id from users where id = $1 for no key update", viewer.id.uuid())
        .fetch_optional(&mut *transaction)
        .await?;
    let used = sqlx::query_scalar!(
        r#"select coalesce(sum(f.byte_count), 0)::bigint as "used!"
           from images i join image_files f on f.hash = i.hash where i.owner_id = $1 and i.hash <> $2"#,
        viewer.id.uuid(),
        image.hash,
    )
    .fetch_one(&mut *transaction)
    .await?;
    if used.saturating_add(bytes) > quota {
        return Err(UploadError::QuotaUsedUp);
    }
    sqlx::query!(
        "insert into image_files (hash, format, width, height, byte_count) values ($1, $2, $3, $4, $5)
         on conflict (hash) do update set hash = excluded.hash",
        image.hash,
        image.format as Format,
        image.width,
        image.height,
        bytes,
    )
    .execute(&mut *transaction)
    .await?;
    let id = sqlx::query_scalar!(
        r#"insert into images (id, owner_id, hash, uploaded_at) values ($1, $2, $3, $4)
           on conflict on constraint images_owner_hash_key do update set uploaded_at = excluded.uploaded_at
           returning id as "id: ImageId""#,
        ImageId::new(now).uuid(),
        viewer.id.uuid(),
        image.hash,
        now,
    )
    .fetch_one(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(id)
}
