//! The events of all features, and the queues of the jobs that take them. `docs/events.asyncapi.yaml` describes them.

use fabula_platform::{broker::Queue, outbox::Event};
use serde::{Deserialize, Serialize};

use crate::ids::{BoardId, CaseId, CommentId, MailId, StoryId, UserId};

/// The job that judges texts.
pub const MODERATION: Queue = Queue { name: "moderation", events: &["comment.submitted", "comment.edited"] };

/// The job that sends mails.
pub const MAIL: Queue = Queue { name: "mail", events: &["mail.requested", "user.registered"] };

/// The job that clears away what erased accounts left behind.
pub const ERASURE: Queue = Queue { name: "erasure", events: &["user.erased"] };

/// Every job's queue.
pub const QUEUES: &[Queue] = &[MODERATION, MAIL, ERASURE];

/// Every event type, without its `fabula.` prefix.
pub const KINDS: &[&str] = &[
    "user.registered",
    "user.erased",
    "mail.requested",
    "board.created",
    "board.invited",
    "board.requested",
    "board.accepted",
    "board.declined",
    "board.banned",
    "board.offered",
    "board.transferred",
    "board.archived",
    "board.unarchived",
    "story.published",
    "story.updated",
    "story.unpublished",
    "story.deleted",
    "comment.submitted",
    "comment.edited",
    "comment.published",
    "comment.removed",
    "comment.deleted",
    "comment.restored",
    "case.opened",
    "case.decided",
];

/// Somebody signed up.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserRegistered {
    /// Who.
    pub user_id: UserId,
}

/// Somebody has had their account erased, and what it left behind is to be cleared away.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserErased {
    /// Whose account it was.
    pub user_id: UserId,
}

/// A mail is to be sent.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MailRequested {
    /// Which.
    pub mail_id: MailId,
}

/// A board was opened.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BoardCreated {
    /// Which.
    pub board_id: BoardId,
}

/// What happened on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardFact {
    /// Somebody was asked in.
    Invited,
    /// Somebody asks to be let in.
    Requested,
    /// Somebody who asked was let in.
    Accepted,
    /// Somebody who asked was not let in.
    Declined,
    /// Somebody is kept off it.
    Banned,
    /// It was offered to a member.
    Offered,
    /// It has another owner.
    Transferred,
    /// Nothing is added to it any more.
    Archived,
    /// It is open again.
    Unarchived,
}

/// Something happened on a board.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BoardEvent {
    /// What happened.
    #[serde(skip)]
    pub fact: BoardFact,
    /// On which board.
    pub board_id: BoardId,
    /// Whom it is about: who asked, was asked or banned, owns it now; of the archive, who did it.
    pub user_id: UserId,
}

/// What happened to a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoryFact {
    /// It can be read now.
    Published,
    /// Its author changed it.
    Updated,
    /// Its author made it a draft again.
    Unpublished,
    /// Its author took it away for good.
    Deleted,
}

/// Something happened to a story.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoryEvent {
    /// What happened.
    #[serde(skip)]
    pub fact: StoryFact,
    /// Which story.
    pub story_id: StoryId,
    /// On which board.
    pub board_id: BoardId,
    /// Its revision then.
    pub revision: i32,
}

/// What happened to a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentFact {
    /// It was written and waits for its verdict.
    Submitted,
    /// Its author wrote a new revision, which waits for its verdict.
    Edited,
    /// Readers see it.
    Published,
    /// Moderation took it away.
    Removed,
    /// Its author took it away.
    Deleted,
    /// Moderation brought it back.
    Restored,
}

/// Something happened to a comment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CommentEvent {
    /// What happened.
    #[serde(skip)]
    pub fact: CommentFact,
    /// Which comment.
    pub comment_id: CommentId,
    /// In which story's discussion.
    pub story_id: StoryId,
    /// The revision that it happened to.
    pub revision: i32,
}

/// What a consumer reads from the data of a comment event.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommentEventData {
    /// Which comment.
    pub comment_id: CommentId,
    /// The revision that it happened to.
    pub revision: i32,
}

/// What happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseFact {
    /// It waits for a moderator.
    Opened,
    /// A moderator decided it.
    Decided,
}

/// Something happened to a moderation case.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseEvent {
    /// What happened.
    #[serde(skip)]
    pub fact: CaseFact,
    /// Which case.
    pub case_id: CaseId,
    /// About which comment.
    pub comment_id: CommentId,
    /// The case's revision then.
    pub revision: i32,
}

impl Event for UserRegistered {
    fn kind(&self) -> &'static str {
        "user.registered"
    }
    fn subject(&self) -> String {
        self.user_id.to_string()
    }
}

impl Event for UserErased {
    fn kind(&self) -> &'static str {
        "user.erased"
    }
    fn subject(&self) -> String {
        self.user_id.to_string()
    }
}

impl Event for MailRequested {
    fn kind(&self) -> &'static str {
        "mail.requested"
    }
    fn subject(&self) -> String {
        self.mail_id.to_string()
    }
}

impl Event for BoardCreated {
    fn kind(&self) -> &'static str {
        "board.created"
    }
    fn subject(&self) -> String {
        self.board_id.to_string()
    }
}

impl Event for BoardEvent {
    fn kind(&self) -> &'static str {
        match self.fact {
            BoardFact::Invited => "board.invited",
            BoardFact::Requested => "board.requested",
            BoardFact::Accepted => "board.accepted",
            BoardFact::Declined => "board.declined",
            BoardFact::Banned => "board.banned",
            BoardFact::Offered => "board.offered",
            BoardFact::Transferred => "board.transferred",
            BoardFact::Archived => "board.archived",
            BoardFact::Unarchived => "board.unarchived",
        }
    }
    fn subject(&self) -> String {
        self.board_id.to_string()
    }
}

impl Event for StoryEvent {
    fn kind(&self) -> &'static str {
        match self.fact {
            StoryFact::Published => "story.published",
            StoryFact::Updated => "story.updated",
            StoryFact::Unpublished => "story.unpublished",
            StoryFact::Deleted => "story.deleted",
        }
    }
    fn subject(&self) -> String {
        self.story_id.to_string()
    }
}

impl Event for CommentEvent {
    fn kind(&self) -> &'static str {
        match self.fact {
            CommentFact::Submitted => "comment.submitted",
            CommentFact::Edited => "comment.edited",
            CommentFact::Published => "comment.published",
            CommentFact::Removed => "comment.removed",
            CommentFact::Deleted => "comment.deleted",
            CommentFact::Restored => "comment.restored",
        }
    }
    fn subject(&self) -> String {
        self.comment_id.to_string()
    }
}

impl Event for CaseEvent {
    fn kind(&self) -> &'static str {
        match self.fact {
            CaseFact::Opened => "case.opened",
            CaseFact::Decided => "case.decided",
        }
    }
    fn subject(&self) -> String {
        self.case_id.to_string()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_event_is_described_and_every_described_event_exists() {
        let description = include_str!("../../docs/events.asyncapi.yaml");
        for kind in super::KINDS {
            assert!(description.contains(&format!("fabula.{kind}")), "{kind} is not described");
        }
        let described: std::collections::BTreeSet<_> = description
            .split(|character: char| !(character.is_ascii_alphanumeric() || character == '.'))
            .filter_map(|word| word.strip_prefix("fabula."))
            .filter(|word| word.contains('.') && word.chars().all(|c| c.is_ascii_lowercase() || c == '.'))
            .filter(|word| !word.starts_with("events") && !word.starts_with("moderation"))
            .collect();
        for kind in described {
            assert!(super::KINDS.contains(&kind), "{kind} is described but does not exist");
        }
    }
}
