use fabula_platform::db::{Db, Transaction};

use super::FollowSubject;
use crate::{
    Viewer,
    accounts::{self, User},
    boards::{self, Board},
    relations,
    stories::{self, Story, StoryStatus},
};

/// What is followed, as it is now.
#[derive(Debug, Clone)]
pub enum Followed {
    /// A board.
    Board(Box<Board>),
    /// A story.
    Story(Box<Story>),
    /// Somebody.
    Person(User),
}

/// Why nothing is followed.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// There is no such thing, or the viewer may not know of it.
    #[error("there is nothing to follow here")]
    NotFound,
    /// Nobody follows themselves.
    #[error("you can't follow yourself")]
    Oneself,
    /// They don't want to be followed by the viewer.
    #[error("you can't follow this person")]
    Blocked,
    /// The list is full.
    #[error("you can follow at most {MOST_FOLLOWED} things")]
    TooMany,
    /// The database refused.
    #[error("this can't be kept")]
    Database(#[from] sqlx::Error),
}

/// How much one person may follow.
pub const MOST_FOLLOWED: i64 = 10_000;

/// Tells the viewer of what happens to something from now on. Following twice is no error.
///
/// # Errors
/// If the viewer can't see it.
pub async fn follow(db: &Db, viewer: &Viewer, subject: FollowSubject) -> Result<Followed, FollowError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    let followed = find(&mut transaction, viewer, subject).await?.ok_or(FollowError::NotFound)?;
    if let FollowSubject::Person(person) = subject {
        if person == viewer.id {
            return Err(FollowError::Oneself);
        }
        relations::lock_pair(&mut transaction, viewer.id, person).await?;
        if relations::is_blocked_by(&mut *transaction, viewer.id, &[person]).await? {
            return Err(FollowError::Blocked);
        }
    }
    let (board, story, person) = subject.columns();
    sqlx::query!(
        "insert into follows (user_id, board_id, story_id, person_id, created_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        viewer.id.uuid(),
        board,
        story,
        person,
        now,
    )
    .execute(&mut *transaction)
    .await?;
    let kept = sqlx::query_scalar!(
        r#"select count(*) as "count!" from follows where user_id = $1"#,
        viewer.id.uuid()
    )
    .fetch_one(&mut *transaction)
    .await?;
    if kept > MOST_FOLLOWED {
        return Err(FollowError::TooMany);
    }
    transaction.commit().await?;
    Ok(followed)
}

/// No longer tells the viewer of what happens to something. What was not followed is no error, and what the viewer can't
/// see any more can still be let go: then there is nothing to answer.
///
/// # Errors
/// If the database refuses.
pub async fn unfollow(
    db: &Db,
    viewer: &Viewer,
    subject: FollowSubject,
) -> Result<Option<Followed>, FollowError> {
    let (board, story, person) = subject.columns();
    let mut transaction = db.begin().await?;
    sqlx::query!(
        "delete from follows where user_id = $1 and (board_id = $2 or story_id = $3 or person_id = $4)",
        viewer.id.uuid(),
        board,
        story,
        person,
    )
    .execute(&mut *transaction)
    .await?;
    let followed = find(&mut transaction, viewer, subject).await?;
    transaction.commit().await?;
    Ok(followed)
}

async fn find(
    transaction: &mut Transaction<'_>,
    viewer: &Viewer,
    subject: FollowSubject,
) -> Result<Option<Followed>, sqlx::Error> {
    Ok(match subject {
        FollowSubject::Board(board) => boards::by_ids(&mut **transaction, &[board], viewer.into())
            .await?
            .pop()
            .map(|board| Followed::Board(Box::new(board))),
        FollowSubject::Story(story) => stories::by_ids(&mut **transaction, &[story], viewer.into())
            .await?
            .pop()
            .filter(|story| story.status == StoryStatus::Published)
            .map(|story| Followed::Story(Box::new(story))),
        FollowSubject::Person(person) => {
            accounts::by_ids(&mut **transaction, &[person]).await?.pop().map(Followed::Person)
        }
    })
}
