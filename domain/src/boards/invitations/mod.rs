//! Asking people in, by name or by a link.
//!
//! An owner or moderator invites somebody ([`invite()`]) in a role up to their own: the invitation is `PENDING` until the
//! person accepts ([`accept`]) or declines it ([`decline`]), or somebody who may invite revokes it ([`revoke()`]). Or they make
//! a link ([`create_link`]) whose token lets anyone in who has it ([`use_link`]), so many people, for so long, until it is
//! revoked ([`revoke_link`]). Whoever loses the right to invite loses the invitations that they have made.
//!
//! Of a board that the invited person may not see they learn what the invitation says: title, address, and who invites.

mod answer;
mod invite;
mod link;
mod queries;
mod revoke;
mod token;

use chrono::{DateTime, Utc};

pub use answer::{accept, decline};
pub use invite::invite;
pub use link::{InviteLink, NewLink, create_link, links, preview, revoke_link, use_link};
pub use queries::{list, of_person, open_list, to_person, to_person_list};
pub use revoke::revoke;
pub use token::InviteToken;

use super::BoardRole;
use crate::ids::{BoardId, InvitationId, UserId};

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InvitationStatus {
    /// It waits for an answer.
    Pending,
    /// The person belongs to the board.
    Accepted,
    /// The person said no.
    Declined,
    /// It was taken back.
    Revoked,
}

/// Somebody is asked to join a board.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Which board.
    pub board_id: BoardId,
    /// Its address, for those who may not see it.
    pub board_slug: String,
    /// Its name, likewise.
    pub board_title: String,
    /// Who is asked.
    pub user_id: UserId,
    /// Who asks.
    pub inviter_id: UserId,
    /// What the person would be.
    pub role: BoardRole,
    /// What the inviter says to them, while it waits.
    pub message: Option<String>,
    /// How it stands.
    pub status: InvitationStatus,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was answered or revoked.
    pub answered_at: Option<DateTime<Utc>>,
}
