use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    accounts::{self, CONFIRMATION_HOLDS, OneTimeToken},
    identities::{self, Admission, CodeChallenge, Journey, RedeemError},
    maintenance,
    second_factor::{self, Code, Seal},
};
use fabula_platform::oidc::Claims;
use secrecy::ExposeSecret as _;
use totp_rs::Totp;

use super::{CHALLENGE, VERIFIER, claims, journey, sign_in, terms};
use crate::stage::{Stage, signed_in};

#[tokio::test]
async fn only_who_showed_the_provider_that_it_is_them_has_confirmed_it() {
    let stage = Stage::open().await;
    let said = claims("ada", "ada@example.org");
    let now = stage.db.clock().now();
    let is_confirmed = async |journey: Journey, claims: Claims| {
        let admission = identities::sign_in(&stage.db, &journey, &claims, false, &terms()).await.unwrap();
        let Admission::Session(session) = admission else { panic!("a session") };
        let viewer = accounts::authenticate(&stage.db, &session.token).await.unwrap().unwrap();
        accounts::is_confirmed(stage.db.pool(), &signed_in(&viewer), now).await.unwrap()
    };
    let seen = |ago| Claims { authenticated_at: Some(now - ago), ..said.clone() };
    let afresh = || Journey { is_afresh: true, ..journey() };
    assert!(!is_confirmed(journey(), said.clone()).await, "whoever sits there may have been let in");
    assert!(is_confirmed(afresh(), said.clone()).await);
    assert!(is_confirmed(journey(), seen(TimeDelta::minutes(1))).await, "the provider says so");
    assert!(!is_confirmed(journey(), seen(CONFIRMATION_HOLDS)).await);
    assert!(!is_confirmed(afresh(), seen(TimeDelta::hours(9))).await, "it was asked and did not do it");
    stage.close().await;
}

/// Turns a person's second factor on, and answers a code that their app shows next.
async fn turn_on(stage: &Stage, seal: &Seal, viewer: &Viewer) -> Code {
    let enrolment = second_factor::begin(&stage.db, seal, &signed_in(viewer)).await.unwrap();
    let app = Totp::from_url(enrolment.uri.expose_secret()).unwrap();
    let shown = || {
        let now = u64::try_from(stage.db.clock().now().timestamp()).unwrap();
        Code::parse(&app.generate(now).to_string()).unwrap()
    };
    second_factor::turn_on(&stage.db, seal, &signed_in(viewer), &shown()).await.unwrap();
    stage.clock.advance(TimeDelta::seconds(30));
    shown()
}

#[tokio::test]
async fn the_second_factor_is_asked_for_whoever_vouches() {
    let stage = Stage::open().await;
    let (seal, ada) = (Seal::default(), stage.person("ada").await);
    let said = claims("ada", "countess@example.org");
    identities::link(&stage.db, signed_in(&ada).session, &said).await.unwrap();
    let code = turn_on(&stage, &seal, &ada).await;
    let Ok(Admission::SecondFactor(challenge)) = sign_in(&stage, &said, false).await else {
        panic!("a code should be needed")
    };
    let attempt = second_factor::attempt(&stage.db, challenge.token).await.unwrap();
    let (user, _) = second_factor::complete_sign_in(&stage.db, &seal, attempt, &code, terms()).await.unwrap();
    assert_eq!(user.id, ada.id);

    let handing = Journey { hands_over: CodeChallenge::parse(CHALLENGE), ..journey() };
    let admission = identities::sign_in(&stage.db, &handing, &said, false, &terms()).await.unwrap();
    let Admission::Code(code) = admission else { panic!("a code to hand over") };
    let redeemed = identities::redeem(&stage.db, &code, VERIFIER, terms()).await;
    assert!(matches!(redeemed, Err(RedeemError::SecondFactor(_))));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_one_session_for_the_program_that_asked() {
    let stage = Stage::open().await;
    let said = claims("ada", "ada@example.org");
    let handing = Journey { hands_over: CodeChallenge::parse(CHALLENGE), ..journey() };
    let code = async || match identities::sign_in(&stage.db, &handing, &said, false, &terms()).await.unwrap()
    {
        Admission::Code(code) => code,
        other => panic!("a code: {other:?}"),
    };
    let redeem = async |code: &OneTimeToken, verifier: &str| {
        identities::redeem(&stage.db, code, verifier, terms()).await
    };
    let good = code().await;
    assert_eq!(stage.count("select count(*) from sessions").await, 0);
    let (one, two) = tokio::join!(redeem(&good, VERIFIER), redeem(&good, VERIFIER));
    assert!(one.is_ok() != two.is_ok(), "once");
    let stolen = code().await;
    let other = "a".repeat(43);
    assert!(matches!(redeem(&stolen, &other).await, Err(RedeemError::Code)), "another program");
    assert!(matches!(redeem(&stolen, VERIFIER).await, Err(RedeemError::Code)), "it has been tried");
    let late = code().await;
    stage.clock.advance(TimeDelta::minutes(2));
    assert!(matches!(redeem(&late, VERIFIER).await, Err(RedeemError::Code)));
    code().await;
    stage.clock.advance(TimeDelta::minutes(3));
    maintenance::sweep(&stage.db).await.unwrap();
    assert_eq!(stage.count("select count(*) from sign_in_codes").await, 0);
    stage.close().await;
}
