use async_graphql::{
    Context, Object, Result,
    connection::{Connection, Edge},
};
use fabula_domain::search::{self, Search};

use super::{
    SearchHit,
    types::{self, SearchScope},
};
use crate::{
    context,
    error::{Refusal, internal},
    scalars::LanguageTag,
};

/// Searches.
#[derive(Debug, Default)]
pub(crate) struct SearchQueries;

#[Object]
impl SearchQueries {
    /// Finds boards, stories, comments and people, best first, in one list.
    ///
    /// `old house` finds what has both words in any of their forms; `"old house"` the words as they are, in this order;
    /// `hous*` what begins so; `-barn` leaves out what has the word. Titles, handles and names are also found with a typing
    /// error in them. Private boards are searched for those who belong to them.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What to look for, at most 256 characters and 24 words. Only excluding finds nothing."
        )]
        query: String,
        #[graphql(name = "in", desc = "What to look among; everything when not given.")] scopes: Option<
            Vec<SearchScope>,
        >,
        #[graphql(
            desc = "Only texts in these languages, by the stems of which words are found; all when not given. \
                          People are of no language, and always found."
        )]
        languages: Option<Vec<LanguageTag>>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this search.")] after: Option<String>,
    ) -> Result<Connection<String, SearchHit>> {
        let scopes: Vec<_> = scopes.unwrap_or_default().into_iter().map(search::SearchScope::from).collect();
        let languages: Vec<String> = languages.unwrap_or_default().into_iter().map(|tag| tag.0).collect();
        let search = Search::parse(&query, &scopes, &languages, first, after.as_deref());
        let search = search
            .map_err(|invalid| Refusal::bad_input(format!("`{}` {}.", invalid.field, invalid.message)))?;
        let sight = context::caller(ctx).sight();
        let found = search::find(context::db(ctx), &search, sight).await.map_err(internal)?;
        let ahead = ctx.look_ahead();
        let wants_excerpt = ["nodes", "edges"].iter().any(|part| {
            let part = ahead.field(part);
            part.field("excerptHtml").exists() || part.field("node").field("excerptHtml").exists()
        });
        let loaded = types::load(context::loaders(ctx), &found, sight, wants_excerpt).await?;
        let mut connection = Connection::new(found.page.has_previous, found.page.has_next);
        connection.edges =
            loaded.into_iter().map(|(hit, node)| Edge::new(found.cursor(&hit), node)).collect();
        Ok(connection)
    }
}
