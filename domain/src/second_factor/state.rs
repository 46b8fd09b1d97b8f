use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::ids::UserId;

/// A second factor that is on, as its owner sees it.
#[derive(Debug, Clone, Copy)]
pub struct SecondFactor {
    /// Since when.
    pub since: DateTime<Utc>,
    /// How many recovery codes have not been used.
    pub recovery_codes_left: i64,
}

/// A person's second factor; `None` if it is off.
///
/// # Errors
/// If the database refuses.
pub async fn state(executor: impl PgExecutor<'_>, user: UserId) -> Result<Option<SecondFactor>, sqlx::Error> {
    sqlx::query_as!(
        SecondFactor,
        r#"select confirmed_at as "since!",
                  (select count(*) from recovery_codes r where r.user_id = f.user_id) as "recovery_codes_left!"
           from second_factors f where user_id = $1 and confirmed_at is not null"#,
        user.uuid(),
    )
    .fetch_optional(executor)
    .await
}
