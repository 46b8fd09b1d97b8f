use async_graphql::{Context, Object, Result, connection::Connection};
use fabula_domain::boards;

use super::Board;
use crate::{
    context,
    error::internal,
    page,
    scalars::{self, LanguageTag},
};

/// Reads boards.
#[derive(Debug, Default)]
pub(crate) struct BoardQueries;

#[Object]
#[expect(clippy::too_many_arguments, reason = "the contract has them")]
impl BoardQueries {
    /// The board at this address.
    async fn board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its address.")] slug: String,
    ) -> Result<Option<Board>> {
        // What can't be stored can't be asked for.
        if slug.contains('\0') {
            return Ok(None);
        }
        let sight = context::caller(ctx).sight();
        let board = boards::by_slug(context::db(ctx).pool(), &slug, sight).await.map_err(internal)?;
        Ok(board.map(Board::from))
    }

    /// The public boards, newest first.
    async fn boards(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
        #[graphql(desc = "Only boards that this language is at home on, or a regional form of it.")]
        language: Option<LanguageTag>,
        #[graphql(
            desc = "Only boards that one of these languages is at home on; any board if the list is empty."
        )]
        languages: Option<Vec<LanguageTag>>,
    ) -> Result<Connection<String, Board>> {
        let language = language.as_ref().map(scalars::filter).transpose()?;
        let (language, languages) = (language.as_deref(), scalars::filters(languages)?);
        let list = boards::directory_list(language, &languages);
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let rows = boards::directory(context::db(ctx).pool(), language, &languages, request);
        let rows = rows.await.map_err(internal)?;
        Ok(page::connection(rows, list, |board| board.id.uuid(), Board::from))
    }
}
