use chrono::TimeDelta;
use fabula_platform::db::Db;
use fabula_text::clean_line;

use super::{AccessToken, Scope, Scopes, TokenSecret};
use crate::{
    Invalid, SignedIn,
    accounts::{self, Role, Unconfirmed},
    ids::AccessTokenId,
    mail::{self, MailKind},
};

/// How many tokens of one person may work at the same time.
pub const MOST_TOKENS: i64 = 50;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;
/// How long a token works if nobody says otherwise, in days.
const DEFAULT_DAYS: i32 = 90;
/// How long it may work, in days: a year, however long that is.
const MOST_DAYS: i32 = 366;

/// What a person wants a token for.
#[derive(Debug, Clone)]
pub struct NewToken {
    name: String,
    scopes: Scopes,
    lifetime: TimeDelta,
}

impl NewToken {
    /// Reads what a client sent. Without a number of days it is 90.
    ///
    /// # Errors
    /// The first field that can't be accepted.
    pub fn parse(name: &str, scopes: &[Scope], days: Option<i32>) -> Result<Self, Invalid> {
        let name = clean_line(name, LONGEST_NAME).map_err(Invalid::text("name"))?;
        let scopes = Scopes::of(scopes.iter().copied());
        let scopes = scopes.ok_or_else(|| Invalid::new("scopes", "takes at least one scope"))?;
        let days = days.unwrap_or(DEFAULT_DAYS);
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(Invalid::new("lifetimeDays", format!("takes 1 to {MOST_DAYS} days")));
        }
        Ok(Self { name, scopes, lifetime: TimeDelta::days(days.into()) })
    }
}

/// Why no token was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateTokenError {
    /// It is not known to be them.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// The person's role has nothing that one of the scopes would be for.
    #[error("your role does not allow the scope {0}")]
    Scope(Scope),
    /// As many tokens work as may.
    #[error("you have {MOST_TOKENS} access tokens: revoke one that you don't need")]
    TooMany,
    /// The account has gone.
    #[error("there is no such account")]
    Gone,
    /// The database refused.
    #[error("the access token can't be kept")]
    Database(#[from] sqlx::Error),
}

/// Makes a token that acts for a person, and tells them by mail. It is in the answer and nowhere else.
///
/// # Errors
/// If the person has not shown lately that it is them, a scope is beyond the person's role, or they have too many tokens.
pub async fn create(
    db: &Db,
    person: &SignedIn,
    new: NewToken,
) -> Result<(AccessToken, TokenSecret), CreateTokenError> {
    let now = db.clock().now();
    let mut transaction = db.begin().await?;
    // Of several requests at once each sees what the others have made.
    accounts::lock_confirmed(&mut transaction, person, now).await??;
    let owner = sqlx::query!(
        r#"select role as "role: Role", email,
                  (select count(*) from access_tokens t where t.user_id = users.id and t.expires_at > $2) as "tokens!"
           from users where id = $1"#,
        person.user.uuid(),
        now,
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or(CreateTokenError::Gone)?;
    // What a scope does is known when the token is made: it does not grow with a role that comes later.
    let beyond = new.scopes.iter().find(|scope| !allows(owner.role, *scope));
    if let Some(scope) = beyond {
        return Err(CreateTokenError::Scope(scope));
    }
    if owner.tokens >= MOST_TOKENS {
        return Err(CreateTokenError::TooMany);
    }
    let secret = TokenSecret::generate();
    let token = AccessToken {
        id: AccessTokenId::new(now),
        name: new.name,
        scopes: new.scopes,
        created_at: now,
        expires_at: now + new.lifetime,
        last_used_at: None,
    };
    sqlx::query!(
        "insert into access_tokens (id, user_id, name, token_hash, scopes, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        token.id.uuid(),
        person.user.uuid(),
        token.name,
        &secret.hash()[..],
        &token.scopes.names(),
        token.created_at,
        token.expires_at,
    )
    .execute(&mut *transaction)
    .await?;
    let user = Some(person.user);
    mail::request(&mut transaction, MailKind::AccessTokenCreated, user, &owner.email, now).await?;
    transaction.commit().await?;
    Ok((token, secret))
}

fn allows(role: Role, scope: Scope) -> bool {
    match scope {
        Scope::Read | Scope::Write => true,
        Scope::Moderate => role != Role::Member,
        Scope::Admin => role == Role::Admin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_token_is_for_is_bounded() {
        let token = NewToken::parse(" Backup ", &[Scope::Write], None).unwrap();
        assert_eq!((token.name.as_str(), token.lifetime), ("Backup", TimeDelta::days(90)));
        let long = "a".repeat(101);
        for (name, scopes, days, field) in [
            ("", &[Scope::Read][..], None, "name"),
            (long.as_str(), &[Scope::Read], None, "name"),
            ("a", &[], None, "scopes"),
            ("a", &[Scope::Read], Some(0), "lifetimeDays"),
            ("a", &[Scope::Read], Some(367), "lifetimeDays"),
            ("a", &[Scope::Read], Some(i32::MIN), "lifetimeDays"),
        ] {
            assert_eq!(NewToken::parse(name, scopes, days).unwrap_err().field, field);
        }
    }
}
