use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    accounts::{
        self, CONFIRMATION_HOLDS, ConfirmError, Evidence, OneTimeToken, Password, Session, SignInError,
    },
    maintenance,
    second_factor::{
        self, BeginError, Challenge, Code, CompleteError, OperatorError, RecoveryCode, RecoveryError, Seal,
        TurnOffError, TurnOnError,
    },
};
use secrecy::ExposeSecret as _;
use totp_rs::Totp;

use crate::stage::{Stage, signed_in};

fn seal() -> Seal {
    Seal::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
}

/// What the app shows now.
fn shown(stage: &Stage, app: &Totp) -> Code {
    let now = u64::try_from(stage.db.clock().now().timestamp()).unwrap();
    Code::parse(&app.generate(now).to_string()).unwrap()
}

/// What the app does not show now.
fn wrong(stage: &Stage, app: &Totp) -> Code {
    let now = u64::try_from(stage.db.clock().now().timestamp()).unwrap();
    let code = (0..).map(|number| format!("{number:06}")).find(|code| app.check(code, now).is_none());
    Code::parse(&code.unwrap()).unwrap()
}

/// Turns a person's second factor on, and answers their app and their recovery codes.
async fn turn_on(stage: &Stage, viewer: &Viewer) -> (Totp, Vec<RecoveryCode>) {
    let enrolment = second_factor::begin(&stage.db, &seal(), &signed_in(viewer)).await.unwrap();
    let app = Totp::from_url(enrolment.uri.expose_secret()).unwrap();
    let codes = second_factor::turn_on(&stage.db, &seal(), &signed_in(viewer), &shown(stage, &app)).await;
    // The next code.
    stage.clock.advance(TimeDelta::seconds(30));
    (app, codes.unwrap())
}

async fn sign_in(stage: &Stage, password: &str) -> Result<Session, SignInError> {
    let attempt =
        accounts::sign_in(&stage.db, &stage.passwords, "ada@example.org", password, TimeDelta::days(1)).await;
    attempt.map(|(_, session)| session)
}

async fn challenge(stage: &Stage) -> Challenge {
    match sign_in(stage, "correct horse").await {
        Err(SignInError::SecondFactor(challenge)) => challenge,
        other => panic!("a code should be needed: {other:?}"),
    }
}

async fn complete(stage: &Stage, token: &OneTimeToken, code: &Code) -> Result<Session, CompleteError> {
    let attempt = second_factor::attempt(&stage.db, token.clone()).await?;
    let terms = TimeDelta::days(1).into();
    let completed = second_factor::complete_sign_in(&stage.db, &seal(), attempt, code, terms).await;
    completed.map(|(_, session)| session)
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_takes_a_code_and_no_code_twice() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    assert!(second_factor::state(stage.db.pool(), ada.id).await.unwrap().is_none());
    let (app, _) = turn_on(&stage, &ada).await;
    let state = second_factor::state(stage.db.pool(), ada.id).await.unwrap().unwrap();
    assert_eq!(state.recovery_codes_left, 10);
    assert_eq!(stage.count("select count(*) from mails where kind = 'SECOND_FACTOR_ON'").await, 1);
    let kept: Vec<u8> =
        sqlx::query_scalar("select secret from second_factors").fetch_one(stage.db.pool()).await.unwrap();
    assert!(!kept.windows(20).any(|part| part == app.secret().as_bytes()), "the secret is sealed");

    assert!(matches!(sign_in(&stage, "wrong horse").await, Err(SignInError::InvalidCredentials)));
    let (one, two) = (challenge(&stage).await, challenge(&stage).await);
    let code = shown(&stage, &app);
    // Two sign-ins with one code at once: one of them is somebody who looked over a shoulder.
    let (first, second) =
        tokio::join!(complete(&stage, &one.token, &code), complete(&stage, &two.token, &code));
    let (session, failure, left) = match (first, second) {
        (Ok(session), Err(failure)) => (session, failure, two),
        (Err(failure), Ok(session)) => (session, failure, one),
        both => panic!("one of the two should have been let in: {both:?}"),
    };
    assert!(matches!(failure, CompleteError::WrongCode), "{failure:?}");
    assert!(accounts::authenticate(&stage.db, &session.token).await.unwrap().is_some());
    stage.clock.advance(TimeDelta::seconds(30));
    let code = shown(&stage, &app);
    complete(&stage, &left.token, &code).await.unwrap();
    let again = complete(&stage, &left.token, &code).await;
    assert!(matches!(again, Err(CompleteError::Challenge)), "a challenge opens one session: {again:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_dies_of_wrong_codes_and_of_time() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (app, _) = turn_on(&stage, &ada).await;
    let guessed = challenge(&stage).await;
    for _ in 0..5 {
        let guess = complete(&stage, &guessed.token, &wrong(&stage, &app)).await;
        assert!(matches!(guess, Err(CompleteError::WrongCode)), "{guess:?}");
    }
    let late = complete(&stage, &guessed.token, &shown(&stage, &app)).await;
    assert!(matches!(late, Err(CompleteError::Challenge)), "{late:?}");
    let waiting = challenge(&stage).await;
    stage.clock.advance(TimeDelta::minutes(10));
    let late = complete(&stage, &waiting.token, &shown(&stage, &app)).await;
    assert!(matches!(late, Err(CompleteError::Challenge)), "{late:?}");
    stage.clock.advance(TimeDelta::seconds(1));
    maintenance::sweep(&stage.db).await.unwrap();
    assert_eq!(stage.count("select count(*) from sign_in_challenges").await, 0);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_gets_in_once_and_new_ones_take_their_place() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (_, codes) = turn_on(&stage, &ada).await;
    let code = Code::parse(&codes[0].reveal()).unwrap();
    complete(&stage, &challenge(&stage).await.token, &code).await.unwrap();
    let again = complete(&stage, &challenge(&stage).await.token, &code).await;
    assert!(matches!(again, Err(CompleteError::WrongCode)), "{again:?}");
    let state = second_factor::state(stage.db.pool(), ada.id).await.unwrap().unwrap();
    assert_eq!(state.recovery_codes_left, 9);
    let new = second_factor::replace_recovery_codes(&stage.db, &signed_in(&ada)).await.unwrap();
    let old =
        complete(&stage, &challenge(&stage).await.token, &Code::parse(&codes[1].reveal()).unwrap()).await;
    assert!(matches!(old, Err(CompleteError::WrongCode)), "{old:?}");
    let code = Code::parse(&new[9].reveal()).unwrap();
    complete(&stage, &challenge(&stage).await.token, &code).await.unwrap();
    let grace = stage.person("grace").await;
    let none = second_factor::replace_recovery_codes(&stage.db, &signed_in(&grace)).await;
    assert!(matches!(none, Err(RecoveryError::Off)), "{none:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_on_only_once_the_app_has_the_secret() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let begin = async || second_factor::begin(&stage.db, &seal(), &signed_in(&ada)).await;
    let first = Totp::from_url(begin().await.unwrap().uri.expose_secret()).unwrap();
    assert!(sign_in(&stage, "correct horse").await.is_ok(), "nobody is asked for what they may not have");
    let second = Totp::from_url(begin().await.unwrap().uri.expose_secret()).unwrap();
    let turn_on =
        async |code: Code| second_factor::turn_on(&stage.db, &seal(), &signed_in(&ada), &code).await;
    assert!(matches!(turn_on(shown(&stage, &first)).await, Err(TurnOnError::WrongCode)));
    turn_on(shown(&stage, &second)).await.unwrap();
    assert!(matches!(begin().await, Err(BeginError::On)));
    stage.clock.advance(TimeDelta::seconds(30));
    assert!(matches!(turn_on(shown(&stage, &second)).await, Err(TurnOnError::WrongCode)), "once is enough");
    second_factor::turn_off(&stage.db, &signed_in(&ada)).await.unwrap();
    assert!(matches!(second_factor::turn_off(&stage.db, &signed_in(&ada)).await, Err(TurnOffError::Off)));
    assert!(sign_in(&stage, "correct horse").await.is_ok());
    assert_eq!(stage.count("select count(*) from recovery_codes").await, 0);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_goes_around_nothing() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (app, _) = turn_on(&stage, &ada).await;
    let waiting = challenge(&stage).await;
    let new = Password::parse("battery staple").unwrap();
    accounts::change_password(&stage.db, &stage.passwords, &signed_in(&ada), "correct horse", new)
        .await
        .unwrap();
    let late = complete(&stage, &waiting.token, &shown(&stage, &app)).await;
    assert!(matches!(late, Err(CompleteError::Challenge)), "the old password opened it: {late:?}");
    assert!(matches!(sign_in(&stage, "battery staple").await, Err(SignInError::SecondFactor(_))));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn confirming_takes_all_that_signing_in_takes() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let (app, _) = turn_on(&stage, &ada).await;
    stage.clock.advance(CONFIRMATION_HOLDS);
    let confirm = async |password: Option<&str>, code: Option<&Code>| {
        let evidence = Evidence { password, code };
        accounts::confirm(&stage.db, &stage.passwords, &seal(), &signed_in(&ada), evidence).await
    };
    let code = shown(&stage, &app);
    assert!(matches!(confirm(Some("correct horse"), None).await, Err(ConfirmError::WrongCode)));
    let other = wrong(&stage, &app);
    assert!(matches!(confirm(Some("correct horse"), Some(&other)).await, Err(ConfirmError::WrongCode)));
    assert!(matches!(confirm(None, Some(&code)).await, Err(ConfirmError::WrongPassword)));
    assert!(matches!(confirm(Some("wrong horse"), Some(&code)).await, Err(ConfirmError::WrongPassword)));
    confirm(Some("correct horse"), Some(&code)).await.unwrap();
    assert!(matches!(confirm(Some("correct horse"), Some(&code)).await, Err(ConfirmError::WrongCode)));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_turns_a_lost_factor_off_and_its_owner_is_told() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    turn_on(&stage, &ada).await;
    second_factor::turn_off_for(&stage.db, "ADA").await.unwrap();
    assert!(sign_in(&stage, "correct horse").await.is_ok());
    assert_eq!(stage.count("select count(*) from mails where kind = 'SECOND_FACTOR_OFF'").await, 1);
    let again = second_factor::turn_off_for(&stage.db, "ada").await;
    assert!(matches!(again, Err(OperatorError::Off(_))), "{again:?}");
    let nobody = second_factor::turn_off_for(&stage.db, "nobody").await;
    assert!(matches!(nobody, Err(OperatorError::Unknown(_))), "{nobody:?}");
    stage.close().await;
}
