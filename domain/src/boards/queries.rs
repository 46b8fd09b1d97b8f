use sqlx::{PgExecutor, QueryBuilder};

use super::{Board, BoardRole, BoardVisibility, ModerationMode};
use crate::{
    ids::{BoardId, UserId},
    languages::push_filter,
    page::{List, Order, Page, PageRequest},
    viewer::Sight,
};

/// The boards with these ids that the viewer may see, in any order.
///
/// # Errors
/// If the database refuses.
pub async fn by_ids(
    executor: impl PgExecutor<'_>,
    ids: &[BoardId],
    sight: Sight,
) -> Result<Vec<Board>, sqlx::Error> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    sqlx::query_as!(
        Board,
        r#"select id as "id: BoardId", slug, title, description, languages,
                  visibility as "visibility: BoardVisibility", moderation_mode as "moderation_mode: ModerationMode",
                  owner_id as "owner_id: UserId", member_count, story_count, created_at
           from boards b
           where id = any($1) and (visibility <> 'PRIVATE' or $3
                 or exists (select from board_members m where m.board_id = b.id and m.user_id = $2))"#,
        &ids,
        sight.user.map(UserId::uuid),
        sight.moderator,
    )
    .fetch_all(executor)
    .await
}

/// The board at this address, if the viewer may see it.
///
/// # Errors
/// If the database refuses.
pub async fn by_slug(
    executor: impl PgExecutor<'_>,
    slug: &str,
    sight: Sight,
) -> Result<Option<Board>, sqlx::Error> {
    sqlx::query_as!(
        Board,
        r#"select id as "id: BoardId", slug, title, description, languages,
                  visibility as "visibility: BoardVisibility", moderation_mode as "moderation_mode: ModerationMode",
                  owner_id as "owner_id: UserId", member_count, story_count, created_at
           from boards b
           where slug = $1 and (visibility <> 'PRIVATE' or $3
                 or exists (select from board_members m where m.board_id = b.id and m.user_id = $2))"#,
        slug.to_ascii_lowercase(),
        sight.user.map(UserId::uuid),
        sight.moderator,
    )
    .fetch_optional(executor)
    .await
}

/// Names the directory of public boards.
#[must_use]
pub fn directory_list(language: Option<&str>, languages: &[String]) -> List {
    List::named(&format!("boards/{language:?}/{languages:?}"))
}

/// A page of the public boards, newest first: those that `language` is at home on, if one is given, and one of
/// `languages`, if there are any; or regional forms of them.
///
/// # Errors
/// If the database refuses.
pub async fn directory(
    executor: impl PgExecutor<'_>,
    language: Option<&str>,
    languages: &[String],
    request: PageRequest,
) -> Result<Page<Board>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "select id, slug, title, description, languages, visibility, moderation_mode, owner_id, member_count,
                story_count, created_at
         from boards where visibility = 'PUBLIC'",
    );
    let language: Vec<String> = language.map(str::to_owned).into_iter().collect();
    for wanted in [&language[..], languages] {
        if !wanted.is_empty() {
            query.push(" and exists (select from unnest(languages) as home (tag) where ");
            push_filter(&mut query, "home.tag", wanted);
            query.push(")");
        }
    }
    request.push_onto(&mut query, "id", Order::Descending);
    Ok(request.page(query.build_query_as().fetch_all(executor).await?))
}

/// The user's role on each of these boards that they belong to.
///
/// # Errors
/// If the database refuses.
pub async fn roles(
    executor: impl PgExecutor<'_>,
    user: UserId,
    boards: &[BoardId],
) -> Result<Vec<(BoardId, BoardRole)>, sqlx::Error> {
    let boards: Vec<_> = boards.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select board_id as "board: BoardId", role as "role: BoardRole"
           from board_members where user_id = $1 and board_id = any($2)"#,
        user.uuid(),
        &boards,
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.board, row.role)).collect())
}
