use std::sync::Arc;

use async_graphql::{
    ComplexObject, Context, Enum, ID, Result, SimpleObject, Union,
    connection::{Connection, Edge, EmptyFields},
};
use chrono::{DateTime, Utc};
use fabula_domain::{
    ids::{BoardId, ShelfId, UserId},
    page::Page,
    spaces::{self, ShelfSubject},
};

use super::loaders::{BoardsOf, ItemCountOf, ItemsOf, ShelvesOf, ShelvesWith};
use crate::{
    accounts::User, boards::Board, context, error::Refusal, page, scalars::Markdown, stories::Story,
};

/// Who sees a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "spaces::ShelfVisibility")]
pub(crate) enum ShelfVisibility {
    /// Everyone.
    Public,
    /// Its owner, and nobody else: no moderator either.
    Private,
}

/// A user's own place, as far as the viewer may see it.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Space {
    /// Whose it is.
    owner: User,
    #[graphql(skip)]
    owner_id: UserId,
}

impl Space {
    /// The space of this user.
    pub(crate) fn of(owner: User, owner_id: UserId) -> Self {
        Self { owner, owner_id }
    }
}

#[ComplexObject]
impl Space {
    /// Their shelves, in their order: the public ones, and all of them for themselves.
    async fn shelves(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, Shelf>> {
        let list = spaces::shelves_list(self.owner_id);
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let shelves = context::loaders(ctx).load_one(ShelvesOf(self.owner_id, request)).await?;
        let shelves = shelves.map_or_else(page::empty, Arc::unwrap_or_clone);
        let cursor = |shelf: &spaces::Shelf| list.ranked_cursor(shelf.rank, shelf.id.uuid());
        Ok(page::connection_with(shelves, EmptyFields, cursor, Shelf::from))
    }

    /// The boards that they own, newest first: the public ones, and others that the viewer belongs to.
    async fn boards(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<Connection<String, Board>> {
        let list = spaces::boards_list(self.owner_id);
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let loaders = context::loaders(ctx);
        let ids = loaders.load_one(BoardsOf(self.owner_id, request)).await?;
        let ids = ids.map_or_else(page::empty, Arc::unwrap_or_clone);
        let boards = loaders.load_many(ids.items.iter().copied()).await?;
        Ok(page::connection_of(ids, list, BoardId::uuid, boards, Board::from))
    }
}

/// A named collection of stories and boards, in the order that its owner gives it.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Shelf {
    /// Opaque, and unique among all objects.
    pub(crate) id: ID,
    /// Its name.
    title: String,
    /// What it is about; empty if its owner doesn't say.
    description: Markdown,
    /// Who sees it.
    visibility: ShelfVisibility,
    /// How often its title, description or visibility was set, from 1. What is put on it or taken off doesn't count.
    revision: i32,
    /// When it was created.
    created_at: DateTime<Utc>,
    /// When its title, description or visibility last changed.
    updated_at: DateTime<Utc>,
    #[graphql(skip)]
    shelf_id: ShelfId,
    #[graphql(skip)]
    owner_id: UserId,
}

impl From<spaces::Shelf> for Shelf {
    fn from(shelf: spaces::Shelf) -> Self {
        Self {
            id: shelf.id.to_string().into(),
            title: shelf.title,
            description: shelf.description.into(),
            visibility: shelf.visibility.into(),
            revision: shelf.revision,
            created_at: shelf.created_at,
            updated_at: shelf.updated_at,
            shelf_id: shelf.id,
            owner_id: shelf.owner_id,
        }
    }
}

/// What can stand on a shelf.
#[derive(Debug, Clone, Union)]
pub(crate) enum ShelfItem {
    /// A story.
    Story(Box<Story>),
    /// A board.
    Board(Box<Board>),
}

/// What a shelf knows of something on it.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct ShelfItemFields {
    /// When it was put there.
    added_at: DateTime<Utc>,
}

/// A page of what is on a shelf.
type ShelfItems = Connection<String, ShelfItem, EmptyFields, ShelfItemFields>;

#[ComplexObject]
impl Shelf {
    /// Who keeps it.
    async fn owner(&self, ctx: &Context<'_>) -> Result<User> {
        let owner = context::user(ctx, self.owner_id).await?;
        Ok(owner.ok_or_else(|| Refusal::bad_input("The shelf's owner is gone."))?)
    }

    /// How much the viewer sees on it, which may be less than somebody else does.
    async fn item_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let count = context::loaders(ctx).load_one(ItemCountOf(self.shelf_id)).await?;
        Ok(i32::try_from(count.unwrap_or(0)).unwrap_or(i32::MAX))
    }

    /// What is on it, in its owner's order, as far as the viewer may see it. What goes out of sight, such as a story that
    /// is unpublished, keeps its place for when it comes back.
    async fn items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or after `after`: 1 to 100, 20 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
    ) -> Result<ShelfItems> {
        let list = spaces::items_list(self.shelf_id);
        let request = page::check(&page::arguments(first, after, last, before), list)?;
        let page = context::loaders(ctx).load_one(ItemsOf(self.shelf_id, request)).await?;
        let Page { items, has_next, has_previous } = page.map_or_else(page::empty, Arc::unwrap_or_clone);
        let subjects: Vec<ShelfSubject> = items.iter().map(|item| item.subject).collect();
        let mut connection = Connection::new(has_previous, has_next);
        let nodes = subjects_of(ctx, &subjects).await?;
        connection.edges.extend(items.iter().zip(nodes).filter_map(|(item, node)| {
            let cursor = list.ranked_cursor(item.rank, item.subject.uuid());
            Some(Edge::with_additional_fields(cursor, node?, ShelfItemFields { added_at: item.added_at }))
        }));
        Ok(connection)
    }
}

/// What these are, as the viewer sees them, in their order; `None` for what is out of sight.
pub(super) async fn subjects_of(
    ctx: &Context<'_>,
    subjects: &[ShelfSubject],
) -> Result<Vec<Option<ShelfItem>>> {
    let loaders = context::loaders(ctx);
    let stories = subjects.iter().filter_map(|subject| match subject {
        ShelfSubject::Story(story) => Some(*story),
        ShelfSubject::Board(_) => None,
    });
    let boards = subjects.iter().filter_map(|subject| match subject {
        ShelfSubject::Board(board) => Some(*board),
        ShelfSubject::Story(_) => None,
    });
    let (stories, boards) = tokio::try_join!(loaders.load_many(stories), loaders.load_many(boards))?;
    let item = |subject: &ShelfSubject| match subject {
        ShelfSubject::Story(story) => {
            stories.get(story).map(|story| ShelfItem::Story(Box::new(Arc::clone(story).into())))
        }
        ShelfSubject::Board(board) => {
            boards.get(board).map(|board| ShelfItem::Board(Box::new(board.clone().into())))
        }
    };
    Ok(subjects.iter().map(item).collect())
}

/// How many shelves are told of unless it is said.
const VIEWER_SHELVES: i64 = 20;

/// The first of the viewer's own shelves that something stands on, in their order.
pub(crate) async fn viewer_shelves(
    ctx: &Context<'_>,
    subject: ShelfSubject,
    first: Option<i32>,
) -> Result<Vec<Shelf>> {
    let most = first.map_or(VIEWER_SHELVES, i64::from);
    if !(1..=100).contains(&most) {
        return Err(Refusal::bad_input("`first` takes 1 to 100.").into());
    }
    if context::caller(ctx).viewer.is_none() {
        return Ok(Vec::new());
    }
    let shelves = context::loaders(ctx).load_one(ShelvesWith { subject, most }).await?;
    Ok(shelves.unwrap_or_default().into_iter().map(Shelf::from).collect())
}
