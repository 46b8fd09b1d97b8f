use async_graphql::{Context, ID, Object, Result};
use fabula_domain::ids::CommentId;

use super::Comment;
use crate::context;

/// Reads comments.
#[derive(Debug, Default)]
pub(crate) struct CommentQueries;

#[Object]
impl CommentQueries {
    /// The comment with this id.
    async fn comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment's id.")] id: ID,
    ) -> Result<Option<Comment>> {
        let Ok(id) = id.parse::<CommentId>() else { return Ok(None) };
        let sight = context::caller(ctx).sight();
        Ok(context::loaders(ctx).load_one(id).await?.map(|comment| Comment::seen_by(comment, sight)))
    }
}
