//! The floor of row 3: what any program must do to bring a durable fact to a subscriber through RabbitMQ and Redis,
//! and nothing else: commit, publish with confirm to a quorum queue, consume, commit, publish, acknowledge.

use std::time::{Duration, Instant};

use futures::{Stream, StreamExt as _};
use lapin::{
    BasicProperties, Channel, Connection, ConnectionProperties,
    options::{
        BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions, ConfirmSelectOptions,
        ExchangeDeleteOptions, QueueDeclareOptions, QueueDeleteOptions,
    },
    types::{AMQPValue, FieldTable},
};
use redis::AsyncCommands as _;
use sqlx::PgPool;
use tokio::task::JoinHandle;

use crate::{Options, failure::Failure};

const PATIENCE: Duration = Duration::from_secs(10);

type Messages = std::pin::Pin<Box<dyn Stream<Item = redis::Msg> + Send>>;

/// The hops, standing.
pub(crate) struct Hops {
    pool: PgPool,
    connection: Connection,
    channel: Channel,
    queue: String,
    heard: Messages,
    consumer: JoinHandle<Result<(), Failure>>,
}

impl Hops {
    pub(crate) async fn prepare(
        options: &Options,
        database_url: &str,
        namespace: &str,
    ) -> Result<Self, Failure> {
        let pool = PgPool::connect(database_url).await?;
        sqlx::raw_sql("create table bench_hops (id bigint generated always as identity primary key, body text, done_at timestamptz)")
            .execute(&pool)
            .await?;
        let connection = Connection::connect(&options.amqp_url, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        let queue = format!("{namespace}.hops");
        let mut arguments = FieldTable::default();
        arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
        let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
        channel.queue_declare(queue.as_str().into(), durable, arguments).await?;
        let redis = redis::Client::open(options.redis_url.as_str())?;
        let topic = format!("{namespace}:hops");
        let mut heard = redis.get_async_pubsub().await?;
        heard.subscribe(&topic).await?;
        let consuming = connection.create_channel().await?;
        let publisher = redis.get_multiplexed_async_connection().await?;
        let consumer = tokio::spawn(consume(consuming, queue.clone(), pool.clone(), publisher, topic));
        Ok(Self { pool, connection, channel, queue, heard: Box::pin(heard.into_on_message()), consumer })
    }

    /// Takes `count` facts over all hops, one after the other, and answers how long each took.
    pub(crate) async fn turn(&mut self, count: u16) -> Result<Vec<Duration>, Failure> {
        let mut times = Vec::with_capacity(count.into());
        for _ in 0..count {
            let began = Instant::now();
            let id: i64 = sqlx::query_scalar("insert into bench_hops (body) values ($1) returning id")
                .bind("A remark of the usual length, as readers leave them beneath a story.")
                .fetch_one(&self.pool)
                .await?;
            let body = id.to_string();
            let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
            let properties = BasicProperties::default().with_delivery_mode(2);
            self.channel
                .basic_publish("".into(), self.queue.as_str().into(), options, body.as_bytes(), properties)
                .await?
                .await?;
            loop {
                let heard = tokio::time::timeout(PATIENCE, self.heard.next()).await;
                let Ok(Some(message)) = heard else {
                    return Err(Failure::said("a fact was lost on the bare hops"));
                };
                if message.get_payload_bytes() == body.as_bytes() {
                    break;
                }
            }
            times.push(began.elapsed());
        }
        Ok(times)
    }

    pub(crate) async fn close(self) -> Result<(), Failure> {
        self.consumer.abort();
        self.connection.close(200, "done".into()).await?;
        self.pool.close().await;
        Ok(())
    }
}

async fn consume(
    channel: Channel,
    queue: String,
    pool: PgPool,
    mut publisher: redis::aio::MultiplexedConnection,
    topic: String,
) -> Result<(), Failure> {
    channel.basic_qos(16, BasicQosOptions::default()).await?;
    let options = BasicConsumeOptions::default();
    let mut deliveries =
        channel.basic_consume(queue.into(), "hops".into(), options, FieldTable::default()).await?;
    while let Some(delivery) = deliveries.next().await {
        let delivery = delivery?;
        let body = String::from_utf8_lossy(&delivery.data).into_owned();
        sqlx::query("update bench_hops set done_at = now() where id = $1")
            .bind(body.parse::<i64>().unwrap_or_default())
            .execute(&pool)
            .await?;
        publisher.publish::<_, _, ()>(&topic, body).await?;
        delivery.acker.ack(BasicAckOptions::default()).await?;
    }
    Ok(())
}

/// Deletes what this run and the program under measurement have declared.
pub(crate) async fn delete_queues(amqp_url: &str, namespace: &str) -> Result<(), Failure> {
    let connection = Connection::connect(amqp_url, ConnectionProperties::default()).await?;
    let retries = ["5s", "30s", "5m"].map(|delay| format!("{namespace}.moderation.retry.{delay}"));
    let others = ["hops", "moderation", "moderation.dead"].map(|queue| format!("{namespace}.{queue}"));
    for queue in retries.into_iter().chain(others) {
        // On a channel each: a failure closes the channel, and that a queue was never declared is fine.
        let channel = connection.create_channel().await?;
        let _ = channel.queue_delete(queue.into(), QueueDeleteOptions::default()).await;
    }
    let channel = connection.create_channel().await?;
    let exchange = format!("{namespace}.events");
    let _ = channel.exchange_delete(exchange.into(), ExchangeDeleteOptions::default()).await;
    Ok(connection.close(200, "done".into()).await?)
}
