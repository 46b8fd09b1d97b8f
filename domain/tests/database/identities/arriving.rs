use chrono::TimeDelta;
use fabula_domain::{
    accounts::{self, ErasedTexts, Handle, OneTimeToken},
    identities::{self, Admission, CodeChallenge, Purpose, SignInError},
    maintenance,
};
use fabula_platform::{
    oidc::{Claims, Providers},
    testing::provider::TestProvider,
};
use url::Url;

use super::{CHALLENGE, claims, let_in, mails, prove_address, sign_in};
use crate::stage::{Stage, signed_in};

#[tokio::test]
async fn an_identity_opens_one_account_whatever_its_address_becomes() {
    let stage = Stage::open().await;
    let first = let_in(&stage, &claims("ada", "ada@example.org")).await;
    let profile = accounts::profile(stage.db.pool(), first.id).await.unwrap().unwrap();
    assert_eq!((&*profile.user.handle, &*profile.user.display_name), ("ada", "Ada Lovelace"));
    assert!(profile.is_email_verified && profile.email == "ada@example.org");
    assert_eq!(stage.told().await, ["user.registered"]);

    let moved = Claims { name: Some("Countess".to_owned()), ..claims("ada", "countess@example.org") };
    assert_eq!(let_in(&stage, &moved).await.id, first.id);
    let profile = accounts::profile(stage.db.pool(), first.id).await.unwrap().unwrap();
    assert_eq!(profile.email, "ada@example.org", "what the account says of them is theirs");
    // Another provider's "ada" is somebody else.
    let other =
        Claims { issuer: "https://other.example.org".to_owned(), ..claims("ada", "ada@other.example") };
    assert_ne!(let_in(&stage, &other).await.id, first.id);
    assert_eq!(mails(&stage, "IDENTITY_LINKED").await, 0, "nobody is told what they have just done");
    stage.close().await;
}

#[tokio::test]
async fn an_address_that_the_provider_has_not_seen_is_proven_by_mail() {
    let stage = Stage::open().await;
    let unverified = Claims { is_email_verified: false, ..claims("ada", "ada@example.org") };
    let ada = let_in(&stage, &unverified).await;
    let profile = accounts::profile(stage.db.pool(), ada.id).await.unwrap().unwrap();
    assert!(!profile.is_email_verified);
    let none = Claims { email: None, ..claims("grace", "") };
    assert!(matches!(sign_in(&stage, &none, true).await, Err(SignInError::NoAddress)));
    let bad = claims("grace", "grace at example.org");
    assert!(matches!(sign_in(&stage, &bad, true).await, Err(SignInError::NoAddress)));
    stage.close().await;
}

#[tokio::test]
async fn nobody_gets_into_an_account_by_its_address_alone() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let said = claims("someone", "Ada@Example.org");
    let unverified = Claims { is_email_verified: false, ..said.clone() };
    // The account has not proven the address.
    assert!(matches!(sign_in(&stage, &said, true).await, Err(SignInError::AddressTaken)));
    prove_address(&stage, &ada).await;
    // The operator does not trust the provider with addresses; the provider does not know whose it is.
    assert!(matches!(sign_in(&stage, &said, false).await, Err(SignInError::AddressTaken)));
    assert!(matches!(sign_in(&stage, &unverified, true).await, Err(SignInError::AddressTaken)));
    assert_eq!(stage.count("select count(*) from identities").await, 0);
    assert_eq!(mails(&stage, "IDENTITY_LINKED").await, 0);

    assert!(matches!(sign_in(&stage, &said, true).await, Ok(Admission::Session(_))));
    assert_eq!(mails(&stage, "IDENTITY_LINKED").await, 1, "the account is told of its new way in");
    assert_eq!(let_in(&stage, &said).await.id, ada.id);
    stage.close().await;
}

#[tokio::test]
async fn a_handle_is_found_that_nobody_has_or_had() {
    let stage = Stage::open().await;
    stage.person("ada").await;
    let gone = stage.person("ada_2").await;
    let handle = Handle::parse("ada_2").unwrap();
    accounts::request_erasure(&stage.db, &signed_in(&gone), &handle, ErasedTexts::Keep).await.unwrap();
    let third = let_in(&stage, &claims("ada", "a3@example.org")).await;
    let user = accounts::by_ids(stage.db.pool(), &[third.id]).await.unwrap().pop().unwrap();
    assert_eq!(user.handle, "ada_3");
    for number in 0..12 {
        let crowd = Claims {
            preferred_username: Some("ada".to_owned()),
            ..claims(&format!("{number}"), &format!("c{number}@example.org"))
        };
        let_in(&stage, &crowd).await;
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_come_at_once_with_one_identity_are_one() {
    let stage = Stage::open().await;
    let said = claims("ada", "ada@example.org");
    let (one, two, three) = tokio::join!(let_in(&stage, &said), let_in(&stage, &said), let_in(&stage, &said));
    assert!(one.id == two.id && two.id == three.id);
    assert_eq!(stage.count("select count(*) from users").await, 1);
    stage.close().await;
}

#[tokio::test]
async fn a_journey_works_once_in_its_own_browser_and_for_a_while() {
    let stage = Stage::open().await;
    let provider = TestProvider::start().await.unwrap();
    let providers = Providers::new(&[provider.settings().unwrap()]).unwrap();
    let trusted = providers.with_key("example").unwrap();
    let redirect = Url::parse("https://fabula.example/auth/oidc/example/callback").unwrap();
    let set_out = async |browser: Option<OneTimeToken>, purpose: Purpose| {
        let departed =
            identities::depart(&stage.db, trusted, &redirect, browser, purpose, "/here").await.unwrap();
        let state = departed.url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        (OneTimeToken::parse(&state).unwrap(), departed.browser)
    };
    let back = async |key: &str, state: &OneTimeToken, browser: &OneTimeToken| {
        identities::come_back(&stage.db, key, state, browser).await.unwrap()
    };
    let (state, browser) = set_out(None, Purpose::SignIn).await;
    let (other_state, other_browser) = set_out(None, Purpose::SignInAfresh).await;
    assert!(back("example", &state, &other_browser).await.is_none(), "somebody else's browser");
    assert!(back("another", &state, &browser).await.is_none(), "another provider");
    let (first, second) = tokio::join!(back("example", &state, &browser), back("example", &state, &browser));
    assert!(first.is_some() != second.is_some(), "once");
    let journey = first.or(second).unwrap();
    assert_eq!(journey.return_to, "/here");
    assert!(journey.links_to.is_none() && !journey.is_afresh && journey.hands_over.is_none());
    assert!(back("example", &other_state, &other_browser).await.unwrap().is_afresh);

    // Two journeys of one browser don't harm each other.
    let (one, browser) = set_out(None, Purpose::SignIn).await;
    let challenge = CodeChallenge::parse(CHALLENGE).unwrap();
    let (two, browser) = set_out(Some(browser), Purpose::HandOver(challenge)).await;
    assert_eq!(back("example", &two, &browser).await.unwrap().hands_over, Some(challenge));
    assert!(back("example", &one, &browser).await.is_some());

    // Whose session ends has no journey any more.
    let ada = stage.person("ada").await;
    let (linking, browser) = set_out(None, Purpose::Link(signed_in(&ada))).await;
    accounts::sign_out(&stage.db, signed_in(&ada).session).await.unwrap();
    assert!(back("example", &linking, &browser).await.is_none());

    let (late, browser) = set_out(None, Purpose::SignIn).await;
    stage.clock.advance(TimeDelta::minutes(10));
    assert!(back("example", &late, &browser).await.is_none(), "too late");
    stage.clock.advance(TimeDelta::seconds(1));
    maintenance::sweep(&stage.db).await.unwrap();
    assert_eq!(stage.count("select count(*) from identity_journeys").await, 0);
    stage.close().await;
}
