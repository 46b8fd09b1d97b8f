use sqlx::{PgConnection, PgExecutor, QueryBuilder};

use super::RelationKind;
use crate::{
    ids::UserId,
    page::{List, Order, Page, PageRequest},
};

/// Whether one of `others` has blocked `user`.
///
/// # Errors
/// If the database refuses.
pub async fn is_blocked_by(
    executor: impl PgExecutor<'_>,
    user: UserId,
    others: &[UserId],
) -> Result<bool, sqlx::Error> {
    let others: Vec<_> = others.iter().map(|id| id.uuid()).collect();
    sqlx::query_scalar!(
        r#"select exists (select from user_relations
                          where other_id = $1 and kind = 'BLOCK' and user_id = any($2)) as "exists!""#,
        user.uuid(),
        &others,
    )
    .fetch_one(executor)
    .await
}

/// Whom of `others` the user has muted or blocked.
///
/// # Errors
/// If the database refuses.
pub async fn relations_to(
    executor: impl PgExecutor<'_>,
    user: UserId,
    others: &[UserId],
) -> Result<Vec<(UserId, RelationKind)>, sqlx::Error> {
    let others: Vec<_> = others.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select other_id as "other: UserId", kind as "kind: RelationKind"
           from user_relations where user_id = $1 and other_id = any($2)"#,
        user.uuid(),
        &others,
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.other, row.kind)).collect())
}

/// Names the list of those whom a user has muted or blocked, for its cursors.
#[must_use]
pub fn related_list(user: UserId, kind: RelationKind) -> List {
    List::named(&format!("relations/{user}/{kind:?}"))
}

/// A page of those whom a user has muted or blocked, the newest accounts first. For that user alone.
///
/// # Errors
/// If the database refuses.
pub async fn list(
    executor: impl PgExecutor<'_>,
    user: UserId,
    kind: RelationKind,
    request: PageRequest,
) -> Result<Page<UserId>, sqlx::Error> {
    let mut query = QueryBuilder::new("select other_id from user_relations where user_id = ");
    query.push_bind(user.uuid()).push(" and kind = ").push_bind(kind);
    request.push_onto(&mut query, "other_id", Order::Descending);
    let ids: Vec<uuid::Uuid> = query.build_query_scalar().fetch_all(executor).await?;
    Ok(request.page(ids.into_iter().map(UserId::from).collect()))
}

/// Lets what two people are to each other change in one transaction at a time: a follow and a block that cross.
pub(crate) async fn lock_pair(
    connection: &mut PgConnection,
    one: UserId,
    other: UserId,
) -> Result<(), sqlx::Error> {
    let (one, other) = (one.uuid().min(other.uuid()), one.uuid().max(other.uuid()));
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1::text, 0))",
        format!("relation/{one}/{other}")
    )
    .execute(connection)
    .await?;
    Ok(())
}
