//! Who belongs to a board.

use async_graphql::{
    Context, OutputType, Result, SimpleObject,
    connection::{Connection, ConnectionNameType, Edge, EdgeNameType, EmptyFields},
};
use chrono::{DateTime, Utc};
use fabula_domain::{
    boards::{self, BoardMember},
    ids::BoardId,
    page::PageArguments,
};

use super::BoardRole;
use crate::{accounts::User, context, error::internal, page};

/// The name of a page of members.
#[derive(Debug)]
pub(crate) struct MemberConnectionName;

impl ConnectionNameType for MemberConnectionName {
    fn type_name<T: OutputType>() -> String {
        "BoardMemberConnection".to_owned()
    }
}

/// The name of an entry in it.
#[derive(Debug)]
pub(crate) struct MemberEdgeName;

impl EdgeNameType for MemberEdgeName {
    fn type_name<T: OutputType>() -> String {
        "BoardMemberEdge".to_owned()
    }
}

/// What a membership is, beside whose.
#[derive(Debug, SimpleObject)]
pub(crate) struct Membership {
    /// What they may do on the board.
    role: BoardRole,
    /// Since when they belong to it.
    joined_at: DateTime<Utc>,
}

impl From<BoardMember> for Membership {
    fn from(member: BoardMember) -> Self {
        Self { role: member.role.into(), joined_at: member.joined_at }
    }
}

/// A page of a board's members.
pub(crate) type MemberConnection =
    Connection<String, User, EmptyFields, Membership, MemberConnectionName, MemberEdgeName>;

/// A page of those who belong to a board.
pub(super) async fn page_of_members(
    ctx: &Context<'_>,
    board: BoardId,
    role: Option<boards::BoardRole>,
    arguments: &PageArguments,
) -> Result<MemberConnection> {
    let list = boards::members_list(board, role);
    let request = page::check(arguments, list)?;
    let sight = context::caller(ctx).sight();
    let rows =
        boards::members(context::db(ctx).pool(), board, role, request, sight).await.map_err(internal)?;
    let people = context::people(ctx, rows.items.iter().map(|member| member.user_id)).await?;
    let mut connection = Connection::new(rows.has_previous, rows.has_next);
    connection.edges = rows
        .items
        .into_iter()
        .filter_map(|member| {
            let person = people.get(&member.user_id)?.clone();
            let cursor = list.cursor(member.user_id.uuid());
            Some(Edge::with_additional_fields(cursor, person, member.into()))
        })
        .collect();
    Ok(connection)
}
