use fabula_platform::db::Db;

use super::{RelationKind, queries};
use crate::{
    Viewer,
    accounts::{self, User},
    ids::UserId,
};

/// Why nothing was set.
#[derive(Debug, thiserror::Error)]
pub enum RelateError {
    /// There is no such person.
    #[error("there is no such person")]
    NotFound,
    /// Nobody mutes or blocks themselves.
    #[error("this is you")]
    Oneself,
    /// The list is full.
    #[error("you can mute and block at most {MOST_RELATED} people each")]
    TooMany,
    /// The database refused.
    #[error("this can't be kept")]
    Database(#[from] sqlx::Error),
}

/// How many people one person may mute, and block.
pub const MOST_RELATED: i64 = 10_000;

/// Mutes or blocks somebody, or no longer. Either is no error if it is so already.
///
/// # Errors
/// If there is no such person, or it is the viewer.
pub async fn set(
    db: &Db,
    viewer: &Viewer,
    other: UserId,
    kind: RelationKind,
    holds: bool,
) -> Result<User, RelateError> {
    if other == viewer.id {
        return Err(RelateError::Oneself);
    }
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let person = accounts::by_ids(&mut *transaction, &[other]).await?.pop().ok_or(RelateError::NotFound)?;
    if !holds {
        sqlx::query!(
            "delete from user_relations where user_id = $1 and kind = $2 and other_id = $3",
            viewer.id.uuid(),
            kind as RelationKind,
            other.uuid(),
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        return Ok(person);
    }
    queries::lock_pair(&mut transaction, viewer.id, other).await?;
    sqlx::query!(
        "insert into user_relations (user_id, other_id, kind, created_at) values ($1, $2, $3, $4)
         on conflict do nothing",
        viewer.id.uuid(),
        other.uuid(),
        kind as RelationKind,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    let kept = sqlx::query_scalar!(
        r#"select count(*) as "count!" from user_relations where user_id = $1 and kind = $2"#,
        viewer.id.uuid(),
        kind as RelationKind,
    )
    .fetch_one(&mut *transaction)
    .await?;
    if kept > MOST_RELATED {
        return Err(RelateError::TooMany);
    }
    if kind == RelationKind::Block {
        sqlx::query!(
            "delete from follows where (user_id = $1 and person_id = $2) or (user_id = $2 and person_id = $1)",
            viewer.id.uuid(),
            other.uuid(),
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(person)
}
