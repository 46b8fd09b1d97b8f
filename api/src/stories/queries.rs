use async_graphql::{Context, ID, Object, Result, connection::Connection};
use fabula_domain::{ids::StoryId, stories};

use super::Story;
use crate::{
    context,
    error::{Refusal, internal},
    page,
    scalars::{self, LanguageTag},
};

/// Reads stories.
#[derive(Debug, Default)]
pub(crate) struct StoryQueries;

#[Object]
#[expect(clippy::too_many_arguments, reason = "the contract has them")]
impl StoryQueries {
    /// The story with this id. Drafts only show to their author.
    async fn story(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The story's id.")] id: ID,
    ) -> Result<Option<Story>> {
        let Ok(id) = id.parse::<StoryId>() else { return Ok(None) };
        Ok(context::loaders(ctx).load_one(id).await?.map(Story::from))
    }

    /// The published stories of public boards, newest first.
    async fn stories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
        #[graphql(desc = "Only stories in this language, or a regional form of it: `en` finds `en-GB`.")]
        language: Option<LanguageTag>,
        #[graphql(
            desc = "Only stories in one of these languages, or a regional form of one; in any if the list is empty."
        )]
        languages: Option<Vec<LanguageTag>>,
        #[graphql(desc = "Only stories with this tag.")] tag: Option<String>,
    ) -> Result<Connection<String, Story>> {
        let language = language.as_ref().map(scalars::filter).transpose()?;
        let language = language.as_deref();
        let languages = scalars::filters(languages)?;
        // What can't be a tag is on no story.
        let tag = tag.map(|tag| stories::Tags::parse(&[tag])).transpose();
        let tag = tag.map_err(|invalid| Refusal::bad_input(format!("`tag` {}.", invalid.message)))?;
        let tag = tag.as_ref().and_then(|tags| tags.as_slice().first()).map(String::as_str);
        let listing =
            stories::Listing { language, languages: &languages, tag, ..stories::Listing::default() };
        let request = page::check(&page::arguments(first, after, last, before), listing.list())?;
        let sight = context::caller(ctx).sight();
        let rows = stories::list(context::db(ctx).pool(), listing, request, sight).await.map_err(internal)?;
        Ok(page::connection(rows, listing.list(), |story| story.id.uuid(), Story::from))
    }
}
