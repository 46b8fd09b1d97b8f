//! Who is asking.

use chrono::{DateTime, Utc};

use crate::{
    accounts::Role,
    ids::{SessionId, UserId},
};

/// A signed-in person, as proven by a session.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// Who they are.
    pub id: UserId,
    /// What the instance lets them do.
    pub role: Role,
    /// The session that proves it.
    pub session: SessionId,
    /// When that session ends.
    pub session_expires_at: DateTime<Utc>,
}

impl Viewer {
    /// Whether they moderate the whole instance.
    #[must_use]
    pub fn is_moderator(&self) -> bool {
        matches!(self.role, Role::Moderator | Role::Admin)
    }
}

/// The two things that SQL asks of a viewer, anonymous or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sight {
    /// The viewer's id; `None` when nobody is signed in.
    pub user: Option<UserId>,
    /// Whether they see what only moderators see.
    pub moderator: bool,
}

impl From<Option<&Viewer>> for Sight {
    fn from(viewer: Option<&Viewer>) -> Self {
        Self { user: viewer.map(|viewer| viewer.id), moderator: viewer.is_some_and(Viewer::is_moderator) }
    }
}

impl From<&Viewer> for Sight {
    fn from(viewer: &Viewer) -> Self {
        Some(viewer).into()
    }
}
