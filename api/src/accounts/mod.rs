//! Accounts in the API: who people are, signing up, in and out, and what they change about their accounts.

mod complete_sign_in;
mod email;
mod erasure;
mod limits;
mod mutations;
mod password;
mod people;
mod profile;
mod queries;
mod redeem_sign_in_code;
mod sessions;
mod types;

pub(crate) use complete_sign_in::CompleteSignInMutations;
pub(crate) use email::EmailMutations;
pub(crate) use erasure::ErasureMutations;
pub(crate) use limits::{throttle_notice, throttle_password};
pub(crate) use mutations::AccountMutations;
pub(crate) use password::PasswordMutations;
pub(crate) use people::People;
pub(crate) use profile::ProfileMutations;
pub(crate) use queries::AccountQueries;
pub(crate) use redeem_sign_in_code::RedeemSignInCodeMutations;
pub(crate) use sessions::{Session, SessionMutations};
pub(crate) use types::{User, Viewer};
