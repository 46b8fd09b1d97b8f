use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::{Child, Command};

use crate::{binary, client::Client, wait::eventually};

/// One process of the program under test. Killed when dropped.
#[derive(Debug)]
pub struct Process {
    name: String,
    arguments: Vec<String>,
    settings: Vec<(String, String)>,
    address: SocketAddr,
    log: PathBuf,
    child: Option<Child>,
}

/// An address on which nobody listens now.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("there is a free port")
}

/// A command of the program under test, with nothing of this test's own environment that would configure it.
pub(crate) fn command(arguments: &[String], settings: &[(String, String)]) -> Command {
    let mut command = Command::new(binary::path());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let configures = ["AWS_", "FABULA_", "OTEL_"].iter().any(|prefix| name.starts_with(prefix));
        if configures || ["DATABASE_URL", "AMQP_URL", "REDIS_URL", "SMTP_URL"].contains(&&*name) {
            command.env_remove(&*name);
        }
    }
    command.args(arguments).envs(settings.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

impl Process {
    /// Starts `arguments` (`serve`, `api` or `worker`) and waits until it is ready.
    pub(crate) async fn start(
        name: &str,
        arguments: &[&str],
        settings: &[(String, String)],
        folder: &Path,
    ) -> Self {
        let mut process = Self {
            name: name.to_owned(),
            arguments: arguments.iter().map(ToString::to_string).collect(),
            settings: settings.to_vec(),
            address: free_address(),
            log: folder.join(format!("{name}.log")),
            child: None,
        };
        process.resume().await;
        process
    }

    /// Starts it again where it was, and waits until it is ready.
    ///
    /// # Panics
    /// If it ends by itself or is not ready in time.
    pub async fn resume(&mut self) {
        self.launch();
        self.wait_until_ready().await;
    }

    /// Starts it again where it was and does not wait.
    ///
    /// # Panics
    /// If it can't be started.
    pub fn launch(&mut self) {
        assert!(self.child.is_none(), "{} runs already", self.name);
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .expect("the log can be written");
        let listen = if self.arguments[0] == "worker" { "FABULA_WORKER_LISTEN" } else { "FABULA_LISTEN" };
        let child = command(&self.arguments, &self.settings)
            .env(listen, self.address.to_string())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log)
            .spawn()
            .expect("the binary under test can be run");
        self.child = Some(child);
    }

    /// Waits until it answers that it is ready.
    ///
    /// # Panics
    /// If it ends by itself or is not ready in time.
    pub async fn wait_until_ready(&mut self) {
        let client = Client::new(self.address);
        let (name, child) = (&self.name, self.child.as_mut().expect("it runs"));
        eventually(&format!("{name} is ready"), async || {
            if let Ok(Some(status)) = child.try_wait() {
                panic!("{name} ended with {status} instead of becoming ready");
            }
            client.is_ready().await.then_some(())
        })
        .await;
    }

    /// Kills it where it stands (SIGKILL): no destructor runs, no buffer is flushed.
    ///
    /// # Panics
    /// If it does not run.
    pub async fn kill_9(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().await.expect("a child can be killed");
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    ///
    /// # Panics
    /// If it does not end in time, or not successfully.
    pub async fn terminate(&mut self) {
        let mut child = self.child.take().expect("it runs");
        let id = child.id().expect("it has not been waited for").to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(sent.is_ok_and(|status| status.success()), "SIGTERM could not be sent");
        let status = crate::within(&format!("{} ends when asked to", self.name), child.wait()).await;
        let status = status.expect("a child can be waited for");
        assert!(status.success(), "{} ended with {status} when asked to end", self.name);
    }

    /// Ends it in good order and starts it again where it was.
    pub async fn restart(&mut self) {
        self.terminate().await;
        self.resume().await;
    }

    /// A client of it, signed in as nobody.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// What it said so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub(crate) fn print_log(&self) {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        eprintln!("---- {} said, at the end:", self.name);
        for line in &lines[lines.len().saturating_sub(200)..] {
            eprintln!("{line}");
        }
    }

    /// Kills it without waiting: for when the test is over.
    pub(crate) fn abandon(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.start_kill();
        }
    }
}
