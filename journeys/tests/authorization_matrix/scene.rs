use std::{collections::HashMap, ops::Index};

/// What kind of board a scene is set on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// None: what is asked for has to do with no board.
    Nowhere,
    Public,
    Private,
    /// A public one on which the person in question wrote before they became what they are.
    OwnPublic,
    /// The same, and private by now.
    OwnPrivate,
    /// One that takes people in by request.
    ByRequest,
    /// One where a comment is held for a moderator.
    Held,
    /// One where a moderator has decided on a comment.
    Decided,
}

impl Place {
    /// Whether the person in question has written there.
    pub(crate) const fn has_own(self) -> bool {
        matches!(self, Self::OwnPublic | Self::OwnPrivate)
    }

    /// Whether it is private.
    pub(crate) const fn is_private(self) -> bool {
        matches!(self, Self::Private | Self::OwnPrivate)
    }
}

/// What there can be in a scene, by its id unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Thing {
    /// A number that no other scene has.
    Serial,
    /// The person in question.
    Me,
    MyHandle,
    /// A public board, and a story on it, which nothing happens to.
    OtherBoard,
    OtherStory,
    Board,
    /// Its address.
    Slug,
    /// Its language.
    Language,
    /// A member of the board, who wrote what is there.
    Author,
    AuthorHandle,
    /// Somebody who is nothing to the board.
    Guest,
    GuestHandle,
    Story,
    /// A word of its title that stands nowhere else, and its tag.
    Word,
    Draft,
    /// One that was published before.
    Unpublished,
    /// The author's, on the story.
    Comment,
    /// One that its author deleted after it was replied to.
    DeletedComment,
    /// A story on the public board, of which one on this board is a translation.
    Original,
    Translation,
    /// Another story on the public board, of which there is none.
    Untranslated,
    OwnStory,
    OwnDraft,
    OwnComment,
    /// The guest's request to join; the person's own.
    Request,
    OwnRequest,
    /// The guest's invitation; the person's own.
    Invitation,
    OwnInvitation,
    Link,
    /// The link's token.
    Token,
    /// The board is offered to the author; to the person in question. Its id is the board's.
    Offer,
    OwnOffer,
    /// Somebody is banned. Its id is theirs.
    Ban,
    /// Another story of the author's, whose discussion is locked.
    Lock,
    /// The author's, with the story on them.
    Shelf,
    PrivateShelf,
    /// The person's own, with the other board and the other story on them.
    OwnShelf,
    OwnPrivateShelf,
    /// The same, and the board of the scene on it.
    OwnShelfWithBoard,
    /// An upload of their own, and one of the author's.
    OwnImage,
    Image,
    /// An identity at another site that opens their own account, and one that opens the author's.
    OwnIdentity,
    Identity,
    /// Another session of their own, and a token.
    Session,
    AccessToken,
    /// What an app shows for the second factor that they have begun.
    Code,
    /// A held comment, and the case that it is in.
    HeldComment,
    Case,
    /// Its revision.
    CaseRevision,
    /// What was decided.
    Decision,
}

impl Thing {
    /// Whether only somebody who is signed in can have it.
    pub(crate) const fn is_own(self) -> bool {
        matches!(
            self,
            Self::OwnRequest
                | Self::OwnInvitation
                | Self::OwnOffer
                | Self::OwnShelf
                | Self::OwnPrivateShelf
                | Self::OwnShelfWithBoard
                | Self::OwnImage
                | Self::OwnIdentity
                | Self::Session
                | Self::AccessToken
                | Self::Code
        )
    }

    /// The type of the object.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Board | Self::OtherBoard => "Board",
            Self::Story
            | Self::Draft
            | Self::Unpublished
            | Self::OwnStory
            | Self::OwnDraft
            | Self::Original
            | Self::OtherStory => "Story",
            Self::Comment | Self::OwnComment | Self::HeldComment | Self::DeletedComment => "Comment",
            Self::Shelf | Self::PrivateShelf | Self::OwnShelf | Self::OwnPrivateShelf => "Shelf",
            Self::Author | Self::Guest | Self::Me => "User",
            Self::Case => "ModerationCase",
            _ => panic!("no node"),
        }
    }
}

/// A board with people and things on it, for one person to do something there.
#[derive(Debug, Default)]
pub(crate) struct Scene {
    things: HashMap<Thing, String>,
}

impl Scene {
    pub(crate) fn has(&self, thing: Thing) -> bool {
        self.things.contains_key(&thing)
    }

    pub(crate) fn put(&mut self, thing: Thing, id: impl Into<String>) {
        self.things.insert(thing, id.into());
    }
}

impl Index<Thing> for Scene {
    type Output = String;

    fn index(&self, thing: Thing) -> &String {
        self.things.get(&thing).unwrap_or_else(|| panic!("{thing:?} is not in the scene"))
    }
}
