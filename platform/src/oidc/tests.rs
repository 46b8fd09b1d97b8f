use chrono::{DateTime, TimeDelta, Utc};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use url::Url;

use super::*;
use crate::testing::provider::{CLIENT_ID, TestProvider, sign};

fn now() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn redirect() -> Url {
    Url::parse("https://fabula.example.org/auth/oidc/example/callback").unwrap()
}

/// What a provider says of Ada to who knows this nonce, with some changes.
fn said(provider: &TestProvider, nonce: &str, changes: &Value) -> Value {
    let mut claims = json!({
        "iss": provider.issuer(),
        "aud": [CLIENT_ID],
        "sub": "ada-1",
        "nonce": nonce,
        "iat": now().timestamp(),
        "exp": now().timestamp() + 300,
        "email": "ada@example.org",
        "email_verified": true,
        "name": "Ada Lovelace",
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        claims[name] = value.clone();
    }
    claims
}

struct Scene {
    provider: TestProvider,
    providers: Providers,
}

impl Scene {
    async fn open() -> Self {
        let provider = TestProvider::start().await.unwrap();
        let providers = Providers::new(&[provider.settings().unwrap()]).unwrap();
        Self { provider, providers }
    }

    fn trusted(&self) -> &Provider {
        self.providers.with_key("example").unwrap()
    }

    async fn redeem(&self, now: DateTime<Utc>) -> Result<Claims, OidcError> {
        let redirect = redirect();
        let back = Return { redirect: &redirect, code: "thaw", nonce: "snow", verifier: "frost" };
        self.trusted().redeem(back, now).await
    }

    /// What becomes of an ID token that says this, signed with the first key.
    async fn redeem_token(&self, changes: &Value) -> Result<Claims, OidcError> {
        self.provider.vouch(&sign(0, &said(&self.provider, "snow", changes)).unwrap());
        self.redeem(now()).await
    }
}

#[tokio::test]
async fn who_departs_takes_along_what_proves_that_they_are_back() {
    let scene = Scene::open().await;
    let departure = scene.trusted().depart(&redirect(), "the state", true, now()).await.unwrap();
    let parameter = |name: &str| {
        let mut pairs = departure.url.query_pairs().filter(|(known, _)| known == name);
        let value = pairs.next().map(|(_, value)| value.into_owned()).unwrap_or_default();
        assert!(pairs.next().is_none(), "{name} stands there once");
        value
    };
    assert!(departure.url.as_str().starts_with(&format!("{}/authorize?", scene.provider.issuer())));
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", redirect().as_str()),
        ("scope", "openid email"),
        ("state", "the state"),
        ("nonce", &departure.nonce),
        ("code_challenge_method", "S256"),
        ("prompt", "login"),
        ("max_age", "0"),
    ] {
        assert_eq!(parameter(name), value, "{name}");
    }
    assert_eq!(parameter("code_challenge").len(), 43);
    assert!(!departure.url.as_str().contains(departure.verifier.expose_secret()));
    assert!(!departure.url.as_str().contains("wintergreen"), "a secret is in no address");
    scene.trusted().depart(&redirect(), "another", false, now()).await.unwrap();
    assert_eq!(scene.provider.count("/.well-known/openid-configuration"), 1, "it is asked once an hour");
}

#[tokio::test]
async fn a_token_that_holds_says_who_somebody_is() {
    let scene = Scene::open().await;
    let authenticated = now() - TimeDelta::minutes(3);
    let claims = scene.redeem_token(&json!({ "auth_time": authenticated.timestamp() })).await.unwrap();
    assert_eq!((&*claims.issuer, &*claims.subject), (scene.provider.issuer(), "ada-1"));
    assert_eq!(claims.email.as_deref(), Some("ada@example.org"));
    assert!(claims.is_email_verified);
    assert_eq!(claims.name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(claims.authenticated_at, Some(authenticated));
    let request = scene.provider.newest("/token");
    for part in ["grant_type=authorization_code", "code=thaw", "code_verifier=frost", "redirect_uri="] {
        assert!(request.contains(part), "{request}");
    }
    assert!(request.to_lowercase().contains("authorization: basic"), "{request}");
    assert_eq!(scene.provider.count("/userinfo"), 0, "it has said enough");
}

#[tokio::test]
async fn a_token_that_does_not_hold_says_nothing() {
    let scene = Scene::open().await;
    for changes in [
        json!({ "nonce": "slush" }),
        json!({ "nonce": null }),
        json!({ "iss": "https://other.example.org" }),
        json!({ "aud": ["another"] }),
        json!({ "aud": [CLIENT_ID, "another"] }),
        json!({ "azp": "another" }),
        json!({ "exp": now().timestamp() - 121 }),
        json!({ "iat": now().timestamp() + 121 }),
    ] {
        let refused = scene.redeem_token(&changes).await.unwrap_err();
        assert!(!refused.is_passing(), "{changes}: {refused}");
    }
    let good = sign(0, &said(&scene.provider, "snow", &json!({}))).unwrap();
    let [head, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
    let other = sign(0, &said(&scene.provider, "snow", &json!({ "sub": "grace" }))).unwrap();
    let forged = other.split('.').nth(1).unwrap();
    // `{"alg":"none"}` and `{"alg":"HS256"}` in base64url.
    for token in [
        format!("{head}.{forged}.{signature}"),
        format!("eyJhbGciOiJub25lIn0.{payload}."),
        format!("eyJhbGciOiJIUzI1NiJ9.{payload}.{signature}"),
        sign(1, &said(&scene.provider, "snow", &json!({}))).unwrap(),
    ] {
        scene.provider.vouch(&token);
        let refused = scene.redeem(now()).await.unwrap_err();
        assert!(!refused.is_passing(), "{token}: {refused}");
    }
    scene.provider.answer("/token", 200, &json!({ "access_token": "a", "token_type": "Bearer" }));
    assert!(matches!(scene.redeem(now()).await, Err(OidcError::NoToken)));
    scene.provider.answer("/token", 400, &json!({ "error": "invalid_grant" }));
    assert!(matches!(scene.redeem(now()).await, Err(OidcError::Code(error)) if error == "invalid_grant"));
}

#[tokio::test]
async fn a_provider_may_change_its_keys_and_strangers_may_not_make_us_ask() {
    let scene = Scene::open().await;
    scene.redeem_token(&json!({})).await.unwrap();
    scene.provider.publish(&[1]).unwrap();
    scene.provider.vouch(&sign(1, &said(&scene.provider, "snow", &json!({}))).unwrap());
    assert!(
        scene.redeem(now() + TimeDelta::seconds(30)).await.is_err(),
        "the keys were fetched a moment ago"
    );
    scene.redeem(now() + TimeDelta::seconds(61)).await.unwrap();
    let fetched = scene.provider.count("/keys");
    scene.provider.vouch(&sign(0, &said(&scene.provider, "snow", &json!({}))).unwrap());
    assert!(scene.redeem(now() + TimeDelta::seconds(90)).await.is_err(), "the old key holds no longer");
    assert_eq!(scene.provider.count("/keys"), fetched);
}

#[tokio::test]
async fn a_provider_that_says_little_is_asked_once_more() {
    let scene = Scene::open().await;
    let scant = json!({ "email": null, "email_verified": null, "name": null });
    scene.provider.answer(
        "/userinfo",
        200,
        // Some providers write truth as a text.
        &json!({ "sub": "ada-1", "email": "ada@example.org", "email_verified": "true", "preferred_username": "ada" }),
    );
    let claims = scene.redeem_token(&scant).await.unwrap();
    assert!(claims.is_email_verified && claims.preferred_username.as_deref() == Some("ada"));
    assert!(scene.provider.newest("/userinfo").to_lowercase().contains("authorization: bearer winter"));

    scene.provider.answer("/userinfo", 200, &json!({ "sub": "grace", "email": "grace@example.org" }));
    assert!(!scene.redeem_token(&scant).await.unwrap_err().is_passing(), "it speaks of somebody else");
    scene.provider.answer("/userinfo", 500, &json!({}));
    assert!(scene.redeem_token(&scant).await.unwrap_err().is_passing());
    let nameless = scene.redeem_token(&json!({ "name": null })).await.unwrap();
    assert_eq!(nameless.name, None, "a name can be done without");
}

#[tokio::test]
async fn a_provider_that_is_away_is_left_alone_and_taken_as_it_was() {
    let scene = Scene::open().await;
    let depart = async |at: DateTime<Utc>| scene.trusted().depart(&redirect(), "state", false, at).await;
    scene.provider.answer("/.well-known/openid-configuration", 503, &json!({}));
    assert!(depart(now()).await.unwrap_err().is_passing());
    scene.provider.describe(&json!({}));
    assert!(depart(now() + TimeDelta::seconds(4)).await.is_err(), "it has just failed");
    assert_eq!(scene.provider.count("/.well-known/openid-configuration"), 1);
    let later = now() + TimeDelta::seconds(6);
    depart(later).await.unwrap();
    scene.provider.answer("/.well-known/openid-configuration", 503, &json!({}));
    depart(later + TimeDelta::hours(23)).await.unwrap();
    assert!(depart(later + TimeDelta::hours(25)).await.is_err(), "too much may have changed in a day");
}

#[tokio::test]
async fn a_provider_that_leads_astray_is_not_followed() {
    let scene = Scene::open().await;
    let document = "/.well-known/openid-configuration";
    let elsewhere = TestProvider::start().await.unwrap();
    let refused = async |minutes: i64| {
        let at = now() + TimeDelta::minutes(minutes);
        scene.trusted().depart(&redirect(), "state", false, at).await.unwrap_err()
    };
    scene.provider.describe(&json!({ "issuer": "https://other.example.org" }));
    refused(0).await;
    scene.provider.describe(&json!({ "authorization_endpoint": "http://id.example.org/authorize" }));
    refused(1).await;
    scene.provider.describe(&json!({ "jwks_uri": "http://id.example.org/keys" }));
    refused(2).await;
    scene.provider.answer_with(document, 302, &format!("location: {}{document}\r\n", elsewhere.issuer()), "");
    refused(3).await;
    assert_eq!(elsewhere.count(document), 0, "no redirection is followed");
    scene.provider.answer_with(document, 200, "", &" ".repeat(1_024 * 1_024 + 1));
    refused(4).await;
}
