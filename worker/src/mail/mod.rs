//! Sends mails. A mail that was asked for has a row; the one that greets a new account begins with its event.

use async_trait::async_trait;
use fabula_domain::{
    events::{MailRequested, UserRegistered},
    mail::{self, Delivery, DeliveryError, PostOffice},
};
use fabula_platform::{
    broker::{Handler, Outcome},
    db::Db,
    events::Envelope,
};
use serde::de::DeserializeOwned;

use crate::reason::reason;

/// The job, with what it writes and sends by.
pub(crate) struct Post {
    db: Db,
    office: PostOffice,
}

impl Post {
    /// The job on `db`.
    pub(crate) fn new(db: Db, office: PostOffice) -> Self {
        Self { db, office }
    }

    async fn deliver(&self, event: &Envelope) -> Result<Result<Delivery, DeliveryError>, String> {
        Ok(match event.routing_key() {
            "mail.requested" => {
                let MailRequested { mail_id } = read(event)?;
                mail::deliver(&self.db, &self.office, mail_id).await
            }
            "user.registered" => {
                let UserRegistered { user_id } = read(event)?;
                mail::welcome(&self.db, &self.office, event.id, user_id).await
            }
            other => return Err(format!("mail takes no {other}")),
        })
    }
}

#[async_trait]
impl Handler for Post {
    async fn handle(&self, event: &Envelope) -> Outcome {
        match self.deliver(event).await {
            Ok(Ok(Delivery::Sent | Delivery::Nothing)) => Outcome::Done,
            // Should that worker die, its lease passes and the mail goes from here.
            Ok(Ok(Delivery::InOtherHands)) => Outcome::Unavailable("another worker has the mail".to_owned()),
            Ok(Err(error)) if error.is_passing() => Outcome::Unavailable(reason(&error)),
            Ok(Err(error)) if error.is_final() => Outcome::Fail(reason(&error)),
            Ok(Err(error)) => Outcome::Retry(reason(&error)),
            Err(reason) => Outcome::Fail(reason),
        }
    }
}

/// What an event is about. What can't be read now never can.
fn read<T: DeserializeOwned>(event: &Envelope) -> Result<T, String> {
    serde_json::from_value(event.data.clone())
        .map_err(|error| format!("not the data of a {} event: {error}", event.routing_key()))
}
