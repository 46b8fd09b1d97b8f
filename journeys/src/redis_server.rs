use std::net::SocketAddr;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    process::{Child, Command},
};

use crate::{Proxy, cable_to, environment, process::free_address, wait::eventually};

/// A Redis that a test may stop and start: a server of its own, or a cable to the shared one where no `redis-server`
/// is installed.
#[derive(Debug)]
pub enum RedisServer {
    /// A server of the test's own.
    Own {
        /// Where it listens.
        address: SocketAddr,
        /// Its process, while it runs.
        child: Option<Child>,
        /// Its working directory.
        folder: TempDir,
    },
    /// The shared server, through a cable that can be cut.
    Shared(Proxy, String),
}

impl RedisServer {
    /// Starts one, empty.
    ///
    /// # Panics
    /// If it does not answer in time.
    pub async fn start() -> Self {
        let installed = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status().await;
        if !installed.is_ok_and(|status| status.success()) {
            let (proxy, url) = cable_to(&environment::redis()).await;
            return Self::Shared(proxy, url);
        }
        let folder = TempDir::new().expect("a temporary directory");
        let mut server = Self::Own { address: free_address(), child: None, folder };
        server.up().await;
        server
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Own { address, .. } => format!("redis://{address}"),
            Self::Shared(_, url) => url.clone(),
        }
    }

    /// Stops it at once; what it held is gone.
    ///
    /// # Panics
    /// If it does not run.
    pub async fn down(&mut self) {
        match self {
            Self::Own { child, .. } => {
                let mut child = child.take().expect("it runs");
                child.kill().await.expect("a child can be killed");
            }
            Self::Shared(proxy, _) => proxy.cut(),
        }
    }

    /// Starts it again where it was, empty.
    ///
    /// # Panics
    /// If it does not answer in time.
    pub async fn up(&mut self) {
        match self {
            Self::Own { address, child, folder } => {
                let started = Command::new("redis-server")
                    .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
                    .args(["--port", &address.port().to_string()])
                    .current_dir(folder.path())
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .kill_on_drop(true)
                    .spawn();
                *child = Some(started.expect("redis-server can be run"));
                eventually("redis-server accepts", async || TcpStream::connect(*address).await.ok()).await;
            }
            Self::Shared(proxy, _) => proxy.restore(),
        }
    }
}
