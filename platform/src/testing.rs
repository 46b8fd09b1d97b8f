//! What tests need: a database of their own, a namespace of their own, and a cable that can be cut.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::{OnceCell, watch},
};
use tokio_util::io::InspectReader;

use crate::{
    clock::{Clock as _, SharedClock, SystemClock},
    db::{Db, MIGRATOR},
    ids,
    live::Live,
};

mod messages;
pub mod probe;
pub mod provider;

use messages::Messages;

/// Guards the making of the template among test processes.
const TEMPLATE_LOCK: i64 = 0x6661_6275_6c61;
/// Connections of one test. Many tests run side by side, and PostgreSQL has a hundred.
const CONNECTIONS: u32 = 5;
/// A test database as old as this was left behind by a test that was killed.
const LEFT_BEHIND: TimeDelta = TimeDelta::hours(1);

#[expect(clippy::disallowed_methods, reason = "tests have no command line to be configured by")]
fn setting(name: &str, default: &str) -> SecretString {
    std::env::var(name).unwrap_or_else(|_| default.to_owned()).into()
}

/// RabbitMQ for tests: `FABULA_TEST_AMQP_URL`, or the one on this machine.
#[must_use]
pub fn amqp_url() -> SecretString {
    setting("FABULA_TEST_AMQP_URL", "amqp://guest:guest@127.0.0.1:5672/%2f")
}

/// Redis for tests: `FABULA_TEST_REDIS_URL`, or the one on this machine.
#[must_use]
pub fn redis_url() -> SecretString {
    setting("FABULA_TEST_REDIS_URL", "redis://127.0.0.1:6379")
}

/// PostgreSQL for tests, as a user who may create databases: `FABULA_TEST_DATABASE_URL`, or the one on this machine.
#[must_use]
pub fn database_url() -> SecretString {
    setting("FABULA_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
}

/// A namespace that no other test has.
#[must_use]
pub fn namespace() -> String {
    format!("test-{}", ids::uuid_at(SystemClock.now()).simple())
}

/// A migrated, empty database of this test's own.
///
/// # Panics
/// If PostgreSQL can't be reached or refuses.
pub async fn database() -> TestDatabase {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(template).await;
    let now = SystemClock.now();
    let name = format!("fabula_test_{}_{}", now.timestamp(), ids::uuid_at(now).simple());
    let mut server = server().await;
    execute(&mut server, format!(r#"create database "{name}" template "{template}""#)).await;
    let options = server_options().database(&name);
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).connect_lazy_with(options);
    TestDatabase { name, pool, dropped: false }
}

/// A database that is gone after the test.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    pool: PgPool,
    dropped: bool,
}

impl TestDatabase {
    /// It, with fan-out within this process.
    #[must_use]
    pub fn db(&self, clock: SharedClock) -> Db {
        Db::from_pool(self.pool.clone(), Live::local(), clock)
    }

    /// Its connections.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Its URL, for a process that connects by itself.
    ///
    /// # Panics
    /// If the server's URL is not a URL.
    #[must_use]
    pub fn url(&self) -> SecretString {
        let mut url: url::Url =
            database_url().expose_secret().parse().expect("the test database's URL is a URL");
        url.set_path(&format!("/{}", self.name));
        String::from(url).into()
    }

    /// Closes the connections and drops the database. A test that fails before is cleaned up after when this value is
    /// dropped.
    ///
    /// # Panics
    /// If PostgreSQL refuses.
    pub async fn close(mut self) {
        self.pool.close().await;
        drop_database(&mut server().await, &self.name).await;
        self.dropped = true;
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.dropped {
            return;
        }
        let name = self.name.clone();
        // On a thread with a runtime of its own: the test's may be ending, and must not be blocked on itself.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                runtime.block_on(async { drop_database(&mut server().await, &name).await });
            }
        });
        // Whatever goes wrong, a later test run sweeps it away.
        let _ = dropping.join();
    }
}

/// The name of a migrated database to copy from, made if it is not there. Its name changes with the migrations.
async fn template() -> String {
    let mut fingerprint: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in MIGRATOR.iter().flat_map(|migration| migration.checksum.iter()) {
        // FNV-1a: the same in every build, which `std`'s hashers do not promise.
        fingerprint = (fingerprint ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let name = format!("fabula_template_{fingerprint:016x}");
    let mut server = server().await;
    // Let go when the connection closes, however this ends.
    sqlx::query("select pg_advisory_lock($1)")
        .bind(TEMPLATE_LOCK)
        .execute(&mut server)
        .await
        .expect("a lock");
    sweep(&mut server, SystemClock.now()).await;
    let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut server)
        .await
        .expect("the list of databases");
    if !there {
        // Made under another name, so that a half-made one is never copied.
        let making = format!("{name}_making");
        drop_database(&mut server, &making).await;
        execute(&mut server, format!(r#"create database "{making}""#)).await;
        let mut connection =
            PgConnection::connect_with(&server_options().database(&making)).await.expect("the new database");
        MIGRATOR.run(&mut connection).await.expect("the migrations");
        connection.close().await.expect("the connection to close");
        execute(&mut server, format!(r#"alter database "{making}" rename to "{name}""#)).await;
    }
    server.close().await.expect("the connection to close");
    name
}

/// Drops what tests that were killed have left behind.
async fn sweep(server: &mut PgConnection, now: DateTime<Utc>) {
    let old = sqlx::query_scalar::<_, String>(
        "select datname::text from pg_database where datname ~ '^fabula_test_[0-9]+_'
            and split_part(datname, '_', 3)::bigint < $1
            and not exists (select from pg_stat_activity where pg_stat_activity.datname = pg_database.datname)",
    )
    .bind((now - LEFT_BEHIND).timestamp())
    .fetch_all(&mut *server)
    .await
    .unwrap_or_default();
    for name in old {
        // Somebody else may be at it, too.
        let _ = sqlx::query(AssertSqlSafe(format!(r#"drop database if exists "{name}""#)))
            .execute(&mut *server)
            .await;
    }
}

fn server_options() -> PgConnectOptions {
    database_url().expose_secret().parse().expect("the test database's URL is a PostgreSQL URL")
}

async fn server() -> PgConnection {
    PgConnection::connect_with(&server_options()).await.expect("PostgreSQL for tests can be reached")
}

async fn drop_database(server: &mut PgConnection, name: &str) {
    execute(server, format!(r#"drop database if exists "{name}" with (force)"#)).await;
}

async fn execute(server: &mut PgConnection, sql: String) {
    sqlx::query(AssertSqlSafe(sql)).execute(server).await.expect("PostgreSQL takes the statement");
}

/// Asks until the answer is there; a test that waits longer than a minute has failed.
///
/// # Panics
/// If the answer does not come.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut ask: impl FnMut() -> F) -> T {
    let asking = async {
        let mut again = tokio::time::interval(Duration::from_millis(25));
        loop {
            again.tick().await;
            if let Some(answer) = ask().await {
                return answer;
            }
        }
    };
    match tokio::time::timeout(Duration::from_secs(60), asking).await {
        Ok(answer) => answer,
        Err(_) => panic!("waited a minute for {what}"),
    }
}

/// A cable between a program and a service, which can be cut and mended.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    state: Arc<watch::Sender<Cable>>,
    statements: Arc<Mutex<Vec<String>>>,
    accepting: tokio::task::JoinHandle<()>,
}

/// The state of a cable.
#[derive(Debug, Clone, Copy, Default)]
struct Cable {
    is_cut: bool,
    /// How often it was cut: a connection ends even if the cable was mended before it noticed.
    cuts: u64,
    /// How often what was connected then was forgotten.
    stalls: u64,
}

impl Proxy {
    /// A whole cable to `target` (`host:port`).
    ///
    /// # Errors
    /// If there is no free port.
    pub async fn start(target: &str) -> std::io::Result<Self> {
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(watch::Sender::new(Cable::default()));
        let statements = Arc::<Mutex<Vec<String>>>::default();
        let accepting =
            tokio::spawn(accept(listener, target.to_owned(), Arc::clone(&state), Arc::clone(&statements)));
        Ok(Self { address, state, statements, accepting })
    }

    /// Where the program connects to.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes all connections and refuses new ones.
    pub fn cut(&self) {
        self.state.send_modify(|cable| {
            cable.is_cut = true;
            cable.cuts += 1;
        });
    }

    /// Lets nothing through any more on the connections that there are, without telling either side, as a router does
    /// that has forgotten them. New connections work.
    pub fn stall(&self) {
        self.state.send_modify(|cable| cable.stalls += 1);
    }

    /// The texts of the statements that have gone through since this was asked last; meaningful if the service is
    /// PostgreSQL and the connection in the clear. Without what the driver asks the catalogue for its own sake, which
    /// each new connection does again.
    ///
    /// # Panics
    /// If a connection's task did.
    #[must_use]
    pub fn take_statements(&self) -> Vec<String> {
        let mut statements = self.statements.lock().expect("nothing panics while it notes a statement");
        std::mem::take(&mut *statements).into_iter().filter(|text| !text.contains("pg_catalog.")).collect()
    }

    /// Accepts connections again after a cut.
    pub fn restore(&self) {
        self.state.send_modify(|cable| cable.is_cut = false);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

async fn accept(
    listener: TcpListener,
    target: String,
    state: Arc<watch::Sender<Cable>>,
    statements: Arc<Mutex<Vec<String>>>,
) {
    while let Ok((near, _)) = listener.accept().await {
        let state = state.subscribe();
        if !state.borrow().is_cut {
            tokio::spawn(carry(near, target.clone(), state, Arc::clone(&statements)));
        }
    }
}

async fn carry(
    near: TcpStream,
    target: String,
    mut state: watch::Receiver<Cable>,
    statements: Arc<Mutex<Vec<String>>>,
) {
    let mut messages = Messages::default();
    let mut near = InspectReader::new(near, move |bytes: &[u8]| {
        statements.lock().expect("nothing panics while it looks").extend(messages.executed(bytes));
    });
    let start = *state.borrow();
    let Ok(mut far) = TcpStream::connect(&target).await else {
        return;
    };
    let mut copying = std::pin::pin!(copy_bidirectional(&mut near, &mut far));
    loop {
        let cable = *state.borrow_and_update();
        if cable.cuts != start.cuts {
            return;
        }
        tokio::select! {
            _ = &mut copying, if cable.stalls == start.stalls => return,
            changed = state.changed() => if changed.is_err() { return },
        }
    }
}
