//! The queue: cases, leases, decisions.

mod claim;
mod decide;
mod model;
mod open;
mod queries;
mod release;

pub use claim::{ClaimError, DEFAULT_LEASE_SECONDS, LONGEST_LEASE_SECONDS, claim};
pub use decide::{DecideError, DecisionInput, decide};
pub use model::{Case, CaseFilter, CaseState, Decision, DecisionOutcome, Lease, ReasonCode};
pub(crate) use open::{Deletion, close_for_deleted};
pub(super) use open::{is_open, open};
pub use queries::{by_ids, count, decision, decisions, queue, signals};
pub use release::{ReleaseError, release};
