//! Object storage: bytes by name, in a folder or in a bucket of an S3-compatible storage.
//!
//! A name tells what it holds: what is put under it once is never put otherwise. What is put is there for good once `put`
//! has answered, whole or not at all. Processes that share data share the folder, or the bucket.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use futures::{Stream, StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt as _, aws::AmazonS3, local::LocalFileSystem, path::Path, prefix::PrefixStore,
};

mod bucket;
mod config;

pub use config::{Bucket, InvalidObjectsConfig, ObjectsConfig};

/// Why the storage did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The folder can't be made or written.
    #[error("the folder {path} can't be used")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// There is no folder to keep objects in.
    #[error("there is no home directory to keep images in: set FABULA_DATA_DIR")]
    NoFolder,
    /// The storage refused, or is out of reach.
    #[error("the object storage refused")]
    Store(#[from] object_store::Error),
}

/// Bytes by name. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Objects {
    kept: Arc<Kept>,
}

#[derive(Debug)]
enum Kept {
    Folder { path: Option<PathBuf>, store: OnceLock<LocalFileSystem> },
    Bucket { place: String, store: PrefixStore<AmazonS3> },
}

/// What is kept under a name, to be read piece by piece.
pub struct Object {
    /// How many bytes it has.
    pub size: u64,
    pieces: BoxStream<'static, object_store::Result<Bytes>>,
}

impl Object {
    /// Its bytes in order. A piece that fails is the last.
    pub fn into_pieces(self) -> impl Stream<Item = Result<Bytes, ObjectError>> + Send + 'static {
        self.pieces.map_err(ObjectError::from)
    }
}

impl Objects {
    /// Objects in a folder, which is made when the first is put. Without a folder nothing can be put.
    #[must_use]
    pub fn in_folder(folder: Option<PathBuf>) -> Self {
        Self { kept: Arc::new(Kept::Folder { path: folder, store: OnceLock::new() }) }
    }

    /// Objects in a bucket. Nothing is connected until the first is asked for.
    ///
    /// # Errors
    /// If this machine can't speak to it.
    pub fn in_bucket(bucket: &Bucket) -> Result<Self, ObjectError> {
        let store = bucket::open(bucket)?;
        Ok(Self { kept: Arc::new(Kept::Bucket { place: bucket.place(), store }) })
    }

    /// Where they are, in words for an operator.
    #[must_use]
    pub fn place(&self) -> String {
        match &*self.kept {
            Kept::Folder { path: Some(path), .. } => path.display().to_string(),
            Kept::Folder { path: None, .. } => "nowhere".to_owned(),
            Kept::Bucket { place, .. } => place.clone(),
        }
    }

    /// Whether they can be read. Changes nothing: a folder that is not there yet is well.
    ///
    /// # Errors
    /// If the folder can't be read, or the bucket is away, refuses the key, or does not exist.
    pub async fn check(&self) -> Result<(), ObjectError> {
        match &*self.kept {
            Kept::Folder { path, .. } => {
                let path = path.as_ref().ok_or(ObjectError::NoFolder)?;
                match tokio::fs::read_dir(path).await {
                    Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                        Err(ObjectError::Folder { path: path.clone(), source })
                    }
                    _ => Ok(()),
                }
            }
            // What lists a bucket may read it; and without that right, what is missing looks like what is forbidden.
            Kept::Bucket { store, .. } => Ok(store.list(None).next().await.transpose().map(|_| ())?),
        }
    }

    /// Keeps `bytes` under `name`. What is there already may be left as it is.
    ///
    /// # Errors
    /// If the folder can't be written, or the bucket is away.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<(), ObjectError> {
        let (path, payload) = (Path::from(name), bytes.into());
        match &*self.kept {
            // Renamed into its place, which every file system can do.
            Kept::Folder { .. } => self.store()?.put(&path, payload).await.map(|_| ())?,
            Kept::Bucket { store, .. } => bucket::put(store, &path, payload).await?,
        }
        Ok(())
    }

    /// What is kept under `name`, if anything is.
    ///
    /// # Errors
    /// If the folder can't be read, or the bucket is away.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, ObjectError> {
        match self.store()?.get(&Path::from(name)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What is kept under `name`, if anything is, without holding all of it.
    ///
    /// # Errors
    /// If the folder can't be read, or the bucket is away.
    pub async fn open(&self, name: &str) -> Result<Option<Object>, ObjectError> {
        match self.store()?.get(&Path::from(name)).await {
            Ok(found) => Ok(Some(Object { size: found.meta.size, pieces: found.into_stream() })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether anything is kept under `name`.
    ///
    /// # Errors
    /// If the folder can't be read, or the bucket is away.
    pub async fn has(&self, name: &str) -> Result<bool, ObjectError> {
        match self.store()?.head(&Path::from(name)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Lets go of what is kept under `name`, if anything is.
    ///
    /// # Errors
    /// If the folder can't be written, or the bucket is away.
    pub async fn delete(&self, name: &str) -> Result<(), ObjectError> {
        match self.store()?.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn store(&self) -> Result<&dyn ObjectStore, ObjectError> {
        let (path, store) = match &*self.kept {
            Kept::Bucket { store, .. } => return Ok(store),
            Kept::Folder { path, store } => (path, store),
        };
        if let Some(store) = store.get() {
            return Ok(store);
        }
        let path = path.as_ref().ok_or(ObjectError::NoFolder)?;
        std::fs::create_dir_all(path).map_err(|source| ObjectError::Folder { path: path.clone(), source })?;
        let opened = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
        Ok(store.get_or_init(|| opened))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_put_is_there_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::in_folder(Some(folder.path().join("not/yet/there")));
        objects.check().await.unwrap();
        assert_eq!(objects.get("ab/c.jpg").await.unwrap(), None);
        assert!(objects.open("ab/c.jpg").await.unwrap().is_none());
        for _ in 0..2 {
            objects.put("ab/c.jpg", Bytes::from_static(b"one")).await.unwrap();
        }
        assert_eq!(objects.get("ab/c.jpg").await.unwrap().as_deref(), Some(&b"one"[..]));
        assert!(objects.has("ab/c.jpg").await.unwrap());
        let object = objects.open("ab/c.jpg").await.unwrap().unwrap();
        assert_eq!(object.size, 3);
        let pieces: Vec<Bytes> = object.into_pieces().try_collect().await.unwrap();
        assert_eq!(pieces.concat(), b"one");
        for _ in 0..2 {
            objects.delete("ab/c.jpg").await.unwrap();
        }
        assert!(!objects.has("ab/c.jpg").await.unwrap());
    }

    #[tokio::test]
    async fn without_a_folder_nothing_can_be_put() {
        let objects = Objects::in_folder(None);
        assert!(objects.get("x").await.is_err());
        assert!(matches!(objects.check().await, Err(ObjectError::NoFolder)));
    }
}
