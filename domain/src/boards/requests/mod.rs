//! Asking to be let in.
//!
//! On a board that takes requests somebody asks ([`ask()`]): the request is `PENDING` until they withdraw it ([`withdraw()`]) or
//! an owner or moderator answers ([`answer()`]). It is answered once; a note that came with it is gone then. Somebody has one
//! request on a board: asking again takes the place of one that was answered.

mod answer;
mod ask;
mod queries;
mod withdraw;

use chrono::{DateTime, Utc};

pub use answer::answer;
pub use ask::{Note, ask};
pub use queries::{list, of_person, open_list};
pub use withdraw::withdraw;

use crate::ids::{BoardId, JoinRequestId, UserId};

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RequestStatus {
    /// It waits for an answer.
    Pending,
    /// The person was let in.
    Accepted,
    /// The person was not let in.
    Declined,
    /// The person took it back.
    Withdrawn,
}

/// Somebody's request to join a board.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct JoinRequest {
    /// Its id.
    pub id: JoinRequestId,
    /// Which board.
    pub board_id: BoardId,
    /// Who asks.
    pub user_id: UserId,
    /// What they say of themselves, while it waits.
    pub note: Option<String>,
    /// How it stands.
    pub status: RequestStatus,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was answered or withdrawn.
    pub answered_at: Option<DateTime<Utc>>,
}
