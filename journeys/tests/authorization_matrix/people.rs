/// The kinds of people, each by what they are to the board in question or to the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// Nobody has signed in.
    Anonymous,
    /// Signed in, and nothing to the board.
    Stranger,
    Member,
    Contributor,
    /// A moderator of the board.
    BoardModerator,
    Owner,
    /// A moderator of the instance who does not belong to the board.
    Moderator,
    /// An admin of the instance who does not belong to the board.
    Admin,
    /// Banned from the board.
    Banned,
}

impl Who {
    /// All of them, in the order of the table's columns.
    pub(crate) const ALL: [Self; 9] = [
        Self::Anonymous,
        Self::Stranger,
        Self::Member,
        Self::Contributor,
        Self::BoardModerator,
        Self::Owner,
        Self::Moderator,
        Self::Admin,
        Self::Banned,
    ];

    /// The head of the column.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Stranger => "stranger",
            Self::Member => "member",
            Self::Contributor => "contributor",
            Self::BoardModerator => "board moderator",
            Self::Owner => "owner",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
            Self::Banned => "banned",
        }
    }

    /// What their handles begin with.
    pub(crate) const fn handle(self) -> &'static str {
        match self {
            Self::BoardModerator => "keeper",
            other => other.title(),
        }
    }

    /// A language that nobody else's boards are in, so that lists are not crowded.
    pub(crate) const fn language(self) -> &'static str {
        match self {
            Self::Anonymous => "en",
            Self::Stranger => "de",
            Self::Member => "es",
            Self::Contributor => "fr",
            Self::BoardModerator => "it",
            Self::Owner => "nl",
            Self::Moderator => "pt",
            Self::Admin => "pl",
            Self::Banned => "sv",
        }
    }

    /// The role on the board, if they belong to it.
    pub(crate) const fn board_role(self) -> Option<&'static str> {
        match self {
            Self::Member => Some("MEMBER"),
            Self::Contributor => Some("CONTRIBUTOR"),
            Self::BoardModerator => Some("MODERATOR"),
            Self::Owner => Some("OWNER"),
            _ => None,
        }
    }

    /// The role on the instance, if it is more than everybody's.
    pub(crate) const fn instance_role(self) -> Option<&'static str> {
        match self {
            Self::Moderator => Some("moderator"),
            Self::Admin => Some("admin"),
            _ => None,
        }
    }
}
