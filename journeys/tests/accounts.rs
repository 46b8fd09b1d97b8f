//! What people do with their accounts: prove and change addresses, change and reset passwords, look after sessions.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{
    Answer, Client, FOLLOW, MailServer, Person, Plan, Proxy, Socket, Stand, both_ways, eventually,
};
use serde_json::{Value, json};

const RESET: &str = "mutation Reset($input: ResetPasswordInput!) {
    resetPassword(input: $input) { endedSessions errors { __typename message path } }
}";

async fn with_mail(server: &std::net::SocketAddr) -> Stand {
    let settings = vec![
        ("SMTP_URL", format!("smtp://{server}")),
        ("FABULA_MAIL_FROM", "Fabula <hello@fabula.test>".to_owned()),
        ("FABULA_PUBLIC_URL", "https://stories.test".to_owned()),
    ];
    Stand::build(Plan { apis: 1, workers: 1, settings, ..Plan::default() }).await
}

async fn with_token(client: &Client, mutation: &str, token: &str) -> Answer {
    let query = format!(
        "mutation Prove($input: MailedTokenInput!) {{
            {mutation}(input: $input) {{
                accepted viewer {{ email isEmailVerified }} errors {{ __typename message path }}
            }}
        }}"
    );
    client.ask(&query, json!({ "input": { "token": token } })).await
}

async fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    let query = "mutation In($input: SignInInput!) {
        signIn(input: $input) { token errors { __typename message path } }
    }";
    client.ask(query, json!({ "input": { "email": email, "password": password } })).await
}

async fn ask_for_reset(client: &Client, email: &str) -> Value {
    let query = "mutation Ask($input: RequestPasswordResetInput!) {
        requestPasswordReset(input: $input) { accepted errors { __typename message path } }
    }";
    client.ask(query, json!({ "input": { "email": email } })).await.payload().clone()
}

async fn is_signed_in(client: &Client) -> bool {
    let answer = client.ask("{ viewer { email } }", json!({})).await;
    answer.refusal_code().is_none()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_proven_reset_and_moved_by_mail() {
    let server = MailServer::start();
    let mut stand = with_mail(&server.address()).await;
    let ada = stand.client().register("ada").await;
    let nobody = stand.client();

    let welcome = server.mail("ada@example.org", "Confirm your e-mail address").await;
    for header in
        ["From: Fabula <hello@fabula.test>", "Auto-Submitted: auto-generated", "Content-Language: en"]
    {
        assert!(welcome.text.contains(header), "{header}: {}", welcome.text);
    }
    assert!(welcome.text.contains("https://stories.test/account/verify-email#token="));
    let proven = with_token(&ada.client, "verifyEmail", &welcome.token()).await;
    assert_eq!(proven.payload()["viewer"]["isEmailVerified"], true);
    let again = with_token(&ada.client, "verifyEmail", &welcome.token()).await;
    assert_eq!(again.refusal(), "InvalidTokenError");

    // The answer tells nothing; the mail finds who is there.
    assert_eq!(
        ask_for_reset(&nobody, "ada@example.org").await,
        ask_for_reset(&nobody, "who@example.org").await
    );
    let token = server.mail("ada@example.org", "Set a new password").await.token();
    let input = json!({ "input": { "token": token, "newPassword": "battery staple" } });
    assert_eq!(nobody.ask(RESET, input.clone()).await.payload()["endedSessions"], 1);
    assert_eq!(nobody.ask(RESET, input).await.refusal(), "InvalidTokenError");
    assert!(!is_signed_in(&ada.client).await, "a reset ends every session");
    server.mail("ada@example.org", "Your password was changed").await;
    assert_eq!(ada.sign_in().await.refusal(), "InvalidCredentialsError");
    let answer = sign_in(&nobody, "ada@example.org", "battery staple").await;
    let client = nobody.with_token(answer.payload()["token"].as_str());

    let query = "mutation Move($input: RequestEmailChangeInput!) {
        requestEmailChange(input: $input) { accepted errors { __typename message path } }
    }";
    let input =
        |password: &str| json!({ "input": { "newEmail": "countess@example.org", "password": password } });
    let refused = client.ask(query, input("correct horse")).await;
    assert_eq!(refused.user_error()["path"], json!(["input", "password"]));
    assert_eq!(client.ask(query, input("battery staple")).await.payload()["accepted"], true);
    let token = server.mail("countess@example.org", "Confirm your new e-mail address").await.token();
    let moved = with_token(&client, "confirmEmailChange", &token).await;
    assert_eq!(moved.payload()["viewer"]["email"], "countess@example.org");
    server.mail("ada@example.org", "Your e-mail address was changed").await;
    assert!(sign_in(&nobody, "countess@example.org", "battery staple").await.payload()["token"].is_string());

    stand.finish().await;
    assert!(server.mails_to("who@example.org").is_empty(), "nobody was written to");
    assert_eq!(stand.number("select count(*) from mails").await, 0);
    let log: String = stand.nodes.iter().chain(&stand.workers).map(fabula_journeys::Process::log).collect();
    assert!(!log.contains(&token), "no token stands in a log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_waits_for_its_server_and_comes_once() {
    let server = MailServer::start();
    let cable = Proxy::start(&server.address().to_string()).await.unwrap();
    cable.cut();
    let mut stand = with_mail(&cable.address()).await;
    stand.client().register("ada").await;
    let worker = stand.workers[0].client();
    eventually("the mail was tried", async || {
        let tried = worker.metric("fabula_jobs_total", r#"queue="mail",result="retry""#).await;
        (tried >= 1.0).then_some(())
    })
    .await;
    cable.restore();
    server.mail("ada@example.org", "Confirm your e-mail address").await;
    stand.finish().await;
    assert_eq!(server.mails_to("ada@example.org").len(), 1);
}

async fn sessions(person: &Person) -> Vec<Value> {
    let query = "{ viewer { sessions { nodes { id userAgent network isCurrent createdAt lastSeenAt } } } }";
    let answer = person.client.ask(query, json!({})).await;
    answer.data()["viewer"]["sessions"]["nodes"].as_array().unwrap().clone()
}

both_ways! {
    /// A session that is revoked is nobody any more, and what it holds open is closed.
    a_person_sees_their_sessions_and_ends_them(stand) {
        let ada = stand.client().register("ada").await;
        let grace = stand.client().register("grace").await;
        let second = ada.sign_in().await.payload()["token"].as_str().unwrap().to_owned();
        let second = Person { client: ada.client.with_token(Some(&second)), ..ada.clone() };
        let story = ada.publish_a_story().await;
        let mut socket = Socket::connect(&second.client).await;
        socket.subscribe("1", FOLLOW, json!({ "story": story })).await;

        let listed = sessions(&ada).await;
        assert_eq!(listed.len(), 2);
        assert_eq!((&listed[0]["isCurrent"], &listed[1]["isCurrent"]), (&json!(false), &json!(true)));
        assert_eq!(listed[0]["network"], "127.0.0.0/24");
        let revoke = "mutation Revoke($input: RevokeSessionInput!) {
            revokeSession(input: $input) { endedSessions errors { __typename message path } }
        }";
        let input = json!({ "input": { "sessionId": listed[0]["id"] } });
        assert_eq!(grace.client.ask(revoke, input.clone()).await.refusal(), "NotFoundError");
        assert_eq!(ada.client.ask(revoke, input.clone()).await.payload()["endedSessions"], 1);
        assert_eq!(ada.client.ask(revoke, input).await.refusal(), "NotFoundError");
        assert_eq!(socket.closed().await, Some(4401), "the socket of an ended session");
        assert!(!is_signed_in(&second.client).await && is_signed_in(&ada.client).await);

        assert!(ada.sign_in().await.payload()["token"].is_string());
        let others = "mutation { revokeOtherSessions { endedSessions errors { __typename message path } } }";
        assert_eq!(ada.client.ask(others, json!({})).await.payload()["endedSessions"], 1);
        assert_eq!(sessions(&ada).await.len(), 1);
        assert!(is_signed_in(&grace.client).await);
    }
}

both_ways! {
    /// What a person changes about themselves shows at once, to others too; without a mail server mails are files.
    a_profile_shows_what_its_owner_says(stand) {
        let ada = stand.client().register("ada").await;
        let update = "mutation Update($input: UpdateProfileInput!) {
            updateProfile(input: $input) {
                viewer { languages user { displayName bio bioHtml } } errors { __typename message path }
            }
        }";
        let change = async |input: Value| ada.client.ask(update, json!({ "input": input })).await;
        let user = "{ user(handle: \"ada\") { displayName bio bioHtml } }";
        let input = json!({ "displayName": "Ada L.", "bio": "I *count* <script>x</script>.", "languages": ["fr", "EN"] });
        let changed = change(input).await;
        assert_eq!(changed.payload()["viewer"]["languages"], json!(["fr", "en"]));
        let seen = stand.client().ask(user, json!({})).await.data()["user"].clone();
        assert_eq!(seen["displayName"], "Ada L.");
        let html = seen["bioHtml"].as_str().unwrap();
        assert!(html.contains("<em>count</em>") && !html.contains("<script"), "{html}");
        // What is not given stays; null takes away.
        assert!(change(json!({ "bio": null })).await.payload()["viewer"].is_object());
        let seen = stand.client().ask(user, json!({})).await.data()["user"].clone();
        assert_eq!(seen, json!({ "displayName": "Ada L.", "bio": null, "bioHtml": null }));
        for (input, path) in [
            (json!({ "displayName": "" }), "displayName"),
            (json!({ "bio": "x".repeat(2_001) }), "bio"),
            (json!({ "languages": ["not a tag"] }), "languages"),
        ] {
            assert_eq!(change(input).await.user_error()["path"], json!(["input", path]));
        }
        let refused = stand.client().ask(update, json!({ "input": {} })).await;
        assert_eq!(refused.refusal(), "UNAUTHENTICATED");

        let folder = stand.folder().join("data").join("mail");
        eventually("the mail is a file", async || {
            let files = std::fs::read_dir(&folder).ok()?.flatten();
            files.into_iter().any(|file| file.path().extension().is_some_and(|end| end == "eml")).then_some(())
        })
        .await;
    }
}

both_ways! {
    /// A changed password ends the other sessions; a wrong one changes nothing.
    a_password_is_changed_by_who_knows_it(stand) {
        let ada = stand.client().register("ada").await;
        let other = ada.sign_in().await.payload()["token"].as_str().unwrap().to_owned();
        let other = ada.client.with_token(Some(&other));
        let change = "mutation Change($input: ChangePasswordInput!) {
            changePassword(input: $input) { endedSessions errors { __typename message path } }
        }";
        let input = |old: &str, new: &str| json!({ "input": { "currentPassword": old, "newPassword": new } });
        let refused = ada.client.ask(change, input("wrong horse", "battery staple")).await;
        assert_eq!(refused.user_error()["path"], json!(["input", "currentPassword"]));
        let refused = ada.client.ask(change, input("the secret of ada", "short")).await;
        assert_eq!(refused.user_error()["path"], json!(["input", "newPassword"]));
        assert!(is_signed_in(&other).await);
        let changed = ada.client.ask(change, input("the secret of ada", "battery staple")).await;
        assert_eq!(changed.payload()["endedSessions"], 1);
        assert!(!is_signed_in(&other).await && is_signed_in(&ada.client).await);
        let nobody = stand.client();
        assert_eq!(sign_in(&nobody, "ada@example.org", "the secret of ada").await.refusal(), "InvalidCredentialsError");
        assert!(sign_in(&nobody, "ada@example.org", "battery staple").await.payload()["token"].is_string());
    }
}

both_ways! {
    /// Ada takes everything along and has her account erased. What others said stays, and nothing tells that it was her.
    an_account_is_taken_along_and_erased(stand) {
        let (ada, bob) = (stand.client().register("ada").await, stand.client().register("bob").await);
        let story = ada.publish_a_story().await;
        let comment = bob.comment(&story, "I walked across that ice, too.").await;
        eventually("the comment is published", async || {
            (stand.comment(&bob.client, &comment).await["status"] == "PUBLISHED").then_some(())
        })
        .await;

        let export = async |client: &Client| {
            let request = client.http().get(client.url("/account/export"));
            let request = match client.token() {
                Some(token) => request.bearer_auth(token),
                None => request,
            };
            let answer = request.send().await.unwrap();
            (answer.status().as_u16(), answer.bytes().await.unwrap())
        };
        assert_eq!(export(&stand.client()).await.0, 401);
        let (status, archive) = export(&ada.client).await;
        assert_eq!((status, &archive[..2]), (200, &b"PK"[..]), "a ZIP file");

        let erase = "mutation Erase($handle: String!) {
            eraseAccount(input: { handle: $handle, texts: KEEP }) { erased errors { __typename message path } }
        }";
        let other = ada.client.ask(erase, json!({ "handle": "bob" })).await;
        assert_eq!(other.refusal(), "ValidationError");
        let erased = ada.client.ask(erase, json!({ "handle": "ada" })).await;
        assert_eq!(erased.payload()["erased"], true);
        assert_eq!(ada.client.ask("{ viewer { email } }", json!({})).await.refusal(), "UNAUTHENTICATED");
        assert_eq!(ada.sign_in().await.refusal(), "InvalidCredentialsError");
        let query = "query Story($id: ID!) { user(handle: \"ada\") { id } story(id: $id) {
            author { handle displayName } board { archivedAt } comments { nodes { id } }
        } }";
        eventually("the rest is cleared away", async || {
            let answer = bob.client.ask(query, json!({ "id": story })).await;
            answer.data()["story"]["board"]["archivedAt"].is_string().then_some(())
        })
        .await;
        let left = bob.client.ask(query, json!({ "id": story })).await.data().clone();
        assert!(left["user"].is_null());
        assert!(left["story"]["author"]["handle"].as_str().unwrap().starts_with("erased_"));
        assert_eq!(left["story"]["comments"]["nodes"], json!([{ "id": comment }]));
    }
}
