//! Builds the parts from the settings: each is embedded in the process or a service beside it.

use std::sync::Arc;

use fabula_domain::{events::QUEUES, mail::PostOffice};
use fabula_platform::{
    broker::{Broker, local::LocalBroker, local::SharedLocalBroker, rabbit::RabbitBroker},
    cache::Cache,
    clock::{SharedClock, SystemClock},
    db::Db,
    live::Live,
    mail,
    objects::Objects,
    rate_limit::RateLimiter,
};

use crate::{config::Config, failure::Failure};

/// The parts that processes are made of.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub(crate) db: Db,
    pub(crate) broker: Arc<dyn Broker>,
}

impl Parts {
    /// Opens the database, with its schema up to date, and the broker, by the machine's clock.
    pub(crate) async fn open(config: &Config) -> Result<Self, Failure> {
        Self::open_at(config, Arc::new(SystemClock)).await
    }

    /// The same, by a clock of the caller's.
    pub(crate) async fn open_at(config: &Config, clock: SharedClock) -> Result<Self, Failure> {
        let db = database(config, Arc::clone(&clock)).await?;
        match Self::on(config, &db, clock).await {
            Ok(broker) => Ok(Self { db, broker }),
            Err(failure) => {
                db.close().await;
                Err(failure)
            }
        }
    }

    async fn on(config: &Config, db: &Db, clock: SharedClock) -> Result<Arc<dyn Broker>, Failure> {
        bring_up_to_date(config, db).await?;
        if db.is_embedded() {
            db.take_leases_back().await?;
        }
        broker(config, db, clock)
    }

    /// Lets go of both. Nothing may use them any more.
    pub(crate) async fn close(&self) {
        self.broker.close().await;
        self.db.close().await;
    }
}

/// Opens the database as it is.
pub(crate) async fn database(config: &Config, clock: SharedClock) -> Result<Db, Failure> {
    let live = match &config.connections.redis_url {
        Some(url) => Live::redis(url, &config.connections.namespace)?,
        None => Live::local(),
    };
    Ok(Db::open(&config.database, live, clock).await?)
}

async fn bring_up_to_date(config: &Config, db: &Db) -> Result<(), Failure> {
    if config.connections.migrate_on_start {
        return Ok(db.migrate().await?);
    }
    let schema = db.schema().await?;
    if schema.is_current() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the database schema is at version {} and this program needs {}: run `fabula migrate`",
        schema.version, schema.wanted
    )))
}

/// The broker. It connects when it is first needed, and again whenever it has to.
pub(crate) fn broker(config: &Config, db: &Db, clock: SharedClock) -> Result<Arc<dyn Broker>, Failure> {
    Ok(match &config.connections.amqp_url {
        Some(url) => Arc::new(RabbitBroker::new(url, &config.connections.namespace, QUEUES, clock)?),
        None => Arc::new(SharedLocalBroker::from(LocalBroker::new(db.pool().clone(), clock, QUEUES))),
    })
}

/// The rate limiter of API nodes.
pub(crate) fn limiter(config: &Config) -> Result<RateLimiter, Failure> {
    let clock = Arc::new(SystemClock);
    Ok(match &config.connections.redis_url {
        Some(url) => RateLimiter::redis(url, &config.connections.namespace, clock)?,
        None => RateLimiter::local(clock),
    })
}

/// What API nodes keep of the documents that clients send.
pub(crate) fn documents(config: &Config) -> Result<Cache, Failure> {
    Ok(match &config.connections.redis_url {
        Some(url) => Cache::redis(url, &config.connections.namespace)?,
        None => Cache::local(),
    })
}

/// What mails are written and sent with. Nothing is connected yet.
pub(crate) fn post_office(config: &Config) -> Result<PostOffice, Failure> {
    // Without a home directory there is still the one that the program was started in.
    let folder = config.database.folder().unwrap_or_default().join("mail");
    Ok(PostOffice { mailer: mail::open(&config.mail, folder)?, site: site(config) })
}

/// Where the site is, without a slash at the end.
pub(crate) fn site(config: &Config) -> Option<String> {
    config.api.public_url.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned())
}

/// Where images are kept: in a bucket if one is named, else in the data directory, whatever the database.
pub(crate) fn objects(config: &Config) -> Result<Objects, Failure> {
    Ok(match config.objects.bucket()? {
        Some(bucket) => Objects::in_bucket(&bucket)?,
        None => Objects::in_folder(config.database.folder().map(|directory| directory.join("images"))),
    })
}

/// The `source` of this instance's events: a URI that names it.
pub(crate) fn event_source(config: &Config) -> String {
    format!("urn:fabula:{}", config.connections.namespace)
}

/// Which parts are embedded and where data is, for the line that a starting process says.
pub(crate) fn describe(config: &Config) -> String {
    let queue = match config.connections.amqp_url {
        Some(_) => "RabbitMQ",
        None => "in the database",
    };
    let live = match config.connections.redis_url {
        Some(_) => "Redis",
        None => "in process",
    };
    format!("data: {}; queue: {queue}; live events and rate limits: {live}", config.database.place())
}
