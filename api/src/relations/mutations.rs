use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    ids::UserId,
    relations::{self, RelateError, RelationKind},
};

use crate::{accounts::User, context, error::internal, user_errors::UserError};

/// Names a person.
#[derive(Debug, InputObject)]
pub(crate) struct UserIdInput {
    /// The person.
    user_id: ID,
}

/// A person, or why nothing happened.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct UserPayload {
    /// The person as they are now.
    user: Option<User>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<UserError> for UserPayload {
    fn from(error: UserError) -> Self {
        Self { user: None, errors: vec![error] }
    }
}

/// Changes what people keep from each other.
#[derive(Debug, Default)]
pub(crate) struct RelationMutations;

#[Object]
impl RelationMutations {
    /// Mutes somebody: clients fold what they write, and nothing tells of it. They don't learn of it.
    async fn mute_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: UserIdInput,
    ) -> Result<Option<UserPayload>> {
        set(ctx, &input, RelationKind::Mute, true).await
    }

    /// No longer mutes somebody.
    async fn unmute_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: UserIdInput,
    ) -> Result<Option<UserPayload>> {
        set(ctx, &input, RelationKind::Mute, false).await
    }

    /// Blocks somebody: they can't reply to, react to or follow the viewer any more, and neither follows the other.
    async fn block_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: UserIdInput,
    ) -> Result<Option<UserPayload>> {
        set(ctx, &input, RelationKind::Block, true).await
    }

    /// No longer blocks somebody. Follows don't come back by themselves.
    async fn unblock_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: UserIdInput,
    ) -> Result<Option<UserPayload>> {
        set(ctx, &input, RelationKind::Block, false).await
    }
}

async fn set(
    ctx: &Context<'_>,
    input: &UserIdInput,
    kind: RelationKind,
    holds: bool,
) -> Result<Option<UserPayload>> {
    let viewer = context::viewer(ctx)?;
    let Ok(other) = input.user_id.parse::<UserId>() else {
        return Ok(Some(UserError::not_found("userId", &RelateError::NotFound).into()));
    };
    let payload = match relations::set(context::db(ctx), viewer, other, kind, holds).await {
        Ok(user) => UserPayload { user: Some(user.into()), errors: Vec::new() },
        Err(error @ RelateError::NotFound) => UserError::not_found("userId", &error).into(),
        Err(error @ RelateError::TooMany) => {
            UserError::limit("userId", &error, relations::MOST_RELATED).into()
        }
        Err(RelateError::Database(error)) => return Err(internal(error)),
        Err(error) => UserError::permission("userId", &error).into(),
    };
    Ok(Some(payload))
}
