use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    Invalid,
    comments::{
        self, CommentBody, CommentEdit, CreateCommentError, DeleteCommentError, EditCommentError, NewComment,
        ReactError,
    },
    idempotency::{IdempotencyKey, ReserveError},
    ids::{CommentId, StoryId},
    viewer::Sight,
};

use super::{Comment, types::Reaction};
use crate::{
    context,
    error::internal,
    scalars::{LanguageTag, Markdown},
    user_errors::UserError,
};

/// What a person gives to comment.
#[derive(Debug, InputObject)]
pub(crate) struct CreateCommentInput {
    /// The story.
    story_id: ID,
    /// The comment that it replies to; none at the top.
    parent_id: Option<ID>,
    /// At most 10,000 characters.
    body: Markdown,
    /// Its language; detected from the text when not given.
    language: Option<LanguageTag>,
    /// The same key gives the same comment, however often it is sent: 1 to 100 printable ASCII characters.
    idempotency_key: Option<String>,
}

/// A new text for a comment.
#[derive(Debug, InputObject)]
pub(crate) struct EditCommentInput {
    /// The comment.
    comment_id: ID,
    /// The revision that the author saw when they began.
    expected_revision: i32,
    /// At most 10,000 characters.
    body: Markdown,
    /// Its language, to correct what was detected. When not given, what was given before stays while the text looks like it.
    language: Option<LanguageTag>,
}

/// Names a comment.
#[derive(Debug, InputObject)]
pub(crate) struct DeleteCommentInput {
    /// The comment.
    comment_id: ID,
}

/// A reaction to give or to take back.
#[derive(Debug, InputObject)]
pub(crate) struct ReactInput {
    /// The comment.
    comment_id: ID,
    /// The reaction.
    reaction: Reaction,
    /// Takes the viewer's reaction back instead of giving it; false when not given.
    remove: Option<bool>,
}

/// A comment, or why nothing happened to it.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct CommentPayload {
    /// The comment as it is now; after a conflict, too.
    comment: Option<Comment>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl CommentPayload {
    fn of(comment: comments::Comment, sight: Sight) -> Self {
        Self { comment: Some(Comment::seen_by(comment, sight)), errors: Vec::new() }
    }
}

impl From<UserError> for CommentPayload {
    fn from(error: UserError) -> Self {
        Self { comment: None, errors: vec![error] }
    }
}

/// Reads a text and what its author says of its language.
fn body(text: &Markdown, language: Option<&LanguageTag>) -> Result<CommentBody, Invalid> {
    CommentBody::parse(&text.0)?.in_language(language.map(|tag| tag.0.as_str()))
}

/// Writes comments.
#[derive(Debug, Default)]
pub(crate) struct CommentMutations;

#[Object]
impl CommentMutations {
    /// Writes a comment. Others see it once moderation has let it through; its author sees it at once.
    async fn create_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment to write.")] input: CreateCommentInput,
    ) -> Result<Option<CommentPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(story) = input.story_id.parse::<StoryId>() else {
            return Ok(Some(UserError::not_found("storyId", &CreateCommentError::StoryNotFound).into()));
        };
        let Ok(parent) = input.parent_id.as_ref().map(|id| id.parse::<CommentId>()).transpose() else {
            return Ok(Some(UserError::not_found("parentId", &CreateCommentError::ParentNotFound).into()));
        };
        let key = input.idempotency_key.as_deref().map(|key| {
            let parent = input.parent_id.as_ref().map(|id| id.as_str()).unwrap_or_default();
            let mut parts: Vec<&str> = vec![&input.story_id, parent, &input.body.0];
            parts.extend(input.language.as_ref().map(|tag| tag.0.as_str()));
            IdempotencyKey::parse(key, &parts)
        });
        let (body, key) = match (body(&input.body, input.language.as_ref()), key.transpose()) {
            (Ok(body), Ok(key)) => (body, key),
            (Err(invalid), _) | (_, Err(invalid)) => return Ok(Some(UserError::from(invalid).into())),
        };
        let new = NewComment { story, parent, body };
        let payload = match comments::create(context::db(ctx), viewer, new, key.as_ref()).await {
            Ok(comment) => CommentPayload::of(comment, viewer.into()),
            Err(error @ CreateCommentError::StoryNotFound) => UserError::not_found("storyId", &error).into(),
            Err(error @ CreateCommentError::ParentNotFound) => {
                UserError::not_found("parentId", &error).into()
            }
            Err(CreateCommentError::Board(refusal)) => UserError::refused("storyId", &refusal).into(),
            Err(error @ CreateCommentError::NotPublished) => UserError::permission("storyId", &error).into(),
            Err(error @ CreateCommentError::Locked) => UserError::permission("storyId", &error).into(),
            Err(error @ CreateCommentError::Blocked) => {
                UserError::permission(if parent.is_some() { "parentId" } else { "storyId" }, &error).into()
            }
            Err(CreateCommentError::Key(ReserveError::Invalid(invalid))) => UserError::from(invalid).into(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Writes the next revision of a comment, if it is still at the expected one. Readers keep the old text until
    /// moderation has let the new one through.
    async fn edit_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new text.")] input: EditCommentInput,
    ) -> Result<Option<CommentPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(comment) = input.comment_id.parse::<CommentId>() else {
            return Ok(Some(UserError::not_found("commentId", &EditCommentError::NotFound).into()));
        };
        let body = match body(&input.body, input.language.as_ref()) {
            Ok(body) => body,
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        let edit = CommentEdit { comment, expected_revision: input.expected_revision, body };
        let payload = match comments::edit(context::db(ctx), viewer, edit).await {
            Ok(comment) => CommentPayload::of(comment, viewer.into()),
            Err(error @ EditCommentError::NotFound) => UserError::not_found("commentId", &error).into(),
            Err(
                error
                @ (EditCommentError::NotTheAuthor | EditCommentError::Closed | EditCommentError::Locked),
            ) => UserError::permission("commentId", &error).into(),
            Err(EditCommentError::Board(refusal)) => UserError::refused("commentId", &refusal).into(),
            Err(EditCommentError::RevisionConflict(current)) => {
                let error = UserError::conflict(&"the comment has been edited since", current.revision);
                CommentPayload { errors: vec![error], ..CommentPayload::of(*current, viewer.into()) }
            }
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Takes a comment away for good. Replies stay, under a tombstone. Deleting twice is no error.
    async fn delete_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment to delete.")] input: DeleteCommentInput,
    ) -> Result<Option<CommentPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.comment_id.parse::<CommentId>() else {
            return Ok(Some(UserError::not_found("commentId", &DeleteCommentError::NotFound).into()));
        };
        let payload = match comments::delete(context::db(ctx), viewer, id).await {
            Ok(Some(comment)) => CommentPayload::of(comment, viewer.into()),
            Ok(None) => CommentPayload { comment: None, errors: Vec::new() },
            Err(error @ DeleteCommentError::NotFound) => UserError::not_found("commentId", &error).into(),
            Err(error @ DeleteCommentError::NotTheAuthor) => {
                UserError::permission("commentId", &error).into()
            }
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Gives a comment the viewer's reaction, in place of another one that they may have given it, or takes it back. Either
    /// is no error if it is so already. Nobody reacts to their own comment.
    async fn react(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to give, and to which comment.")] input: ReactInput,
    ) -> Result<Option<CommentPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.comment_id.parse::<CommentId>() else {
            return Ok(Some(UserError::not_found("commentId", &ReactError::NotFound).into()));
        };
        let (reaction, is_removed) = (input.reaction.into(), input.remove.unwrap_or(false));
        let payload = match comments::react(context::db(ctx), viewer, id, reaction, is_removed).await {
            Ok(comment) => CommentPayload::of(comment, viewer.into()),
            Err(error @ ReactError::NotFound) => UserError::not_found("commentId", &error).into(),
            Err(ReactError::Board(refusal)) => UserError::refused("commentId", &refusal).into(),
            Err(error @ (ReactError::OwnComment | ReactError::Blocked)) => {
                UserError::permission("commentId", &error).into()
            }
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }
}
