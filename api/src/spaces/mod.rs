//! Spaces in the API: shelves, and what stands on them.

mod items;
mod loaders;
mod mutations;
mod queries;
mod types;

pub(crate) use items::ShelfItemMutations;
pub(crate) use mutations::ShelfMutations;
pub(crate) use queries::ShelfQueries;
pub(crate) use types::{Shelf, ShelfItem, ShelfItemFields, Space, viewer_shelves};
