use chrono::{DateTime, Utc};
use fabula_platform::{db::Transaction, outbox};

use super::MailKind;
use crate::{
    events::MailRequested,
    ids::{MailId, UserId},
};

/// Asks for a mail to a person about their account, in the caller's transaction.
pub(crate) async fn tell(
    transaction: &mut Transaction<'_>,
    kind: MailKind,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let email = sqlx::query_scalar!("select email from users where id = $1", user.uuid())
        .fetch_one(&mut **transaction)
        .await?;
    request(transaction, kind, Some(user), &email, now).await
}

/// Asks for a mail in the caller's transaction. With `user` it is to them, wherever `recipient` is; without, to
/// whoever has that address, if anybody has.
pub(crate) async fn request(
    transaction: &mut Transaction<'_>,
    kind: MailKind,
    user: Option<UserId>,
    recipient: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let mail_id = MailId::new(now);
    sqlx::query!(
        "insert into mails (id, kind, user_id, recipient, created_at) values ($1, $2, $3, $4, $5)",
        mail_id.uuid(),
        kind as MailKind,
        user.map(UserId::uuid),
        recipient,
        now,
    )
    .execute(&mut **transaction)
    .await?;
    outbox::append(transaction, &MailRequested { mail_id }, now).await?;
    Ok(())
}
