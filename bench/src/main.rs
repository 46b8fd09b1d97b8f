//! Measures Fabula against floors and peers, in one run on one machine, taking turns. `bench/README.md` says how to
//! read what it prints.

mod failure;
mod floor;
mod hops;
mod installation;
mod latency;
mod page;
mod postgraphile;
mod report;
mod seed;
mod wire;

use std::process::ExitCode;

use clap::Parser;
use failure::Failure;
use installation::Installation;
use report::{Row, median};

/// Measures Fabula against floors and peers.
#[derive(Debug, Clone, Parser)]
#[command(version)]
pub(crate) struct Options {
    /// Stories to seed.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) stories: u32,
    /// Comments to seed, spread over the stories: one in four at the top, with three replies each.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
    pub(crate) comments: u32,
    /// Users to seed.
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1_000..=1_000_000))]
    pub(crate) users: u32,
    /// Connections that ask for pages at once.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) connections: u16,
    /// How often everyone has a turn.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    pub(crate) rounds: u8,
    /// How long a turn of asking for pages takes, in seconds.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=60))]
    pub(crate) seconds: u16,
    /// Comments followed to their subscriber in each turn.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u16).range(10..=190))]
    pub(crate) samples: u16,
    /// Leave PostGraphile out.
    #[arg(long)]
    pub(crate) without_postgraphile: bool,
    /// The program to measure, if not the one of this build.
    #[arg(long, env = "FABULA_BINARY", value_name = "PATH")]
    pub(crate) binary: Option<std::path::PathBuf>,
    /// PostgreSQL, as a user who may create databases.
    #[arg(
        long,
        env = "FABULA_TEST_DATABASE_URL",
        default_value = "postgres://postgres@127.0.0.1:5432/postgres"
    )]
    pub(crate) database_url: String,
    /// RabbitMQ.
    #[arg(long, env = "FABULA_TEST_AMQP_URL", default_value = "amqp://guest:guest@127.0.0.1:5672/%2f")]
    pub(crate) amqp_url: String,
    /// Redis.
    #[arg(long, env = "FABULA_TEST_REDIS_URL", default_value = "redis://127.0.0.1:6379")]
    pub(crate) redis_url: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("fabula-bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<(), Failure> {
    let installation = Installation::create(options).await?;
    let outcome = measure(options, &installation).await;
    installation.remove().await?;
    for row in outcome? {
        println!("{row}");
    }
    Ok(())
}

async fn measure(options: &Options, installation: &Installation) -> Result<Vec<Row>, Failure> {
    eprintln!("seeding {} stories, {} comments, {} users", options.stories, options.comments, options.users);
    seed::run(options, &installation.database_url).await?;
    let gateway = installation.start("api").await?;
    let peer = if options.without_postgraphile {
        None
    } else {
        postgraphile::start(&installation.database_url).await.inspect_err(|reason| eprintln!("{reason}")).ok()
    };
    let mut rows = pages(options, installation, gateway.address, peer.as_ref()).await?;
    drop(peer);
    let worker = installation.start("worker").await?;
    rows.extend(arrivals(options, installation, gateway.address).await?);
    drop((gateway, worker));
    Ok(rows)
}

/// Rows 1 and 2: the story page.
async fn pages(
    options: &Options,
    installation: &Installation,
    gateway: std::net::SocketAddr,
    peer: Option<&postgraphile::Peer>,
) -> Result<Vec<Row>, Failure> {
    page::compare(options, &installation.database_url, gateway, peer.map(|peer| peer.address)).await?;
    let ours = page::requests(options, gateway, page::Dialect::Fabula);
    let theirs = peer.map(|peer| page::requests(options, peer.address, page::Dialect::PostGraphile));
    // Once around, so that nobody pays for cold caches and plans.
    wire::load(gateway, &ours, options.connections, 2).await?;
    if let (Some(peer), Some(theirs)) = (peer, &theirs) {
        wire::load(peer.address, theirs, options.connections, 2).await?;
    }
    let (mut statement, mut fabula, mut postgraphile) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=options.rounds {
        eprintln!("story pages, turn {round} of {}", options.rounds);
        statement.push(floor::pages_per_second(options, &installation.database_url).await?);
        fabula.push(wire::load(gateway, &ours, options.connections, options.seconds).await?);
        if let (Some(peer), Some(theirs)) = (peer, &theirs) {
            postgraphile.push(wire::load(peer.address, theirs, options.connections, options.seconds).await?);
        }
    }
    let fabula = median(&mut fabula);
    let mut rows = vec![Row::rate(
        "1  story page",
        fabula,
        "one SQL statement",
        median(&mut statement),
        "≥ 0.75 uncached, ≥ 1.5 cached",
    )];
    rows.push(if postgraphile.is_empty() {
        Row::absent("2  story page", "PostGraphile 5", "≥ 2 uncached, ≥ 4 cached")
    } else {
        Row::rate(
            "2  story page",
            fabula,
            "PostGraphile 5",
            median(&mut postgraphile),
            "≥ 2 uncached, ≥ 4 cached",
        )
    });
    Ok(rows)
}

/// Row 3: from a comment's request to its subscriber.
async fn arrivals(
    options: &Options,
    installation: &Installation,
    gateway: std::net::SocketAddr,
) -> Result<Vec<Row>, Failure> {
    let mut hops = hops::Hops::prepare(options, &installation.database_url, &installation.namespace).await?;
    let mut arrivals = latency::Arrivals::prepare(options, gateway).await?;
    // The first of each pay for connections, plans and code that was never run.
    hops.turn(10).await?;
    arrivals.turn(10).await?;
    let (mut bare, mut fabula) = (Vec::new(), Vec::new());
    for round in 1..=options.rounds {
        eprintln!("arrivals, turn {round} of {}", options.rounds);
        bare.extend(hops.turn(options.samples).await?);
        fabula.extend(arrivals.turn(options.samples).await?);
    }
    hops.close().await?;
    let floor = "the bare hops";
    Ok(vec![
        Row::time("3  comment → subscriber, p50", &mut fabula, floor, &mut bare, 0.50, "≤ 2"),
        Row::time("3  comment → subscriber, p99", &mut fabula, floor, &mut bare, 0.99, "≤ 3"),
    ])
}
