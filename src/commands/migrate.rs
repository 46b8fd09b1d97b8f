use std::sync::Arc;

use fabula_platform::{
    clock::SystemClock,
    db::{Db, OpenError},
};

use crate::{config::Config, failure::Failure, output, wiring};

/// Brings the schema up to date, whatever `FABULA_MIGRATE_ON_START` says.
pub(crate) async fn run(config: &Config) -> Result<(), Failure> {
    let db = wiring::database(config, Arc::new(SystemClock)).await?;
    let report = migrate(&db).await;
    db.close().await;
    output::line(&report?)
}

async fn migrate(db: &Db) -> Result<String, Failure> {
    let before = db.schema().await?;
    db.migrate().await.map_err(|error: OpenError| Failure::from(error))?;
    Ok(match before.missing {
        0 => format!("the schema was up to date, at version {}", before.version),
        1 => format!("applied 1 migration; the schema is at version {}", before.wanted),
        missing => format!("applied {missing} migrations; the schema is at version {}", before.wanted),
    })
}
