//! Everything that is kept of a person, as one archive.
//!
//! A ZIP file with a file of JSON lines for each kind of thing, and the images that the person uploaded. It is made while it
//! is read: nothing of it is kept anywhere, a slow reader holds nothing but their place, and however much there is, a
//! few hundred rows of it are in memory. Each page is a short statement of its own, so what changes meanwhile may show in
//! one file and not yet in another.

mod archive;
mod parts;

use bytes::Bytes;
use fabula_platform::{
    db::Db,
    objects::{ObjectError, Objects},
};
use futures::{Stream, TryStreamExt as _, stream};
use serde_json::{Map, Value};
use uuid::Uuid;

use self::{
    archive::Archive,
    parts::{PARTS, Part},
};
use crate::{
    ids::{BoardId, CommentId, StoryId, UserId},
    images::{Format, file_name, object_name},
};

/// Why an archive ends early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database refused.
    #[error("what is kept of an account can't be read")]
    Database(#[from] sqlx::Error),
    /// The storage of images refused.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The archive can't be written.
    #[error("the archive can't be written")]
    Archive(#[from] zip::result::ZipError),
    /// A row is no JSON object.
    #[error("a row can't be written")]
    Row(#[from] serde_json::Error),
}

/// How far an export has come.
enum Stage {
    /// At this part, after the row with this key.
    Part(usize, String),
    /// At the images, after the one with this id.
    Images(Uuid),
    /// At the end of the archive.
    End,
}

/// The archive of everything that is kept of a person, piece by piece.
pub fn export(
    db: Db,
    objects: Objects,
    user: UserId,
) -> impl Stream<Item = Result<Bytes, ExportError>> + Send {
    let export = Export { db, objects, user, archive: Archive::default() };
    let begin = Some((export, Stage::Part(0, String::new())));
    let pieces = stream::try_unfold(begin, async |state| {
        let Some((mut export, stage)) = state else { return Ok::<_, ExportError>(None) };
        let next = match stage {
            Stage::Part(index, after) => Some(export.part(index, after).await?),
            Stage::Images(after) => Some(export.images(after).await?),
            Stage::End => {
                let rest = export.archive.finish()?;
                return Ok(Some((rest, None)));
            }
        };
        let piece = export.archive.take();
        Ok(Some((piece, next.map(|stage| (export, stage)))))
    });
    pieces.try_filter(|piece| std::future::ready(!piece.is_empty()))
}

struct Export {
    db: Db,
    objects: Objects,
    user: UserId,
    archive: Archive,
}

impl Export {
    /// Writes a page of a part, and answers what comes next.
    async fn part(&mut self, index: usize, after: String) -> Result<Stage, ExportError> {
        let Some(part) = PARTS.get(index) else { return Ok(Stage::Images(Uuid::nil())) };
        if after.is_empty() {
            self.archive.begin(&format!("{}.jsonl", part.name), true)?;
        }
        let rows: Vec<(String, Value)> = sqlx::query_as(part.sql)
            .bind(self.user.uuid())
            .bind(&after)
            .bind(part.rows)
            .fetch_all(self.db.pool())
            .await?;
        let last = rows.last().map(|(key, _)| key.clone());
        let is_last_page = i64::try_from(rows.len()).unwrap_or(i64::MAX) < part.rows;
        for (_, row) in rows {
            let mut line = serde_json::to_vec(&with_public_ids(row, part))?;
            line.push(b'\n');
            self.archive.write(&line)?;
        }
        Ok(match last {
            Some(last) if !is_last_page => Stage::Part(index, last),
            _ => Stage::Part(index + 1, String::new()),
        })
    }

    /// Writes an image, and answers what comes next. Its narrower renditions say nothing more.
    async fn images(&mut self, after: Uuid) -> Result<Stage, ExportError> {
        let image = sqlx::query!(
            r#"select i.id, i.hash, f.format as "format: Format" from images i join image_files f on f.hash = i.hash
               where i.owner_id = $1 and i.id > $2 order by i.id limit 1"#,
            self.user.uuid(),
            after,
        )
        .fetch_optional(self.db.pool())
        .await?;
        let Some(image) = image else { return Ok(Stage::End) };
        let name = file_name(&image.hash, image.format, None);
        if let Some(bytes) = self.objects.get(&object_name(&name)).await? {
            self.archive.begin(&format!("images/{name}"), false)?;
            self.archive.write(&bytes)?;
        }
        Ok(Stage::Images(image.id))
    }
}

/// A row with ids as the API has them, `story_01h4…` instead of a UUID: `id` names what the part is about, and `storyId` a
/// story.
fn with_public_ids(row: Value, part: &Part) -> Value {
    let Value::Object(fields) = row else { return row };
    let public = |name: String, value: Value| {
        let prefix = match name.as_str() {
            "id" => part.prefix,
            "boardId" => BoardId::PREFIX,
            "commentId" | "parentId" => CommentId::PREFIX,
            "storyId" => StoryId::PREFIX,
            "userId" => UserId::PREFIX,
            _ => return (name, value),
        };
        let uuid = value.as_str().and_then(|text| text.parse().ok());
        let value = uuid.map_or(value, |uuid| Value::String(fabula_platform::ids::format(prefix, uuid)));
        (name, value)
    };
    Value::Object(fields.into_iter().map(|(name, value)| public(name, value)).collect::<Map<_, _>>())
}
