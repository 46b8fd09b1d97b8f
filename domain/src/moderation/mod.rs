//! Moderation: checks find signals, signals make a verdict, doubt opens a case, a moderator decides it.
//!
//! [`judge()`] runs when a comment was submitted or edited. Every check runs and every signal is kept with its spans.
//! `PUBLISH` shows the text, `REJECT` refuses it, `HOLD` (and every text on a `MANUAL` board) opens a [`Case`]. A
//! moderator takes a case by an expiring lease ([`claim`]) and decides it ([`decide`]), comparing lease and revision;
//! two never decide the same case. Decisions and audit entries only grow.
//!
//! A decision is undone by another one (`RESTORE` after `REMOVE` or `REJECT`, `REMOVE` after `APPROVE`).
//!
//! Guarantees: a replayed event changes nothing; a verdict on an old revision changes nothing; a revision is judged
//! once; a comment has at most one open case, which is always about the newest revision that has a verdict; a failing
//! check holds the text, it never passes it.

mod audit;
mod cases;
pub mod checks;
mod context;
mod explanation;
mod judge;
pub mod signal;

pub use audit::{AuditEntry, list as audit_log, log_list as audit_log_list};
pub(crate) use audit::{record_on_board, record_on_story};
pub use cases::{
    Case, CaseFilter, CaseState, ClaimError, DEFAULT_LEASE_SECONDS, DecideError, Decision, DecisionInput,
    DecisionOutcome, LONGEST_LEASE_SECONDS, Lease, ReasonCode, ReleaseError, by_ids, claim, count, decide,
    decision, decisions, queue, release, signals,
};
pub(crate) use cases::{Deletion, close_for_deleted};
pub use judge::{CONSUMER, JudgeError, Judgement, judge};
pub use signal::{Explanation, Signal, SignalVerdict, Span};
