use chrono::TimeDelta;
use fabula_platform::{db::Db, outbox};

use super::ErasedTexts;
use crate::{boards, comments, events::UserErased, follows, ids::UserId, relations, spaces, stories};

/// How long one delivery of the event works: a broker takes back what is not done for long.
const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// How far an erasure has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// Nothing is left, or there was nothing to do.
    Complete,
    /// There is more; another event says so.
    Continued,
}

/// Clears away what an account left behind. What has been cleared away stays so, whenever this ends.
///
/// # Errors
/// If the database refuses. What is left is cleared away the next time.
pub async fn erase(db: &Db, user: UserId) -> Result<Erasure, sqlx::Error> {
    let asked = sqlx::query_scalar!(
        r#"select erases_texts as "erases_texts!" from users where id = $1 and erasure_requested_at is not null
              and erased_at is null"#,
        user.uuid(),
    )
    .fetch_optional(db.pool())
    .await?;
    let Some(erases_texts) = asked else { return Ok(Erasure::Complete) };
    let texts = if erases_texts { ErasedTexts::Delete } else { ErasedTexts::Keep };
    let deadline = db.clock().now() + LONGEST;
    while step(db, user, texts).await? {
        if db.clock().now() > deadline {
            let mut transaction = db.begin().await?;
            outbox::append(&mut transaction, &UserErased { user_id: user }, db.clock().now()).await?;
            transaction.commit().await?;
            return Ok(Erasure::Continued);
        }
    }
    sqlx::query!(
        "update users set erased_at = $2 where id = $1 and erased_at is null",
        user.uuid(),
        db.clock().now()
    )
    .execute(db.pool())
    .await?;
    Ok(Erasure::Complete)
}

/// Clears away some of it; false once there is nothing left. Stories and comments go while their author still belongs to
/// the boards that they stand on.
async fn step(db: &Db, user: UserId, texts: ErasedTexts) -> Result<bool, sqlx::Error> {
    let deletes = texts.are_deleted();
    Ok(comments::take_back_reactions(db, user).await?
        || comments::forget_author(db, user, deletes).await?
        || stories::forget_author(db, user, deletes).await?
        || spaces::forget(db, user).await?
        || boards::forget_member(db, user).await?
        || follows::forget(db, user).await?
        || relations::forget(db, user).await?
        || forget_rest(db, user).await?)
}

/// What is at most a few rows.
async fn forget_rest(db: &Db, user: UserId) -> Result<bool, sqlx::Error> {
    let mut transaction = db.begin().await?;
    sqlx::query!(
        "update moderation_cases set lease_holder_id = null, lease_expires_at = null where lease_holder_id = $1",
        user.uuid(),
    )
    .execute(&mut *transaction)
    .await?;
    // What no text shows is swept away the next time; what one shows stays with it.
    sqlx::query!("update images set uploaded_at = 'epoch' where owner_id = $1", user.uuid())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(false)
}
