use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    accounts::{self, ChangePasswordError, EmailAddress, EmailError, OneTimeToken, Password, SignInError},
    ids::MailId,
    mail::{self, Delivery, DeliveryError, PostOffice},
};
use fabula_platform::{
    ids::uuid_at,
    mail::{Mail, MailError, Mailer},
};
use tokio::sync::Semaphore;

use crate::stage::{ALL, Stage, signed_in};

/// A mail server that keeps what it gets, once it is let.
#[derive(Debug)]
struct Desk {
    kept: Mutex<Vec<Mail>>,
    open: Semaphore,
    away: Mutex<bool>,
}

impl Desk {
    fn office() -> (Arc<Self>, PostOffice) {
        let desk =
            Arc::new(Self { kept: Mutex::default(), open: Semaphore::new(1), away: Mutex::new(false) });
        let office = PostOffice { mailer: desk.clone(), site: Some("https://example.org".to_owned()) };
        (desk, office)
    }

    /// The newest mail to somebody, taken out.
    fn take(&self, recipient: &str) -> Mail {
        let mut kept = self.kept.lock().unwrap();
        let place = kept.iter().rposition(|mail| mail.recipient == recipient).expect("a mail");
        kept.remove(place)
    }

    fn count(&self) -> usize {
        self.kept.lock().unwrap().len()
    }
}

#[async_trait]
impl Mailer for Desk {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let _open = self.open.acquire().await.unwrap();
        if *self.away.lock().unwrap() {
            return Err(MailError::Unreachable("nobody there".into()));
        }
        self.kept.lock().unwrap().push(mail.clone());
        Ok(())
    }

    fn place(&self) -> String {
        "a test".to_owned()
    }
}

/// Sends all that is wanted, as the worker would.
async fn send_all(stage: &Stage, office: &PostOffice) {
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("select id from mails order by id").fetch_all(stage.db.pool()).await.unwrap();
    for id in ids {
        mail::deliver(&stage.db, office, id.into()).await.unwrap();
    }
    assert_eq!(stage.count("select count(*) from mails").await, 0, "no address stays");
}

/// The token that stands in a mail, behind its link.
fn token(mail: &Mail) -> OneTimeToken {
    let (_, after) = mail.text.split_once("#token=").expect("a link");
    OneTimeToken::parse(after.lines().next().unwrap()).expect("a token")
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

async fn can_sign_in(stage: &Stage, email: &str, password: &str) -> bool {
    let attempt = accounts::sign_in(&stage.db, &stage.passwords, email, password, TimeDelta::days(1)).await;
    match attempt {
        Ok(_) => true,
        Err(SignInError::InvalidCredentials) => false,
        Err(error) => panic!("{error:?}"),
    }
}

async fn verified(stage: &Stage, viewer: &Viewer) -> bool {
    accounts::profile(stage.db.pool(), viewer.id).await.unwrap().unwrap().is_email_verified
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_is_greeted_once_and_its_token_proves_the_address_once() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (desk, office) = Desk::office();
    let event = uuid_at(stage.db.clock().now());
    assert_eq!(mail::welcome(&stage.db, &office, event, ada.id).await.unwrap(), Delivery::Sent);
    assert_eq!(mail::welcome(&stage.db, &office, event, ada.id).await.unwrap(), Delivery::Nothing);
    assert_eq!(desk.count(), 1);
    let token = token(&desk.take("ada@example.org"));
    assert!(!verified(&stage, &ada).await);
    let (one, other) =
        tokio::join!(accounts::verify_email(&stage.db, &token), accounts::verify_email(&stage.db, &token));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert!(verified(&stage, &ada).await);
    accounts::request_verification(&stage.db, &signed_in(&ada)).await.unwrap();
    send_all(&stage, &office).await;
    assert_eq!(desk.count(), 0, "what is proven needs no mail");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_token_works_and_only_for_its_time() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (desk, office) = Desk::office();
    let ask = async || {
        accounts::request_verification(&stage.db, &signed_in(&ada)).await.unwrap();
        send_all(&stage, &office).await;
        token(&desk.take("ada@example.org"))
    };
    let (first, second) = (ask().await, ask().await);
    assert!(matches!(accounts::verify_email(&stage.db, &first).await, Err(EmailError::Token)));
    stage.clock.advance(TimeDelta::hours(72));
    assert!(matches!(accounts::verify_email(&stage.db, &second).await, Err(EmailError::Token)));
    let third = ask().await;
    stage.clock.advance(TimeDelta::hours(71));
    accounts::verify_email(&stage.db, &third).await.unwrap();
    let stored = stage.count("select count(*) from account_tokens").await;
    assert_eq!(stored, 0);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_sets_the_password_once_ends_every_session_and_is_told() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (desk, office) = Desk::office();
    accounts::request_password_reset(&stage.db, &address("Ada@example.org")).await.unwrap();
    send_all(&stage, &office).await;
    let token = token(&desk.take("ada@example.org"));
    let reset = |text: &str| {
        accounts::reset_password(&stage.db, &stage.passwords, &token, Password::parse(text).unwrap())
    };
    let (one, other) = tokio::join!(reset("battery staple"), reset("staple battery"));
    let kept = if one.is_ok() { "battery staple" } else { "staple battery" };
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(one.or(other).unwrap(), [ada.credential.id()]);
    assert!(can_sign_in(&stage, "ada@example.org", kept).await);
    assert!(!can_sign_in(&stage, "ada@example.org", "correct horse").await);
    assert!(verified(&stage, &ada).await, "who reads the mail has the address");
    send_all(&stage, &office).await;
    let told = desk.take("ada@example.org");
    assert!(told.subject.contains("password was changed") && !told.text.contains("token"), "{told:?}");
    stage.close().await;
}

#[tokio::test]
async fn a_new_password_takes_what_was_asked_for_with_the_old_one() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (desk, office) = Desk::office();
    let thief = address("thief@example.org");
    let person = signed_in(&ada);
    let ask =
        || accounts::request_email_change(&stage.db, &stage.passwords, &person, "correct horse", &thief);
    // One mail has gone to the other address, and one is on its way.
    ask().await.unwrap();
    send_all(&stage, &office).await;
    let stolen = token(&desk.take("thief@example.org"));
    accounts::request_password_reset(&stage.db, &address("ada@example.org")).await.unwrap();
    send_all(&stage, &office).await;
    let reset = token(&desk.take("ada@example.org"));
    ask().await.unwrap();
    let new = Password::parse("battery staple").unwrap();
    accounts::reset_password(&stage.db, &stage.passwords, &reset, new).await.unwrap();

    let late = accounts::confirm_email_change(&stage.db, &stolen).await;
    assert!(matches!(late, Err(EmailError::Token)), "{late:?}");
    assert_eq!(stage.count("select count(*) from mails where kind = 'CHANGE_EMAIL'").await, 0);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_nobody_leaves_the_same_row_and_sends_nothing() {
    let stage = Stage::open().await;
    stage.person("ada").await;
    let (desk, office) = Desk::office();
    for email in ["ada@example.org", "nobody@example.org"] {
        accounts::request_password_reset(&stage.db, &address(email)).await.unwrap();
    }
    assert_eq!(stage.count("select count(*) from mails where user_id is null").await, 2);
    send_all(&stage, &office).await;
    assert_eq!(desk.count(), 1);
    assert_eq!(desk.take("ada@example.org").recipient, "ada@example.org");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_changed_by_who_knows_it_and_other_sessions_end() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (_, other) = accounts::sign_in(
        &stage.db,
        &stage.passwords,
        "ada@example.org",
        "correct horse",
        TimeDelta::days(1),
    )
    .await
    .unwrap();
    let change = |current: &'static str, new: &str| {
        let new = Password::parse(new).unwrap();
        async { accounts::change_password(&stage.db, &stage.passwords, &signed_in(&ada), current, new).await }
    };
    let wrong = change("wrong horse", "battery staple").await;
    assert!(matches!(wrong, Err(ChangePasswordError::WrongPassword)), "{wrong:?}");
    // Of two changes from the same password one wins.
    let (one, two) =
        tokio::join!(change("correct horse", "battery staple"), change("correct horse", "staple battery"));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert_eq!(one.or(two).unwrap(), [other.id]);
    let both = [ada.credential.id(), other.id.into()];
    let living = accounts::living_credentials(&stage.db, &both).await.unwrap();
    assert_eq!(living, [(ada.credential.id(), accounts::Role::Member)]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_has_ended_changes_neither_password_nor_address() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    // The request was let in; then the session was ended from elsewhere, while the password was being checked.
    let person = signed_in(&ada);
    accounts::sign_out(&stage.db, person.session).await.unwrap();
    let new = Password::parse("battery staple").unwrap();
    let changed = accounts::change_password(&stage.db, &stage.passwords, &person, "correct horse", new).await;
    assert!(matches!(changed, Err(ChangePasswordError::Unconfirmed(_))), "{changed:?}");
    let thief = address("thief@example.org");
    let asked =
        accounts::request_email_change(&stage.db, &stage.passwords, &person, "correct horse", &thief).await;
    assert!(matches!(asked, Err(EmailError::Unconfirmed(_))), "{asked:?}");
    assert!(can_sign_in(&stage, "ada@example.org", "correct horse").await);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_address_takes_over_once_proven_and_the_old_one_is_told() {
    let stage = Stage::open().await;
    let (ada, grace) = (stage.person("ada").await, stage.person("grace").await);
    let (desk, office) = Desk::office();
    let ask = async |password: &str, email: &str| {
        accounts::request_email_change(
            &stage.db,
            &stage.passwords,
            &signed_in(&ada),
            password,
            &address(email),
        )
        .await
    };
    assert!(matches!(ask("wrong horse", "new@example.org").await, Err(EmailError::WrongPassword)));
    ask("correct horse", "grace@example.org").await.unwrap();
    send_all(&stage, &office).await;
    assert_eq!(desk.count(), 0, "an address of somebody else gets no mail");

    // A reset that was asked for at the old address does not outlive it.
    accounts::request_password_reset(&stage.db, &address("ada@example.org")).await.unwrap();
    ask("correct horse", "new@example.org").await.unwrap();
    send_all(&stage, &office).await;
    let (reset, confirm) = (token(&desk.take("ada@example.org")), token(&desk.take("new@example.org")));
    assert!(can_sign_in(&stage, "ada@example.org", "correct horse").await, "nothing has changed yet");
    assert_eq!(accounts::confirm_email_change(&stage.db, &confirm).await.unwrap(), ada.id);
    assert!(can_sign_in(&stage, "new@example.org", "correct horse").await);
    assert!(!can_sign_in(&stage, "ada@example.org", "correct horse").await);
    let late = Password::parse("battery staple").unwrap();
    let late = accounts::reset_password(&stage.db, &stage.passwords, &reset, late).await;
    assert!(matches!(late, Err(ChangePasswordError::Token)), "{late:?}");
    send_all(&stage, &office).await;
    assert!(desk.take("ada@example.org").subject.contains("address was changed"));

    // Somebody else may get the address between the mail and its answer.
    ask("correct horse", "third@example.org").await.unwrap();
    send_all(&stage, &office).await;
    let confirm = token(&desk.take("third@example.org"));
    sqlx::query("update users set email = 'third@example.org' where id = $1")
        .bind(grace.id.uuid())
        .execute(stage.db.pool())
        .await
        .unwrap();
    let taken = accounts::confirm_email_change(&stage.db, &confirm).await;
    assert!(matches!(taken, Err(EmailError::Taken)), "{taken:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_goes_once_whoever_carries_it_and_waits_while_nobody_takes_it() {
    let stage = Stage::open().await;
    stage.person("ada").await;
    let (desk, office) = Desk::office();
    accounts::request_password_reset(&stage.db, &address("ada@example.org")).await.unwrap();
    let id: uuid::Uuid = sqlx::query_scalar("select id from mails").fetch_one(stage.db.pool()).await.unwrap();
    let id = MailId::from(id);
    *desk.away.lock().unwrap() = true;
    let failed = mail::deliver(&stage.db, &office, id).await.unwrap_err();
    assert!(failed.is_passing() && matches!(failed, DeliveryError::Mailer(_)), "{failed:?}");
    *desk.away.lock().unwrap() = false;

    // One worker is held up at the mail server; another finds the mail in its hands.
    let closed = desk.open.acquire().await.unwrap();
    let (db, held_up) = (stage.db.clone(), office.clone());
    let sending = tokio::spawn(async move { mail::deliver(&db, &held_up, id).await });
    fabula_platform::testing::eventually("the mail is claimed", || async {
        (stage.count("select count(*) from mails where claimed_until is not null").await == 1).then_some(())
    })
    .await;
    assert_eq!(mail::deliver(&stage.db, &office, id).await.unwrap(), Delivery::InOtherHands);
    drop(closed);
    assert_eq!(sending.await.unwrap().unwrap(), Delivery::Sent);
    assert_eq!(mail::deliver(&stage.db, &office, id).await.unwrap(), Delivery::Nothing);
    assert_eq!(desk.count(), 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_and_ends_their_own_sessions_and_nobody_elses() {
    let stage = Stage::open().await;
    let (ada, grace) = (stage.person("ada").await, stage.person("grace").await);
    let list = async |viewer: &Viewer| {
        let now = stage.db.clock().now();
        accounts::sessions(stage.db.pool(), viewer.id, ALL, now).await.unwrap().items
    };
    assert_eq!(list(&ada).await.len(), 1);
    assert!(!accounts::revoke_session(&stage.db, &signed_in(&grace), signed_in(&ada).session).await.unwrap());
    let (_, second) = accounts::sign_in(
        &stage.db,
        &stage.passwords,
        "ada@example.org",
        "correct horse",
        TimeDelta::hours(1),
    )
    .await
    .unwrap();
    let listed: Vec<_> = list(&ada).await.iter().map(|session| session.id).collect();
    assert_eq!(listed, [second.id, signed_in(&ada).session], "newest first");

    // Being seen is written at most every five minutes.
    for (minutes, writes) in [(4, false), (2, true)] {
        stage.clock.advance(TimeDelta::minutes(minutes));
        accounts::authenticate(&stage.db, &second.token).await.unwrap().unwrap();
        let session = list(&ada).await.remove(0);
        assert_eq!(session.last_seen_at == stage.db.clock().now(), writes);
    }
    assert_eq!(accounts::revoke_other_sessions(&stage.db, &signed_in(&ada)).await.unwrap(), [second.id]);
    assert!(accounts::authenticate(&stage.db, &second.token).await.unwrap().is_none());
    assert!(accounts::revoke_session(&stage.db, &signed_in(&ada), signed_in(&ada).session).await.unwrap());
    assert!(list(&ada).await.is_empty());
    assert_eq!(list(&grace).await.len(), 1);
    stage.close().await;
}
