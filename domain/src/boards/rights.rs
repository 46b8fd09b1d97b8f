//! Who may do what on a board: one table, of which `docs/boards.md` has a copy that a test keeps true.

use chrono::{DateTime, Utc};
use strum::{EnumCount, VariantArray};

use super::{BoardRole, JoinPolicy, WritingPolicy};
use crate::accounts::Role;

/// Something that people do on a board and not everybody may. Displayed, it is what somebody is told who may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumCount, VariantArray, thiserror::Error)]
pub enum BoardAction {
    /// Comments on its stories, and reacts to comments.
    #[error("you can't comment on this board")]
    Comment,
    /// Edits their own stories and comments.
    #[error("you can't edit on this board")]
    EditOwn,
    /// Writes stories on it, and publishes them.
    #[error("only members of the board write stories on it")]
    WriteStories,
    /// Joins it, where it is open.
    #[error("you belong to this board already")]
    Join,
    /// Asks to be let in, where it takes requests.
    #[error("you belong to this board already")]
    AskToJoin,
    /// Ends their own membership.
    #[error("the owner can't leave the board: offer it to another member first")]
    Leave,
    /// Locks and unlocks the discussions of all its stories.
    #[error("only the author and moderators can lock or unlock the discussion")]
    LockDiscussions,
    /// Asks people in, by name or by a link.
    #[error("only the board's owner and moderators can invite people")]
    Invite,
    /// Lets in those who ask, or not.
    #[error("only the board's owner and moderators can answer requests to join")]
    AnswerRequests,
    /// Changes the roles of those below them.
    #[error("only the board's owner and moderators can change roles")]
    ChangeRoles,
    /// Ends the membership of those below them.
    #[error("only the board's owner and moderators can remove members")]
    RemoveMembers,
    /// Keeps people off it, and lets them back.
    #[error("only the board's owner and moderators can ban people")]
    Ban,
    /// Changes what it is: title, description, languages, visibility, policies, moderation.
    #[error("only the board's owner can change it")]
    Update,
    /// Offers it to a member, who then owns it.
    #[error("only the board's owner can offer it to somebody")]
    TransferOwnership,
    /// Archives it, and opens it again.
    #[error("only the board's owner can archive it or open it again")]
    Archive,
}

/// In what capacity somebody acts: by their place on the board, or by their role on the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumCount, VariantArray)]
enum Capacity {
    /// Signed in, sees the board, does not belong to it.
    Outsider,
    Member,
    Contributor,
    Moderator,
    Owner,
    InstanceModerator,
    InstanceAdmin,
}

/// The table: a row for each action, a column for each capacity, both in the order in which they are declared. Before them
/// stands whether the action goes on while the board is archived: what takes away does, what adds does not.
#[rustfmt::skip]
const RIGHTS: [(BoardAction, bool, [bool; Capacity::COUNT]); BoardAction::COUNT] = {
    const X: bool = true;
    const O: bool = false;
    [
        //                              archived  outsider member contributor moderator owner inst. mod. admin
        (BoardAction::Comment,           O,       [X,      X,     X,          X,        X,    X,         X]),
        (BoardAction::EditOwn,           O,       [X,      X,     X,          X,        X,    X,         X]),
        (BoardAction::WriteStories,      O,       [O,      X,     X,          X,        X,    O,         O]),
        (BoardAction::Join,              O,       [X,      O,     O,          O,        O,    O,         O]),
        (BoardAction::AskToJoin,         O,       [X,      O,     O,          O,        O,    O,         O]),
        (BoardAction::Leave,             X,       [O,      X,     X,          X,        O,    O,         O]),
        (BoardAction::LockDiscussions,   X,       [O,      O,     O,          X,        X,    X,         X]),
        (BoardAction::Invite,            O,       [O,      O,     O,          X,        X,    O,         X]),
        (BoardAction::AnswerRequests,    O,       [O,      O,     O,          X,        X,    O,         X]),
        (BoardAction::ChangeRoles,       X,       [O,      O,     O,          X,        X,    O,         X]),
        (BoardAction::RemoveMembers,     X,       [O,      O,     O,          X,        X,    O,         X]),
        (BoardAction::Ban,               X,       [O,      O,     O,          X,        X,    O,         X]),
        (BoardAction::Update,            O,       [O,      O,     O,          O,        X,    O,         X]),
        (BoardAction::TransferOwnership, X,       [O,      O,     O,          O,        X,    O,         X]),
        (BoardAction::Archive,           X,       [O,      O,     O,          O,        X,    O,         X]),
    ]
};

/// Why somebody may not do something on a board that they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Their role does not let them.
    #[error(transparent)]
    NotAllowed(BoardAction),
    /// Members don't write here, contributors do.
    #[error("only contributors can write stories on this board")]
    ContributorsOnly,
    /// They are banned: until then, or until it is lifted.
    #[error("you are banned from this board")]
    Banned(Option<DateTime<Utc>>),
    /// Nothing is added to it since then.
    #[error("the board is archived: nothing is added to it any more")]
    Archived(DateTime<Utc>),
    /// It takes people in by request.
    #[error("this board takes people in by request: ask to join it")]
    AskFirst,
    /// It takes people in by invitation.
    #[error("this board takes people in by invitation")]
    InviteOnly,
    /// It takes everybody in.
    #[error("you can join this board without asking")]
    NoNeedToAsk,
}

/// What of a board decides on rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// How people join.
    pub join_policy: JoinPolicy,
    /// Who writes stories.
    pub writing_policy: WritingPolicy,
    /// Since when nothing is added to it.
    pub archived_at: Option<DateTime<Utc>>,
}

/// A ban that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BanNotice {
    /// What the person is told.
    pub reason: String,
    /// Until when; `None` until it is lifted.
    pub until: Option<DateTime<Utc>>,
}

/// Somebody's place on a board.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Their role; `None` if they don't belong to it.
    pub role: Option<BoardRole>,
    /// What keeps them off it.
    pub ban: Option<BanNotice>,
}

/// What somebody is to a board that they see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Their place on it.
    pub place: Place,
    /// Their role on the instance.
    pub instance: Role,
    /// The board's side.
    pub terms: Terms,
}

impl Standing {
    /// Whether they may do this now, in one capacity or the other; if not, why.
    ///
    /// # Errors
    /// The reason.
    pub fn check(&self, action: BoardAction) -> Result<(), Refusal> {
        let (_, goes_on_archived, columns) = RIGHTS[action as usize];
        if !self.capacities().any(|capacity| columns[capacity as usize]) {
            let is_for_many = columns[Capacity::Outsider as usize] || columns[Capacity::Member as usize];
            return Err(match &self.place.ban {
                Some(ban) if is_for_many => Refusal::Banned(ban.until),
                _ => Refusal::NotAllowed(action),
            });
        }
        match (action, self.terms.join_policy, self.terms.writing_policy) {
            (BoardAction::Join, JoinPolicy::Request, _) => return Err(Refusal::AskFirst),
            (BoardAction::AskToJoin, JoinPolicy::Open, _) => return Err(Refusal::NoNeedToAsk),
            (BoardAction::Join | BoardAction::AskToJoin, JoinPolicy::Invite, _) => {
                return Err(Refusal::InviteOnly);
            }
            (BoardAction::WriteStories, _, WritingPolicy::Contributors)
                if self.place.role == Some(BoardRole::Member) =>
            {
                return Err(Refusal::ContributorsOnly);
            }
            _ => {}
        }
        match self.terms.archived_at {
            Some(since) if !goes_on_archived => Err(Refusal::Archived(since)),
            _ => Ok(()),
        }
    }

    /// Whether they may do this now.
    #[must_use]
    pub fn may(&self, action: BoardAction) -> bool {
        self.check(action).is_ok()
    }

    /// All that they may do now, in the table's order.
    pub fn rights(&self) -> impl Iterator<Item = BoardAction> {
        BoardAction::VARIANTS.iter().copied().filter(|action| self.may(*action))
    }

    /// Whether they may act on somebody in this role on the board: those below them. An admin stands where the owner does.
    pub(super) fn is_above(&self, other: Option<BoardRole>) -> bool {
        other.map_or(0, rank) < self.rank()
    }

    /// Whether they may give somebody this role: up to their own, and never ownership.
    pub(super) fn may_give(&self, role: BoardRole) -> bool {
        role != BoardRole::Owner && rank(role) <= self.rank()
    }

    fn rank(&self) -> u8 {
        if self.instance == Role::Admin { rank(BoardRole::Owner) } else { self.place.role.map_or(0, rank) }
    }

    fn capacities(&self) -> impl Iterator<Item = Capacity> {
        let here = match self.place.role {
            None if self.place.ban.is_some() => None,
            None => Some(Capacity::Outsider),
            Some(BoardRole::Member) => Some(Capacity::Member),
            Some(BoardRole::Contributor) => Some(Capacity::Contributor),
            Some(BoardRole::Moderator) => Some(Capacity::Moderator),
            Some(BoardRole::Owner) => Some(Capacity::Owner),
        };
        let on_the_instance = match self.instance {
            Role::Member => None,
            Role::Moderator => Some(Capacity::InstanceModerator),
            Role::Admin => Some(Capacity::InstanceAdmin),
        };
        [here, on_the_instance].into_iter().flatten()
    }
}

/// How roles are ordered; somebody who does not belong to the board has 0.
pub(super) const fn rank(role: BoardRole) -> u8 {
    match role {
        BoardRole::Member => 1,
        BoardRole::Contributor => 2,
        BoardRole::Moderator => 3,
        BoardRole::Owner => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is done, in words for the documentation.
    fn action(action: BoardAction) -> &'static str {
        match action {
            BoardAction::Comment => "comment and react",
            BoardAction::EditOwn => "edit what is one's own",
            BoardAction::WriteStories => "write stories",
            BoardAction::Join => "join",
            BoardAction::AskToJoin => "ask to join",
            BoardAction::Leave => "leave",
            BoardAction::LockDiscussions => "lock any discussion",
            BoardAction::Invite => "invite people",
            BoardAction::AnswerRequests => "answer requests to join",
            BoardAction::ChangeRoles => "change roles",
            BoardAction::RemoveMembers => "remove members",
            BoardAction::Ban => "ban people",
            BoardAction::Update => "change the board",
            BoardAction::TransferOwnership => "offer the board to a member",
            BoardAction::Archive => "archive it and open it again",
        }
    }

    /// Who does it, likewise.
    fn capacity(capacity: Capacity) -> &'static str {
        match capacity {
            Capacity::Outsider => "outsider",
            Capacity::Member => "`MEMBER`",
            Capacity::Contributor => "`CONTRIBUTOR`",
            Capacity::Moderator => "`MODERATOR`",
            Capacity::Owner => "`OWNER`",
            Capacity::InstanceModerator => "instance moderator",
            Capacity::InstanceAdmin => "instance admin",
        }
    }

    /// The table in Markdown.
    fn printed() -> String {
        let row = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
        let capacities = Capacity::VARIANTS.iter().map(|kind| capacity(*kind));
        let mut table = row(std::iter::once("").chain(capacities).chain(["while archived"]).collect());
        table.push_str(&row(vec!["---"; Capacity::COUNT + 2]));
        for (done, goes_on_archived, columns) in RIGHTS {
            let cells = columns.iter().chain([&goes_on_archived]).map(|may| if *may { "✓" } else { "" });
            table.push_str(&row(std::iter::once(action(done)).chain(cells).collect()));
        }
        table.replace("|  |", "| |").replace("|  |", "| |")
    }

    const OPEN: Terms =
        Terms { join_policy: JoinPolicy::Open, writing_policy: WritingPolicy::Members, archived_at: None };

    fn standing(role: Option<BoardRole>, instance: Role, terms: Terms) -> Standing {
        Standing { place: Place { role, ban: None }, instance, terms }
    }

    #[test]
    fn each_action_has_its_row() {
        let rows: Vec<BoardAction> = RIGHTS.iter().map(|(action, ..)| *action).collect();
        assert_eq!(rows, BoardAction::VARIANTS);
    }

    #[test]
    fn the_documentation_has_this_table() {
        let page = include_str!("../../../docs/boards.md");
        assert!(page.contains(&printed()), "docs/boards.md should hold:\n\n{}", printed());
    }

    #[test]
    fn a_role_on_the_instance_adds_to_the_one_on_the_board() {
        let member = standing(Some(BoardRole::Member), Role::Moderator, OPEN);
        assert!(member.may(BoardAction::WriteStories) && member.may(BoardAction::LockDiscussions));
        let outsider = standing(None, Role::Member, OPEN);
        assert_eq!(
            outsider.rights().collect::<Vec<_>>(),
            [BoardAction::Comment, BoardAction::EditOwn, BoardAction::Join]
        );
    }

    #[test]
    fn a_ban_takes_the_rights_of_a_passer_by_and_leaves_those_of_the_instance() {
        let mut banned = standing(None, Role::Member, OPEN);
        banned.place.ban = Some(BanNotice { reason: "noise".to_owned(), until: None });
        assert_eq!(banned.rights().count(), 0);
        assert_eq!(banned.check(BoardAction::Comment), Err(Refusal::Banned(None)));
        assert_eq!(banned.check(BoardAction::WriteStories), Err(Refusal::Banned(None)));
        assert_eq!(banned.check(BoardAction::Update), Err(Refusal::NotAllowed(BoardAction::Update)));
        banned.instance = Role::Moderator;
        assert!(banned.may(BoardAction::LockDiscussions));
    }

    #[test]
    fn policies_and_the_archive_narrow_what_roles_give() {
        let outsider = |join_policy| standing(None, Role::Member, Terms { join_policy, ..OPEN });
        assert_eq!(outsider(JoinPolicy::Request).check(BoardAction::Join), Err(Refusal::AskFirst));
        assert!(outsider(JoinPolicy::Request).may(BoardAction::AskToJoin));
        assert_eq!(outsider(JoinPolicy::Invite).check(BoardAction::AskToJoin), Err(Refusal::InviteOnly));
        let few = Terms { writing_policy: WritingPolicy::Contributors, ..OPEN };
        assert!(!standing(Some(BoardRole::Member), Role::Member, few).may(BoardAction::WriteStories));
        assert!(standing(Some(BoardRole::Contributor), Role::Member, few).may(BoardAction::WriteStories));
        let since = DateTime::UNIX_EPOCH;
        let owner =
            standing(Some(BoardRole::Owner), Role::Member, Terms { archived_at: Some(since), ..OPEN });
        assert_eq!(owner.check(BoardAction::WriteStories), Err(Refusal::Archived(since)));
        assert!(owner.may(BoardAction::Archive) && owner.may(BoardAction::Ban));
    }

    #[test]
    fn people_act_on_those_below_them_and_give_what_they_have() {
        let moderator = standing(Some(BoardRole::Moderator), Role::Member, OPEN);
        assert!(moderator.is_above(None) && moderator.is_above(Some(BoardRole::Contributor)));
        assert!(
            !moderator.is_above(Some(BoardRole::Moderator)) && !moderator.is_above(Some(BoardRole::Owner))
        );
        assert!(moderator.may_give(BoardRole::Moderator) && !moderator.may_give(BoardRole::Owner));
        let admin = standing(None, Role::Admin, OPEN);
        assert!(admin.is_above(Some(BoardRole::Moderator)) && !admin.is_above(Some(BoardRole::Owner)));
        assert!(!admin.may_give(BoardRole::Owner));
    }
}
