//! The database: a pool over PostgreSQL, embedded or not, its migrations, and transactions that know what to do
//! once they have committed.

use std::{
    ops::DerefMut,
    path::PathBuf,
    sync::{Arc, LazyLock},
    time::Duration,
};

use bytes::Bytes;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::{
    Connection as _, PgConnection, PgPool, Postgres,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::sync::Notify;

use crate::{
    clock::{Clock, SharedClock},
    live::Live,
};

#[cfg(feature = "embedded")]
mod embedded;
mod schema;

pub use schema::Schema;

/// All migrations, embedded in the binary. Those of a newer version that are in the database already are passed over:
/// while a deploy replaces one version by the next, both start on one schema.
pub static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrator = sqlx::migrate!("../migrations");
    migrator.set_ignore_missing(true);
    migrator
});

/// How long a request waits for a connection before it gives up.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the server is given for the first connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a living connection may take to say so.
const PING_TIMEOUT: Duration = Duration::from_secs(1);
/// How long a connection may lie unused and still be taken for a living one.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);
/// No statement of ours takes this long unless something is wrong.
const STATEMENT_TIMEOUT: &str = "20s";
/// A transaction that stands still holds locks; the client behind it is gone.
const IDLE_TIMEOUT: &str = "30s";

/// Where the data is.
#[derive(Debug, Clone, clap::Args)]
pub struct DatabaseConfig {
    /// PostgreSQL 15 to 17, as a URL. Not set: an embedded PostgreSQL in the data directory.
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true, value_name = "URL")]
    pub database_url: Option<SecretString>,

    /// Where images, the embedded database, and mails without a mail server are kept; processes that share a database share
    /// it, too. Not set: the user's data directory, in `fabula`.
    #[arg(long, env = "FABULA_DATA_DIR", global = true, value_name = "PATH")]
    pub data_dir: Option<PathBuf>,

    /// The most connections to PostgreSQL (1 to 500). The embedded database always has one.
    #[arg(long, env = "FABULA_DATABASE_CONNECTIONS", global = true, default_value_t = 16, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(1..=500))]
    pub database_connections: u32,
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL is not a PostgreSQL URL.
    #[error("DATABASE_URL is not a PostgreSQL URL")]
    Url(#[source] sqlx::Error),
    /// The server does not answer.
    #[error("PostgreSQL can't be reached at DATABASE_URL")]
    Connect(#[source] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database schema could not be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The embedded database did not start.
    #[error("the embedded database in {path} did not start: {reason}")]
    Embedded {
        /// Its folder.
        path: PathBuf,
        /// What it said.
        reason: String,
    },
    /// This build has no embedded database.
    #[error("this build has no embedded database: set DATABASE_URL")]
    NotBuiltIn,
    /// There is nowhere to keep data.
    #[error("there is no home directory to keep data in: set FABULA_DATA_DIR or DATABASE_URL")]
    NoDataDirectory,
}

/// The database and what hangs on its commits. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    pool: PgPool,
    clock: SharedClock,
    live: Live,
    outbox_written: Notify,
    #[cfg(feature = "embedded")]
    embedded: std::sync::Mutex<Option<embedded::Server>>,
    is_embedded: bool,
}

impl Db {
    /// Opens the configured database, starting the embedded one if none is configured.
    ///
    /// # Errors
    /// If it does not answer within 15 seconds, or another process has the embedded one.
    pub async fn open(config: &DatabaseConfig, live: Live, clock: SharedClock) -> Result<Self, OpenError> {
        if let Some(url) = &config.database_url {
            let options: PgConnectOptions = url.expose_secret().parse().map_err(OpenError::Url)?;
            let options = options.application_name("fabula").options([
                ("statement_timeout", STATEMENT_TIMEOUT),
                ("idle_in_transaction_session_timeout", IDLE_TIMEOUT),
                // Statements here are over before compiling them would be: on a page's related stories, 42 ms, it took 108.
                ("jit", "off"),
            ]);
            let pool = connect(options, config.database_connections).await?;
            return Ok(Self::from_pool(pool, live, clock));
        }
        Self::open_embedded(config, live, clock).await
    }

    #[cfg(feature = "embedded")]
    async fn open_embedded(
        config: &DatabaseConfig,
        live: Live,
        clock: SharedClock,
    ) -> Result<Self, OpenError> {
        let path = config.folder().ok_or(OpenError::NoDataDirectory)?;
        let server = embedded::Server::start(path).await?;
        // Exactly one connection: nothing may hold a transaction while it asks for a second.
        let pool = connect(server.options()?, 1).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                pool,
                clock,
                live,
                outbox_written: Notify::new(),
                embedded: std::sync::Mutex::new(Some(server)),
                is_embedded: true,
            }),
        })
    }

    #[cfg(not(feature = "embedded"))]
    async fn open_embedded(_: &DatabaseConfig, _: Live, _: SharedClock) -> Result<Self, OpenError> {
        std::future::ready(Err(OpenError::NotBuiltIn)).await
    }

    /// A database over an open pool: what tests use.
    #[must_use]
    pub fn from_pool(pool: PgPool, live: Live, clock: SharedClock) -> Self {
        Self {
            inner: Arc::new(Inner {
                pool,
                clock,
                live,
                outbox_written: Notify::new(),
                #[cfg(feature = "embedded")]
                embedded: std::sync::Mutex::new(None),
                is_embedded: false,
            }),
        }
    }

    /// Brings the schema up to date. Several processes may do so at once: an advisory lock lets one work.
    ///
    /// # Errors
    /// If a migration fails.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        let mut connection = self.inner.pool.acquire().await.map_err(OpenError::Connect)?;
        // Building an index takes as long as it takes, and so may waiting for another process that builds it.
        sqlx::query("set statement_timeout = 0")
            .execute(&mut *connection)
            .await
            .map_err(OpenError::Connect)?;
        let migrated = MIGRATOR.run(&mut *connection).await;
        sqlx::query("reset statement_timeout").execute(&mut *connection).await.map_err(OpenError::Connect)?;
        Ok(migrated?)
    }

    /// Takes back every lease on events and messages. For the embedded database alone: that this process could open it
    /// proves that whoever held one is gone.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn take_leases_back(&self) -> Result<(), sqlx::Error> {
        sqlx::query!("update outbox set claimed_until = null where claimed_until is not null")
            .execute(&self.inner.pool)
            .await?;
        sqlx::query!("update queued_messages set claimed_until = null where claimed_until is not null")
            .execute(&self.inner.pool)
            .await?;
        Ok(())
    }

    /// The pool, for reads that need no transaction.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.inner.pool
    }

    /// The clock that ids and times come from.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.inner.clock.as_ref()
    }

    /// The live fan-out that commits announce on.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.inner.live
    }

    /// Whether this is the embedded database, with its one connection.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.inner.is_embedded
    }

    /// Whether the database answers; if not, why, in words for an operator.
    ///
    /// # Errors
    /// The reason.
    pub async fn check(&self) -> Result<(), String> {
        match sqlx::query("select 1").execute(&self.inner.pool).await {
            Ok(_) => Ok(()),
            Err(sqlx::Error::PoolTimedOut) => Err("no connection to PostgreSQL is free".to_owned()),
            Err(_) => Err("PostgreSQL does not answer".to_owned()),
        }
    }

    /// Returns once this process has committed an event since the last call.
    pub async fn outbox_written(&self) {
        self.inner.outbox_written.notified().await;
    }

    /// Begins a transaction. Dropped without [`Transaction::commit`], it is rolled back and announces nothing.
    ///
    /// # Errors
    /// If no connection is free in time.
    pub async fn begin(&self) -> Result<Transaction<'static>, sqlx::Error> {
        Ok(Transaction {
            sql: self.inner.pool.begin().await?,
            db: self.clone(),
            wake_relay: false,
            announcements: Vec::new(),
        })
    }

    /// Closes the pool, then the embedded database if there is one.
    pub async fn close(&self) {
        self.inner.pool.close().await;
        #[cfg(feature = "embedded")]
        {
            let server = self.inner.embedded.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
            if let Some(server) = server {
                server.stop().await;
            }
        }
    }
}

/// Whether an error says that the database is away or overloaded, so that the same statement may succeed later.
#[must_use]
pub fn is_passing(error: &(dyn std::error::Error + 'static)) -> bool {
    let Some(error) = error.downcast_ref::<sqlx::Error>() else { return false };
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) => true,
        // A proxy that finds no server behind it breaks off in the middle of the greeting.
        sqlx::Error::Protocol(_) => true,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
        // Connection exceptions, insufficient resources, operator intervention, serialization failure, deadlock, lock
        // not available: https://www.postgresql.org/docs/current/errcodes-appendix.html
        sqlx::Error::Database(database) => database.code().is_some_and(|code| {
            ["08", "53", "57"].iter().any(|class| code.starts_with(class))
                || ["40001", "40P01", "55P03"].contains(&&*code)
        }),
        _ => false,
    }
}

async fn connect(options: PgConnectOptions, connections: u32) -> Result<PgPool, OpenError> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // Asking the server before each use would be a round trip for every statement.
        .test_before_acquire(false)
        .before_acquire(|connection, metadata| {
            Box::pin(async move {
                if metadata.idle_for < TRUSTED_IDLE {
                    return Ok(true);
                }
                // Where a cut was told to nobody, the answer never comes.
                Ok(matches!(tokio::time::timeout(PING_TIMEOUT, connection.ping()).await, Ok(Ok(()))))
            })
        })
        .connect_lazy_with(options);
    let first = tokio::time::timeout(CONNECT_TIMEOUT, pool.acquire()).await;
    match first {
        Ok(Ok(_)) => Ok(pool),
        Ok(Err(error)) => Err(OpenError::Connect(error)),
        Err(_) => Err(OpenError::Connect(sqlx::Error::PoolTimedOut)),
    }
}

impl DatabaseConfig {
    /// Where this installation keeps files; `None` if it was not told and there is no home directory.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        self.data_dir.clone().or_else(default_data_dir)
    }
}

/// The user's data directory for `fabula`, as the platform has it.
fn default_data_dir() -> Option<PathBuf> {
    dirs::data_dir().map(|directory| directory.join("fabula"))
}

/// A transaction together with what must happen once it has committed: waking the relay, telling live listeners.
///
/// Neither can be lost for good: the relay sweeps, and listeners catch up from the log.
#[derive(Debug)]
pub struct Transaction<'c> {
    sql: sqlx::Transaction<'c, Postgres>,
    db: Db,
    wake_relay: bool,
    announcements: Vec<(String, Bytes)>,
}

impl Transaction<'_> {
    /// Tells the listeners of `topic` after the commit.
    pub fn announce_on_commit(&mut self, topic: String, message: Bytes) {
        self.announcements.push((topic, message));
    }

    /// Wakes this process's relay after the commit.
    pub(crate) fn wake_relay_on_commit(&mut self) {
        self.wake_relay = true;
    }

    /// Commits, then wakes and announces.
    ///
    /// # Errors
    /// If the commit fails; then nothing is announced.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        self.sql.commit().await?;
        if self.wake_relay {
            self.db.inner.outbox_written.notify_one();
        }
        for (topic, message) in self.announcements {
            self.db.live().publish(&topic, message);
        }
        Ok(())
    }

    /// Rolls back at once instead of on the connection's next use.
    ///
    /// # Errors
    /// If the connection is gone; the server rolls back then, too.
    pub async fn rollback(self) -> Result<(), sqlx::Error> {
        self.sql.rollback().await
    }
}

impl std::ops::Deref for Transaction<'_> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.sql
    }
}

impl DerefMut for Transaction<'_> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.sql
    }
}
