use bytes::Bytes;
use fabula_platform::db::Transaction;

use crate::ids::UserId;

/// The live topic on which nodes hear whose public profile has changed; a message is the id's 16 bytes.
pub const CHANGES: &str = "accounts";

/// Tells every node, once the transaction has committed, that what others see of a person has changed.
pub fn announce_change(transaction: &mut Transaction<'_>, user: UserId) {
    transaction.announce_on_commit(CHANGES.to_owned(), Bytes::copy_from_slice(user.uuid().as_bytes()));
}

/// Whose profile a message of [`CHANGES`] is about; `None` if it is no such message.
#[must_use]
pub fn changed(message: &[u8]) -> Option<UserId> {
    uuid::Uuid::from_slice(message).ok().map(UserId::from)
}
