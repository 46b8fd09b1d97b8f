use chrono::{DateTime, TimeDelta, Utc};
use fabula_text::Language;
use sqlx::PgPool;

use super::checks::Recent;
use crate::ids::{CommentId, UserId};

/// How far back repeats are looked for.
const WINDOW: TimeDelta = TimeDelta::hours(24);
/// The most texts of other authors that one text is compared with.
const OTHERS: i64 = 500;
/// The most texts of the same author.
const OWN: i64 = 100;

/// A text under judgement, with what the checks compare it to.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) text: String,
    /// `None` if nobody can tell: then it may be any.
    pub(super) language: Option<Language>,
    pub(super) written_at: DateTime<Utc>,
    pub(super) by_author: Vec<Recent>,
    pub(super) by_others: Vec<Recent>,
}

/// Reads a revision and the texts that were written before it. `None` if it is not there.
///
/// What came later does not count, so that the verdict is the same however late it comes.
pub(super) async fn read(
    pool: &PgPool,
    comment: CommentId,
    revision: i32,
) -> Result<Option<Context>, sqlx::Error> {
    let text = sqlx::query!(
        r#"select body, language, author_id as "author: UserId", created_at from comment_revisions
           where comment_id = $1 and revision = $2"#,
        comment.uuid(),
        revision,
    )
    .fetch_optional(pool)
    .await?;
    let Some(text) = text else { return Ok(None) };
    // An edit is no repeat of the text that it replaces.
    let rows = sqlx::query!(
        r#"(select fingerprint, created_at as "created_at!", true as "own!" from comment_revisions
            where author_id = $1 and comment_id <> $2 and created_at > $3
                  and (created_at, comment_id) < ($4, $2)
            order by created_at desc limit $5)
           union all
           (select fingerprint, created_at, false from comment_revisions
            where author_id is distinct from $1 and comment_id <> $2 and fingerprint is not null and created_at > $3
                  and (created_at, comment_id) < ($4, $2)
            order by created_at desc limit $6)"#,
        text.author.map(UserId::uuid),
        comment.uuid(),
        text.created_at - WINDOW,
        text.created_at,
        OWN,
        OTHERS,
    )
    .fetch_all(pool)
    .await?;
    let (mut by_author, mut by_others) = (Vec::new(), Vec::new());
    for row in rows {
        let recent =
            Recent { fingerprint: row.fingerprint.map(i64::cast_unsigned), created_at: row.created_at };
        if row.own { by_author.push(recent) } else { by_others.push(recent) }
    }
    // What a text's author says of its language may choose how it is found, not what it is checked against.
    let expected: Vec<Language> = text.language.parse().into_iter().collect();
    let language = fabula_text::detect(&text.body, &expected);
    Ok(Some(Context { text: text.body, language, written_at: text.created_at, by_author, by_others }))
}
