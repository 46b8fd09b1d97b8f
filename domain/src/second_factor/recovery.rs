use fabula_platform::db::Db;
use sqlx::PgConnection;

use super::RecoveryCode;
use crate::{
    SignedIn,
    accounts::{self, Unconfirmed},
    ids::UserId,
    mail::{self, MailKind},
};

/// Why there are no new recovery codes.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// It is not known to be them.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// There is nothing to recover from.
    #[error("the second factor is off")]
    Off,
    /// The database refused.
    #[error("the recovery codes can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Makes ten new recovery codes, which take the place of those before, and tells the person by mail.
///
/// # Errors
/// If the person has not shown lately that it is them, or the second factor is off.
pub async fn replace_recovery_codes(db: &Db, person: &SignedIn) -> Result<Vec<RecoveryCode>, RecoveryError> {
    let (now, user) = (db.clock().now(), person.user);
    let mut transaction = db.begin().await?;
    accounts::lock_confirmed(&mut transaction, person, now).await??;
    let on = sqlx::query_scalar!(
        r#"select exists (select from second_factors where user_id = $1 and confirmed_at is not null) as "on!""#,
        user.uuid()
    );
    if !on.fetch_one(&mut *transaction).await? {
        return Err(RecoveryError::Off);
    }
    let codes = keep_codes(&mut transaction, user).await?;
    mail::tell(&mut transaction, MailKind::RecoveryCodesReplaced, user, now).await?;
    transaction.commit().await?;
    Ok(codes)
}

/// New codes in the place of a person's old ones.
pub(super) async fn keep_codes(
    connection: &mut PgConnection,
    user: UserId,
) -> Result<Vec<RecoveryCode>, sqlx::Error> {
    let codes = RecoveryCode::generate_all();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| code.hash().to_vec()).collect();
    sqlx::query!("delete from recovery_codes where user_id = $1", user.uuid())
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "insert into recovery_codes (user_id, code_hash) select $1, hash from unnest($2::bytea[]) hash",
        user.uuid(),
        &hashes,
    )
    .execute(connection)
    .await?;
    Ok(codes)
}
