use chrono::{DateTime, Utc};
use fabula_platform::{db::Transaction, oidc::Claims, outbox};

use super::{SignInError, handle};
use crate::{
    accounts::{DisplayName, EmailAddress, Role},
    events::UserRegistered,
    fault,
    ids::UserId,
};

/// The longest name that a person is shown by, in characters.
const LONGEST_NAME: usize = 80;

/// Opens an account for somebody whom a provider vouches for, in the caller's transaction. It has no password. Its address
/// is proven if the provider says so; otherwise the mail that proves it follows from `user.registered`.
pub(super) async fn open_account(
    transaction: &mut Transaction<'_>,
    claims: &Claims,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<UserId, SignInError> {
    let handle = handle::free(transaction, claims).await?.ok_or(SignInError::NoHandle)?;
    let user = UserId::new(now);
    // What the provider calls a language may be none.
    let languages: Vec<String> = claims.locale.iter().cloned().collect();
    let languages = fault::languages("languages", &languages, 1).unwrap_or_default();
    let display_name = display_name(claims);
    sqlx::query!(
        "insert into users (id, handle, display_name, email, email_verified_at, languages, role, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        user.uuid(),
        handle.as_str(),
        display_name.as_ref().map_or(handle.as_str(), DisplayName::as_str),
        email.as_str(),
        claims.is_email_verified.then_some(now),
        &languages,
        Role::Member as Role,
        now,
    )
    .execute(&mut **transaction)
    .await?;
    outbox::append(transaction, &UserRegistered { user_id: user }, now).await?;
    Ok(user)
}

/// What they are called there, if it can be shown here.
fn display_name(claims: &Claims) -> Option<DisplayName> {
    let names = [claims.name.as_deref(), claims.preferred_username.as_deref()];
    let mut names = names.into_iter().flatten().filter(|name| !name.contains('@'));
    names.find_map(|name| {
        let cut: String = name.trim().chars().take(LONGEST_NAME).collect();
        DisplayName::parse(&cut).ok()
    })
}
