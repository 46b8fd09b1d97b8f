/// Why there is nothing to report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// PostgreSQL.
    #[error("PostgreSQL: {0}")]
    Database(#[from] sqlx::Error),
    /// RabbitMQ.
    #[error("RabbitMQ: {0}")]
    Broker(#[from] lapin::Error),
    /// Redis.
    #[error("Redis: {0}")]
    Redis(#[from] redis::RedisError),
    /// A socket, a process, a file.
    #[error("{0}")]
    System(#[from] std::io::Error),
    /// The WebSocket.
    #[error("the subscriber's socket: {0}")]
    Socket(#[from] Box<tokio_tungstenite::tungstenite::Error>),
    /// Anything else, in words.
    #[error("{0}")]
    Said(String),
}

impl Failure {
    pub(crate) fn said(words: impl Into<String>) -> Self {
        Self::Said(words.into())
    }
}

impl From<tokio_tungstenite::tungstenite::Error> for Failure {
    fn from(error: tokio_tungstenite::tungstenite::Error) -> Self {
        Self::Socket(Box::new(error))
    }
}
