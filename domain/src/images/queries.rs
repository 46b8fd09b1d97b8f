use sqlx::{PgConnection, PgExecutor};

use super::{Format, Image};
use crate::ids::{CommentId, StoryId, UserId};

/// A text that shows images.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Text {
    /// A story's.
    Story(StoryId),
    /// A comment's.
    Comment(CommentId),
    /// What its author says of themselves.
    Bio,
}

/// The avatars of these users; who has none is left out.
///
/// # Errors
/// If the database refuses.
pub async fn avatars(
    executor: impl PgExecutor<'_>,
    users: &[UserId],
) -> Result<Vec<(UserId, Image)>, sqlx::Error> {
    let ids: Vec<_> = users.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select u.user_id as "user_id!: UserId", f.hash, f.format as "format: Format", f.width, f.height
           from image_uses u join images i on i.id = u.image_id join image_files f on f.hash = i.hash
           where u.user_id = any($1) and u.purpose = 'AVATAR'"#,
        &ids,
    )
    .fetch_all(executor)
    .await?;
    let image = |hash, format, width, height| Image { hash, format, width, height, alt_text: None };
    Ok(rows
        .into_iter()
        .map(|row| (row.user_id, image(row.hash, row.format, row.width, row.height)))
        .collect())
}

/// The covers of these stories; what has none is left out. Whether the viewer may read the stories is for the caller to
/// have made sure of.
///
/// # Errors
/// If the database refuses.
pub async fn covers(
    executor: impl PgExecutor<'_>,
    stories: &[StoryId],
) -> Result<Vec<(StoryId, Image)>, sqlx::Error> {
    let ids: Vec<_> = stories.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select u.story_id as "story_id!: StoryId", u.alt_text, f.hash, f.format as "format: Format", f.width,
                  f.height
           from image_uses u join images i on i.id = u.image_id join image_files f on f.hash = i.hash
           where u.story_id = any($1) and u.purpose = 'COVER'"#,
        &ids,
    )
    .fetch_all(executor)
    .await?;
    let covers = rows.into_iter().map(|row| {
        let image = Image {
            hash: row.hash,
            format: row.format,
            width: row.width,
            height: row.height,
            alt_text: row.alt_text,
        };
        (row.story_id, image)
    });
    Ok(covers.collect())
}

/// Lets the images of a text that is gone go, too, unless something else uses them.
pub(crate) async fn forget_comment(
    connection: &mut PgConnection,
    comment: CommentId,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from image_uses where comment_id = $1", comment.uuid()).execute(connection).await?;
    Ok(())
}

/// Lets the images of a story that is gone, and of its discussion, go, unless something else uses them.
pub(crate) async fn forget_story(connection: &mut PgConnection, story: StoryId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from image_uses where story_id = $1
             or comment_id in (select id from comments where story_id = $1)",
        story.uuid(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps those of an author's uploads that their text shows, for as long as there is the text.
pub(crate) async fn keep_shown(
    connection: &mut PgConnection,
    author: UserId,
    text: Text,
    markdown: &str,
) -> Result<(), sqlx::Error> {
    // Most texts show none, and are not read for it.
    if !markdown.contains("/images/") {
        return Ok(());
    }
    let hashes: Vec<String> = fabula_text::markdown_images(markdown);
    let (user, story, comment) = match text {
        Text::Story(id) => (None, Some(id.uuid()), None),
        Text::Comment(id) => (None, None, Some(id.uuid())),
        Text::Bio => (Some(author.uuid()), None, None),
    };
    sqlx::query!(
        "insert into image_uses (image_id, purpose, user_id, story_id, comment_id)
         select id, 'INLINE', $3, $4, $5 from images
         where owner_id = $1 and hash in (select decode(hash, 'hex') from unnest($2::text[]) hash)
         for key share
         on conflict do nothing",
        author.uuid(),
        &hashes,
        user,
        story,
        comment,
    )
    .execute(connection)
    .await?;
    Ok(())
}
