//! Events as they travel: CloudEvents 1.0 in JSON.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What every event type starts with on the wire.
pub const TYPE_PREFIX: &str = "fabula.";

/// A committed fact on its way to the consumers.
///
/// `data` holds ids and revisions, never bodies: consumers read the current state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Always `1.0`.
    pub specversion: String,
    /// Unique for all time (UUIDv7); consumers deduplicate by it.
    pub id: Uuid,
    /// The type, with its prefix: `fabula.comment.published`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The instance that the fact happened on.
    pub source: String,
    /// The TypeID of what the fact is about.
    pub subject: String,
    /// When it was committed, by the writer's clock.
    pub time: DateTime<Utc>,
    /// The W3C trace context of the request that caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// Always `application/json`.
    pub datacontenttype: String,
    /// Ids and revisions.
    pub data: serde_json::Value,
}

impl Envelope {
    /// The type without its prefix, which is also the routing key: `comment.published`.
    #[must_use]
    pub fn routing_key(&self) -> &str {
        self.kind.strip_prefix(TYPE_PREFIX).unwrap_or(&self.kind)
    }
}
