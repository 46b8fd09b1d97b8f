use async_graphql::{Context, ID, Object, Result};
use fabula_domain::ids::ShelfId;

use super::Shelf;
use crate::context;

/// Reads shelves.
#[derive(Debug, Default)]
pub(crate) struct ShelfQueries;

#[Object]
impl ShelfQueries {
    /// The shelf with this id. Private ones only show to their owner.
    async fn shelf(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shelf's id.")] id: ID,
    ) -> Result<Option<Shelf>> {
        let Ok(id) = id.parse::<ShelfId>() else { return Ok(None) };
        Ok(context::loaders(ctx).load_one(id).await?.map(Shelf::from))
    }
}
