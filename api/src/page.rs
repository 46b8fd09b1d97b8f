//! Relay connections over keyset pages.

use std::{borrow::Cow, collections::HashMap, hash::Hash};

use async_graphql::{
    Context, ObjectType, OutputType, Result, Value,
    connection::{Connection, Edge, EmptyFields},
};
use fabula_domain::page::{List, Page, PageArguments};
use uuid::Uuid;

use crate::{at_hand::AtHand, error::Refusal};

/// The four arguments of a connection, as one.
pub(crate) fn arguments(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> PageArguments {
    PageArguments { first, after, last, before }
}

/// Checks the arguments against the list that they are for.
pub(crate) fn check(arguments: &PageArguments, list: List) -> Result<fabula_domain::page::PageRequest> {
    Ok(arguments.check(list).map_err(Refusal::from)?)
}

/// A page as a connection.
pub(crate) fn connection<Row, Node: OutputType>(
    page: Page<Row>,
    list: List,
    id: impl Fn(&Row) -> Uuid,
    node: impl Fn(Row) -> Node,
) -> Connection<String, Node> {
    connection_with(page, EmptyFields, |row| list.cursor(id(row)), node)
}

/// A page of what `nodes` has of the ids of a page. What the viewer may not see (any more) is left out.
pub(crate) fn connection_of<Id: Copy + Eq + Hash, Row, Node: OutputType>(
    page: Page<Id>,
    list: List,
    uuid: impl Fn(Id) -> Uuid,
    mut rows: HashMap<Id, Row>,
    node: impl Fn(Row) -> Node,
) -> Connection<String, Node> {
    let mut connection = Connection::new(page.has_previous, page.has_next);
    connection.edges = page
        .items
        .into_iter()
        .filter_map(|id| Some(Edge::new(list.cursor(uuid(id)), node(rows.remove(&id)?))))
        .collect();
    connection
}

/// A page as a connection with more fields.
pub(crate) fn connection_with<Row, Node: OutputType, Fields: ObjectType>(
    page: Page<Row>,
    fields: Fields,
    cursor: impl Fn(&Row) -> String,
    mut node: impl FnMut(Row) -> Node,
) -> Connection<String, Node, Fields> {
    let mut connection = Connection::with_additional_fields(page.has_previous, page.has_next, fields);
    connection.edges = page.items.into_iter().map(|row| Edge::new(cursor(&row), node(row))).collect();
    connection
}

impl AtHand for TotalCount {
    fn kind() -> Cow<'static, str> {
        "TotalCount".into()
    }

    fn at_hand(&self, field: &Context<'_>) -> Option<Value> {
        (field.item.node.name.node == "totalCount").then(|| self.total_count.into())
    }
}

/// Whether more is asked of a page than how many there are in all.
pub(crate) fn wants_rows(ctx: &Context<'_>) -> bool {
    let ahead = ctx.look_ahead();
    ["edges", "nodes", "pageInfo"].iter().any(|field| ahead.field(field).exists())
}

/// A page of nothing.
pub(crate) fn empty<Row>() -> Page<Row> {
    Page { items: Vec::new(), has_next: false, has_previous: false }
}

/// What a list that is cheap to count tells beside its page.
#[derive(Debug, Clone, Copy, async_graphql::SimpleObject)]
pub(crate) struct TotalCount {
    /// How many there are in all.
    pub(crate) total_count: i32,
}
