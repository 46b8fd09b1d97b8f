//! Who may do what on a board: one table, of which `docs/boards.md` has a copy that a test keeps true.

use strum::{EnumCount, VariantArray};

use super::BoardRole;
use crate::accounts::Role;

/// Something that people do on a board and not everybody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumCount, VariantArray)]
pub enum BoardAction {
    /// Comments on its stories, and reacts to comments.
    Comment,
    /// Writes stories on it.
    WriteStories,
    /// Ends their own membership.
    Leave,
    /// Locks and unlocks the discussions of all its stories.
    LockDiscussions,
    /// Changes what it is: title, description, languages, visibility, moderation.
    Update,
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

/// The table: a row for each action, a column for each capacity, both in the order in which they are declared.
#[rustfmt::skip]
const RIGHTS: [(BoardAction, [bool; Capacity::COUNT]); BoardAction::COUNT] = {
    const X: bool = true;
    const O: bool = false;
    [
        //                                outsider  member  contributor  moderator  owner  inst. mod.  admin
        (BoardAction::Comment,           [X,        X,      X,           X,         X,     X,          X]),
        (BoardAction::WriteStories,      [O,        X,      X,           X,         X,     O,          O]),
        (BoardAction::Leave,             [O,        X,      X,           X,         O,     O,          O]),
        (BoardAction::LockDiscussions,   [O,        O,      O,           X,         X,     X,          X]),
        (BoardAction::Update,            [O,        O,      O,           O,         X,     O,          X]),
    ]
};

/// What somebody is to a board that they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Their role on it; `None` if they don't belong to it.
    pub role: Option<BoardRole>,
    /// Their role on the instance.
    pub instance: Role,
}

impl Standing {
    /// Whether they may do this, in one capacity or the other.
    #[must_use]
    pub fn may(self, action: BoardAction) -> bool {
        let (_, columns) = RIGHTS[action as usize];
        self.capacities().any(|capacity| columns[capacity as usize])
    }

    /// All that they may do, in the table's order.
    pub fn rights(self) -> impl Iterator<Item = BoardAction> {
        BoardAction::VARIANTS.iter().copied().filter(move |action| self.may(*action))
    }

    fn capacities(self) -> impl Iterator<Item = Capacity> {
        let here = match self.role {
            None => Capacity::Outsider,
            Some(BoardRole::Member) => Capacity::Member,
            Some(BoardRole::Contributor) => Capacity::Contributor,
            Some(BoardRole::Moderator) => Capacity::Moderator,
            Some(BoardRole::Owner) => Capacity::Owner,
        };
        let on_the_instance = match self.instance {
            Role::Member => None,
            Role::Moderator => Some(Capacity::InstanceModerator),
            Role::Admin => Some(Capacity::InstanceAdmin),
        };
        [Some(here), on_the_instance].into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is done, in words for the documentation.
    fn action(action: BoardAction) -> &'static str {
        match action {
            BoardAction::Comment => "comment and react",
            BoardAction::WriteStories => "write stories",
            BoardAction::Leave => "leave",
            BoardAction::LockDiscussions => "lock any discussion",
            BoardAction::Update => "change the board",
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
        let mut table = row(std::iter::once("").chain(capacities).collect());
        table.push_str(&row(vec!["---"; Capacity::COUNT + 1]));
        for (done, columns) in RIGHTS {
            let words = action(done);
            let cells = columns.iter().map(|may| if *may { "✓" } else { "" });
            table.push_str(&row(std::iter::once(words).chain(cells).collect()));
        }
        table.replace("|  |", "| |").replace("|  |", "| |")
    }

    #[test]
    fn each_action_has_its_row() {
        let rows: Vec<BoardAction> = RIGHTS.iter().map(|(action, _)| *action).collect();
        assert_eq!(rows, BoardAction::VARIANTS);
    }

    #[test]
    fn the_documentation_has_this_table() {
        let page = include_str!("../../../docs/boards.md");
        assert!(page.contains(&printed()), "docs/boards.md should hold:\n\n{}", printed());
    }

    #[test]
    fn a_role_on_the_instance_adds_to_the_one_on_the_board() {
        let member = Standing { role: Some(BoardRole::Member), instance: Role::Moderator };
        assert!(member.may(BoardAction::WriteStories) && member.may(BoardAction::LockDiscussions));
        let outsider = Standing { role: None, instance: Role::Member };
        assert_eq!(outsider.rights().collect::<Vec<_>>(), [BoardAction::Comment]);
    }
}
