//! What becomes of stories when their author's account is erased.

use fabula_platform::db::Db;

use super::{delete, queries, translations};
use crate::{
    ids::{StoryId, UserId},
    viewer::Sight,
};

/// Stories that are taken away before asking what else there is: each is a transaction.
const BATCH: i64 = 50;

/// Takes some of a person's stories away, all of them or those that readers don't see; false once none is left that goes.
/// Published ones that stay keep their author, who has no name any more.
pub(crate) async fn forget_author(db: &Db, user: UserId, deletes: bool) -> Result<bool, sqlx::Error> {
    let stories = sqlx::query_scalar!(
        r#"select id as "id: StoryId" from stories
           where author_id = $1 and ($2 or status <> 'PUBLISHED') and not (status = 'DELETED' and body = '–')
           limit $3"#,
        user.uuid(),
        deletes,
        BATCH,
    )
    .fetch_all(db.pool())
    .await?;
    for id in &stories {
        erase(db, user, *id).await?;
    }
    Ok(!stories.is_empty())
}

/// Takes a story away as its author would, and wipes what was kept of it.
async fn erase(db: &Db, author: UserId, id: StoryId) -> Result<(), sqlx::Error> {
    let mut transaction = db.begin().await?;
    translations::lock(&mut transaction).await?;
    queries::lock(&mut transaction, id).await?;
    let sight = Sight { user: Some(author), moderator: true };
    if let Some(story) = queries::by_ids(&mut *transaction, &[id], sight).await?.pop() {
        delete::remove(db, &mut transaction, &story).await?;
    }
    sqlx::query!(
        "update stories set title = '–', slug = 'erased', body = '–', body_html = '', tags = '{}', sources = '[]'
         where id = $1 and status = 'DELETED'",
        id.uuid(),
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!("delete from story_revisions where story_id = $1", id.uuid())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}
