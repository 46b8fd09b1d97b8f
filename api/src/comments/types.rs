use std::{fmt, sync::Arc};

use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use fabula_domain::{
    comments::{self, Thread},
    ids::{CommentId, StoryId, UserId},
    page::{Page, PageRequest},
    stories::{self, UNKNOWN_LANGUAGE},
    viewer::Sight,
};

use crate::{
    accounts::User,
    at_hand::Ready,
    context,
    error::{Refusal, internal},
    loaders::{ReactionsTo, RepliesTo},
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
    /// Best first, by the lower bound of Wilson's score interval for the share of reactions that agree (`LIKE`,
    /// `INSIGHTFUL`, `THANKS`); the newest first among equals. A comment whose score changes while pages are read may be
    /// met twice or not at all; every other one is met once.
    Top,
}

/// How a reader feels about a comment, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "comments::Reaction")]
pub(crate) enum Reaction {
    /// They like it.
    Like,
    /// They learned from it.
    Insightful,
    /// They are grateful for it.
    Thanks,
    /// They see it otherwise.
    Disagree,
}

/// How often a comment was given one reaction.
#[derive(Debug, SimpleObject)]
pub(crate) struct ReactionCount {
    /// Which reaction.
    reaction: Reaction,
    /// How many people gave it.
    count: i32,
    /// Whether the viewer is one of them.
    viewer_reacted: bool,
}

/// A comment's text as it once was.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct CommentRevision {
    /// Which one, from 1.
    revision: i32,
    /// Its language. Null if nobody can tell.
    language: Option<LanguageTag>,
    /// When it was written.
    created_at: DateTime<Utc>,
    #[graphql(skip)]
    body: Markdown,
}

impl From<comments::CommentRevision> for CommentRevision {
    fn from(revision: comments::CommentRevision) -> Self {
        Self {
            revision: revision.revision,
            language: (revision.language != UNKNOWN_LANGUAGE).then_some(LanguageTag(revision.language)),
            created_at: revision.created_at,
            body: Markdown(revision.body),
        }
    }
}

#[ComplexObject]
impl CommentRevision {
    /// Its text then.
    async fn body(&self, ctx: &Context<'_>) -> Result<&Markdown> {
        context::count_text(ctx, &self.body.0)?;
        Ok(&self.body)
    }
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
    pub(super) language: Option<LanguageTag>,
    /// Where it stands. To those who may not read it, whatever stands in its way is `REMOVED`.
    pub(super) status: CommentStatus,
    /// How often its author wrote it, from 1.
    pub(super) revision: i32,
    /// Direct replies that readers see.
    pub(super) reply_count: i32,
    /// When it was written.
    pub(super) created_at: DateTime<Utc>,
    /// When it was last edited.
    pub(super) edited_at: Option<DateTime<Utc>>,
    #[graphql(skip)]
    pub(super) body: Option<Markdown>,
    #[graphql(skip)]
    pub(super) body_html: Option<String>,
    #[graphql(skip)]
    pub(super) comment_id: CommentId,
    #[graphql(skip)]
    story_id: StoryId,
    #[graphql(skip)]
    parent_id: Option<CommentId>,
    #[graphql(skip)]
    pub(super) author_id: Option<UserId>,
    #[graphql(skip)]
    reaction_counts: comments::ReactionCounts,
    /// Whether the viewer may read everything that its author ever wrote in it.
    #[graphql(skip)]
    history_is_visible: bool,
    /// Replies that were read together with it.
    #[graphql(skip)]
    replies_ahead: Option<Ahead>,
}

/// A page of comments.
pub(crate) type CommentPage = Connection<String, Comment, TotalCount>;

/// A page of replies that was read before anybody asked for it.
#[derive(Clone)]
struct Ahead {
    request: PageRequest,
    replies: Arc<CommentPage>,
}

impl fmt::Debug for Ahead {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ahead").field("request", &self.request).finish_non_exhaustive()
    }
}

impl Comment {
    /// A comment whose page of replies has been read already.
    pub(super) fn with_replies(
        mut self,
        request: PageRequest,
        replies: Page<comments::Comment>,
        sight: Sight,
    ) -> Self {
        let replies = Arc::new(self.page_of_replies(replies, sight));
        self.replies_ahead = Some(Ahead { request, replies });
        self
    }

    /// A page of its replies, if it is known without asking for it.
    pub(super) fn replies_at_hand(
        &self,
        ctx: &Context<'_>,
        request: PageRequest,
    ) -> Option<Arc<CommentPage>> {
        if let Some(ahead) = self.replies_ahead.as_ref().filter(|ahead| ahead.request == request) {
            return Some(Arc::clone(&ahead.replies));
        }
        // Whoever is signed in may have replies of their own that wait; everyone else sees what is counted.
        let sight = context::caller(ctx).sight();
        let has_none = self.reply_count == 0 && sight.user.is_none();
        (has_none || !page::wants_rows(ctx)).then(|| Arc::new(self.page_of_replies(page::empty(), sight)))
    }

    fn page_of_replies(&self, replies: Page<comments::Comment>, sight: Sight) -> CommentPage {
        let thread = Thread::Replies(self.comment_id);
        let total = TotalCount { total_count: self.reply_count };
        let node = |comment| Self::seen_by(comment, sight);
        page::connection_with(replies, total, |comment| thread.cursor(comment), node)
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
            reaction_counts: if visible { comment.reactions } else { comments::ReactionCounts::default() },
            history_is_visible: is_own || sight.moderator,
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
    ) -> Result<Ready<Arc<CommentPage>>> {
        let list = Thread::Replies(self.comment_id).list();
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        if let Some(replies) = self.replies_at_hand(ctx, request) {
            return Ok(Ready(replies));
        }
        let key = RepliesTo { parent: self.comment_id, request };
        let loaded = context::loaders(ctx).load_one(key).await?;
        let replies = loaded.map_or_else(page::empty, Arc::unwrap_or_clone);
        Ok(Ready(Arc::new(self.page_of_replies(replies, context::caller(ctx).sight()))))
    }

    /// What it replies to: its parent, its parent's parent, up to the top of the thread. With `comment(id)` this is what a
    /// link to a comment needs. `totalCount` says how deep the comment stands.
    async fn ancestors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, Comment, TotalCount>> {
        let list = comments::ancestors_list(self.comment_id);
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let sight = context::caller(ctx).sight();
        let (rows, total_count) = if self.parent_id.is_none() {
            (page::empty(), 0)
        } else {
            let pool = context::db(ctx).pool();
            let rows = comments::ancestors(pool, self.comment_id, request, sight).await.map_err(internal)?;
            let total = if ctx.look_ahead().field("totalCount").exists() {
                comments::depth(pool, self.comment_id).await.map_err(internal)?
            } else {
                0
            };
            (rows, total)
        };
        let node = |(_, comment)| Self::seen_by(comment, sight);
        let cursor =
            |(steps, comment): &(i32, comments::Comment)| list.ranked_cursor(*steps, comment.id.uuid());
        Ok(page::connection_with(rows, TotalCount { total_count }, cursor, node))
    }

    /// How often it was given each reaction.
    async fn reactions(&self, ctx: &Context<'_>) -> Result<Vec<ReactionCount>> {
        let own = if context::caller(ctx).viewer.is_some() {
            context::loaders(ctx).load_one(ReactionsTo(self.comment_id)).await?.unwrap_or_default()
        } else {
            Vec::new()
        };
        let count = |reaction: &comments::Reaction| ReactionCount {
            reaction: (*reaction).into(),
            count: self.reaction_counts.of(*reaction),
            viewer_reacted: own.contains(reaction),
        };
        Ok(comments::Reaction::ALL.iter().map(count).collect())
    }

    /// Everything that its author ever wrote in it, newest first. Null to everyone but its author and moderators.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Option<Connection<String, CommentRevision>>> {
        if !self.history_is_visible {
            return Ok(None);
        }
        let list = comments::history_list(self.comment_id);
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let pool = context::db(ctx).pool();
        let rows = comments::history(pool, self.comment_id, request).await.map_err(internal)?;
        let place = |row: &comments::CommentRevision| stories::revision_of_page(row.revision);
        Ok(Some(page::connection(rows, list, place, CommentRevision::from)))
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
            reactions: comments::ReactionCounts::default(),
            score: 0,
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
