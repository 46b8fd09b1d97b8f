//! What a page of people with their shelves asks for: a few statements for all of them.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_graphql::dataloader::Loader;
use fabula_domain::{
    ids::{BoardId, ShelfId, UserId},
    page::{Page, PageRequest},
    spaces::{self, Shelf, ShelfItem, ShelfSubject},
};

use crate::loaders::{LoadError, Reader};

impl Loader<ShelfId> for Reader {
    type Value = Shelf;
    type Error = LoadError;

    async fn load(&self, keys: &[ShelfId]) -> Result<HashMap<ShelfId, Shelf>, LoadError> {
        let rows = self.read(|| spaces::by_ids(self.db.pool(), keys, self.sight)).await?;
        Ok(rows.into_iter().map(|shelf| (shelf.id, shelf)).collect())
    }
}

/// The owners that share a request for a page: each such group is one statement.
fn by_request<Key, Owner>(
    keys: &[Key],
    parts: impl Fn(&Key) -> (Owner, PageRequest),
) -> HashMap<PageRequest, Vec<Owner>> {
    let mut grouped: HashMap<PageRequest, Vec<Owner>> = HashMap::new();
    for (owner, request) in keys.iter().map(parts) {
        grouped.entry(request).or_default().push(owner);
    }
    grouped
}

/// Pages under the keys that they were asked for by.
fn keyed<Key: Hash + Eq, Owner, T>(
    pages: Vec<(Owner, Page<T>)>,
    key: impl Fn(Owner) -> Key,
) -> impl Iterator<Item = (Key, Arc<Page<T>>)> {
    pages.into_iter().map(move |(owner, page)| (key(owner), Arc::new(page)))
}

/// A page of somebody's shelves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ShelvesOf(pub(super) UserId, pub(super) PageRequest);

impl Loader<ShelvesOf> for Reader {
    type Value = Arc<Page<Shelf>>;
    type Error = LoadError;

    async fn load(&self, keys: &[ShelvesOf]) -> Result<HashMap<ShelvesOf, Arc<Page<Shelf>>>, LoadError> {
        let mut loaded = HashMap::with_capacity(keys.len());
        for (request, owners) in by_request(keys, |key| (key.0, key.1)) {
            let pages = self.read(|| spaces::shelves(self.db.pool(), &owners, request, self.sight)).await?;
            loaded.extend(keyed(pages, |owner| ShelvesOf(owner, request)));
        }
        Ok(loaded)
    }
}

/// A page of the boards of somebody's space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct BoardsOf(pub(super) UserId, pub(super) PageRequest);

impl Loader<BoardsOf> for Reader {
    type Value = Arc<Page<BoardId>>;
    type Error = LoadError;

    async fn load(&self, keys: &[BoardsOf]) -> Result<HashMap<BoardsOf, Arc<Page<BoardId>>>, LoadError> {
        let mut loaded = HashMap::with_capacity(keys.len());
        for (request, owners) in by_request(keys, |key| (key.0, key.1)) {
            let pages = self.read(|| spaces::boards(self.db.pool(), &owners, request, self.sight)).await?;
            loaded.extend(keyed(pages, |owner| BoardsOf(owner, request)));
        }
        Ok(loaded)
    }
}

/// A page of what is on a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ItemsOf(pub(super) ShelfId, pub(super) PageRequest);

impl Loader<ItemsOf> for Reader {
    type Value = Arc<Page<ShelfItem>>;
    type Error = LoadError;

    async fn load(&self, keys: &[ItemsOf]) -> Result<HashMap<ItemsOf, Arc<Page<ShelfItem>>>, LoadError> {
        let mut loaded = HashMap::with_capacity(keys.len());
        for (request, shelves) in by_request(keys, |key| (key.0, key.1)) {
            let pages = self.read(|| spaces::items(self.db.pool(), &shelves, request, self.sight)).await?;
            loaded.extend(keyed(pages, |shelf| ItemsOf(shelf, request)));
        }
        Ok(loaded)
    }
}

/// How much the viewer sees on a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ItemCountOf(pub(super) ShelfId);

impl Loader<ItemCountOf> for Reader {
    type Value = i64;
    type Error = LoadError;

    async fn load(&self, keys: &[ItemCountOf]) -> Result<HashMap<ItemCountOf, i64>, LoadError> {
        let shelves: Vec<ShelfId> = keys.iter().map(|key| key.0).collect();
        let rows = self.read(|| spaces::item_counts(self.db.pool(), &shelves, self.sight)).await?;
        Ok(rows.into_iter().map(|(shelf, count)| (ItemCountOf(shelf), count)).collect())
    }
}

/// The viewer's own shelves that something stands on, up to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ShelvesWith {
    pub(super) subject: ShelfSubject,
    pub(super) most: i64,
}

impl Loader<ShelvesWith> for Reader {
    type Value = Vec<Shelf>;
    type Error = LoadError;

    async fn load(&self, keys: &[ShelvesWith]) -> Result<HashMap<ShelvesWith, Vec<Shelf>>, LoadError> {
        let Some(user) = self.sight.user else { return Ok(HashMap::new()) };
        let mut by_number: HashMap<i64, Vec<ShelfSubject>> = HashMap::new();
        for key in keys {
            by_number.entry(key.most).or_default().push(key.subject);
        }
        let mut loaded: HashMap<ShelvesWith, Vec<Shelf>> = HashMap::new();
        for (most, subjects) in by_number {
            let rows = self.read(|| spaces::shelves_with(self.db.pool(), user, &subjects, most)).await?;
            for (subject, shelf) in rows {
                loaded.entry(ShelvesWith { subject, most }).or_default().push(shelf);
            }
        }
        Ok(loaded)
    }
}
