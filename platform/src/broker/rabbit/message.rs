//! Messages as RabbitMQ carries them: properties, headers, body.

use chrono::{DateTime, SecondsFormat, Utc};
use lapin::{
    BasicProperties,
    message::Delivery,
    types::{AMQPValue, FieldTable, LongString, ShortString},
};
use uuid::Uuid;

use super::topology::Topology;
use crate::{
    broker::{BrokerError, DeadLetter},
    events::Envelope,
};

/// Tries so far, of a message that was put into a delay queue.
const ATTEMPT: &str = "attempt";
/// Why it was moved.
const REASON: &str = "reason";
/// When it became a dead letter.
const DIED_AT: &str = "died-at";
/// The W3C trace context.
const TRACEPARENT: &str = "traceparent";
/// RabbitMQ's own notes about messages that it moved by itself.
const MOVED_BY_RABBITMQ: &str = "x-death";

const CONTENT_TYPE: &str = "application/cloudevents+json";
/// Kept on disk, which quorum queues do anyway.
const PERSISTENT: u8 = 2;
/// The largest body that is read. Events hold ids; what is larger did not come from us.
const LARGEST_EVENT: usize = 1024 * 1024;
/// The longest reason kept. Headers must fit into one frame.
const LONGEST_REASON: usize = 1024;
/// How much of a dead letter's body an operator is shown.
const EXCERPT: usize = 2048;

/// A message to be published.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) exchange: ShortString,
    pub(super) routing_key: ShortString,
    /// Whether it is an error if no queue takes it.
    pub(super) mandatory: bool,
    pub(super) properties: BasicProperties,
    pub(super) body: Vec<u8>,
}

/// Why a message goes to another queue.
#[derive(Debug)]
pub(super) enum Move {
    /// To be tried again.
    Retry {
        /// Tries so far.
        attempt: usize,
        reason: String,
    },
    /// To be looked at.
    Die { reason: String, at: DateTime<Utc> },
    /// To be tried as if for the first time.
    Replay,
}

impl Message {
    /// An event on its way to whichever jobs take it.
    pub(super) fn event(event: &Envelope, topology: &Topology) -> Result<Self, BrokerError> {
        let body = serde_json::to_vec(event).map_err(|error| refused(event, &error.to_string()))?;
        let short =
            |text: &str| ShortString::try_new(text).map_err(|error| refused(event, &error.to_string()));
        let mut headers = FieldTable::default();
        if let Some(traceparent) = &event.traceparent {
            headers.insert(TRACEPARENT.into(), text(traceparent));
        }
        Ok(Self {
            exchange: short(&topology.exchange())?,
            routing_key: short(event.routing_key())?,
            mandatory: topology.takes(event.routing_key()),
            properties: BasicProperties::default()
                .with_content_type(CONTENT_TYPE.into())
                .with_delivery_mode(PERSISTENT)
                .with_message_id(short(&event.id.to_string())?)
                .with_type(short(&event.kind)?)
                .with_timestamp(u64::try_from(event.time.timestamp()).unwrap_or(0))
                .with_headers(headers),
            body,
        })
    }

    /// A message that was received, on its way to another queue. Takes its body. RabbitMQ's notes about earlier moves
    /// stay behind: it would take a second stay in the same delay queue for an endless loop and drop the message.
    pub(super) fn moved(delivery: &mut Delivery, queue: &str, why: Move) -> Self {
        let mut headers = FieldTable::default();
        if let Some(traceparent) = traceparent(&delivery.properties) {
            headers.insert(TRACEPARENT.into(), text(&traceparent));
        }
        match why {
            Move::Retry { attempt, reason } => {
                headers.insert(ATTEMPT.into(), i64::try_from(attempt).unwrap_or(i64::MAX).into());
                headers.insert(REASON.into(), text(cut(&reason, LONGEST_REASON)));
            }
            Move::Die { reason, at } => {
                headers.insert(REASON.into(), text(cut(&reason, LONGEST_REASON)));
                headers.insert(DIED_AT.into(), text(&at.to_rfc3339_opts(SecondsFormat::Micros, true)));
            }
            Move::Replay => {}
        }
        let received = &delivery.properties;
        let mut properties = BasicProperties::default().with_delivery_mode(PERSISTENT).with_headers(headers);
        if let Some(content_type) = received.content_type() {
            properties = properties.with_content_type(content_type.clone());
        }
        if let Some(id) = received.message_id() {
            properties = properties.with_message_id(id.clone());
        }
        if let Some(kind) = received.kind() {
            properties = properties.with_type(kind.clone());
        }
        if let Some(timestamp) = received.timestamp() {
            properties = properties.with_timestamp(*timestamp);
        }
        Self {
            exchange: ShortString::default(),
            routing_key: queue.into(),
            mandatory: true,
            properties,
            body: std::mem::take(&mut delivery.data),
        }
    }

    /// What an error calls it.
    pub(super) fn name(&self) -> String {
        let part = |part: &Option<ShortString>| part.as_ref().map_or("?", ShortString::as_str).to_owned();
        format!("{} {}", part(self.properties.kind()), part(self.properties.message_id()))
    }
}

fn refused(event: &Envelope, why: &str) -> BrokerError {
    BrokerError::Refused(format!("{} {}: {why}", cut(&event.kind, EXCERPT), event.id))
}

/// The event in a message, or why there is none.
pub(super) fn read(delivery: &Delivery) -> Result<Envelope, String> {
    if delivery.data.len() > LARGEST_EVENT {
        return Err(format!("not an event: {} bytes long", delivery.data.len()));
    }
    let mut event: Envelope =
        serde_json::from_slice(&delivery.data).map_err(|error| format!("not an event: {error}"))?;
    if event.traceparent.is_none() {
        event.traceparent = traceparent(&delivery.properties);
    }
    Ok(event)
}

/// Tries so far.
pub(super) fn attempt(delivery: &Delivery) -> usize {
    let header = header(&delivery.properties, ATTEMPT);
    header
        .and_then(AMQPValue::as_long_long_int)
        .and_then(|attempt| usize::try_from(attempt).ok())
        .unwrap_or(0)
}

/// The event id of a message, from its properties or else its body.
pub(super) fn id(delivery: &Delivery) -> Option<Uuid> {
    let own = delivery.properties.message_id().as_ref().and_then(|id| id.as_str().parse().ok());
    own.or_else(|| field(delivery, "id")?.parse().ok())
}

/// A message of the dead queue of `job`, as an operator sees it.
pub(super) fn dead_letter(job: &str, delivery: &Delivery) -> DeadLetter {
    let properties = &delivery.properties;
    let died_at = header_text(properties, DIED_AT).and_then(|time| time.parse().ok());
    let (reason, died_at) = match died_at {
        Some(at) => (header_text(properties, REASON), Some(at)),
        // It was RabbitMQ that moved it; a reason, if any, is an earlier try's.
        None => moved_by_rabbitmq(properties),
    };
    DeadLetter {
        queue: job.to_owned(),
        id: id(delivery),
        kind: properties.kind().as_ref().map(ToString::to_string).or_else(|| field(delivery, "type")),
        reason: reason.unwrap_or_else(|| "not known".to_owned()),
        died_at,
        body: String::from_utf8_lossy(&delivery.data[..delivery.data.len().min(EXCERPT)]).into_owned(),
    }
}

fn moved_by_rabbitmq(properties: &BasicProperties) -> (Option<String>, Option<DateTime<Utc>>) {
    let moves = header(properties, MOVED_BY_RABBITMQ).and_then(AMQPValue::as_array);
    // The last move comes first.
    let Some(AMQPValue::FieldTable(last)) = moves.and_then(|moves| moves.as_slice().first()) else {
        return (None, None);
    };
    let reason = last.inner().get("reason").and_then(AMQPValue::as_long_string).map(ToString::to_string);
    let reason = reason.map(|reason| match reason.as_str() {
        "delivery_limit" => "its worker vanished again and again".to_owned(),
        _ => reason,
    });
    let time = last.inner().get("time").and_then(AMQPValue::as_timestamp);
    let time = time.and_then(|time| DateTime::from_timestamp(i64::try_from(time).ok()?, 0));
    (reason, time)
}

fn header<'a>(properties: &'a BasicProperties, name: &str) -> Option<&'a AMQPValue> {
    properties.headers().as_ref()?.inner().get(name)
}

fn header_text(properties: &BasicProperties, name: &str) -> Option<String> {
    header(properties, name).and_then(AMQPValue::as_long_string).map(ToString::to_string)
}

fn traceparent(properties: &BasicProperties) -> Option<String> {
    header_text(properties, TRACEPARENT).filter(|traceparent| traceparent.len() <= EXCERPT)
}

/// A text in the body of a message that is perhaps an event.
fn field(delivery: &Delivery, name: &str) -> Option<String> {
    if delivery.data.len() > LARGEST_EVENT {
        return None;
    }
    let body: serde_json::Value = serde_json::from_slice(&delivery.data).ok()?;
    Some(body.get(name)?.as_str()?.to_owned())
}

fn text(text: &str) -> AMQPValue {
    AMQPValue::LongString(LongString::from(text))
}

/// The beginning of `text`, at most `most` bytes long.
fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}
