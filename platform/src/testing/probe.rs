//! What a test that drives a whole installation does to its services from outside: looks at the tables, puts a message
//! of its own into a queue, and clears the queues away.

use lapin::{
    BasicProperties, Connection, ConnectionProperties,
    options::{
        BasicPublishOptions, ConfirmSelectOptions, ExchangeDeleteOptions, QueueDeclareOptions,
        QueueDeleteOptions,
    },
    types::FieldTable,
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, postgres::PgConnectOptions};

/// What went wrong.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The one number that `sql` answers (a `bigint`).
///
/// # Errors
/// If the database refuses, or there is no such row.
pub async fn number(database: &str, sql: &str) -> Result<i64, Failure> {
    let options: PgConnectOptions = database.parse()?;
    let mut connection = PgConnection::connect_with(&options).await?;
    let number = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(number)
}

/// Runs statements that answer nothing.
///
/// # Errors
/// If the database refuses.
pub async fn execute(database: &str, sql: &str) -> Result<(), Failure> {
    let options: PgConnectOptions = database.parse()?;
    let mut connection = PgConnection::connect_with(&options).await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// Puts `body` into a queue as it is, and returns once RabbitMQ has it.
///
/// # Errors
/// If RabbitMQ can't be reached or does not take it.
pub async fn publish_raw(amqp_url: &str, queue: &str, body: &[u8]) -> Result<(), Failure> {
    let connection = Connection::connect(amqp_url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    let confirmation = channel
        .basic_publish(
            "".into(),
            queue.into(),
            options,
            body,
            BasicProperties::default().with_delivery_mode(2),
        )
        .await?
        .await?;
    if !confirmation.is_ack() || confirmation.take_message().is_some() {
        return Err(format!("RabbitMQ did not take a message into {queue}").into());
    }
    connection.close(200, "done".into()).await?;
    Ok(())
}

/// How many messages of a queue are ready for delivery; `None` if there is no such queue.
///
/// # Errors
/// If RabbitMQ can't be reached.
pub async fn depth(amqp_url: &str, queue: &str) -> Result<Option<u32>, Failure> {
    let connection = Connection::connect(amqp_url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
    // A passive declaration of a queue that is not there closes the channel, which is the answer.
    let depth = channel.queue_declare(queue.into(), options, FieldTable::default()).await;
    let depth = depth.ok().map(|queue| queue.message_count());
    connection.close(200, "done".into()).await?;
    Ok(depth)
}

/// Deletes queues and exchanges, whether they are there or not.
///
/// # Errors
/// If RabbitMQ can't be reached.
pub async fn delete(amqp_url: &str, queues: &[String], exchanges: &[String]) -> Result<(), Failure> {
    let connection = Connection::connect(amqp_url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    for queue in queues {
        channel.queue_delete(queue.as_str().into(), QueueDeleteOptions::default()).await?;
    }
    for exchange in exchanges {
        channel.exchange_delete(exchange.as_str().into(), ExchangeDeleteOptions::default()).await?;
    }
    connection.close(200, "done".into()).await?;
    Ok(())
}
