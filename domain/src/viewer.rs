//! Who is asking, and what proves it.

use crate::{
    access_tokens::Scopes,
    accounts::Role,
    ids::{AccessTokenId, SessionId, UserId},
};

/// A known person.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// Who they are.
    pub id: UserId,
    /// What the instance lets them do. With an access token it is no more than the token's scopes say.
    pub role: Role,
    /// What proves it.
    pub credential: Credential,
}

/// What proves who is asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// They signed in.
    Session {
        /// The session.
        id: SessionId,
    },
    /// A program has a token of theirs.
    AccessToken {
        /// The token.
        id: AccessTokenId,
        /// What it may do.
        scopes: Scopes,
    },
}

/// Names what proves who is asking: sockets that it opened close when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CredentialId {
    /// A session.
    Session(SessionId),
    /// An access token.
    AccessToken(AccessTokenId),
}

impl From<SessionId> for CredentialId {
    fn from(id: SessionId) -> Self {
        Self::Session(id)
    }
}

impl From<AccessTokenId> for CredentialId {
    fn from(id: AccessTokenId) -> Self {
        Self::AccessToken(id)
    }
}

impl Credential {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> CredentialId {
        match self {
            Self::Session { id } => CredentialId::Session(*id),
            Self::AccessToken { id, .. } => CredentialId::AccessToken(*id),
        }
    }
}

impl Viewer {
    /// Whether they moderate the whole instance.
    #[must_use]
    pub fn is_moderator(&self) -> bool {
        matches!(self.role, Role::Moderator | Role::Admin)
    }

    /// The person, if they signed in themselves; `None` if a program asks with a token of theirs.
    #[must_use]
    pub fn signed_in(&self) -> Option<SignedIn> {
        match self.credential {
            Credential::Session { id } => Some(SignedIn { user: self.id, session: id }),
            Credential::AccessToken { .. } => None,
        }
    }
}

/// A person who signed in themselves. What looks after accounts takes this: a token can't.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn {
    /// Who.
    pub user: UserId,
    /// The session that they opened.
    pub session: SessionId,
}

/// The two things that SQL asks of a viewer, anonymous or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sight {
    /// The viewer's id; `None` when nobody is signed in.
    pub user: Option<UserId>,
    /// Whether they see what only moderators see.
    pub moderator: bool,
}

impl Sight {
    /// That of somebody who takes back what they wrote, also where they see nothing any more. It finds, and never shows.
    pub(crate) fn of_own(viewer: &Viewer) -> Self {
        Self { user: Some(viewer.id), moderator: true }
    }
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
