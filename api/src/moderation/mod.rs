//! Moderation in the API: the queue, leases, decisions, the audit log.

mod mutations;
mod queries;
mod types;

pub(crate) use mutations::ModerationMutations;
pub(crate) use queries::ModerationQueries;
pub(crate) use types::{AuditEntry, Decision, Lease, ModerationCase};
