//! A second factor: codes from an app (TOTP, RFC 6238) that are asked for beside what a person signs in with.
//!
//! A person begins ([`begin()`]) and gets the secret that their app needs; the first code from it turns the factor on
//! ([`turn_on()`]) and brings ten recovery codes. From then on signing in opens no session but a challenge ([`Challenge`]), and
//! a code with that opens one ([`complete_sign_in`]). Guarantees: no code is taken twice, also not at once; a recovery code
//! works once; a challenge dies of a few wrong codes; setting a new password goes around nothing; whoever turns the factor on
//! or off, or replaces the codes, has just shown that it is them, and is told by mail. An operator can turn a lost factor
//! off ([`turn_off_for`]).
//!
//! The secret is sealed with the instance's key, if it has one ([`Seal`]); of recovery codes and challenges only hashes are
//! kept.

mod begin;
mod challenge;
mod code;
mod recovery;
mod seal;
mod state;
mod take;
mod turn_off;
mod turn_on;

pub use begin::{BeginError, Enrolment, begin};
pub(crate) use challenge::demand;
pub use challenge::{Attempt, Challenge, CompleteError, attempt, complete_sign_in};
pub use code::{Code, RecoveryCode};
pub use recovery::{RecoveryError, replace_recovery_codes};
pub use seal::{InvalidKey, Seal};
pub use state::{SecondFactor, state};
pub use take::TakeError;
pub(crate) use take::take;
pub use turn_off::{OperatorError, TurnOffError, turn_off, turn_off_for};
pub use turn_on::{TurnOnError, turn_on};
