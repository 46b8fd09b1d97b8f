//! Spaces: what somebody shows of themselves, in an order of their own.
//!
//! A space is its owner; it holds their shelves and the boards that they own. A shelf is an ordered collection of stories
//! and boards, anybody's. Its owner creates it ([`create_shelf()`]), changes it ([`update_shelf()`]), moves it among the others
//! ([`move_shelf()`]) and deletes it ([`delete_shelf()`]); puts things on it ([`add_to_shelf()`]), moves them there or to another
//! shelf ([`move_item()`]) and takes them off ([`remove_from_shelf()`]).
//!
//! Guarantees: a private shelf exists for its owner alone, whatever somebody's role; a shelf shows, and counts, only what
//! the viewer may see, and what comes back into sight is where it was; something stands on a shelf once; all that one person
//! does to their shelves happens one after the other, ordered by a lock on their row. Blocks change nothing here: they keep
//! people from turning to somebody, not from reading what is public.

mod add_to_shelf;
mod create_shelf;
mod delete_shelf;
mod forget;
mod items;
mod model;
mod move_item;
mod move_shelf;
mod order;
mod own;
mod queries;
mod remove_from_shelf;
mod sight;
mod update_shelf;

pub use add_to_shelf::{ShelveError, add_to_shelf};
pub use create_shelf::{CreateShelfError, NewShelf, create_shelf};
pub use delete_shelf::delete_shelf;
pub(crate) use forget::forget;
pub(crate) use items::forget_story;
pub use items::{item_counts, items, items_list, shelves_with};
pub use model::{MOST_ITEMS, MOST_SHELVES, Shelf, ShelfItem, ShelfSubject, ShelfVisibility};
pub use move_item::{MoveItemError, move_item};
pub use move_shelf::{MoveShelfError, move_shelf};
pub use order::Place;
pub use own::ShelfError;
pub use queries::{boards, boards_list, by_ids, shelves, shelves_list};
pub use remove_from_shelf::remove_from_shelf;
pub use update_shelf::{ShelfChanges, UpdateShelfError, update_shelf};
