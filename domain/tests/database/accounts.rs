use chrono::TimeDelta;
use fabula_domain::accounts::{self, NewAccount, RegisterError, SignInError};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_address_give_the_same_error() {
    let stage = Stage::open().await;
    stage.person("ada").await;
    let attempt = async |email: &str, password: &str| {
        accounts::sign_in(&stage.db, &stage.passwords, email, password, TimeDelta::days(1)).await
    };
    let (user, _) = attempt(" Ada@Example.org ", "correct horse").await.unwrap();
    assert_eq!(user.handle, "ada");
    let mut messages = Vec::new();
    let endless = "x".repeat(1_000_000);
    for (email, password) in [
        ("ada@example.org", "wrong horse"),
        ("nobody@example.org", "correct horse"),
        ("", ""),
        ("ada@example.org", &endless),
    ] {
        let error = attempt(email, password).await.unwrap_err();
        assert!(matches!(error, SignInError::InvalidCredentials), "{error:?}");
        messages.push(error.to_string());
    }
    messages.dedup();
    assert_eq!(messages.len(), 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn handles_and_addresses_are_unique_whatever_their_case_and_also_at_once() {
    let stage = Stage::open().await;
    let account =
        |handle: &str, email: &str| NewAccount::parse(handle, None, email, "correct horse", &[]).unwrap();
    let register = |account| accounts::register(&stage.db, &stage.passwords, account, TimeDelta::days(1));
    let (one, other) =
        tokio::join!(register(account("Ada", "a@example.org")), register(account("aDA", "b@example.org")));
    let failure = match (one, other) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
        both => panic!("one of the two should have the handle: {both:?}"),
    };
    assert!(matches!(failure, RegisterError::HandleTaken), "{failure:?}");
    stage.person("grace").await;
    let failure = register(account("grace2", "GRACE@example.org")).await.unwrap_err();
    assert!(matches!(failure, RegisterError::EmailTaken), "{failure:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_its_time_is_up_or_it_is_signed_out() {
    let stage = Stage::open().await;
    stage.person("ada").await;
    let sign_in = || {
        accounts::sign_in(
            &stage.db,
            &stage.passwords,
            "ada@example.org",
            "correct horse",
            TimeDelta::hours(1),
        )
    };
    let (_, short) = sign_in().await.unwrap();
    let (_, left) = sign_in().await.unwrap();
    accounts::sign_out(&stage.db, left.id).await.unwrap();
    accounts::sign_out(&stage.db, left.id).await.unwrap();
    assert!(accounts::authenticate(&stage.db, &left.token).await.unwrap().is_none());
    assert!(accounts::authenticate(&stage.db, &short.token).await.unwrap().is_some());
    let both = [short.id.into(), left.id.into()];
    let living = accounts::living_credentials(&stage.db, &both).await.unwrap();
    assert_eq!(living, [(short.id.into(), accounts::Role::Member)]);
    stage.clock.advance(TimeDelta::hours(1));
    assert!(accounts::authenticate(&stage.db, &short.token).await.unwrap().is_none());
    assert!(accounts::living_credentials(&stage.db, &both).await.unwrap().is_empty());
    stage.close().await;
}
