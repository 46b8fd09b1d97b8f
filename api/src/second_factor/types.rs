use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use fabula_domain::second_factor;

/// Codes from an app, which signing in asks for beside the password.
#[derive(Debug, SimpleObject)]
pub(crate) struct SecondFactor {
    /// Since when they are asked for.
    since: DateTime<Utc>,
    /// How many recovery codes have not been used.
    recovery_codes_left: i32,
}

impl From<second_factor::SecondFactor> for SecondFactor {
    fn from(state: second_factor::SecondFactor) -> Self {
        let recovery_codes_left = i32::try_from(state.recovery_codes_left).unwrap_or(i32::MAX);
        Self { since: state.since, recovery_codes_left }
    }
}
