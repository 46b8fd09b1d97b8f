//! The table. Its columns are [`Who::ALL`], in that order; its words are those that [`Cell::read`] reads.

use serde_json::Value;

use crate::{
    cells::Cell,
    people::Who,
    scene::{Place, Scene, Thing},
};

mod accounts;
mod boards;
mod comments;
mod joining;
mod moderation;
mod objects;
mod people;
mod queries;
mod shelves;
mod stories;
mod viewer;

/// Words that many rows have.
const EVERYONE: &str = "yes yes yes yes yes yes yes yes yes";
/// All who have signed in; others are told to.
const SIGNED_IN: &str = "sign-in yes yes yes yes yes yes yes yes";
/// All who see a private board.
const INSIDERS: &str = "hidden hidden yes yes yes yes yes yes hidden";
/// A list that never has it.
const NOBODY_LISTED: &str = "empty empty empty empty empty empty empty empty empty";
/// Nobody finds it.
const NOBODY: &str = "hidden hidden hidden hidden hidden hidden hidden hidden hidden";
/// Nobody finds it, and who has not signed in is told to.
const NOBODY_DOES: &str = "sign-in hidden hidden hidden hidden hidden hidden hidden hidden";
/// The owner of a board, and admins; where the board is private, others don't know of it.
const OWNERS: [&str; 2] = ["sign-in no no no no yes no yes no", "sign-in hidden no no no yes no yes hidden"];
/// The owner and the moderators of a board, and admins; likewise.
const KEEPERS: [&str; 2] =
    ["sign-in no no no yes yes no yes no", "sign-in hidden no no yes yes no yes hidden"];

/// What somebody asks for.
#[derive(Clone, Copy)]
pub(crate) enum Probe {
    /// A mutation. `proof` is an error that only those get who may, for what would spoil the stage.
    Mutation { input: fn(&Scene) -> Value, proof: &'static str },
    /// A query; what counts stands at a JSON pointer. In a list, it is whether this is in it, or anything.
    Query { document: &'static str, variables: fn(&Scene) -> Value, at: &'static str, wanted: Option<Thing> },
    /// Something of an object that is found by its id, likewise.
    Field { on: Thing, selection: &'static str, at: &'static str, wanted: Option<Thing> },
    /// The events of a story's discussion.
    Events { on: Thing },
}

/// A row: a field, in which case, and what comes of it for each kind of people.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) chapter: &'static str,
    /// The type that has the field.
    pub(crate) of: &'static str,
    pub(crate) field: &'static str,
    /// Which case; empty if there is one.
    pub(crate) when: &'static str,
    pub(crate) place: Place,
    /// What must be in the scene.
    pub(crate) needs: &'static [Thing],
    pub(crate) probe: Probe,
    words: &'static str,
}

impl Row {
    /// What is said of each kind of people.
    pub(crate) fn cells(&self) -> [Cell; Who::ALL.len()] {
        let cells: Vec<Cell> = self.words.split_whitespace().map(Cell::read).collect();
        cells.try_into().unwrap_or_else(|_| panic!("{self} does not have nine words"))
    }

    /// Whether it changes something when it is done.
    pub(crate) const fn changes(&self) -> bool {
        matches!(self.probe, Probe::Mutation { .. })
    }

    const fn needing(mut self, needs: &'static [Thing]) -> Self {
        self.needs = needs;
        self
    }

    /// With an error that proves that somebody may.
    fn proven_by(mut self, kind: &'static str) -> Self {
        if let Probe::Mutation { proof, .. } = &mut self.probe {
            *proof = kind;
        }
        self
    }
}

/// All rows, in the order in which they are played: what ends accounts comes last.
pub(crate) fn rows() -> Vec<Row> {
    type Rows = fn() -> Vec<Row>;
    let chapters: [(&str, Rows); 11] = [
        ("Reading", queries::rows),
        ("One's own account", viewer::rows),
        ("What not all see of an object", objects::rows),
        ("Boards", boards::rows),
        ("Joining boards", joining::rows),
        ("Stories", stories::rows),
        ("Comments", comments::rows),
        ("People", people::rows),
        ("Shelves", shelves::rows),
        ("Moderation", moderation::rows),
        ("Accounts", accounts::rows),
    ];
    let named = chapters
        .into_iter()
        .flat_map(|(chapter, rows)| rows().into_iter().map(move |row| Row { chapter, ..row }));
    named.collect()
}

/// A mutation.
fn mutation(
    field: &'static str,
    when: &'static str,
    place: Place,
    input: fn(&Scene) -> Value,
    words: &'static str,
) -> Row {
    let probe = Probe::Mutation { input, proof: "" };
    Row { chapter: "", of: "Mutation", field, when, place, needs: &[], probe, words }
}

/// A mutation on a public and on a private board.
fn on_both(field: &'static str, input: fn(&Scene) -> Value, words: [&'static str; 2]) -> [Row; 2] {
    [
        mutation(field, "on a public board", Place::Public, input, words[0]),
        mutation(field, "on a private board", Place::Private, input, words[1]),
    ]
}

/// A mutation on what is one's own, on a public and on a private board.
fn on_own(field: &'static str, input: fn(&Scene) -> Value, words: [&'static str; 2]) -> [Row; 2] {
    [
        mutation(field, "of one's own, on a public board", Place::OwnPublic, input, words[0]),
        mutation(field, "of one's own, on a private board", Place::OwnPrivate, input, words[1]),
    ]
}

/// A field of an object that is found by its id.
fn field(
    of: &'static str,
    field: &'static str,
    when: &'static str,
    (place, on): (Place, Thing),
    (selection, at): (&'static str, &'static str),
    words: &'static str,
) -> Row {
    let probe = Probe::Field { on, selection, at, wanted: None };
    Row { chapter: "", of, field, when, place, needs: &[], probe, words }
}

impl Row {
    /// Asks a list for this.
    fn listing(mut self, thing: Thing) -> Self {
        match &mut self.probe {
            Probe::Query { wanted, .. } | Probe::Field { wanted, .. } => *wanted = Some(thing),
            Probe::Mutation { .. } | Probe::Events { .. } => panic!("{self} is no list"),
        }
        self
    }
}
