//! Who may do and see what: one table of every root field, every field of `Viewer`, and every field of an object that not
//! all who see the object see, for nine kinds of people.
//!
//! [`rows`] is the table. One test holds it to `schema.graphql`: what is new there must be thought about here. One holds
//! `docs/authorization.md` to the table. And one asks a real server for every cell, on a [`stage`] where each kind of person
//! has boards, stories and comments of others and of their own, fresh ones whenever something was done to them.
#![expect(clippy::unwrap_used, reason = "a test")]

mod cells;
mod document;
mod people;
mod rows;
mod scene;
mod schema;
mod stage;

use std::collections::BTreeSet;

use crate::{
    cells::Cell,
    people::Who,
    rows::{Row, rows},
    stage::Stage,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_is_as_the_table_says() {
    let rows = rows();
    let mut stage = Stage::open().await;
    let surprises = stage.play(&rows).await;
    assert!(surprises.is_empty(), "{} cells:\n{}", surprises.len(), surprises.join("\n"));
    stage.close().await;
}

#[test]
fn every_field_has_its_rows() {
    let schema = schema::Schema::read();
    let there: BTreeSet<(&str, &str)> = schema.fields().collect();
    let rows = rows();
    let mut thought_about: BTreeSet<(&str, &str)> = rows.iter().map(|row| (row.of, row.field)).collect();
    for (of, fields) in schema::SEEN_WITH_THE_OBJECT {
        for field in *fields {
            assert!(thought_about.insert((of, field)), "{of}.{field} stands in two places");
        }
    }
    let missing: Vec<_> = there.difference(&thought_about).collect();
    assert!(missing.is_empty(), "say in the table who sees and does {missing:?}");
    let stale: Vec<_> = thought_about.difference(&there).collect();
    assert!(stale.is_empty(), "the table names what is not in the schema: {stale:?}");
}

#[test]
fn every_row_is_complete_and_stands_once() {
    let mut keys = BTreeSet::new();
    for row in rows() {
        assert!(keys.insert((row.of, row.field, row.when)), "{row} stands twice");
        let cells = row.cells();
        let meant: Vec<&Cell> = cells.iter().filter(|cell| **cell != Cell::Meaningless).collect();
        assert!(!meant.is_empty(), "{row} says nothing");
    }
    assert_eq!(Who::ALL.len(), 9);
}

#[test]
fn the_documentation_has_this_table() {
    document::hold(&rows());
}

impl std::fmt::Display for Row {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.of, self.field)?;
        if self.when.is_empty() { Ok(()) } else { write!(formatter, " ({})", self.when) }
    }
}
