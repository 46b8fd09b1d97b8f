//! What an operator asks of the database before anything is changed in it: where it is, and how old its schema.

use std::collections::BTreeSet;

use super::{DatabaseConfig, Db, MIGRATOR};

/// How far a database's schema is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// The newest migration that was applied; 0 in an empty database.
    pub version: i64,
    /// The newest migration that this program has.
    pub wanted: i64,
    /// Migrations of this program that were not applied.
    pub missing: usize,
    /// Applied migrations that this program does not have: a newer version of it has been here.
    pub unknown: usize,
}

impl Schema {
    /// Whether this program can work on it.
    #[must_use]
    pub fn is_current(self) -> bool {
        self.missing == 0
    }
}

impl Db {
    /// Compares the database's schema with this program's, changing nothing.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn schema(&self) -> Result<Schema, sqlx::Error> {
        let pool = self.pool();
        let migrated: bool =
            sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(pool).await?;
        let applied: Vec<i64> = if migrated {
            sqlx::query_scalar("select version from _sqlx_migrations where success order by version")
                .fetch_all(pool)
                .await?
        } else {
            Vec::new()
        };
        Ok(compare(&applied, &MIGRATOR.iter().map(|migration| migration.version).collect::<Vec<_>>()))
    }
}

fn compare(applied: &[i64], known: &[i64]) -> Schema {
    let (applied, known): (BTreeSet<_>, BTreeSet<_>) = (applied.iter().collect(), known.iter().collect());
    Schema {
        version: applied.last().map_or(0, |version| **version),
        wanted: known.last().map_or(0, |version| **version),
        missing: known.difference(&applied).count(),
        unknown: applied.difference(&known).count(),
    }
}

impl DatabaseConfig {
    /// Where the data is, in words for an operator and without secrets.
    #[must_use]
    pub fn place(&self) -> String {
        if self.database_url.is_some() {
            return "PostgreSQL at DATABASE_URL".to_owned();
        }
        #[cfg(feature = "embedded")]
        if let Some(path) = self.folder() {
            return format!("embedded PostgreSQL in {}", path.display());
        }
        "nowhere".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_current_when_no_migration_is_missing() {
        let empty = compare(&[], &[1, 2]);
        assert_eq!(empty, Schema { version: 0, wanted: 2, missing: 2, unknown: 0 });
        assert!(!empty.is_current());
        assert!(compare(&[1, 2], &[1, 2]).is_current());
        assert_eq!(compare(&[1, 2, 3], &[1, 2]), Schema { version: 3, wanted: 2, missing: 0, unknown: 1 });
    }

    #[cfg(feature = "testing")]
    #[tokio::test]
    async fn the_version_before_starts_on_the_schema_of_the_next() {
        let test = crate::testing::database().await;
        let db = test.db(std::sync::Arc::new(crate::clock::SystemClock));
        sqlx::query(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (9999, 'of a newer version', true, '', 0)",
        )
        .execute(test.pool())
        .await
        .unwrap();
        db.migrate().await.unwrap();
        assert_eq!(db.schema().await.unwrap().unknown, 1);
        test.close().await;
    }
}
