//! The story page: the story, its author, the 20 newest comments with their authors, three replies each with theirs.

use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use sqlx::{Connection as _, PgConnection};
use type_safe_id::{DynamicType, TypeSafeId};
use uuid::Uuid;

use crate::{Options, failure::Failure, seed, wire};

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Fabula,
    PostGraphile,
}

const FABULA: &str = "query Page($id: ID!) {
  story(id: $id) {
    id title body language tags commentCount createdAt author { handle displayName }
    comments(first: 20, orderBy: NEWEST) { nodes {
      id body createdAt replyCount author { handle displayName }
      replies(first: 3) { nodes { id body createdAt author { handle displayName } } }
    } }
  }
}";

const POSTGRAPHILE: &str = "query Page($id: UUID!) {
  story: storyByRowId(rowId: $id) {
    id: rowId title body language tags commentCount createdAt author: userByAuthorId { handle displayName }
    comments: commentsByStoryId(first: 20, condition: { parentId: null }, orderBy: [PRIMARY_KEY_DESC]) { nodes {
      id: rowId body createdAt replyCount author: userByAuthorId { handle displayName }
      replies: commentsByParentId(first: 3, orderBy: [PRIMARY_KEY_ASC]) { nodes {
        id: rowId body createdAt author: userByAuthorId { handle displayName }
      } }
    } }
  }
}";

/// The floor: everything in one statement, with the conditions that keep what is not public from readers. `STORY` is
/// the id.
pub(crate) const STATEMENT: &str = "
select json_build_object('story', json_build_object(
    'id', s.id, 'title', s.title, 'body', s.body, 'language', s.language, 'tags', s.tags,
    'commentCount', s.comment_count, 'createdAt', s.created_at,
    'author', json_build_object('handle', a.handle, 'displayName', a.display_name),
    'comments', json_build_object('nodes', (
        select coalesce(json_agg(top.node order by top.id desc), '[]') from (
            select c.id, json_build_object(
                'id', c.id, 'body', c.body, 'createdAt', c.created_at, 'replyCount', c.reply_count,
                'author', json_build_object('handle', ca.handle, 'displayName', ca.display_name),
                'replies', json_build_object('nodes', (
                    select coalesce(json_agg(reply.node order by reply.id), '[]') from (
                        select r.id, json_build_object(
                            'id', r.id, 'body', r.body, 'createdAt', r.created_at,
                            'author', json_build_object('handle', ra.handle, 'displayName', ra.display_name)) as node
                        from comments r join users ra on ra.id = r.author_id
                        where r.parent_id = c.id and r.status = 'PUBLISHED' order by r.id limit 3
                    ) reply))
                ) as node
            from comments c join users ca on ca.id = c.author_id
            where c.story_id = s.id and c.parent_id is null and c.status = 'PUBLISHED' order by c.id desc limit 20
        ) top))
    ))
from stories s join boards b on b.id = s.board_id join users a on a.id = s.author_id
where s.id = STORY and s.status = 'PUBLISHED' and b.visibility in ('PUBLIC', 'UNLISTED')";

/// The request for story number `number`.
fn request(address: SocketAddr, dialect: Dialect, number: u32) -> Vec<u8> {
    let id = seed::story(number);
    let body = match dialect {
        Dialect::Fabula => json!({ "query": FABULA, "variables": { "id": type_id("story", id) } }),
        Dialect::PostGraphile => json!({ "query": POSTGRAPHILE, "variables": { "id": id } }),
    };
    wire::request(address, None, &body)
}

/// The requests for all stories.
pub(crate) fn requests(options: &Options, address: SocketAddr, dialect: Dialect) -> Vec<Vec<u8>> {
    (1..=options.stories).map(|number| request(address, dialect, number)).collect()
}

/// An id as the program writes it.
pub(crate) fn type_id(prefix: &str, id: Uuid) -> String {
    DynamicType::new(prefix)
        .map(|kind| TypeSafeId::from_type_and_uuid(kind, id).to_string())
        .unwrap_or_default()
}

/// Refuses to measure unless everyone answers the same.
pub(crate) async fn compare(
    options: &Options,
    database_url: &str,
    gateway: SocketAddr,
    peer: Option<SocketAddr>,
) -> Result<(), Failure> {
    let mut connection = PgConnection::connect(database_url).await?;
    let statement = STATEMENT.replace("STORY", "$1");
    for number in [1, options.stories.div_ceil(2), options.stories] {
        let floor: Value = sqlx::query_scalar(sqlx::AssertSqlSafe(statement.clone()))
            .bind(seed::story(number))
            .fetch_one(&mut connection)
            .await?;
        let floor = comparable(floor);
        if floor["story"]["comments"]["nodes"].as_array().is_none_or(Vec::is_empty) {
            return Err(Failure::said(format!("story {number} has no comments: {floor}")));
        }
        let fabula = ask(gateway, Dialect::Fabula, number).await?;
        same("Fabula", &fabula, &floor)?;
        if let Some(peer) = peer {
            same("PostGraphile", &ask(peer, Dialect::PostGraphile, number).await?, &floor)?;
        }
    }
    Ok(connection.close().await?)
}

async fn ask(address: SocketAddr, dialect: Dialect, number: u32) -> Result<Value, Failure> {
    let mut connection = wire::Connection::open(address).await?;
    let (status, body) = connection.send(&request(address, dialect, number)).await?;
    let mut answer: Value = serde_json::from_slice(body).unwrap_or_default();
    if status != 200 || answer.get("errors").is_some() {
        return Err(Failure::said(format!(
            "{dialect:?} answers {status}: {}",
            String::from_utf8_lossy(body)
        )));
    }
    Ok(comparable(answer["data"].take()))
}

fn same(who: &str, answer: &Value, floor: &Value) -> Result<(), Failure> {
    if answer == floor {
        return Ok(());
    }
    Err(Failure::said(format!(
        "{who} answers something else than the SQL statement:\n{answer:#}\n--- but:\n{floor:#}"
    )))
}

/// The same for all ways to write the same: ids as UUIDs, times in UTC.
fn comparable(value: Value) -> Value {
    match value {
        Value::String(text) => {
            if let Ok(id) = text.parse::<TypeSafeId<DynamicType>>() {
                return Value::String(id.uuid().to_string());
            }
            match text.parse::<DateTime<Utc>>() {
                Ok(time) => Value::String(time.to_rfc3339()),
                Err(_) => Value::String(text),
            }
        }
        Value::Array(items) => items.into_iter().map(comparable).collect(),
        Value::Object(fields) => Value::Object(
            fields.into_iter().map(|(name, field)| (name, comparable(field))).collect::<Map<_, _>>(),
        ),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_only_in_writing_is_the_same() {
        let id = seed::story(7);
        let one = json!({ "id": type_id("story", id), "at": "2025-01-01T00:00:00Z", "tags": ["a"] });
        let two = json!({ "tags": ["a"], "id": id, "at": "2025-01-01T01:00:00+01:00" });
        assert_eq!(comparable(one), comparable(two));
    }
}
