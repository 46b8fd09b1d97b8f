//! PostgreSQL in process (`pglite-oxide`), reached through a Unix socket that only this user can open.

use std::{os::unix::fs::PermissionsExt as _, path::PathBuf};

use pglite_oxide::PgliteServer;
use sqlx::postgres::PgConnectOptions;

use super::OpenError;

/// The longest path that a Unix socket may have on Linux and macOS, with a margin.
const LONGEST_SOCKET_PATH: usize = 100;

/// What the server said, or what it meant when another process has the folder's lock.
fn reason(error: &str) -> String {
    if error.contains("already in use") { "another process uses it".to_owned() } else { error.to_owned() }
}

/// The running embedded server.
#[derive(Debug)]
pub(super) struct Server {
    server: PgliteServer,
    path: PathBuf,
}

impl Server {
    /// Starts the server on `path`, making the folder if needed. It locks the folder against other processes.
    pub(super) async fn start(path: PathBuf) -> Result<Self, OpenError> {
        let folder = path.clone();
        let failed = move |reason: String| OpenError::Embedded { path: folder.clone(), reason };
        let root = path.clone();
        let started = tokio::task::spawn_blocking(move || -> Result<PgliteServer, String> {
            std::fs::create_dir_all(&root).map_err(|error| error.to_string())?;
            std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o700))
                .map_err(|error| error.to_string())?;
            let root = root.canonicalize().map_err(|error| error.to_string())?;
            let builder = PgliteServer::builder().path(root.join("postgresql"));
            let socket = root.join(".s.PGSQL.5432");
            let builder =
                if socket.as_os_str().len() <= LONGEST_SOCKET_PATH { builder.unix(socket) } else { builder };
            builder.start().map_err(|error| reason(&format!("{error:#}")))
        })
        .await
        .map_err(|error| failed(error.to_string()))?
        .map_err(failed)?;
        Ok(Self { server: started, path })
    }

    /// How to connect to it.
    pub(super) fn options(&self) -> Result<PgConnectOptions, OpenError> {
        // For a Unix socket the address has no host but in its query; sqlx wants one, and lets the query win.
        let url = self.server.database_url().replacen("@/", "@localhost/", 1);
        url.parse().map_err(|error: sqlx::Error| OpenError::Embedded {
            path: self.path.clone(),
            reason: error.to_string(),
        })
    }

    /// Stops it. All connections must be closed.
    pub(super) async fn stop(self) {
        let server = self.server;
        match tokio::task::spawn_blocking(move || server.shutdown()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the embedded database did not stop cleanly"),
            Err(error) => tracing::warn!(%error, "the embedded database did not stop cleanly"),
        }
    }
}
