use std::path::Path;

use fabula_platform::testing::{self, Proxy, TestDatabase, probe};
use futures::{StreamExt as _, stream};
use secrecy::ExposeSecret as _;
use serde_json::json;
use tempfile::TempDir;

use crate::{
    Client, EventStream, Person, Process, Socket, cable_to, distinct_text, environment, process::command,
    wait::eventually,
};

/// Limits that no test meets by accident: all clients of a test have one address.
const GENEROUS: &[(&str, &str)] = &[
    ("FABULA_COST_PER_MINUTE", "100000000"),
    ("FABULA_ANONYMOUS_COST_PER_MINUTE", "100000000"),
    ("FABULA_SIGN_INS_PER_MINUTE", "100000"),
    ("FABULA_SIGN_INS_PER_ACCOUNT", "100000"),
    ("FABULA_REGISTRATIONS_PER_HOUR", "100000"),
    ("FABULA_MAILS_PER_HOUR", "100000"),
];

/// The queues of an installation, without its namespace.
const QUEUES: [&str; 15] = [
    "moderation",
    "moderation.retry.5s",
    "moderation.retry.30s",
    "moderation.retry.5m",
    "moderation.dead",
    "mail",
    "mail.retry.5s",
    "mail.retry.30s",
    "mail.retry.5m",
    "mail.dead",
    "erasure",
    "erasure.retry.5s",
    "erasure.retry.30s",
    "erasure.retry.5m",
    "erasure.dead",
];

/// Its exchanges, likewise.
const EXCHANGES: [&str; 1] = ["events"];

/// What an installation consists of.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// How many `fabula api` processes.
    pub apis: usize,
    /// How many `fabula worker` processes.
    pub workers: usize,
    /// RabbitMQ, if not the shared one directly.
    pub amqp_url: Option<String>,
    /// Redis, if not the shared one directly.
    pub redis_url: Option<String>,
    /// Further environment variables of every process.
    pub settings: Vec<(&'static str, String)>,
}

/// Everything that outlives the processes and has to be cleared away.
#[derive(Debug)]
struct Services {
    namespace: String,
    database_url: String,
    /// Dropped with the stand, after its processes.
    _database: TestDatabase,
}

/// One isolated installation.
#[derive(Debug)]
pub struct Stand {
    /// Its `serve` process, or its `api` processes.
    pub nodes: Vec<Process>,
    /// Its `worker` processes; none if it is embedded.
    pub workers: Vec<Process>,
    settings: Vec<(String, String)>,
    folder: TempDir,
    services: Option<Services>,
}

impl Stand {
    /// One process with everything in it.
    pub async fn embedded() -> Self {
        let folder = TempDir::new().expect("a temporary directory");
        let data = folder.path().join("data");
        let mut settings = owned(GENEROUS);
        settings.push(("FABULA_DATA_DIR".to_owned(), data.display().to_string()));
        let node = Process::start("serve", &["serve"], &settings, folder.path()).await;
        Self { nodes: vec![node], workers: Vec::new(), settings, folder, services: None }
    }

    /// Processes around a fresh database and namespaces of its own in the shared RabbitMQ and Redis.
    pub async fn services(apis: usize, workers: usize) -> Self {
        Self::build(Plan { apis, workers, ..Plan::default() }).await
    }

    /// An installation to order.
    ///
    /// # Panics
    /// If a service can't be reached.
    pub async fn build(plan: Plan) -> Self {
        let folder = TempDir::new().expect("a temporary directory");
        let namespace = testing::namespace();
        let database = testing::database().await;
        let database_url = database.url().expose_secret().to_owned();
        let mut settings = owned(GENEROUS);
        let mut set = |name: &str, value: String| settings.push((name.to_owned(), value));
        set("DATABASE_URL", database_url.clone());
        set("AMQP_URL", plan.amqp_url.unwrap_or_else(environment::amqp));
        set("REDIS_URL", plan.redis_url.unwrap_or_else(environment::redis));
        set("FABULA_NAMESPACE", namespace.clone());
        // Nodes share their images.
        set("FABULA_DATA_DIR", folder.path().join("data").display().to_string());
        // Several processes share one server with several tests.
        set("FABULA_DATABASE_CONNECTIONS", "6".to_owned());
        let folder = TempDir::new().expect("a temporary directory");
        // Where mails go without a mail server.
        set("FABULA_DATA_DIR", folder.path().join("data").display().to_string());
        for (name, value) in plan.settings {
            set(name, value);
        }
        let mut stand = Self {
            nodes: Vec::new(),
            workers: Vec::new(),
            settings,
            folder,
            services: Some(Services { namespace, database_url, _database: database }),
        };
        for number in 1..=plan.apis {
            let name = format!("api-{number}");
            let node = Process::start(&name, &["api"], &stand.settings, stand.folder.path()).await;
            stand.nodes.push(node);
        }
        for number in 1..=plan.workers {
            let name = format!("worker-{number}");
            let worker = Process::start(&name, &["worker"], &stand.settings, stand.folder.path()).await;
            stand.workers.push(worker);
        }
        stand
    }

    /// Starts one more `fabula api`, which reaches the database by a cable of its own.
    ///
    /// # Panics
    /// If it is embedded.
    pub async fn add_node_on_a_cable(&mut self) -> Proxy {
        let services = self.services.as_ref().expect("an embedded installation has one node");
        let (cable, url) = cable_to(&services.database_url).await;
        // In the clear, so that the cable can count statements.
        let url = format!("{url}{}sslmode=disable", if url.contains('?') { '&' } else { '?' });
        let mut settings = self.settings.clone();
        settings.push(("DATABASE_URL".to_owned(), url));
        let name = format!("api-{}", self.nodes.len() + 1);
        self.nodes.push(Process::start(&name, &["api"], &settings, self.folder.path()).await);
        cable
    }

    /// A client of the first node, signed in as nobody.
    #[must_use]
    pub fn client(&self) -> Client {
        self.nodes[0].client()
    }

    /// Whether everything is in one process.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.services.is_none()
    }

    /// A directory of the test's own.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What its queues, exchanges and keys begin with.
    ///
    /// # Panics
    /// If it is embedded.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.services.as_ref().expect("an embedded installation has no namespace").namespace
    }

    /// Signs up `count` people, several at a time.
    pub async fn register_crowd(&self, count: usize) -> Vec<Person> {
        let client = self.client();
        let registered = crate::crowd(count).map(|handle| {
            let client = client.clone();
            async move { client.register(&handle).await }
        });
        stream::iter(registered).buffered(8).collect().await
    }

    /// Runs a command of the program to its end and answers what it printed.
    ///
    /// # Panics
    /// If it fails.
    pub async fn run(&self, arguments: &[&str]) -> String {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let output =
            command(&arguments, &self.settings).output().await.expect("the binary under test can be run");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "fabula {} ended with {}: {said}{}",
            arguments.join(" "),
            output.status,
            String::from_utf8_lossy(&output.stdout)
        );
        String::from_utf8(output.stdout).expect("output is UTF-8")
    }

    /// Runs a command that must fail and answers what it printed. Further variables go before those of the stand.
    ///
    /// # Panics
    /// If it does not fail.
    pub async fn run_failing(&self, arguments: &[&str], more: &[(&str, &str)]) -> String {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let mut command = command(&arguments, &self.settings);
        let output = command.envs(more.iter().copied()).output().await;
        let output = output.expect("the binary under test can be run");
        assert!(!output.status.success(), "fabula {} did not fail", arguments.join(" "));
        String::from_utf8(output.stdout).expect("output is UTF-8")
    }

    /// Runs a command while nothing else has the data. The embedded database lets one process in at a time.
    pub async fn run_alone(&mut self, arguments: &[&str]) -> String {
        if !self.is_embedded() {
            return self.run(arguments).await;
        }
        self.nodes[0].terminate().await;
        let said = self.run(arguments).await;
        self.nodes[0].resume().await;
        said
    }

    /// Gives people a role.
    pub async fn grant(&mut self, people: &[&Person], role: &str) {
        for person in people {
            self.run_alone(&["user", "grant", &person.handle, role]).await;
        }
    }

    /// The one number that a query answers.
    ///
    /// # Panics
    /// If the installation is embedded, or the database refuses.
    pub async fn number(&self, sql: &str) -> i64 {
        let services = self.services.as_ref().expect("an embedded database can't be asked from outside");
        probe::number(&services.database_url, sql).await.expect("the database answers")
    }

    /// Changes what no client can.
    ///
    /// # Panics
    /// If the installation is embedded, or the database refuses.
    pub async fn execute(&self, sql: &str) {
        let services = self.services.as_ref().expect("an embedded database can't be asked from outside");
        probe::execute(&services.database_url, sql).await.expect("the database answers");
    }

    /// Puts a message into one of its queues by hand.
    ///
    /// # Panics
    /// If RabbitMQ does not take it.
    pub async fn put(&self, queue: &str, body: &[u8]) {
        let queue = format!("{}.{queue}", self.namespace());
        probe::publish_raw(&environment::amqp(), &queue, body).await.expect("RabbitMQ takes the message");
    }

    /// How many messages one of its queues has ready.
    ///
    /// # Panics
    /// If there is no such queue.
    pub async fn depth(&self, queue: &str) -> u32 {
        let queue = format!("{}.{queue}", self.namespace());
        let depth = probe::depth(&environment::amqp(), &queue).await.expect("RabbitMQ answers");
        depth.unwrap_or_else(|| panic!("there is no queue {queue}"))
    }

    /// The cursor of a discussion's first event, and its comment: from there on a subscriber misses nothing, however
    /// long it takes to begin.
    pub async fn opening(&self, author: &Person, story: &str) -> (String, String) {
        let client = self.client();
        let mut stream = EventStream::follow(&client, story, None).await;
        self.await_followers(&client, 1.0).await;
        let comment = author.comment(story, &distinct_text(1_000_000)).await;
        let event = stream.event().await;
        assert_eq!(event.comment, comment);
        (event.cursor, comment)
    }

    /// Waits until a node has this many live subscriptions.
    pub async fn await_followers(&self, node: &Client, count: f64) {
        let what = format!("{count} live subscriptions");
        eventually(&what, async || (node.metric("fabula_live_subscribers", "").await >= count).then_some(()))
            .await;
    }

    /// The whole log of a discussion after a cursor, as a new subscriber gets it.
    pub async fn log_after(&self, story: &str, cursor: &str, count: usize) -> Vec<crate::Event> {
        let mut socket = Socket::connect(&self.client()).await;
        socket.follow(story, Some(cursor)).await;
        socket.events(count).await
    }

    /// Waits until nothing is on its way any more: the outbox and every queue are empty.
    pub async fn drained(&self) {
        if self.is_embedded() {
            let client = self.client();
            eventually("outbox and queues are empty", async || {
                let waiting = client.metric("fabula_outbox_pending", "").await
                    + client.metric("fabula_queue_depth", "").await;
                (waiting == 0.0).then_some(())
            })
            .await;
            return;
        }
        eventually("the outbox is empty", async || {
            (self.number("select count(*) from outbox").await == 0).then_some(())
        })
        .await;
        for queue in QUEUES {
            eventually(&format!("{queue} is empty"), async || (self.depth(queue).await == 0).then_some(()))
                .await;
        }
    }

    /// Ends a journey: nothing is left on its way, every counter is right, and every process ends in good order.
    pub async fn finish(&mut self) {
        self.drained().await;
        for process in self.workers.iter_mut().chain(&mut self.nodes) {
            process.terminate().await;
        }
        self.run(&["doctor"]).await;
    }

    /// Asks for a comment as the client's user sees it.
    pub async fn comment(&self, client: &Client, id: &str) -> serde_json::Value {
        let query =
            "query Comment($id: ID!) { comment(id: $id) { id body status revision author { handle } } }";
        client.ask(query, json!({ "id": id })).await.data()["comment"].clone()
    }
}

fn owned(settings: &[(&str, &str)]) -> Vec<(String, String)> {
    settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl Drop for Stand {
    fn drop(&mut self) {
        for process in self.nodes.iter_mut().chain(&mut self.workers) {
            if std::thread::panicking() {
                process.print_log();
            }
            process.abandon();
        }
        let Some(Services { namespace, .. }) = &self.services else {
            return;
        };
        let queues: Vec<String> = QUEUES.iter().map(|queue| format!("{namespace}.{queue}")).collect();
        let exchanges = EXCHANGES.map(|exchange| format!("{namespace}.{exchange}"));
        // The test's own runtime can't wait here; another thread's can.
        let cleared = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(probe::delete(&environment::amqp(), &queues, &exchanges))
        })
        .join();
        if let Ok(Err(error)) = cleared {
            eprintln!("a test's queues could not be cleared away: {error}");
        }
    }
}
