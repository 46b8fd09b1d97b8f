use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::process::{Child, Command};

use crate::{Options, failure::Failure, hops, wire};

const PATIENCE: Duration = Duration::from_secs(30);

/// A database of its own, and a namespace in RabbitMQ and Redis.
#[derive(Debug)]
pub(crate) struct Installation {
    pub(crate) database_url: String,
    pub(crate) namespace: String,
    options: Options,
    binary: PathBuf,
}

/// A running process of the program. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    _child: Child,
}

impl Installation {
    pub(crate) async fn create(options: &Options) -> Result<Self, Failure> {
        let binary = match &options.binary {
            Some(binary) => binary.clone(),
            None => build().await?,
        };
        let namespace = format!("fabula_bench_{}", std::process::id());
        let mut server = PgConnection::connect(&options.database_url).await?;
        sqlx::query(AssertSqlSafe(format!("create database {namespace}"))).execute(&mut server).await?;
        server.close().await?;
        let (before, after) = options.database_url.split_once('?').unwrap_or((&options.database_url, ""));
        let base = before.rsplit_once('/').map_or(before, |(base, _)| base);
        let separator = if after.is_empty() { "" } else { "?" };
        let database_url = format!("{base}/{namespace}{separator}{after}");
        let installation = Self { database_url, namespace, options: options.clone(), binary };
        let status = installation.command("migrate").status().await?;
        if status.success() { Ok(installation) } else { Err(Failure::said("`fabula migrate` failed")) }
    }

    fn command(&self, command: &str) -> Command {
        let mut process = Command::new(&self.binary);
        process
            .arg(command)
            .env("DATABASE_URL", &self.database_url)
            .env("AMQP_URL", &self.options.amqp_url)
            .env("REDIS_URL", &self.options.redis_url)
            .env("FABULA_NAMESPACE", &self.namespace)
            .env("FABULA_DATABASE_CONNECTIONS", self.options.connections.to_string())
            // Mails of people who are made up.
            .env("FABULA_DATA_DIR", std::env::temp_dir().join(&self.namespace))
            .env("FABULA_LOG", "warn")
            // Limits are asked as always; they just never say no.
            .env("FABULA_COST_PER_MINUTE", "4000000000")
            .env("FABULA_ANONYMOUS_COST_PER_MINUTE", "4000000000")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        process
    }

    /// Starts one side of the program and waits until it is ready.
    pub(crate) async fn start(&self, side: &str) -> Result<Running, Failure> {
        let address = free_address()?;
        let listen = if side == "worker" { "FABULA_WORKER_LISTEN" } else { "FABULA_LISTEN" };
        let mut child = self.command(side).env(listen, address.to_string()).spawn()?;
        let began = Instant::now();
        while !wire::get(address, "/health/ready").await.is_ok_and(|(status, _)| status == 200) {
            if let Some(status) = child.try_wait()? {
                return Err(Failure::said(format!("`fabula {side}` ended with {status}")));
            }
            if began.elapsed() > PATIENCE {
                return Err(Failure::said(format!("`fabula {side}` is not ready after {PATIENCE:?}")));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(Running { address, _child: child })
    }

    /// Leaves nothing behind.
    pub(crate) async fn remove(self) -> Result<(), Failure> {
        hops::delete_queues(&self.options.amqp_url, &self.namespace).await?;
        let mut server = PgConnection::connect(&self.options.database_url).await?;
        let drop = format!("drop database {} with (force)", self.namespace);
        sqlx::query(AssertSqlSafe(drop)).execute(&mut server).await?;
        Ok(server.close().await?)
    }
}

/// An address on which nobody listens now.
pub(crate) fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

/// Builds the program with the profile that this was built with, and answers where it is.
async fn build() -> Result<PathBuf, Failure> {
    let this = std::env::current_exe()?;
    let folder = this.parent().ok_or_else(|| Failure::said("this program has no folder"))?;
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => {
            eprintln!("this is a debug build: the numbers say nothing. Use `make bench`.");
            "dev"
        }
        Some(profile) => profile,
    };
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--locked", "--package", "fabula", "--profile", profile]);
    if let Some(target) = folder.parent() {
        cargo.arg("--target-dir").arg(target);
    }
    let status = cargo.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).status().await?;
    if status.success() {
        Ok(folder.join("fabula"))
    } else {
        Err(Failure::said("the program does not build"))
    }
}
