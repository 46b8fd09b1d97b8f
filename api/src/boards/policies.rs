//! The choices that a board makes, and what people may do on it.

use async_graphql::Enum;
use fabula_domain::boards;

/// Who sees a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "boards::BoardVisibility")]
pub(crate) enum BoardVisibility {
    /// Everyone, and it is listed.
    Public,
    /// Everyone who knows its address.
    Unlisted,
    /// Its members.
    Private,
}

/// When comments on a board are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "boards::ModerationMode")]
pub(crate) enum ModerationMode {
    /// After the automatic verdict.
    Pre,
    /// At once; withdrawn if the verdict says so.
    Post,
    /// After a human has approved.
    Manual,
}

/// How people come to belong to a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "boards::JoinPolicy")]
pub(crate) enum BoardJoinPolicy {
    /// Whoever sees it joins: `joinBoard`.
    Open,
    /// They ask, and its owner and moderators let them in: `requestToJoinBoard`.
    Request,
    /// Its owner and moderators ask them in: `inviteToBoard`, `createBoardInviteLink`. Always so on a private board.
    Invite,
}

/// Which members write stories on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "boards::WritingPolicy")]
pub(crate) enum BoardWritingPolicy {
    /// All.
    Members,
    /// Contributors, moderators and the owner.
    Contributors,
}

/// What a member may do on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "boards::BoardRole")]
pub(crate) enum BoardRole {
    /// Opened it or took it over, and answers for it.
    Owner,
    /// Keeps order on it.
    Moderator,
    /// Writes stories, also where not all members do.
    Contributor,
    /// Belongs to it.
    Member,
}

/// Something that people do on a board and not everybody may. `docs/boards.md` has the table of who may what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "boards::BoardAction")]
pub(crate) enum BoardAction {
    /// Comments on its stories, and reacts to comments.
    Comment,
    /// Edits their own stories and comments.
    EditOwn,
    /// Writes stories on it, and publishes them.
    WriteStories,
    /// Joins it: it is open.
    Join,
    /// Asks to be let in: it takes requests.
    AskToJoin,
    /// Ends their own membership.
    Leave,
    /// Locks and unlocks the discussions of all its stories.
    LockDiscussions,
    /// Asks people in, by name or by a link.
    Invite,
    /// Lets in those who ask, or not.
    AnswerRequests,
    /// Changes the roles of those below them.
    ChangeRoles,
    /// Ends the membership of those below them.
    RemoveMembers,
    /// Keeps people off it, and lets them back.
    Ban,
    /// Changes what it is: title, description, languages, visibility, policies, moderation.
    Update,
    /// Offers it to a member, who then owns it.
    TransferOwnership,
    /// Archives it, and opens it again.
    Archive,
}
