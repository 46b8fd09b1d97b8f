use std::{future::Future, process::ExitCode, sync::Arc, time::Duration};

use chrono::TimeDelta;
use fabula_domain::maintenance;
use fabula_platform::{
    broker::Broker,
    clock::{Clock as _, SystemClock},
    db::Db,
    objects::Objects,
    oidc::Providers,
    outbox,
};

use crate::{
    config::Config,
    failure::{self, Failure},
    output, wiring,
};

/// How long a service is given to answer: connections are made in the background.
const PATIENCE: Duration = Duration::from_secs(5);
/// An event that waits longer than this is stuck: relays look every two seconds.
const LONGEST_LAG: TimeDelta = TimeDelta::seconds(60);

/// What one examination found: what is well, or what is wrong and what to do.
type Finding = Result<String, String>;

/// Examines everything and changes nothing. Exit code 1 if anything is wrong.
pub(crate) async fn run(config: &Config) -> Result<ExitCode, Failure> {
    let mut well = true;
    let mut tell = |name: &str, finding: Finding| {
        well &= finding.is_ok();
        let (mark, words) = match &finding {
            Ok(words) => ("ok   ", words),
            Err(words) => ("WRONG", words),
        };
        output::line(&format!("{mark}  {name:<14}{words}"))
    };
    tell("images", images(&wiring::objects(config)?).await)?;
    match wiring::database(config, Arc::new(SystemClock)).await {
        Err(failure) => tell("database", Err(failure.to_string()))?,
        Ok(db) => {
            tell("database", Ok(config.database.place()))?;
            let schema = schema(&db).await;
            let readable = schema.is_ok();
            tell("schema", schema)?;
            if readable {
                tell("outbox", backlog(&db).await)?;
                tell("counters", counters(&db).await)?;
            }
            let broker = wiring::broker(config, &db, Arc::new(SystemClock))?;
            let reachable = answers(|| broker.check()).await;
            let is_rabbit = config.connections.amqp_url.is_some();
            let kind = if is_rabbit { "RabbitMQ answers" } else { "in the database" };
            tell("queue", reachable.clone().map(|()| kind.to_owned()))?;
            if reachable.is_ok() && (readable || is_rabbit) {
                tell("dead letters", dead_letters(broker.as_ref()).await)?;
            }
            let live = if config.connections.redis_url.is_some() { "Redis answers" } else { "in process" };
            tell("live events", answers(|| db.live().check()).await.map(|()| live.to_owned()))?;
            broker.close().await;
            db.close().await;
        }
    }
    for finding in identity_providers(config).await? {
        tell("sign-in", finding)?;
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Asks until the answer is good, for as long as patience lasts.
async fn answers<F: Future<Output = Result<(), String>>>(ask: impl Fn() -> F) -> Result<(), String> {
    let mut tries = tokio::time::interval(Duration::from_millis(100));
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        tries.tick().await;
        match ask().await {
            Err(reason) if tokio::time::Instant::now() >= deadline => return Err(reason),
            Err(_) => {}
            Ok(()) => return Ok(()),
        }
    }
}

async fn images(objects: &Objects) -> Finding {
    match objects.check().await {
        Ok(()) => Ok(objects.place()),
        Err(error) => Err(format!("{}: {}", objects.place(), failure::chain(&error))),
    }
}

async fn schema(db: &Db) -> Finding {
    let schema = db.schema().await.map_err(|error| failure::chain(&error))?;
    if !schema.is_current() {
        return Err(format!(
            "at version {}, {} behind version {}: run `fabula migrate`",
            schema.version,
            migrations(schema.missing),
            schema.wanted
        ));
    }
    if schema.unknown > 0 {
        return Err(format!("{} of a newer Fabula: run that version", migrations(schema.unknown)));
    }
    Ok(format!("version {}", schema.version))
}

fn migrations(count: usize) -> String {
    if count == 1 { "1 migration".to_owned() } else { format!("{count} migrations") }
}

async fn backlog(db: &Db) -> Finding {
    let backlog = outbox::backlog(db.pool()).await.map_err(|error| failure::chain(&error))?;
    let lag = backlog.oldest.map_or_else(TimeDelta::zero, |oldest| db.clock().now() - oldest);
    let words = format!("{} waiting", backlog.pending);
    if lag > LONGEST_LAG {
        return Err(format!(
            "{words}, the oldest for {} s: is the broker up and a process running?",
            lag.num_seconds()
        ));
    }
    Ok(words)
}

async fn counters(db: &Db) -> Finding {
    let drift = maintenance::drift(db).await.map_err(|error| failure::chain(&error))?;
    if drift.is_empty() {
        return Ok("all agree with what they count".to_owned());
    }
    let shown = drift.iter().take(5);
    let lines: Vec<String> = shown
        .map(|drift| {
            format!("{} of {} says {}, counted {}", drift.counter, drift.id, drift.kept, drift.counted)
        })
        .collect();
    let more = if drift.len() > lines.len() {
        format!("; and {} more", drift.len() - lines.len())
    } else {
        String::new()
    };
    Err(format!("{} off: {}{more}", drift.len(), lines.join("; ")))
}

/// Whether the sites that people sign in through tell where their endpoints are.
async fn identity_providers(config: &Config) -> Result<Vec<Finding>, Failure> {
    let settings = config.api.oidc_providers.checked().map_err(Failure::from)?;
    let providers = Providers::new(settings)?;
    let mut findings = Vec::new();
    for provider in providers.iter() {
        let issuer = provider.settings().issuer.as_str();
        let answers = provider.check(SystemClock.now()).await;
        let told = |error| format!("{issuer}: {}", failure::chain(&error));
        findings.push(answers.map(|()| format!("{issuer} answers")).map_err(told));
    }
    Ok(findings)
}

async fn dead_letters(broker: &dyn Broker) -> Finding {
    let depths = broker.depths().await.map_err(|error| failure::chain(&error))?;
    let dead: Vec<_> =
        depths.iter().filter(|depth| depth.queue.ends_with(".dead") && depth.messages > 0).collect();
    if dead.is_empty() {
        return Ok("none".to_owned());
    }
    let words: Vec<String> =
        dead.iter().map(|depth| format!("{} in {}", depth.messages, depth.queue)).collect();
    Err(format!("{}: see `fabula dead-letters list`", words.join(", ")))
}
