//! What becomes of comments and reactions when their author's account is erased.

use fabula_platform::db::{Db, Transaction};

use super::{CommentStatus, delete, visibility};
use crate::{
    ids::{CommentId, UserId},
    images,
};

/// Reactions, and names of authors, that one transaction takes away.
const BATCH: i64 = 500;
/// Comments that are taken away before asking what else there is: each is a transaction.
const TEXTS: i64 = 50;

/// Takes some of a person's reactions back; false once they have none. Comments that somebody else is changing are left for
/// the next time, so that nobody waits for this.
pub(crate) async fn take_back_reactions(db: &Db, user: UserId) -> Result<bool, sqlx::Error> {
    let taken = sqlx::query!(
        "with locked as (
             select c.id from comment_reactions r join comments c on c.id = r.comment_id
             where r.user_id = $1 limit $2 for no key update of c skip locked
         ), gone as (
             delete from comment_reactions r using locked
             where r.user_id = $1 and r.comment_id = locked.id returning r.comment_id, r.reaction
         )
         update comments c set like_count = like_count - (gone.reaction = 'LIKE')::integer,
                insightful_count = insightful_count - (gone.reaction = 'INSIGHTFUL')::integer,
                thanks_count = thanks_count - (gone.reaction = 'THANKS')::integer,
                disagree_count = disagree_count - (gone.reaction = 'DISAGREE')::integer
         from gone where c.id = gone.comment_id",
        user.uuid(),
        BATCH,
    )
    .execute(db.pool())
    .await?;
    if taken.rows_affected() > 0 {
        return Ok(true);
    }
    // What is left is being changed by others: this waits for one of them, and holds nothing meanwhile.
    let left = sqlx::query!(
        "select c.id from comment_reactions r join comments c on c.id = r.comment_id
         where r.user_id = $1 limit 1 for no key update of c",
        user.uuid(),
    );
    Ok(left.fetch_optional(db.pool()).await?.is_some())
}

/// Takes a person's name from some of their comments, and the text too where it goes; false once none is theirs. What
/// readers never saw goes either way.
pub(crate) async fn forget_author(db: &Db, user: UserId, deletes: bool) -> Result<bool, sqlx::Error> {
    let texts = sqlx::query_scalar!(
        r#"select id as "id: CommentId" from comments
           where author_id = $1 and ($2 or status in ('PENDING', 'HELD', 'REJECTED', 'DELETED')) limit $3"#,
        user.uuid(),
        deletes,
        TEXTS,
    )
    .fetch_all(db.pool())
    .await?;
    if !texts.is_empty() {
        for id in texts {
            erase(db, id).await?;
        }
        return Ok(true);
    }
    let named = sqlx::query!(
        "with locked as (
             select id from comments where author_id = $1 limit $2 for no key update skip locked
         ), revised as (
             update comment_revisions r set author_id = null from locked where r.comment_id = locked.id
         )
         update comments c set author_id = null from locked where c.id = locked.id",
        user.uuid(),
        BATCH,
    )
    .execute(db.pool())
    .await?;
    if named.rows_affected() > 0 {
        return Ok(true);
    }
    let left =
        sqlx::query!("select id from comments where author_id = $1 limit 1 for no key update", user.uuid());
    Ok(left.fetch_optional(db.pool()).await?.is_some())
}

/// Takes a comment away, with everything that was written in it.
async fn erase(db: &Db, id: CommentId) -> Result<(), sqlx::Error> {
    let mut transaction = db.begin().await?;
    // Of what stands under a deleted story nobody sees anything.
    if let Some(mut locked) = visibility::lock(&mut transaction, id).await?
        && locked.status != CommentStatus::Deleted
    {
        delete::take_away(&mut transaction, &mut locked, db.clock().now()).await?;
    }
    wipe(&mut transaction, id).await?;
    transaction.commit().await
}

/// Leaves nothing of a comment but its place.
async fn wipe(transaction: &mut Transaction<'_>, id: CommentId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update comments set author_id = null, body = '–', body_html = '', language = 'und' where id = $1",
        id.uuid(),
    )
    .execute(&mut **transaction)
    .await?;
    sqlx::query!("delete from comment_revisions where comment_id = $1", id.uuid())
        .execute(&mut **transaction)
        .await?;
    // Decisions stay; what they were about does not.
    sqlx::query!("delete from moderation_signals where comment_id = $1", id.uuid())
        .execute(&mut **transaction)
        .await?;
    sqlx::query!("update moderation_cases set snapshot = '' where comment_id = $1", id.uuid())
        .execute(&mut **transaction)
        .await?;
    images::forget_comment(transaction, id).await
}
