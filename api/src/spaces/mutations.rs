use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use fabula_domain::{
    idempotency::{IdempotencyKey, ReserveError},
    ids::ShelfId,
    spaces::{
        self, CreateShelfError, MOST_SHELVES, MoveShelfError, NewShelf, Place, ShelfChanges, ShelfError,
        UpdateShelfError,
    },
};

use super::{Shelf, types::ShelfVisibility};
use crate::{context, error::internal, scalars::Markdown, user_errors::UserError};

/// What a person gives to begin a shelf.
#[derive(Debug, InputObject)]
pub(crate) struct CreateShelfInput {
    /// Its name, at most 80 characters. Two shelves may have the same.
    title: String,
    /// What it is about, at most 2,000 characters.
    description: Option<Markdown>,
    /// Who sees it.
    visibility: ShelfVisibility,
    /// The same key gives the same shelf, however often it is sent: 1 to 100 printable ASCII characters.
    idempotency_key: Option<String>,
}

/// What to change about a shelf. What is not given stays.
#[derive(Debug, InputObject)]
pub(crate) struct UpdateShelfInput {
    /// The shelf.
    shelf_id: ID,
    /// The revision that its owner saw when they began.
    expected_revision: i32,
    /// Its name, at most 80 characters.
    title: Option<String>,
    /// What it is about, at most 2,000 characters; an empty text takes it away.
    description: Option<Markdown>,
    /// Who sees it. Private, it is gone at once for everyone else.
    visibility: Option<ShelfVisibility>,
}

/// Where to move a shelf.
#[derive(Debug, InputObject)]
pub(crate) struct MoveShelfInput {
    /// The shelf.
    shelf_id: ID,
    /// The shelf of the same owner to put it right behind. Null, or not given, puts it before all others.
    after: Option<ID>,
}

/// Names a shelf.
#[derive(Debug, InputObject)]
pub(crate) struct DeleteShelfInput {
    /// The shelf.
    shelf_id: ID,
}

/// A shelf, or why nothing happened to it.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct ShelfPayload {
    /// The shelf as it is now; after a conflict, too.
    shelf: Option<Shelf>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

impl From<spaces::Shelf> for ShelfPayload {
    fn from(shelf: spaces::Shelf) -> Self {
        Self { shelf: Some(shelf.into()), errors: Vec::new() }
    }
}

impl From<UserError> for ShelfPayload {
    fn from(error: UserError) -> Self {
        Self { shelf: None, errors: vec![error] }
    }
}

/// A shelf that is gone, or why it is not.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct DeleteShelfPayload {
    /// Which shelf is gone. Null if none is.
    deleted_shelf_id: Option<ID>,
    /// Why nothing happened.
    errors: Vec<UserError>,
}

/// What a client can do about a shelf that is not theirs to change.
pub(super) fn refused(field: &str, error: ShelfError) -> Result<UserError> {
    match error {
        ShelfError::NotFound => Ok(UserError::not_found(field, &error)),
        ShelfError::NotTheOwner => Ok(UserError::permission(field, &error)),
        ShelfError::Database(_) => Err(internal(error)),
    }
}

/// Changes shelves.
#[derive(Debug, Default)]
pub(crate) struct ShelfMutations;

#[Object]
impl ShelfMutations {
    /// Creates a shelf behind the viewer's others; they may keep 100.
    async fn create_shelf(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shelf to create.")] input: CreateShelfInput,
    ) -> Result<Option<ShelfPayload>> {
        let viewer = context::viewer(ctx)?;
        let description = input.description.map(|description| description.0).unwrap_or_default();
        let visibility = spaces::ShelfVisibility::from(input.visibility);
        let key = input.idempotency_key.as_deref();
        let key = key
            .map(|key| IdempotencyKey::parse(key, &[&input.title, &description, &format!("{visibility:?}")]));
        let new = NewShelf::parse(&input.title, &description, visibility);
        let (new, key) = match (new, key.transpose()) {
            (Ok(new), Ok(key)) => (new, key),
            (Err(invalid), _) | (_, Err(invalid)) => return Ok(Some(UserError::from(invalid).into())),
        };
        let payload = match spaces::create_shelf(context::db(ctx), viewer, new, key.as_ref()).await {
            Ok(shelf) => shelf.into(),
            Err(error @ CreateShelfError::TooMany) => UserError::limit_of_viewer(&error, MOST_SHELVES).into(),
            Err(error @ CreateShelfError::Gone) => UserError::not_found("idempotencyKey", &error).into(),
            Err(CreateShelfError::Key(ReserveError::Invalid(invalid))) => UserError::from(invalid).into(),
            Err(error) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Changes a shelf's title, description or visibility, if it is still at the expected revision. There is no new revision
    /// if nothing changes.
    async fn update_shelf(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateShelfInput,
    ) -> Result<Option<ShelfPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.shelf_id.parse::<ShelfId>() else {
            return Ok(Some(UserError::not_found("shelfId", &ShelfError::NotFound).into()));
        };
        let changes = ShelfChanges::parse(
            input.title.as_deref(),
            input.description.as_ref().map(|description| description.0.as_str()),
            input.visibility.map(spaces::ShelfVisibility::from),
        );
        let changes = match changes {
            Ok(changes) => changes,
            Err(invalid) => return Ok(Some(UserError::from(invalid).into())),
        };
        let updated =
            spaces::update_shelf(context::db(ctx), viewer, id, input.expected_revision, changes).await;
        let payload = match updated {
            Ok(shelf) => shelf.into(),
            Err(UpdateShelfError::Shelf(error)) => refused("shelfId", error)?.into(),
            Err(UpdateShelfError::RevisionConflict(current)) => {
                let error = UserError::conflict(&"the shelf has been changed since", current.revision);
                ShelfPayload { shelf: Some((*current).into()), errors: vec![error] }
            }
            Err(error @ UpdateShelfError::Database(_)) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Moves a shelf among its owner's.
    async fn move_shelf(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to move where.")] input: MoveShelfInput,
    ) -> Result<Option<ShelfPayload>> {
        let viewer = context::viewer(ctx)?;
        let Ok(id) = input.shelf_id.parse::<ShelfId>() else {
            return Ok(Some(UserError::not_found("shelfId", &ShelfError::NotFound).into()));
        };
        let unknown = || UserError::not_found("after", &MoveShelfError::AfterNotFound).into();
        let place = match input.after.map(|after| after.parse::<ShelfId>()) {
            None => Place::First,
            Some(Ok(after)) => Place::After(after),
            Some(Err(_)) => return Ok(Some(unknown())),
        };
        let payload = match spaces::move_shelf(context::db(ctx), viewer, id, place).await {
            Ok(shelf) => shelf.into(),
            Err(MoveShelfError::Shelf(error)) => refused("shelfId", error)?.into(),
            Err(MoveShelfError::AfterNotFound) => unknown(),
            Err(error @ MoveShelfError::Database(_)) => return Err(internal(error)),
        };
        Ok(Some(payload))
    }

    /// Deletes a shelf for good. What is on it is not touched.
    async fn delete_shelf(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shelf to delete.")] input: DeleteShelfInput,
    ) -> Result<Option<DeleteShelfPayload>> {
        let viewer = context::viewer(ctx)?;
        let deleted = match input.shelf_id.parse::<ShelfId>() {
            Ok(id) => spaces::delete_shelf(context::db(ctx), viewer, id).await,
            Err(_) => Err(ShelfError::NotFound),
        };
        let payload = match deleted {
            Ok(()) => DeleteShelfPayload { deleted_shelf_id: Some(input.shelf_id), errors: Vec::new() },
            Err(error) => {
                DeleteShelfPayload { deleted_shelf_id: None, errors: vec![refused("shelfId", error)?] }
            }
        };
        Ok(Some(payload))
    }
}
