use async_graphql::{Context, Result};
use fabula_domain::ids::UserId;
use fabula_platform::rate_limit::Quota;

use crate::{
    config::LimitsConfig,
    context,
    error::{Code, Refusal},
};

/// Takes one attempt from a quota.
pub(super) async fn throttle(ctx: &Context<'_>, key: &str, quota: Quota) -> Result<()> {
    let taken = context::gateway(ctx).services.limiter.take(key, 1, quota).await;
    taken.map_err(|denied| Refusal::rate_limited("Too many attempts. Try again later.", &denied))?;
    Ok(())
}

/// Counts a mail, for the address that asks and for the one that it is to go to.
pub(super) async fn throttle_mail(ctx: &Context<'_>, recipient: &str) -> Result<()> {
    let quota = context::gateway(ctx).config.limits.mail_quota();
    throttle(ctx, &format!("mail:{}", context::caller(ctx).address_key()), quota).await?;
    throttle(ctx, &format!("mail-to:{recipient}"), quota).await
}

/// Counts a mailed token that somebody tries.
pub(super) async fn throttle_token(ctx: &Context<'_>) -> Result<()> {
    let quota = context::gateway(ctx).config.limits.sign_in_quota();
    throttle(ctx, &format!("mailed-token:{}", context::caller(ctx).address_key()), quota).await
}

/// Counts a password that a signed-in person gives once more.
pub(crate) async fn throttle_password(ctx: &Context<'_>, user: UserId) -> Result<()> {
    let quota = context::gateway(ctx).config.limits.account_quota();
    throttle(ctx, &format!("password:{user}"), quota).await
}

/// Counts a code that somebody tries who has signed in halfway: for each account, wherever it is tried from, since they
/// know the password and the code has six digits.
pub(super) async fn throttle_code(ctx: &Context<'_>, user: UserId) -> Result<()> {
    let limits = &context::gateway(ctx).config.limits;
    throttle(ctx, &format!("code:{user}"), limits.account_quota()).await?;
    throttle(ctx, &format!("codes-of-a-day:{user}"), LimitsConfig::code_quota()).await
}

/// Counts a change of what one signs in with, of which a mail tells: nobody's mailbox is filled with them.
pub(crate) async fn throttle_notice(ctx: &Context<'_>, user: UserId) -> Result<()> {
    let quota = context::gateway(ctx).config.limits.mail_quota();
    throttle(ctx, &format!("notice:{user}"), quota).await
}

/// More passwords than can be checked at once.
pub(super) fn busy() -> async_graphql::Error {
    let mut refusal = Refusal::new(Code::RateLimited, "Too many people are signing in at this moment.");
    refusal.retry_after = Some(std::time::Duration::from_secs(1));
    refusal.into()
}
