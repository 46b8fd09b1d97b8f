use sqlx::{PgExecutor, Postgres, QueryBuilder};

use super::FollowSubject;
use crate::{
    boards,
    ids::{BoardId, StoryId, UserId},
    page::{List, Order, Page, PageRequest},
    stories,
    viewer::Sight,
};

/// Which of these subjects a user follows.
///
/// # Errors
/// If the database refuses.
pub async fn follows_of(
    executor: impl PgExecutor<'_>,
    user: UserId,
    subjects: &[FollowSubject],
) -> Result<Vec<FollowSubject>, sqlx::Error> {
    let (mut boards, mut stories, mut people) = (Vec::new(), Vec::new(), Vec::new());
    for subject in subjects {
        match subject {
            FollowSubject::Board(board) => boards.push(board.uuid()),
            FollowSubject::Story(story) => stories.push(story.uuid()),
            FollowSubject::Person(person) => people.push(person.uuid()),
        }
    }
    let rows = sqlx::query!(
        r#"select board_id as "board: BoardId", story_id as "story: StoryId", person_id as "person: UserId"
           from follows
           where user_id = $1 and (board_id = any($2) or story_id = any($3) or person_id = any($4))"#,
        user.uuid(),
        &boards,
        &stories,
        &people,
    )
    .fetch_all(executor)
    .await?;
    let subject = |board: Option<BoardId>, story: Option<StoryId>, person: Option<UserId>| {
        board
            .map(FollowSubject::Board)
            .or(story.map(FollowSubject::Story))
            .or(person.map(FollowSubject::Person))
    };
    Ok(rows.into_iter().filter_map(|row| subject(row.board, row.story, row.person)).collect())
}

/// Names one of the lists of what a user follows, for its cursors: `boards`, `stories` or `people`.
#[must_use]
pub fn followed_list(user: UserId, what: &str) -> List {
    List::named(&format!("follows/{user}/{what}"))
}

/// A page of the boards that a user follows and may see, the newest boards first.
///
/// # Errors
/// If the database refuses.
pub async fn followed_boards(
    executor: impl PgExecutor<'_>,
    user: UserId,
    request: PageRequest,
    sight: Sight,
) -> Result<Page<BoardId>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "select f.board_id from follows f join boards b on b.id = f.board_id where f.user_id = ",
    );
    query.push_bind(user.uuid()).push(" and ");
    boards::push_visible(&mut query, sight);
    page(executor, query, "f.board_id", request).await
}

/// A page of the stories that a user follows and may read, the newest stories first.
///
/// # Errors
/// If the database refuses.
pub async fn followed_stories(
    executor: impl PgExecutor<'_>,
    user: UserId,
    request: PageRequest,
    sight: Sight,
) -> Result<Page<StoryId>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "select f.story_id from follows f join stories s on s.id = f.story_id join boards b on b.id = s.board_id
         where f.user_id = ",
    );
    query.push_bind(user.uuid()).push(" and ");
    stories::push_visible(&mut query, sight);
    page(executor, query, "f.story_id", request).await
}

/// A page of the people whom a user follows, the newest accounts first.
///
/// # Errors
/// If the database refuses.
pub async fn followed_people(
    executor: impl PgExecutor<'_>,
    user: UserId,
    request: PageRequest,
) -> Result<Page<UserId>, sqlx::Error> {
    let mut query =
        QueryBuilder::new("select f.person_id from follows f where f.person_id is not null and f.user_id = ");
    query.push_bind(user.uuid());
    page(executor, query, "f.person_id", request).await
}

async fn page<Id: From<uuid::Uuid>>(
    executor: impl PgExecutor<'_>,
    mut query: QueryBuilder<Postgres>,
    column: &'static str,
    request: PageRequest,
) -> Result<Page<Id>, sqlx::Error> {
    request.push_onto(&mut query, column, Order::Descending);
    let ids: Vec<uuid::Uuid> = query.build_query_scalar().fetch_all(executor).await?;
    Ok(request.page(ids.into_iter().map(Id::from).collect()))
}
