//! Object storage: bytes by name, in a folder.
//!
//! What is put is there for good once `put` has answered, whole or not at all. Two processes that share data share the
//! folder.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt as _, local::LocalFileSystem, path::Path};

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
    /// The storage refused.
    #[error("the object storage refused")]
    Store(#[from] object_store::Error),
}

/// Bytes by name. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Objects {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: Option<PathBuf>,
    store: OnceLock<LocalFileSystem>,
}

impl Objects {
    /// Objects in a folder, which is made when the first is put. Without a folder nothing can be put.
    #[must_use]
    pub fn in_folder(folder: Option<PathBuf>) -> Self {
        Self { inner: Arc::new(Inner { folder, store: OnceLock::new() }) }
    }

    /// Keeps `bytes` under `name`, in the place of what was there.
    ///
    /// # Errors
    /// If the folder can't be written.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<(), ObjectError> {
        self.store()?.put(&Path::from(name), bytes.into()).await?;
        Ok(())
    }

    /// What is kept under `name`, if anything is.
    ///
    /// # Errors
    /// If the folder can't be read.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, ObjectError> {
        match self.store()?.get(&Path::from(name)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Lets go of what is kept under `name`, if anything is.
    ///
    /// # Errors
    /// If the folder can't be written.
    pub async fn delete(&self, name: &str) -> Result<(), ObjectError> {
        match self.store()?.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn store(&self) -> Result<&dyn ObjectStore, ObjectError> {
        if let Some(store) = self.inner.store.get() {
            return Ok(store);
        }
        let path = self.inner.folder.as_ref().ok_or(ObjectError::NoFolder)?;
        std::fs::create_dir_all(path).map_err(|source| ObjectError::Folder { path: path.clone(), source })?;
        let store = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
        Ok(self.inner.store.get_or_init(|| store))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_put_is_there_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::in_folder(Some(folder.path().join("not/yet/there")));
        assert_eq!(objects.get("ab/c.jpg").await.unwrap(), None);
        objects.put("ab/c.jpg", Bytes::from_static(b"one")).await.unwrap();
        objects.put("ab/c.jpg", Bytes::from_static(b"two")).await.unwrap();
        assert_eq!(objects.get("ab/c.jpg").await.unwrap().as_deref(), Some(&b"two"[..]));
        objects.delete("ab/c.jpg").await.unwrap();
        objects.delete("ab/c.jpg").await.unwrap();
        assert_eq!(objects.get("ab/c.jpg").await.unwrap(), None);
        assert!(Objects::in_folder(None).get("x").await.is_err());
    }
}
