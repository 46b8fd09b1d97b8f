//! The life of a serving process: start its sides, run until a signal, stop in order.
//!
//! On SIGINT or SIGTERM it stops accepting, finishes requests and jobs in hand, relays once more what they
//! committed, then closes broker and database. A second signal ends it at once; so does a stop that takes too long.

use std::{future::Future, net::SocketAddr, time::Duration};

use fabula_api::Services;
use fabula_domain::{comments, events::KINDS};
use fabula_platform::outbox::relay;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    failure::Failure,
    wiring::{self, Parts},
};

/// How long stopping may take. Kubernetes gives 30 seconds before it kills.
const LONGEST_STOP: Duration = Duration::from_secs(28);

/// Which sides a process has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sides {
    /// API and workers.
    Both,
    /// The API alone.
    Api,
    /// Workers alone, with an endpoint for operators.
    Worker,
}

/// Runs until a signal.
pub(crate) async fn run(config: Config, sides: Sides) -> Result<(), Failure> {
    let stop = on_signal()?;
    let address = if sides == Sides::Worker { config.connections.worker_listen } else { config.api.listen };
    let listener = listen(address).await?;
    let parts = Parts::open(&config).await?;
    tracing::info!("{}", greeting(&config, sides, listener.local_addr()?));
    if sides != Sides::Both && config.connections.redis_url.is_none() {
        tracing::warn!(
            "REDIS_URL is not set: live events of other processes arrive seconds late, and rate limits count for \
             this process alone"
        );
    }
    let mut tasks = Tasks { set: JoinSet::new(), stop: stop.clone() };
    start(&mut tasks, &config, sides, listener, &parts)?;
    let relay_stop = CancellationToken::new();
    let mut relaying = tokio::spawn(relay::run(
        parts.db.clone(),
        parts.broker.clone(),
        wiring::event_source(&config),
        KINDS,
        relay_stop.clone(),
    ));
    let work = async {
        let (ended, relayed) = tokio::select! {
            ended = tasks.run() => {
                relay_stop.cancel();
                (ended, relaying.await.map_err(Failure::from))
            }
            // Without it nothing that is written is ever told: the process must not look well.
            relayed = &mut relaying => {
                stop.cancel();
                let unasked = Err(Failure::new("the relay ended unasked"));
                (tasks.run().await, relayed.map_err(Failure::from).and(unasked))
            }
        };
        parts.close().await;
        relayed.and(ended)
    };
    let too_late = async {
        stop.cancelled().await;
        tokio::time::sleep(LONGEST_STOP).await;
    };
    tokio::select! {
        result = work => result,
        () = too_late => Err(Failure::new("stopping took too long; what was in hand will be done by the next start")),
    }
}

/// Starts the tasks of the process's sides.
fn start(
    tasks: &mut Tasks,
    config: &Config,
    sides: Sides,
    listener: TcpListener,
    parts: &Parts,
) -> Result<(), Failure> {
    let objects = wiring::objects(config)?;
    tracing::info!("images are kept in {}", objects.place());
    let services = Services {
        db: parts.db.clone(),
        broker: parts.broker.clone(),
        limiter: wiring::limiter(config)?,
        documents: wiring::documents(config)?,
        objects: objects.clone(),
    };
    let stop = tasks.stop.clone();
    if sides == Sides::Worker {
        tasks.spawn(async move { Ok(fabula_api::serve_operations(listener, services, stop).await?) });
    } else {
        let api = config.api.clone();
        tasks.spawn(async move { Ok(fabula_api::serve(listener, services, api, stop).await?) });
        let sweep = comments::sweep(parts.db.clone(), tasks.stop.clone());
        tasks.spawn(async {
            sweep.await;
            Ok(())
        });
    }
    if sides != Sides::Api {
        let (db, broker) = (parts.db.clone(), parts.broker.clone());
        let office = wiring::post_office(config)?;
        tracing::info!("mails go to {}", office.mailer.place());
        let work = fabula_worker::run(db, broker, office, objects, config.worker.clone(), tasks.stop.clone());
        tasks.spawn(async {
            work.await;
            Ok(())
        });
    }
    Ok(())
}

/// Tasks that live and stop together.
struct Tasks {
    set: JoinSet<Result<(), Failure>>,
    stop: CancellationToken,
}

impl Tasks {
    fn spawn(&mut self, task: impl Future<Output = Result<(), Failure>> + Send + 'static) {
        self.set.spawn(task);
    }

    /// Waits for all. One that fails, or ends unasked, takes the others with it.
    async fn run(&mut self) -> Result<(), Failure> {
        let mut result = Ok(());
        while let Some(ended) = self.set.join_next().await {
            let ended = ended.map_err(Failure::from).and_then(|ended| ended);
            let asked = self.stop.is_cancelled();
            self.stop.cancel();
            result = match (result, ended) {
                (Err(first), _) | (Ok(()), Err(first)) => Err(first),
                (Ok(()), Ok(())) if asked => Ok(()),
                (Ok(()), Ok(())) => Err(Failure::new("a part of the process ended unasked")),
            };
        }
        result
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::new(format!("can't listen on {address}: {error}")))
}

/// What a starting process says.
fn greeting(config: &Config, sides: Sides, address: SocketAddr) -> String {
    let parts = wiring::describe(config);
    match sides {
        Sides::Worker => {
            let jobs: Vec<&str> = config.worker.queues().iter().map(|queue| queue.name).collect();
            format!("Fabula works on {} (health and metrics on http://{address}); {parts}", jobs.join(", "))
        }
        Sides::Api | Sides::Both => {
            let who = if sides == Sides::Api { "The Fabula API" } else { "Fabula" };
            format!("{who} listens on http://{address} (GraphiQL: http://{address}/graphiql); {parts}")
        }
    }
}

/// A token that the first SIGINT or SIGTERM cancels. The second ends the process.
fn on_signal() -> Result<CancellationToken, Failure> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = CancellationToken::new();
    let cancel = stop.clone();
    tokio::spawn(async move {
        for first in [true, false] {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if first {
                tracing::info!("stopping; a second signal stops at once");
                cancel.cancel();
            } else {
                tracing::warn!("stopped at once");
                std::process::exit(1);
            }
        }
    });
    Ok(stop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tasks() -> Tasks {
        Tasks { set: JoinSet::new(), stop: CancellationToken::new() }
    }

    #[tokio::test]
    async fn tasks_that_end_when_asked_are_no_failure() {
        let mut tasks = tasks();
        let stop = tasks.stop.clone();
        tasks.spawn(async move {
            stop.cancelled().await;
            Ok(())
        });
        tasks.stop.cancel();
        assert!(tasks.run().await.is_ok());
    }

    #[tokio::test]
    async fn a_task_that_ends_unasked_stops_the_others_and_the_process_fails() {
        let mut tasks = tasks();
        let stop = tasks.stop.clone();
        tasks.spawn(async move {
            stop.cancelled().await;
            Ok(())
        });
        tasks.spawn(async { Ok(()) });
        assert!(tasks.run().await.is_err());
    }

    #[tokio::test]
    async fn a_task_that_panics_is_a_failure_of_the_process() {
        let mut tasks = tasks();
        tasks.spawn(async { panic!("on purpose") });
        assert!(tasks.run().await.is_err());
    }
}
