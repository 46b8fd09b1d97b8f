//! Clears away what erased accounts left behind. What comes twice, or after a worker died over it, goes on where the last
//! one ended.

use async_trait::async_trait;
use fabula_domain::{
    accounts::{self, Erasure},
    events::UserErased,
};
use fabula_platform::{
    broker::{Handler, Outcome},
    db::Db,
    events::Envelope,
};

use crate::reason::reason;

/// The job.
pub(crate) struct Eraser {
    db: Db,
}

impl Eraser {
    /// The job on `db`.
    pub(crate) fn new(db: Db) -> Self {
        Self { db }
    }
}

#[async_trait]
impl Handler for Eraser {
    async fn handle(&self, event: &Envelope) -> Outcome {
        if event.routing_key() != "user.erased" {
            return Outcome::Fail(format!("erasure takes no {}", event.routing_key()));
        }
        let UserErased { user_id } = match serde_json::from_value(event.data.clone()) {
            Ok(data) => data,
            Err(error) => return Outcome::Fail(format!("not the data of an erasure: {error}")),
        };
        match accounts::erase(&self.db, user_id).await {
            Ok(Erasure::Complete | Erasure::Continued) => Outcome::Done,
            // Whatever keeps it from going on will not do so for ever, and it must not end half done.
            Err(error) => Outcome::Unavailable(reason(&error)),
        }
    }
}
