//! The second factor: signing in takes a code from an app beside the password.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::time::{SystemTime, UNIX_EPOCH};

use fabula_journeys::{Answer, Client, Person, Stand, both_ways, eventually};
use serde_json::{Value, json};
use totp_rs::Totp;

const BEGIN: &str = "mutation { beginSecondFactor { secret uri errors { __typename message path } } }";
const TURN_ON: &str = "mutation On($input: TurnOnSecondFactorInput!) {
    turnOnSecondFactor(input: $input) {
        recoveryCodes secondFactor { recoveryCodesLeft } errors { __typename message path }
    }
}";
const SIGN_IN: &str = "mutation In($input: SignInInput!) {
    signIn(input: $input) {
        token errors { __typename message path ... on SecondFactorRequiredError { challenge expiresAt } }
    }
}";
const COMPLETE: &str = "mutation Complete($input: CompleteSignInInput!) {
    completeSignIn(input: $input) { token viewer { user { handle } } errors { __typename message path } }
}";

#[expect(clippy::disallowed_methods, reason = "apps have clocks of their own")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A code that the app has not shown yet. It may be that of the next step: servers take one either way.
async fn next_code(app: &Totp, used: &mut Vec<String>) -> String {
    let code = eventually("the app shows a new code", async || {
        let codes = [now(), now() + 30].map(|time| app.generate(time).to_string());
        codes.into_iter().find(|code| !used.contains(code))
    })
    .await;
    used.push(code.clone());
    code
}

async fn challenge(client: &Client, handle: &str) -> String {
    let input =
        json!({ "email": format!("{handle}@example.org"), "password": format!("the secret of {handle}") });
    let answer = client.ask(SIGN_IN, json!({ "input": input })).await;
    assert_eq!(answer.refusal(), "SecondFactorRequiredError");
    assert_eq!(answer.body["data"]["signIn"]["token"], Value::Null);
    answer.user_error()["challenge"].as_str().unwrap().to_owned()
}

async fn complete(client: &Client, challenge: &str, code: &str) -> Answer {
    client.ask(COMPLETE, json!({ "input": { "challenge": challenge, "code": code } })).await
}

async fn turn_on(ada: &Person) -> (Totp, Vec<String>, Vec<String>) {
    let begun = ada.client.ask(BEGIN, json!({})).await.payload().clone();
    let app = Totp::from_url(begun["uri"].as_str().unwrap()).unwrap();
    assert_eq!(begun["secret"], app.secret().to_base32());
    let wrong = ada.client.ask(TURN_ON, json!({ "input": { "code": "no code" } })).await;
    assert_eq!(wrong.refusal(), "InvalidCodeError");
    let mut used = Vec::new();
    let code = next_code(&app, &mut used).await;
    let on = ada.client.ask(TURN_ON, json!({ "input": { "code": code } })).await.payload().clone();
    assert_eq!(on["secondFactor"]["recoveryCodesLeft"], 10);
    let codes = on["recoveryCodes"].as_array().unwrap();
    (app, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect(), used)
}

both_ways! {
    /// From the first code to losing the app.
    signing_in_takes_two_steps(stand) {
        let ada = stand.client().register("ada").await;
        let (app, recovery, mut used) = turn_on(&ada).await;
        let nobody = stand.client();

        let waiting = challenge(&nobody, "ada").await;
        assert_eq!(complete(&nobody, &waiting, "no code").await.refusal(), "InvalidCodeError");
        let replayed = complete(&nobody, &waiting, &used[0]).await;
        assert_eq!((replayed.refusal().as_str(), &replayed.user_error()["path"]), ("InvalidCodeError", &json!(["input", "code"])));
        let code = next_code(&app, &mut used).await;
        assert_eq!(complete(&nobody, &waiting, &code).await.payload()["viewer"]["user"]["handle"], "ada");
        assert_eq!(complete(&nobody, &waiting, &code).await.refusal(), "InvalidTokenError");
        assert_eq!(complete(&nobody, "no challenge", &code).await.refusal(), "InvalidTokenError");

        // Without the app.
        let waiting = challenge(&nobody, "ada").await;
        let token = complete(&nobody, &waiting, &recovery[3]).await.payload()["token"].as_str().unwrap().to_owned();
        let ada = Person { client: ada.client.with_token(Some(&token)), ..ada };
        let left = "{ viewer { secondFactor { recoveryCodesLeft since } } }";
        assert_eq!(ada.client.ask(left, json!({})).await.data()["viewer"]["secondFactor"]["recoveryCodesLeft"], 9);
        let replace = "mutation { replaceRecoveryCodes { recoveryCodes errors { __typename message path } } }";
        assert_eq!(ada.client.ask(replace, json!({})).await.payload()["recoveryCodes"].as_array().unwrap().len(), 10);

        // Without app and codes.
        let said = stand.run_alone(&["user", "reset-second-factor", "ada"]).await;
        assert!(said.contains("without a second factor"), "{said}");
        assert!(ada.sign_in().await.payload()["token"].is_string());
        let off = "mutation { turnOffSecondFactor { errors { __typename message path } } }";
        assert_eq!(ada.client.ask(off, json!({})).await.refusal(), "PermissionError");
    }
}

/// With a cookie the second step sets it, as the first would have; nothing of it stands in a log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_gets_its_cookie_with_the_second_step() {
    let mut stand = Stand::services(1, 1).await;
    let ada = stand.client().register("ada").await;
    let (app, _, mut used) = turn_on(&ada).await;
    let client = stand.client();
    let waiting = challenge(&client, "ada").await;
    let code = next_code(&app, &mut used).await;
    let input = json!({ "input": { "challenge": waiting, "code": code } });
    let request = client.http().post(client.url("/graphql")).header("fabula-session", "cookie");
    let request = request.header("content-type", "application/json");
    let answer =
        request.body(json!({ "query": COMPLETE, "variables": input }).to_string()).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("fabula_session=fabula_") && cookie.contains("HttpOnly"), "{cookie}");
    stand.finish().await;
    let secret = app.secret().to_base32();
    let log: String = stand.nodes.iter().chain(&stand.workers).map(fabula_journeys::Process::log).collect();
    assert!(!log.contains(&secret) && !log.contains(&waiting), "no secret stands in a log");
}
