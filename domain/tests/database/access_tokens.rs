use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    access_tokens::{self, AccessToken, CreateTokenError, MOST_TOKENS, NewToken, Scope, TokenSecret},
    accounts::{self, CONFIRMATION_HOLDS, ConfirmError, Evidence, OneTimeToken, Password, Role},
    maintenance,
    second_factor::Seal,
    viewer::Sight,
};

use crate::stage::{ALL, Stage, signed_in};

async fn token(
    stage: &Stage,
    owner: &Viewer,
    scopes: &[Scope],
    days: i32,
) -> Result<(AccessToken, TokenSecret), CreateTokenError> {
    let new = NewToken::parse("A program", scopes, Some(days)).unwrap();
    access_tokens::create(&stage.db, &signed_in(owner), new).await
}

async fn names(stage: &Stage, owner: &Viewer) -> Vec<AccessToken> {
    access_tokens::list(stage.db.pool(), &signed_in(owner), ALL).await.unwrap().items
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_its_owner_until_it_ends() {
    let stage = Stage::open().await;
    let (ada, grace) = (stage.person("ada").await, stage.person("grace").await);
    let (made, secret) = token(&stage, &ada, &[Scope::Write], 30).await.unwrap();
    assert_eq!(stage.count("select count(*) from mails where kind = 'ACCESS_TOKEN_CREATED'").await, 1);
    let recognise = async || access_tokens::authenticate(&stage.db, &secret).await.unwrap();
    let viewer = recognise().await.unwrap();
    assert_eq!((viewer.id, viewer.role), (ada.id, Role::Member));
    assert!(viewer.signed_in().is_none(), "a program is nobody who signed in");
    assert!(access_tokens::authenticate(&stage.db, &TokenSecret::generate()).await.unwrap().is_none());

    let other = token(&stage, &ada, &[Scope::Read], 30).await.unwrap();
    let listed: Vec<_> = names(&stage, &ada).await.iter().map(|token| token.id).collect();
    assert_eq!(listed, [other.0.id, made.id], "newest first");
    assert!(names(&stage, &grace).await.is_empty());
    assert!(!access_tokens::revoke(&stage.db, &signed_in(&grace), other.0.id).await.unwrap());
    assert!(access_tokens::revoke(&stage.db, &signed_in(&ada), other.0.id).await.unwrap());
    assert!(access_tokens::authenticate(&stage.db, &other.1).await.unwrap().is_none());

    stage.clock.advance(TimeDelta::days(30));
    assert!(recognise().await.is_none());
    let ids = [made.id.into()];
    assert!(accounts::living_credentials(&stage.db, &ids).await.unwrap().is_empty());
    assert_eq!(names(&stage, &ada).await.len(), 1, "its owner finds out why a program stopped");
    stage.clock.advance(TimeDelta::days(31));
    maintenance::sweep(&stage.db).await.unwrap();
    assert!(names(&stage, &ada).await.is_empty());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn using_a_token_is_written_at_most_every_five_minutes() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (_, secret) = token(&stage, &ada, &[Scope::Read], 30).await.unwrap();
    assert!(names(&stage, &ada).await[0].last_used_at.is_none());
    for (minutes, writes) in [(0, true), (4, false), (2, true)] {
        stage.clock.advance(TimeDelta::minutes(minutes));
        access_tokens::authenticate(&stage.db, &secret).await.unwrap().unwrap();
        let used = names(&stage, &ada).await[0].last_used_at;
        assert_eq!(used == Some(stage.db.clock().now()), writes, "{minutes}");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_gives_no_more_of_a_role_than_its_scopes_and_follows_the_role_down() {
    let stage = Stage::open().await;
    let mina = stage.moderator("mina").await;
    let reading = token(&stage, &mina, &[Scope::Read, Scope::Write], 30).await.unwrap();
    let moderating = token(&stage, &mina, &[Scope::Moderate], 30).await.unwrap();
    let beyond = token(&stage, &mina, &[Scope::Admin], 30).await.unwrap_err();
    assert!(matches!(beyond, CreateTokenError::Scope(Scope::Moderate | Scope::Admin)), "{beyond:?}");
    let sight = async |secret: &TokenSecret| {
        Sight::from(&access_tokens::authenticate(&stage.db, secret).await.unwrap().unwrap()).moderator
    };
    assert!(!sight(&reading.1).await, "what only moderators see needs the scope");
    assert!(sight(&moderating.1).await);
    accounts::grant(&stage.db, "mina", Role::Member).await.unwrap();
    assert!(!sight(&moderating.1).await);
    let living = accounts::living_credentials(&stage.db, &[moderating.0.id.into()]).await.unwrap();
    assert_eq!(living, [(moderating.0.id.into(), Role::Member)], "sockets are told");
    let beyond = token(&stage, &mina, &[Scope::Moderate], 30).await.unwrap_err();
    assert!(matches!(beyond, CreateTokenError::Scope(Scope::Moderate)), "{beyond:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_more_tokens_than_may_be_also_at_once() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    for _ in 1..MOST_TOKENS {
        token(&stage, &ada, &[Scope::Read], 1).await.unwrap();
    }
    let (one, other) =
        tokio::join!(token(&stage, &ada, &[Scope::Read], 30), token(&stage, &ada, &[Scope::Read], 30));
    let failure = match (one, other) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
        both => panic!("one of the two should have been too many: {both:?}"),
    };
    assert!(matches!(failure, CreateTokenError::TooMany), "{failure:?}");
    // What has expired leaves room.
    stage.clock.advance(TimeDelta::days(1));
    let (_, session) = accounts::sign_in(
        &stage.db,
        &stage.passwords,
        "ada@example.org",
        "correct horse",
        TimeDelta::days(1),
    )
    .await
    .unwrap();
    let ada = accounts::authenticate(&stage.db, &session.token).await.unwrap().unwrap();
    assert!(token(&stage, &ada, &[Scope::Read], 30).await.is_ok());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_is_by_the_password_and_holds_for_its_time() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (_, session) = accounts::sign_in(
        &stage.db,
        &stage.passwords,
        "ada@example.org",
        "correct horse",
        TimeDelta::days(1),
    )
    .await
    .unwrap();
    let current = async || {
        let viewer = accounts::authenticate(&stage.db, &session.token).await.unwrap().unwrap();
        accounts::is_confirmed(stage.db.pool(), &signed_in(&viewer), stage.db.clock().now()).await.unwrap()
    };
    let create = async |person: &Viewer| token(&stage, person, &[Scope::Read], 1).await;
    assert!(current().await, "who has just signed in has shown who they are");
    stage.clock.advance(CONFIRMATION_HOLDS);
    assert!(!current().await);
    let late = create(&ada).await;
    assert!(matches!(late, Err(CreateTokenError::Unconfirmed(_))), "{late:?}");
    let viewer = accounts::authenticate(&stage.db, &session.token).await.unwrap().unwrap();
    let confirm = async |password: &'static str| {
        let evidence = Evidence { password: Some(password), code: None };
        accounts::confirm(&stage.db, &stage.passwords, &Seal::default(), &signed_in(&viewer), evidence).await
    };
    let wrong = confirm("wrong horse").await;
    assert!(matches!(wrong, Err(ConfirmError::WrongPassword)), "{wrong:?}");
    assert!(!current().await);
    assert_eq!(confirm("correct horse").await.unwrap(), stage.db.clock().now() + CONFIRMATION_HOLDS);
    assert!(current().await);
    create(&viewer).await.unwrap();
    let other = create(&ada).await;
    assert!(matches!(other, Err(CreateTokenError::Unconfirmed(_))), "other sessions are not: {other:?}");
    accounts::sign_out(&stage.db, session.id).await.unwrap();
    let ended = create(&viewer).await;
    assert!(matches!(ended, Err(CreateTokenError::Unconfirmed(_))), "{ended:?}");
    let ended = confirm("correct horse").await;
    assert!(matches!(ended, Err(ConfirmError::Ended)), "{ended:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_password_ends_the_tokens_too_and_a_changed_one_does_not() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (_, secret) = token(&stage, &ada, &[Scope::Write], 30).await.unwrap();
    let new = Password::parse("battery staple").unwrap();
    accounts::change_password(&stage.db, &stage.passwords, &signed_in(&ada), "correct horse", new)
        .await
        .unwrap();
    assert!(access_tokens::authenticate(&stage.db, &secret).await.unwrap().is_some());
    let mailed = OneTimeToken::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap();
    sqlx::query(
        "insert into account_tokens (user_id, purpose, token_hash, email, created_at, expires_at)
         values ($1, 'RESET_PASSWORD', sha256('AAAAAAAAAAAAAAAAAAAAAAAAAAA'), 'ada@example.org', $2, $2 + interval '1 hour')",
    )
    .bind(ada.id.uuid())
    .bind(stage.db.clock().now())
    .execute(stage.db.pool())
    .await
    .unwrap();
    let new = Password::parse("staple battery").unwrap();
    accounts::reset_password(&stage.db, &stage.passwords, &mailed, new).await.unwrap();
    assert!(access_tokens::authenticate(&stage.db, &secret).await.unwrap().is_none());
    stage.close().await;
}
