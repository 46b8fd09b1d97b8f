use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use zip::{
    CompressionMethod, ZipWriter,
    result::ZipError,
    write::{SimpleFileOptions, StreamWriter},
};

/// A ZIP archive that is taken away while it is written.
pub(super) struct Archive {
    zip: ZipWriter<StreamWriter<Written>>,
    written: Written,
}

/// What has been written and not been taken yet.
#[derive(Debug, Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Default for Archive {
    fn default() -> Self {
        let written = Written::default();
        Self { zip: ZipWriter::new_stream(written.clone()), written }
    }
}

impl Archive {
    /// Begins a file. What is packed already is not packed again.
    pub(super) fn begin(&mut self, name: &str, packs: bool) -> Result<(), ZipError> {
        let method = if packs { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        // Nobody knows beforehand how large a file becomes.
        self.zip.start_file(name, SimpleFileOptions::default().compression_method(method).large_file(true))
    }

    /// Adds to the file.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), ZipError> {
        Ok(self.zip.write_all(bytes)?)
    }

    /// What has been written since it was last taken.
    pub(super) fn take(&self) -> Bytes {
        self.written.take()
    }

    /// Ends the archive, and answers what was not taken yet.
    pub(super) fn finish(self) -> Result<Bytes, ZipError> {
        let Self { zip, written } = self;
        zip.finish()?;
        Ok(written.take())
    }
}
