//! What people follow: boards, stories and each other.
//!
//! Following is a wish to be told, not a right to see: what a follower may no longer see stays followed and silent, and
//! shows again with the right. Following twice is no error. Who blocked somebody is not followed by them.

mod forget;
mod queries;
mod set;

pub(crate) use forget::forget;
pub use queries::{followed_boards, followed_list, followed_people, followed_stories, follows_of};
pub use set::{FollowError, Followed, MOST_FOLLOWED, follow, unfollow};

use crate::ids::{BoardId, NodeId, StoryId, UserId};

/// What can be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FollowSubject {
    /// What is published on a board.
    Board(BoardId),
    /// A story's discussion.
    Story(StoryId),
    /// What somebody publishes.
    Person(UserId),
}

impl FollowSubject {
    /// Reads the id of something that can be followed.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        match NodeId::parse(id)? {
            NodeId::Board(board) => Some(Self::Board(board)),
            NodeId::Story(story) => Some(Self::Story(story)),
            NodeId::User(user) => Some(Self::Person(user)),
            _ => None,
        }
    }

    /// The three columns of `follows`, one of which is set.
    fn columns(self) -> (Option<uuid::Uuid>, Option<uuid::Uuid>, Option<uuid::Uuid>) {
        match self {
            Self::Board(board) => (Some(board.uuid()), None, None),
            Self::Story(story) => (None, Some(story.uuid()), None),
            Self::Person(person) => (None, None, Some(person.uuid())),
        }
    }
}
