//! Erases an account: at once what makes it a person's, and in a job everything else.
//!
//! [`request_erasure`] replaces name, handle, address and password in one transaction, ends every way in and tells all
//! nodes; from then on nobody can sign in, and what is left is an account without a name. The job ([`erase`], by
//! `user.erased`) then clears away what the account left behind, in small transactions. Each takes what is still
//! there, so the job can die anywhere, and come twice.
//!
//! Guarantees: threads stay readable; a person's texts stay without an author, or go, as they chose; what they never
//! published goes either way; counters stay right. The row of the account stays for what must refer to one (stories that
//! stay, the audit log), and so does the hash of the handle, so that nobody else bears the name that old texts mention.

mod request;
mod work;

pub use request::{EraseAccountError, request_erasure};
pub use work::{Erasure, erase};

/// What becomes of the texts of an account that is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasedTexts {
    /// They stay, without their author's name.
    Keep,
    /// They go; where others have replied, a tombstone stays.
    Delete,
}

impl ErasedTexts {
    const fn are_deleted(self) -> bool {
        matches!(self, Self::Delete)
    }
}
