use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use fabula_domain::{
    comments::{self as discussion, Thread},
    follows::FollowSubject,
    spaces::ShelfSubject,
    stories,
};

use super::{Reference, StoryRevision};
use crate::{
    accounts::User,
    at_hand::Ready,
    boards::Board,
    comments::{self, CommentOrder, CommentPage},
    context,
    error::{Refusal, internal},
    images::Image,
    loaders::{CoverOf, RelatedTo, RevisionAt, TranslationsOf},
    page,
    scalars::{LanguageTag, Markdown},
    spaces::{self, Shelf},
};

/// The most headings of a table of contents.
const MOST_HEADINGS: usize = 500;

/// Whether a story can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "stories::StoryStatus")]
pub(crate) enum StoryStatus {
    /// By its author alone.
    Draft,
    /// By everyone who sees the board.
    Published,
}

/// A heading of a story.
#[derive(Debug, SimpleObject)]
pub(crate) struct TableOfContentsEntry {
    /// As written in the Markdown, 1 (`#`) to 6.
    level: i32,
    /// Its words, without syntax.
    text: String,
    /// The id of its element in `bodyHtml`: `#` and this leads there.
    anchor: String,
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
    /// How many minutes it takes to read, at least 1: by the words, or in Chinese, Japanese and Thai the characters, that
    /// people read in a minute in its language.
    reading_time_minutes: i32,
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
    /// Whether nothing can be added to its discussion any more.
    discussion_is_locked: bool,
    /// Shared by all fields that lead to the story: its texts are long.
    #[graphql(skip)]
    story: Arc<stories::Story>,
}

impl From<stories::Story> for Story {
    fn from(story: stories::Story) -> Self {
        Arc::new(story).into()
    }
}

impl From<Arc<stories::Story>> for Story {
    fn from(story: Arc<stories::Story>) -> Self {
        Self {
            id: story.id.to_string().into(),
            title: story.title.clone(),
            slug: story.slug.clone(),
            language: story.language.clone().into(),
            tags: story.tags.clone(),
            reading_time_minutes: story.reading_minutes,
            status: story.status.into(),
            revision: story.revision,
            comment_count: story.comment_count,
            published_at: story.published_at,
            created_at: story.created_at,
            updated_at: story.updated_at,
            discussion_is_locked: story.discussion_locked_at.is_some(),
            story,
        }
    }
}

#[ComplexObject]
impl Story {
    /// Its text.
    async fn body(&self, ctx: &Context<'_>) -> Result<Markdown> {
        context::count_text(ctx, &self.story.body)?;
        Ok(Markdown(self.story.body.clone()))
    }

    /// Its text as sanitised HTML.
    async fn body_html(&self, ctx: &Context<'_>) -> Result<&str> {
        context::count_text(ctx, &self.story.body_html)?;
        Ok(&self.story.body_html)
    }

    /// Its cover. Null if it has none.
    async fn cover_image(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        let cover = context::loaders(ctx).load_one(CoverOf(self.story.id)).await?;
        Ok(cover.map(Image::from))
    }

    /// Whether the viewer follows its discussion.
    async fn viewer_is_following(&self, ctx: &Context<'_>) -> Result<bool> {
        context::follows(ctx, FollowSubject::Story(self.story.id)).await
    }

    /// The viewer's own shelves that it stands on, in their order. Empty when nobody is signed in.
    async fn viewer_shelves(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many of them: 1 to 100, 20 when not given.")] first: Option<i32>,
    ) -> Result<Vec<Shelf>> {
        spaces::viewer_shelves(ctx, ShelfSubject::Story(self.story.id), first).await
    }

    /// The board that it stands on.
    async fn board(&self, ctx: &Context<'_>) -> Result<Board> {
        let board = context::loaders(ctx).load_one(self.story.board_id).await?;
        Ok(board.map(Board::from).ok_or_else(|| Refusal::forbidden("You no longer see this board."))?)
    }

    /// Who wrote it.
    async fn author(&self, ctx: &Context<'_>) -> Result<User> {
        let author = context::user(ctx, self.story.author_id).await?;
        Ok(author.ok_or_else(|| Refusal::bad_input("The story's author is gone."))?)
    }

    /// Its headings in order, for a table of contents: the first 500.
    async fn table_of_contents(&self, ctx: &Context<'_>) -> Result<Vec<TableOfContentsEntry>> {
        // It is read in full for this, so it counts as if it were in the answer.
        context::count_text(ctx, &self.story.body)?;
        let mut entries = Vec::new();
        for heading in fabula_domain::stories::outline(&self.story.body).into_iter().take(MOST_HEADINGS) {
            let level = i32::from(heading.level);
            entries.push(TableOfContentsEntry { level, text: heading.text, anchor: heading.anchor });
        }
        Ok(entries)
    }

    /// What it draws on, in its author's order.
    async fn references(&self, ctx: &Context<'_>) -> Result<Vec<Reference>> {
        super::references::count(ctx, &self.story.sources)?;
        Ok(self.story.sources.as_slice().iter().map(Reference::from).collect())
    }

    /// The same story in other languages, as far as the viewer may read them: ordered by language, then oldest first, at
    /// most 50. Somebody has one in each language at most, so there are two in a language if two people translated it.
    async fn translations(&self, ctx: &Context<'_>) -> Result<Vec<Story>> {
        if self.story.translation_group.is_none() {
            return Ok(Vec::new());
        }
        let found = context::loaders(ctx).load_one(TranslationsOf(self.story.id)).await?;
        Ok(found.unwrap_or_default().into_iter().map(Story::from).collect())
    }

    /// Other published stories, closest first: those that it or a translation of it links to or is linked from, and those
    /// with the same tags. Of a story and its translations, the one in this story's language is given if there is one.
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 20, 5 when not given.")] first: Option<i32>,
    ) -> Result<Vec<Story>> {
        let most = first.map_or(5, i64::from);
        if !(1..=stories::MOST_RELATED).contains(&most) {
            return Err(Refusal::bad_input("`first` takes 1 to 20 here.").into());
        }
        let found = context::loaders(ctx).load_one(RelatedTo { story: self.story.id, most }).await?;
        Ok(found.unwrap_or_default().into_iter().map(Story::from).collect())
    }

    /// It as it was at one revision. Null if there is no such revision, or the viewer may not read it.
    async fn revision_at(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which revision, from 1.")] number: i32,
    ) -> Result<Option<StoryRevision>> {
        let found = context::loaders(ctx).load_one(RevisionAt(self.story.id, number)).await?;
        Ok(found.map(|revision| Arc::unwrap_or_clone(revision).into()))
    }

    /// Its text as it was, newest first. What was written before it was published only shows to its author.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Connection<String, StoryRevision>> {
        let list = stories::revisions_list(self.story.id);
        let request = page::check(&page::arguments(first, after, None, None), list)?;
        let rows =
            stories::revisions(context::db(ctx).pool(), self.story.id, request, context::caller(ctx).sight())
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
    ) -> Result<Ready<CommentPage>> {
        let thread =
            Thread::Story(self.story.id, order_by.map(discussion::CommentOrder::from).unwrap_or_default());
        let request = page::check(&page::arguments(first, after, last, before), thread.list())?;
        comments::level(ctx, thread, request, self.story.thread_count).await
    }
}
