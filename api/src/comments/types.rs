use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use fabula_domain::{
    comments::{self, Thread},
    ids::{CommentId, StoryId, UserId},
    page::{Page, PageRequest},
    stories::UNKNOWN_LANGUAGE,
    viewer::Sight,
};

use crate::{
    accounts::User,
    context,
    error::Refusal,
    loaders::RepliesTo,
    page::{self, TotalCount},
    scalars::{LanguageTag, Markdown},
    stories::Story,
};

/// Where a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "comments::CommentStatus")]
pub(crate) enum CommentStatus {
    /// Waits for its first verdict.
    Pending,
    /// Readers see it.
    Published,
    /// Waits for a moderator.
    Held,
    /// Not accepted.
    Rejected,
    /// Taken away by moderation.
    Removed,
    /// Taken away by its author.
    Deleted,
}

/// The order of a discussion's top level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "comments::CommentOrder")]
pub(crate) enum CommentOrder {
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
}

/// A threaded reply to a story or to another comment.
///
/// Its author reads the newest text that they wrote; everyone else reads the one that was let through.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Comment {
    /// Opaque, and unique among all objects.
    pub(crate) id: ID,
    /// Its language. Null if nobody can tell, or when `body` is null.
    language: Option<LanguageTag>,
    /// Where it stands. To those who may not read it, whatever stands in its way is `REMOVED`.
    status: CommentStatus,
    /// How often its author wrote it, from 1.
    revision: i32,
    /// Direct replies that readers see.
    reply_count: i32,
    /// When it was written.
    created_at: DateTime<Utc>,
    /// When it was last edited.
    edited_at: Option<DateTime<Utc>>,
    #[graphql(skip)]
    body: Option<Markdown>,
    #[graphql(skip)]
    body_html: Option<String>,
    #[graphql(skip)]
    comment_id: CommentId,
    #[graphql(skip)]
    story_id: StoryId,
    #[graphql(skip)]
    parent_id: Option<CommentId>,
    #[graphql(skip)]
    author_id: Option<UserId>,
    /// Replies that were read together with it.
    #[graphql(skip)]
    replies_ahead: Option<(PageRequest, Arc<Page<comments::Comment>>)>,
}

impl Comment {
    /// A comment whose page of replies has been read already.
    pub(super) fn with_replies(self, request: PageRequest, replies: Page<comments::Comment>) -> Self {
        Self { replies_ahead: Some((request, Arc::new(replies))), ..self }
    }

    /// A comment as one viewer sees it.
    pub(crate) fn seen_by(comment: comments::Comment, sight: Sight) -> Self {
        let visible = comment.text_is_visible(sight);
        let known = comment.language != UNKNOWN_LANGUAGE;
        let is_own = sight.user.is_some() && sight.user == comment.author_id;
        // A tombstone does not say whose text was taken away, nor what moderation thinks of it.
        let told = visible || is_own || sight.moderator;
        let status = match comment.status {
            status if told || status == comments::CommentStatus::Deleted => status,
            _ => comments::CommentStatus::Removed,
        };
        Self {
            id: comment.id.to_string().into(),
            body: visible.then_some(Markdown(comment.body)),
            body_html: visible.then_some(comment.body_html),
            language: (visible && known).then_some(LanguageTag(comment.language)),
            status: status.into(),
            revision: comment.revision,
            reply_count: comment.reply_count,
            created_at: comment.created_at,
            edited_at: comment.edited_at,
            comment_id: comment.id,
            story_id: comment.story_id,
            parent_id: comment.parent_id,
            author_id: comment.author_id.filter(|_| told),
            replies_ahead: None,
        }
    }
}

#[ComplexObject]
impl Comment {
    /// Its text. Null when it was removed or deleted, or is not for the viewer to read.
    async fn body(&self, ctx: &Context<'_>) -> Result<Option<&Markdown>> {
        self.body.as_ref().map_or(Ok(()), |body| context::count_text(ctx, &body.0))?;
        Ok(self.body.as_ref())
    }

    /// Its text as sanitised HTML; null when `body` is.
    async fn body_html(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        self.body_html.as_ref().map_or(Ok(()), |html| context::count_text(ctx, html))?;
        Ok(self.body_html.as_deref())
    }

    /// The story whose discussion it belongs to.
    async fn story(&self, ctx: &Context<'_>) -> Result<Story> {
        let story = context::loaders(ctx).load_one(self.story_id).await?;
        Ok(story.map(Story::from).ok_or_else(|| Refusal::forbidden("You no longer see this story."))?)
    }

    /// What it replies to. Null at the top.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Comment>> {
        let Some(parent) = self.parent_id else { return Ok(None) };
        let sight = context::caller(ctx).sight();
        Ok(context::loaders(ctx).load_one(parent).await?.map(|parent| Self::seen_by(parent, sight)))
    }

    /// Who wrote it. Null once their account is erased, and of a text that was taken away.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        let Some(author) = self.author_id else { return Ok(None) };
        context::user(ctx, author).await
    }

    /// Direct replies, oldest first. `totalCount` counts what all readers see.
    async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, Comment, TotalCount>> {
        let thread = Thread::Replies(self.comment_id);
        let request = page::check(&page::arguments(first, after, last, before), thread.list())?;
        let sight = context::caller(ctx).sight();
        let key = RepliesTo { parent: self.comment_id, request };
        let ahead = self.replies_ahead.as_ref().filter(|(ahead, _)| *ahead == request);
        let loaded = if let Some((_, replies)) = ahead {
            Some(Arc::clone(replies))
        } else if !page::wants_rows(ctx) || (self.reply_count == 0 && sight.user.is_none()) {
            // Whoever is signed in may have replies of their own that wait; everyone else sees what is counted.
            None
        } else {
            context::loaders(ctx).load_one(key).await?
        };
        let replies = loaded.map_or_else(page::empty, Arc::unwrap_or_clone);
        let total = TotalCount { total_count: self.reply_count };
        let node = |comment| Self::seen_by(comment, sight);
        Ok(page::connection_with(replies, thread.list(), total, |comment| comment.id.uuid(), node))
    }
}

#[cfg(test)]
mod tests {
    use fabula_domain::comments::CommentStatus as Status;

    use super::*;

    fn comment(status: Status) -> comments::Comment {
        let now = DateTime::UNIX_EPOCH;
        comments::Comment {
            id: CommentId::new(now),
            story_id: StoryId::new(now),
            parent_id: None,
            author_id: Some(UserId::new(now)),
            body: "between us".to_owned(),
            body_html: "<p>between us</p>".to_owned(),
            language: "en".to_owned(),
            status,
            revision: 1,
            reply_count: 1,
            created_at: now,
            edited_at: None,
        }
    }

    #[test]
    fn a_tombstone_tells_strangers_neither_text_nor_author_nor_what_moderation_thinks() {
        let stranger = Sight { user: Some(UserId::new(DateTime::UNIX_EPOCH)), moderator: false };
        for sight in [stranger, Sight { user: None, moderator: false }] {
            for status in [Status::Pending, Status::Held, Status::Rejected, Status::Removed, Status::Deleted]
            {
                let seen = Comment::seen_by(comment(status), sight);
                assert!(seen.body.is_none() && seen.body_html.is_none() && seen.language.is_none());
                assert!(seen.author_id.is_none());
                assert!(matches!(seen.status, CommentStatus::Removed | CommentStatus::Deleted), "{status:?}");
            }
        }
    }

    #[test]
    fn its_author_and_moderators_know_where_a_comment_stands() {
        for status in [Status::Pending, Status::Held, Status::Rejected] {
            let comment = comment(status);
            let author = Sight { user: comment.author_id, moderator: false };
            for sight in [author, Sight { user: None, moderator: true }] {
                let seen = Comment::seen_by(comment.clone(), sight);
                assert!(seen.body.is_some() && seen.author_id.is_some());
                assert_eq!(seen.status, status.into());
            }
        }
    }
}
