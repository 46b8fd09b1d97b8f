use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use fabula_domain::{
    ids::ShelfId,
    spaces::{self, MOST_ITEMS, MoveItemError, Place, ShelfError, ShelfSubject, ShelveError},
};

use super::{Shelf, ShelfItem, mutations::refused, types::subjects_of};
use crate::{context, error::internal, user_errors::UserError};

/// What to put on a shelf, and where.
#[derive(Debug, InputObject)]
pub(crate) struct AddToShelfInput {
    /// The shelf.
    shelf_id: ID,
    /// A story or a board.
    item_id: ID,
    /// What on the shelf to put it right behind. Null puts it before all others; not given, it goes behind all others.
    after: MaybeUndefined<ID>,
}

/// What to move where.
#[derive(Debug, InputObject)]
pub(crate) struct MoveShelfItemInput {
    /// The shelf that it is on.
    shelf_id: ID,
    /// The story or the board.
    item_id: ID,
    /// The viewer's shelf that it goes to; the one that it is on when not given.
    to_shelf_id: Option<ID>,
    /// What on that shelf to put it right behind. Null, or not given, puts it before all others.
    after: Option<ID>,
}

/// What to take off a shelf.
#[derive(Debug, InputObject)]
pub(crate) struct RemoveFromShelfInput {
    /// The shelf.
    shelf_id: ID,
    /// The story or the board.
    item_id: ID,
}

/// Something on a shelf, or why nothing happened to it.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct ShelfItemPayload {
    /// The shelf that it is on now.
    shelf: Option<Shelf>,
    /// What is on it. Null, without an error, if the viewer can't see it any more.
    item: Option<ShelfItem>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl ShelfItemPayload {
    async fn new(ctx: &Context<'_>, shelf: spaces::Shelf, item: ShelfSubject) -> Result<Self> {
        let item = subjects_of(ctx, &[item]).await?.pop().flatten();
        Ok(Self { shelf: Some(shelf.into()), item, errors: Vec::new() })
    }
}

impl From<UserError> for ShelfItemPayload {
    fn from(error: UserError) -> Self {
        Self { shelf: None, item: None, errors: vec![error] }
    }
}

/// What is on a shelf no more, or why it still is.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct RemoveFromShelfPayload {
    /// The shelf.
    shelf: Option<Shelf>,
    /// What is not on it, now at the latest.
    removed_item_id: Option<ID>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<UserError> for RemoveFromShelfPayload {
    fn from(error: UserError) -> Self {
        Self { shelf: None, removed_item_id: None, errors: vec![error] }
    }
}

/// What an id stands for that names no shelf or nothing that can be on one.
fn unknown_shelf(field: &str) -> UserError {
    UserError::not_found(field, &ShelfError::NotFound)
}

/// Changes what is on shelves.
#[derive(Debug, Default)]
pub(crate) struct ShelfItemMutations;

#[Object]
impl ShelfItemMutations {
    /// Puts a story or a board on one of the viewer's shelves, which holds 1,000 at most. What is on it already stays where
    /// it is, and is no error.
    async fn add_to_shelf(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to put where.")] input: AddToShelfInput,
    ) -> Result<Option<ShelfItemPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(shelf) = input.shelf_id.parse::<ShelfId>() else {
            return Ok(Some(unknown_shelf("shelfId").into()));
        };
        let Some(item) = ShelfSubject::parse(&input.item_id) else {
            return Ok(Some(UserError::not_found("itemId", &ShelveError::NotFound).into()));
        };
        let place = match &input.after {
            MaybeUndefined::Undefined => Some(Place::Last),
            MaybeUndefined::Null => Some(Place::First),
            MaybeUndefined::Value(after) => ShelfSubject::parse(after).map(Place::After),
        };
        let Some(place) = place else {
            return Ok(Some(UserError::not_found("after", &ShelveError::AfterNotFound).into()));
        };
        let payload = match spaces::add_to_shelf(context::db(ctx), viewer, shelf, item, place).await {
            Ok(shelf) => ShelfItemPayload::new(ctx, shelf, item).await?,
            Err(ShelveError::Shelf(error)) => refused("shelfId", error)?.into(),
            Err(error @ ShelveError::NotFound) => UserError::not_found("itemId", &error).into(),
            Err(error @ ShelveError::AfterNotFound) => UserError::not_found("after", &error).into(),
            Err(error @ ShelveError::Full) => UserError::limit("shelfId", &error, MOST_ITEMS).into(),
            Err(error @ ShelveError::Database(_)) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Moves what is on one of the viewer's shelves to another place on it, or to another of their shelves. Is it there
    /// already, it goes to the place there, and leaves the first.
    async fn move_shelf_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to move where.")] input: MoveShelfItemInput,
    ) -> Result<Option<ShelfItemPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(from) = input.shelf_id.parse::<ShelfId>() else {
            return Ok(Some(unknown_shelf("shelfId").into()));
        };
        let Ok(to) = input.to_shelf_id.map_or(Ok(from), |to| to.parse()) else {
            return Ok(Some(unknown_shelf("toShelfId").into()));
        };
        let Some(item) = ShelfSubject::parse(&input.item_id) else {
            return Ok(Some(UserError::not_found("itemId", &MoveItemError::NotFound).into()));
        };
        let place = input.after.map_or(Some(Place::First), |id| ShelfSubject::parse(&id).map(Place::After));
        let Some(place) = place else {
            return Ok(Some(UserError::not_found("after", &MoveItemError::AfterNotFound).into()));
        };
        let payload = match spaces::move_item(context::db(ctx), viewer, (from, to), item, place).await {
            Ok(shelf) => ShelfItemPayload::new(ctx, shelf, item).await?,
            Err(MoveItemError::Shelf(error)) => refused("shelfId", error)?.into(),
            Err(MoveItemError::Target(error)) => refused("toShelfId", error)?.into(),
            Err(error @ MoveItemError::NotFound) => UserError::not_found("itemId", &error).into(),
            Err(error @ MoveItemError::AfterNotFound) => UserError::not_found("after", &error).into(),
            Err(error @ MoveItemError::Full) => UserError::limit("toShelfId", &error, MOST_ITEMS).into(),
            Err(error @ MoveItemError::Database(_)) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Takes something off one of the viewer's shelves, also what they can't see any more. What is not on it is no error.
    async fn remove_from_shelf(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to take off.")] input: RemoveFromShelfInput,
    ) -> Result<Option<RemoveFromShelfPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(shelf) = input.shelf_id.parse::<ShelfId>() else {
            return Ok(Some(unknown_shelf("shelfId").into()));
        };
        let Some(item) = ShelfSubject::parse(&input.item_id) else {
            return Ok(Some(UserError::not_found("itemId", &MoveItemError::NotFound).into()));
        };
        let payload = match spaces::remove_from_shelf(context::db(ctx), viewer, shelf, item).await {
            Ok(shelf) => RemoveFromShelfPayload {
                shelf: Some(shelf.into()),
                removed_item_id: Some(input.item_id),
                errors: Vec::new(),
            },
            Err(error) => refused("shelfId", error)?.into(),
        };
        Ok(Some(payload))
    }
}
