use std::fmt;

use crate::accounts::Role;

/// One thing that an access token may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumString, strum::Display)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Scope {
    /// Reads what its owner may read.
    Read,
    /// Writes what its owner may write.
    Write,
    /// Works the moderation queue, if its owner is a moderator.
    Moderate,
    /// Administrates the instance, if its owner does.
    Admin,
}

impl Scope {
    const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Moderate, Self::Admin];

    /// The scope with what it implies, as bits: each reads, and who administrates moderates, too.
    const fn bits(self) -> u8 {
        match self {
            Self::Read => 0b0001,
            Self::Write => 0b0011,
            Self::Moderate => 0b0101,
            Self::Admin => 0b1101,
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Read => 0b0001,
            Self::Write => 0b0010,
            Self::Moderate => 0b0100,
            Self::Admin => 0b1000,
        }
    }
}

/// What an access token may do: at least one scope, with all that it implies.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scopes(u8);

impl Scopes {
    /// These scopes and what they imply; `None` if there are none.
    #[must_use]
    pub fn of(scopes: impl IntoIterator<Item = Scope>) -> Option<Self> {
        let bits = scopes.into_iter().fold(0, |bits, scope| bits | scope.bits());
        (bits != 0).then_some(Self(bits))
    }

    /// Whether this scope is among them.
    #[must_use]
    pub fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// The scopes, the weakest first.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }

    /// What is left of a person's role: a moderator's token that does not moderate sees and does what a member's does.
    #[must_use]
    pub fn bound(self, role: Role) -> Role {
        match role {
            Role::Admin if self.contains(Scope::Admin) => Role::Admin,
            Role::Admin | Role::Moderator if self.contains(Scope::Moderate) => Role::Moderator,
            Role::Admin | Role::Moderator | Role::Member => Role::Member,
        }
    }

    /// Reads what the database has.
    pub(super) fn read(names: &[String]) -> Result<Self, sqlx::Error> {
        let known = |name: &String| name.parse().map_err(|_| format!("an unknown scope, {name}"));
        let scopes: Result<Vec<Scope>, String> = names.iter().map(known).collect();
        let scopes =
            scopes.and_then(|scopes| Self::of(scopes).ok_or_else(|| "a token for nothing".to_owned()));
        scopes.map_err(|message| sqlx::Error::Decode(message.into()))
    }

    /// What the database keeps.
    pub(super) fn names(self) -> Vec<String> {
        self.iter().map(|scope| scope.to_string()).collect()
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_brings_what_it_implies_and_no_more() {
        for (scope, wanted) in [
            (Scope::Read, vec![Scope::Read]),
            (Scope::Write, vec![Scope::Read, Scope::Write]),
            (Scope::Moderate, vec![Scope::Read, Scope::Moderate]),
            (Scope::Admin, vec![Scope::Read, Scope::Moderate, Scope::Admin]),
        ] {
            let scopes = Scopes::of([scope]).unwrap();
            assert_eq!(scopes.iter().collect::<Vec<_>>(), wanted);
            assert_eq!(Scopes::read(&scopes.names()).unwrap(), scopes);
        }
        assert!(Scopes::of([]).is_none() && Scopes::read(&["ROOT".to_owned()]).is_err());
    }

    #[test]
    fn a_token_never_gives_more_than_its_owner_has_nor_than_its_scopes_say() {
        let bound = |scopes: &[Scope], role| Scopes::of(scopes.iter().copied()).unwrap().bound(role);
        assert_eq!(bound(&[Scope::Admin], Role::Member), Role::Member);
        assert_eq!(bound(&[Scope::Admin], Role::Moderator), Role::Moderator);
        assert_eq!(bound(&[Scope::Admin], Role::Admin), Role::Admin);
        assert_eq!(bound(&[Scope::Moderate], Role::Admin), Role::Moderator);
        assert_eq!(bound(&[Scope::Read, Scope::Write], Role::Admin), Role::Member);
    }
}
