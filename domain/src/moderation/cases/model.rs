use chrono::{DateTime, Utc};

use crate::{
    ids::{BoardId, CaseId, CommentId, DecisionId, UserId},
    page::List,
};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CaseState {
    /// It waits for a decision.
    Open,
    /// It has one.
    Decided,
}

/// What a decision does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, strum::Display)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum DecisionOutcome {
    /// Readers may see the text.
    Approve,
    /// They may not.
    Reject,
    /// What they saw is taken away.
    Remove,
    /// What was taken away is brought back.
    Restore,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, strum::Display)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ReasonCode {
    Spam,
    Harassment,
    Hate,
    Violence,
    Sexual,
    Illegal,
    OffTopic,
    Misinformation,
    Other,
}

/// One moderator's expiring hold on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Who holds it.
    pub holder: UserId,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// One subject that waits, or waited, for a decision.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Case {
    /// Its id, which sorts by when it was opened.
    pub id: CaseId,
    /// What it is about.
    pub comment_id: CommentId,
    /// Which revision of it.
    pub comment_revision: i32,
    /// On which board.
    pub board_id: BoardId,
    /// Where it stands.
    pub state: CaseState,
    /// The text as it was when the case was opened or last taken up again.
    pub snapshot: String,
    /// Its language, `und` if unknown.
    pub language: String,
    /// Counts up with every change.
    pub revision: i32,
    /// Who holds the lease, which may have expired.
    pub lease_holder_id: Option<UserId>,
    /// Until when.
    pub lease_expires_at: Option<DateTime<Utc>>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
}

impl Case {
    /// The lease, if somebody holds the case at this time.
    #[must_use]
    pub fn lease(&self, now: DateTime<Utc>) -> Option<Lease> {
        let lease = Lease { holder: self.lease_holder_id?, expires_at: self.lease_expires_at? };
        (lease.expires_at > now && self.state == CaseState::Open).then_some(lease)
    }
}

/// A recorded outcome. Never changed, never deleted.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// Of which case.
    pub case_id: CaseId,
    /// What it does.
    pub outcome: DecisionOutcome,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// In words, for moderators.
    pub note: Option<String>,
    /// Who; `None` when policy decided.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// Which cases a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CaseFilter {
    /// In this state; `OPEN` when not given.
    pub state: Option<CaseState>,
    /// On this board.
    pub board: Option<BoardId>,
    /// In one of these languages.
    pub languages: Option<Vec<String>>,
    /// Held, or not held, by the viewer now.
    pub claimed_by_viewer: Option<bool>,
}

impl CaseFilter {
    /// Names the list, for its cursors.
    #[must_use]
    pub fn list(&self) -> List {
        List::named(&format!("cases/{self:?}"))
    }
}
