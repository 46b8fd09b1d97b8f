use chrono::{DateTime, TimeDelta, Utc};
use fabula_platform::{
    db::{Db, is_passing},
    mail::{Mail, MailError},
    outbox,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{MailKind, PostOffice, letter};
use crate::{
    accounts::{self, TokenPurpose},
    ids::{MailId, UserId},
};

/// How long a worker has a mail to itself: longer than a mail server may take for it.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// The job, as `processed_events` knows it.
const CONSUMER: &str = "mail";

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// It was handed over.
    Sent,
    /// There is nothing to send: it has gone already, or is for nobody.
    Nothing,
    /// Another worker has it.
    InOtherHands,
}

/// Why a mail has not gone.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// Nobody took it.
    #[error(transparent)]
    Mailer(#[from] MailError),
    /// The database refused.
    #[error("the mail can't be read")]
    Database(#[from] sqlx::Error),
}

impl DeliveryError {
    /// Whether what stands in the way may pass by itself, however long that takes.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Mailer(error) => matches!(error, MailError::Unreachable(_)),
            Self::Database(error) => is_passing(error),
        }
    }

    /// Whether it can never go.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Mailer(MailError::Refused(_)))
    }
}

/// Writes a mail that was asked for, and hands it over. Called again, it sends what has not gone, and nothing else.
///
/// # Errors
/// If nobody takes it; then it can be tried again at once.
pub async fn deliver(db: &Db, office: &PostOffice, id: MailId) -> Result<Delivery, DeliveryError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    lock_recipient(&mut transaction, id).await?;
    let Some(wanted) = claim(&mut transaction, id, now).await? else {
        let waits =
            sqlx::query_scalar!(r#"select exists (select from mails where id = $1) as "waits!""#, id.uuid());
        let waits = waits.fetch_one(&mut *transaction).await?;
        return Ok(if waits { Delivery::InOtherHands } else { Delivery::Nothing });
    };
    let Some(mail) = write(&mut transaction, office, id, &wanted, now).await? else {
        forget(&mut transaction, id).await?;
        transaction.commit().await?;
        return Ok(Delivery::Nothing);
    };
    transaction.commit().await?;
    // No connection is held while a mail server thinks.
    let sent = office.mailer.send(&mail).await;
    if let Err(error) = sent {
        sqlx::query!("update mails set claimed_until = null where id = $1", id.uuid())
            .execute(db.pool())
            .await?;
        return Err(error.into());
    }
    forget(&mut *db.pool().acquire().await?, id).await?;
    Ok(Delivery::Sent)
}

/// Sends the mail that proves a new account's address, once for each event.
///
/// # Errors
/// If nobody takes it; then it can be tried again at once.
pub async fn welcome(
    db: &Db,
    office: &PostOffice,
    event: Uuid,
    user: UserId,
) -> Result<Delivery, DeliveryError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    if outbox::first_time(&mut transaction, CONSUMER, event, now).await? {
        // The mail has the event's id: whoever is given the event again finds what is left to do.
        sqlx::query!(
            "insert into mails (id, kind, user_id, recipient, created_at)
             select $1, $2, id, email, $3 from users
             where id = $4 and email_verified_at is null and erasure_requested_at is null",
            event,
            MailKind::VerifyEmail as MailKind,
            now,
            user.uuid(),
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    deliver(db, office, event.into()).await
}

/// A mail that is wanted.
struct Wanted {
    kind: MailKind,
    user: Option<UserId>,
    recipient: String,
}

/// Locks the account of whom a mail is for before the mail, in the order in which everything else that changes an account
/// does: a mail taken back by such a change is not written.
async fn lock_recipient(connection: &mut PgConnection, id: MailId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select id from users
         where id = (select user_id from mails where id = $1)
            or email = (select recipient from mails where id = $1 and user_id is null)
         for no key update",
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    Ok(())
}

async fn claim(
    connection: &mut PgConnection,
    id: MailId,
    now: DateTime<Utc>,
) -> Result<Option<Wanted>, sqlx::Error> {
    sqlx::query_as!(
        Wanted,
        r#"update mails set claimed_until = $2
           where id = $1 and (claimed_until is null or claimed_until <= $3)
           returning kind as "kind: MailKind", user_id as "user: UserId", recipient"#,
        id.uuid(),
        now + LEASE,
        now,
    )
    .fetch_optional(connection)
    .await
}

async fn forget(connection: &mut PgConnection, id: MailId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from mails where id = $1", id.uuid()).execute(connection).await?;
    Ok(())
}

/// The mail with its token, if there is somebody whom it is for.
async fn write(
    connection: &mut PgConnection,
    office: &PostOffice,
    id: MailId,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<Option<Mail>, sqlx::Error> {
    let found = sqlx::query!(
        r#"select id as "id: UserId", display_name, languages, email, email_verified_at is not null as "verified!",
                  exists (select from users other where other.email = $2 and other.id <> users.id) as "is_anothers!"
           from users where id = $1 or ($1 is null and email = $2)"#,
        wanted.user.map(UserId::uuid),
        wanted.recipient,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(person) = found else { return Ok(None) };
    let purpose = match wanted.kind {
        // The address was proven, or replaced, before the mail was written.
        MailKind::VerifyEmail if person.verified || person.email != wanted.recipient => return Ok(None),
        MailKind::VerifyEmail => Some(TokenPurpose::VerifyEmail),
        MailKind::ResetPassword => Some(TokenPurpose::ResetPassword),
        // Nobody learns by asking that an address is somebody else's.
        MailKind::ChangeEmail if person.is_anothers => return Ok(None),
        MailKind::ChangeEmail => Some(TokenPurpose::ChangeEmail),
        MailKind::PasswordChanged
        | MailKind::EmailChanged
        | MailKind::AccessTokenCreated
        | MailKind::SecondFactorOn
        | MailKind::SecondFactorOff
        | MailKind::RecoveryCodesReplaced
        | MailKind::IdentityLinked
        | MailKind::IdentityUnlinked => None,
    };
    let token = match purpose {
        Some(purpose) => {
            let lifetime = purpose.lifetime();
            let token = accounts::mint(connection, person.id, purpose, &wanted.recipient, now).await?;
            Some((token, lifetime))
        }
        None => None,
    };
    let letter = letter::write(
        wanted.kind,
        &person.display_name,
        &person.languages,
        office.site.as_deref(),
        token.as_ref().map(|(token, lifetime)| (token.reveal(), *lifetime)),
    );
    // A token that is sent again is another one: mailboxes that drop doubles must not drop the mail that has it.
    let attempt = if token.is_some() { format!("{id}.{}", now.timestamp_millis()) } else { id.to_string() };
    Ok(Some(Mail {
        id: attempt,
        recipient: wanted.recipient.clone(),
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
        language: letter.language,
        date: now,
    }))
}
