use std::process::Stdio;

use tokio::process::Command;

use crate::{Options, failure::Failure, page};

/// The rate of the one hand-written statement, by `pgbench` with as many connections.
pub(crate) async fn pages_per_second(options: &Options, database_url: &str) -> Result<f64, Failure> {
    let script = tempfile::NamedTempFile::new()?;
    let id = "('01900000000070008000' || lpad(to_hex(:n::bigint), 12, '0'))::uuid";
    let statement = page::STATEMENT.replace("STORY", id);
    let content = format!("\\set n random(1, {})\n{}\n;\n", options.stories, statement.trim());
    std::fs::write(script.path(), content)?;
    let output = Command::new("pgbench")
        .args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2"])
        .args(["--client", &options.connections.to_string(), "--time", &options.seconds.to_string()])
        .arg("--file")
        .arg(script.path())
        .arg(database_url)
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|error| {
            Failure::said(format!("pgbench can't be run ({error}): it comes with PostgreSQL's server"))
        })?;
    let said = String::from_utf8_lossy(&output.stdout);
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.ok_or_else(|| Failure::said(format!("pgbench: {said}{}", String::from_utf8_lossy(&output.stderr))))
}
