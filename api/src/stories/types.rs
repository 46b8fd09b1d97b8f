use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use fabula_domain::{
    comments::{self as discussion, Thread},
    ids::{BoardId, StoryId, UserId},
    stories,
};

use crate::{
    accounts::User,
    boards::Board,
    comments::{self, Comment, CommentOrder},
    context,
    error::{Refusal, internal},
    page::{self, TotalCount},
    scalars::{LanguageTag, Markdown},
};

/// Whether a story can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "stories::StoryStatus")]
pub(crate) enum StoryStatus {
    /// By its author alone.
    Draft,
    /// By everyone who sees the board.
    Published,
}

/// A long-form text on a board.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Story {
    /// Opaque, and unique among all objects.
    pub(crate) id: ID,
    /// Its title.
    title: String,
    /// Its title, fit for an address. Ids find stories; this is for people.
    slug: String,
    /// Its language; `und` if nobody can tell.
    language: LanguageTag,
    /// What it is about.
    tags: Vec<String>,
    /// Whether it can be read.
    status: StoryStatus,
    /// How often it was written, from 1.
    revision: i32,
    /// Comments that its readers see.
    comment_count: i32,
    /// When it was published. Null for a draft.
    published_at: Option<DateTime<Utc>>,
    /// When it was begun.
    created_at: DateTime<Utc>,
    /// When its text last changed.
    updated_at: DateTime<Utc>,
    #[graphql(skip)]
    body: Markdown,
    #[graphql(skip)]
    body_html: String,
    #[graphql(skip)]
    story_id: StoryId,
    #[graphql(skip)]
    board_id: BoardId,
    #[graphql(skip)]
    author_id: UserId,
    #[graphql(skip)]
    thread_count: i32,
}

impl From<stories::Story> for Story {
    fn from(story: stories::Story) -> Self {
        Self {
            id: story.id.to_string().into(),
            title: story.title,
            slug: story.slug,
            body: story.body.into(),
            body_html: story.body_html,
            language: story.language.into(),
            tags: story.tags,
            status: story.status.into(),
            revision: story.revision,
            comment_count: story.comment_count,
            published_at: story.published_at,
            created_at: story.created_at,
            updated_at: story.updated_at,
            story_id: story.id,
            board_id: story.board_id,
            author_id: story.author_id,
            thread_count: story.thread_count,
        }
    }
}

#[ComplexObject]
impl Story {
    /// Its text.
    async fn body(&self, ctx: &Context<'_>) -> Result<&Markdown> {
        context::count_text(ctx, &self.body.0)?;
        Ok(&self.body)
    }

    /// Its text as sanitised HTML.
    async fn body_html(&self, ctx: &Context<'_>) -> Result<&str> {
        context::count_text(ctx, &self.body_html)?;
        Ok(&self.body_html)
    }

    /// The board that it stands on.
    async fn board(&self, ctx: &Context<'_>) -> Result<Board> {
        let board = context::loaders(ctx).load_one(self.board_id).await?;
        Ok(board.map(Board::from).ok_or_else(|| Refusal::forbidden("You no longer see this board."))?)
    }

    /// Who wrote it.
    async fn author(&self, ctx: &Context<'_>) -> Result<User> {
        let author = context::user(ctx, self.author_id).await?;
        Ok(author.ok_or_else(|| Refusal::bad_input("The story's author is gone."))?)
    }

    /// Its text as it was, newest first. What was written before it was published only shows to its author.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Connection<String, StoryRevision>> {
        let list = stories::revisions_list(self.story_id);
        let request = page::check(&page::arguments(first, after, None, None), list)?;
        let rows =
            stories::revisions(context::db(ctx).pool(), self.story_id, request, context::caller(ctx).sight())
                .await
                .map_err(internal)?;
        let cursor = |row: &stories::StoryRevision| stories::revision_of_page(row.revision);
        Ok(page::connection(rows, list, cursor, StoryRevision::from))
    }

    /// The top level of its discussion. `totalCount` counts what all its readers see.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
        #[graphql(desc = "`NEWEST` when not given.")] order_by: Option<CommentOrder>,
    ) -> Result<Connection<String, Comment, TotalCount>> {
        let thread =
            Thread::Story(self.story_id, order_by.map(discussion::CommentOrder::from).unwrap_or_default());
        let request = page::check(&page::arguments(first, after, last, before), thread.list())?;
        comments::level(ctx, thread, request, self.thread_count).await
    }
}

/// A story's text as it once was.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct StoryRevision {
    /// Which one, from 1.
    revision: i32,
    /// Its title then.
    title: String,
    /// When it was written.
    edited_at: DateTime<Utc>,
    #[graphql(skip)]
    body: Markdown,
    #[graphql(skip)]
    edited_by: UserId,
}

impl From<stories::StoryRevision> for StoryRevision {
    fn from(revision: stories::StoryRevision) -> Self {
        Self {
            revision: revision.revision,
            title: revision.title,
            body: revision.body.into(),
            edited_at: revision.edited_at,
            edited_by: revision.edited_by,
        }
    }
}

#[ComplexObject]
impl StoryRevision {
    /// Its text then.
    async fn body(&self, ctx: &Context<'_>) -> Result<&Markdown> {
        context::count_text(ctx, &self.body.0)?;
        Ok(&self.body)
    }

    /// Who wrote it.
    async fn edited_by(&self, ctx: &Context<'_>) -> Result<User> {
        let editor = context::user(ctx, self.edited_by).await?;
        Ok(editor.ok_or_else(|| Refusal::bad_input("The revision's author is gone."))?)
    }
}
