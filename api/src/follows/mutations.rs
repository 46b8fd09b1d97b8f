use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};
use fabula_domain::follows::{self, FollowError, FollowSubject, Followed};

use crate::{
    accounts::User, boards::Board, context, error::internal, stories::Story, user_errors::UserError,
};

/// What to follow, or no longer.
#[derive(Debug, InputObject)]
pub(crate) struct FollowInput {
    /// A board, a story or a user.
    subject_id: ID,
}

/// What can be followed.
#[derive(Debug, Union)]
pub(crate) enum Followable {
    /// What is published on it.
    Board(Box<Board>),
    /// Its discussion.
    Story(Box<Story>),
    /// What they publish.
    User(User),
}

impl From<Followed> for Followable {
    fn from(followed: Followed) -> Self {
        match followed {
            Followed::Board(board) => Self::Board(Box::new((*board).into())),
            Followed::Story(story) => Self::Story(Box::new((*story).into())),
            Followed::Person(person) => Self::User(person.into()),
        }
    }
}

/// What is followed, or why nothing changed.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct FollowPayload {
    /// The board, story or user as it is now. Null, without an error, once the viewer can't see it any more.
    subject: Option<Followable>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<UserError> for FollowPayload {
    fn from(error: UserError) -> Self {
        Self { subject: None, errors: vec![error] }
    }
}

/// Changes what people follow.
#[derive(Debug, Default)]
pub(crate) struct FollowMutations;

#[Object]
impl FollowMutations {
    /// Follows a board, a story's discussion or a person. Following twice is no error.
    async fn follow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to follow.")] input: FollowInput,
    ) -> Result<Option<FollowPayload>> {
        let viewer = context::viewer(ctx)?;
        let Some(subject) = FollowSubject::parse(&input.subject_id) else { return Ok(Some(unknown())) };
        let payload = match follows::follow(context::db(ctx), viewer, subject).await {
            Ok(followed) => FollowPayload { subject: Some(followed.into()), errors: Vec::new() },
            Err(FollowError::NotFound) => unknown(),
            Err(error @ FollowError::TooMany) => {
                UserError::limit("subjectId", &error, follows::MOST_FOLLOWED).into()
            }
            Err(FollowError::Database(error)) => return Err(internal(error)),
            Err(error) => UserError::permission("subjectId", &error).into(),
        };
        Ok(Some(payload))
    }

    /// No longer follows something. What was not followed is no error.
    async fn unfollow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to follow no longer.")] input: FollowInput,
    ) -> Result<Option<FollowPayload>> {
        let viewer = context::viewer(ctx)?;
        let Some(subject) = FollowSubject::parse(&input.subject_id) else { return Ok(Some(unknown())) };
        let followed = follows::unfollow(context::db(ctx), viewer, subject).await.map_err(internal)?;
        Ok(Some(FollowPayload { subject: followed.map(Followable::from), errors: Vec::new() }))
    }
}

fn unknown() -> FollowPayload {
    UserError::not_found("subjectId", &FollowError::NotFound).into()
}
