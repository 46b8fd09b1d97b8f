//! The registry of typed ids.

use fabula_platform::define_id;

define_id!(/** Names a user. */ UserId, "user");
define_id!(/** Names a session. */ SessionId, "session");
define_id!(/** Names a personal access token. */ AccessTokenId, "access_token");
define_id!(/** Names an identity at another provider. */ IdentityId, "identity");
define_id!(/** Names a mail. */ MailId, "mail");
define_id!(/** Names a board. */ BoardId, "board");
define_id!(/** Names a request to join a board. */ JoinRequestId, "joinrequest");
define_id!(/** Names an invitation to a board. */ InvitationId, "invitation");
define_id!(/** Names a link by which people join a board. */ InviteLinkId, "invitelink");
define_id!(/** Names a story. */ StoryId, "story");
define_id!(/** Names a comment. */ CommentId, "comment");
define_id!(/** Names a shelf. */ ShelfId, "shelf");
define_id!(/** Names an upload of an image. */ ImageId, "image");
define_id!(/** Names a moderation case. */ CaseId, "case");
define_id!(/** Names a decision on a case. */ DecisionId, "decision");
define_id!(/** Names an entry of the audit log. */ AuditEntryId, "audit");

/// Any object that can be looked up by its id alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeId {
    /// A user.
    User(UserId),
    /// A board.
    Board(BoardId),
    /// A story.
    Story(StoryId),
    /// A comment.
    Comment(CommentId),
    /// A shelf.
    Shelf(ShelfId),
    /// A moderation case.
    Case(CaseId),
    /// A decision.
    Decision(DecisionId),
}

impl NodeId {
    /// Reads an id of any kind; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (prefix, uuid) = fabula_platform::ids::parse(text)?;
        match prefix.as_str() {
            UserId::PREFIX => Some(Self::User(uuid.into())),
            BoardId::PREFIX => Some(Self::Board(uuid.into())),
            StoryId::PREFIX => Some(Self::Story(uuid.into())),
            CommentId::PREFIX => Some(Self::Comment(uuid.into())),
            ShelfId::PREFIX => Some(Self::Shelf(uuid.into())),
            CaseId::PREFIX => Some(Self::Case(uuid.into())),
            DecisionId::PREFIX => Some(Self::Decision(uuid.into())),
            _ => None,
        }
    }
}
