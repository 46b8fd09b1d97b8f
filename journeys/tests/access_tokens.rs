//! Programs that act for people: what their tokens let them do, over every transport, and for how long.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{Answer, Client, EventStream, FOLLOW, Person, Schema, Socket, Stand, both_ways};
use serde_json::{Value, json};

const CREATE: &str = "mutation Create($input: CreateAccessTokenInput!) {
    createAccessToken(input: $input) {
        token accessToken { id name scopes expiresAt lastUsedAt }
        errors { __typename message path ... on LimitReachedError { limit } }
    }
}";
const REVOKE: &str = "mutation Revoke($input: RevokeAccessTokenInput!) {
    revokeAccessToken(input: $input) { revokedAccessTokenId errors { __typename message path } }
}";
const LIST: &str = "{ viewer { accessTokens { nodes { id name scopes lastUsedAt } } } }";

/// A client with a new token of somebody's, and the token's id.
async fn program(owner: &Person, scopes: &[&str]) -> (Client, String) {
    let input = json!({ "name": "A program", "scopes": scopes });
    let answer = owner.client.ask(CREATE, json!({ "input": input })).await;
    let token = answer.payload()["token"].as_str().unwrap();
    assert!(token.starts_with("fbt_") && token.len() == 40, "{token}");
    let id = answer.payload()["accessToken"]["id"].as_str().unwrap().to_owned();
    (owner.client.with_token(Some(token)), id)
}

fn missing_scope(answer: &Answer) -> Value {
    assert_eq!((answer.status, answer.refusal_code()), (403, Some("FORBIDDEN")), "{}", answer.body);
    assert!(answer.body.get("data").is_none(), "something ran: {}", answer.body);
    answer.body["errors"][0]["extensions"]["missingScope"].clone()
}

both_ways! {
    /// A program does what its token says; the rest is refused before anything runs.
    a_token_opens_what_its_scopes_name(stand) {
        let ada = stand.client().register("ada").await;
        let story = ada.publish_a_story().await;
        let (reader, _) = program(&ada, &["READ"]).await;
        let (writer, id) = program(&ada, &["WRITE"]).await;

        let who = "{ viewer { email user { handle } } }";
        assert_eq!(reader.ask(who, json!({})).await.data()["viewer"]["user"]["handle"], "ada");
        let react = "mutation Follow($input: FollowInput!) { follow(input: $input) { errors { __typename message path } } }";
        let input = json!({ "input": { "subjectId": story } });
        assert_eq!(missing_scope(&reader.ask(react, input.clone()).await), "WRITE");
        let _ = writer.ask(react, input).await.payload();
        assert_eq!(missing_scope(&writer.ask("{ moderation { queue { totalCount } } }", json!({})).await), "MODERATE");
        for refused in [
            "{ viewer { sessions { nodes { network } } } }",
            LIST,
            "mutation { signOut { errors { message } } }",
            "mutation { revokeOtherSessions { endedSessions } }",
        ] {
            assert_eq!(missing_scope(&writer.ask(refused, json!({})).await), Value::Null, "{refused}");
        }
        let input = json!({ "input": { "name": "Another", "scopes": ["READ"] } });
        assert_eq!(missing_scope(&writer.ask(CREATE, input).await), Value::Null);

        let listed = ada.client.ask(LIST, json!({})).await.data()["viewer"]["accessTokens"]["nodes"].clone();
        assert_eq!(listed[0]["scopes"], json!(["READ", "WRITE"]));
        assert!(listed[0]["lastUsedAt"].is_string() && listed.as_array().unwrap().len() == 2);

        let grace = stand.client().register("grace").await;
        let input = json!({ "input": { "accessTokenId": id } });
        assert_eq!(grace.client.ask(REVOKE, input.clone()).await.refusal(), "NotFoundError");
        assert_eq!(ada.client.ask(REVOKE, input.clone()).await.payload()["revokedAccessTokenId"], id.as_str());
        assert_eq!(ada.client.ask(REVOKE, input).await.refusal(), "NotFoundError");
        let gone = writer.ask(who, json!({})).await;
        assert_eq!((gone.status, gone.refusal_code()), (401, Some("UNAUTHENTICATED")));
    }
}

both_ways! {
    /// What is asked for has bounds, and each refusal says where.
    a_token_is_made_by_who_may(stand) {
        let ada = stand.client().register("ada").await;
        for (input, refusal, path) in [
            (json!({ "name": "", "scopes": ["READ"] }), "ValidationError", json!(["input", "name"])),
            (json!({ "name": "a", "scopes": [] }), "ValidationError", json!(["input", "scopes"])),
            (json!({ "name": "a", "scopes": ["READ"], "lifetimeDays": 400 }), "ValidationError", json!(["input", "lifetimeDays"])),
            (json!({ "name": "a", "scopes": ["ADMIN"] }), "PermissionError", json!(["input", "scopes"])),
        ] {
            let answer = ada.client.ask(CREATE, json!({ "input": input })).await;
            assert_eq!((answer.refusal().as_str(), &answer.user_error()["path"]), (refusal, &path));
        }
        let nobody = stand.client().ask(CREATE, json!({ "input": { "name": "a", "scopes": ["READ"] } })).await;
        assert_eq!(nobody.refusal(), "UNAUTHENTICATED");
        let wrong = "mutation { confirmSession(input: { password: \"wrong horse\" }) { confirmedUntil errors { __typename path message } } }";
        assert_eq!(ada.client.ask(wrong, json!({})).await.refusal(), "InvalidCredentialsError");
        let right = "mutation { confirmSession(input: { password: \"the secret of ada\" }) { confirmedUntil errors { __typename path message } } }";
        assert!(ada.client.ask(right, json!({})).await.payload()["confirmedUntil"].is_string());
    }
}

both_ways! {
    /// Sockets and event streams know a token's scopes, and close when it is revoked.
    what_a_token_opened_closes_with_it(stand) {
        let ada = stand.client().register("ada").await;
        let story = ada.publish_a_story().await;
        let (reader, id) = program(&ada, &["READ"]).await;
        let mut socket = Socket::connect(&reader).await;
        socket.subscribe("1", FOLLOW, json!({ "story": story })).await;
        socket.subscribe("2", "mutation { muteUser(input: { userId: \"x\" }) { errors { message } } }", json!({})).await;
        let refused = socket.next().await.unwrap();
        assert_eq!((&refused["id"], &refused["type"]), (&json!("2"), &json!("error")));
        assert_eq!(refused["payload"][0]["extensions"]["missingScope"], "WRITE");
        let mut stream = EventStream::follow(&reader, &story, None).await;
        stand.await_followers(&stand.client(), 2.0).await;
        let _ = ada.client.ask(REVOKE, json!({ "input": { "accessTokenId": id } })).await.payload();
        assert_eq!(socket.closed().await, Some(4401));
        let (_, last) = stream.next().await.unwrap();
        assert_eq!(last["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
}

/// A token that has run out, and one whose owner lost the role that it used, close what they opened: no node was told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_runs_out_closes_what_it_opened() {
    let mut stand = Stand::services(1, 1).await;
    let ada = stand.client().register("ada").await;
    let story = ada.publish_a_story().await;
    let (reader, _) = program(&ada, &["READ"]).await;
    let mut socket = Socket::connect(&reader).await;
    socket.subscribe("1", FOLLOW, json!({ "story": story })).await;
    stand.await_followers(&stand.client(), 1.0).await;
    stand.execute("update access_tokens set expires_at = now()").await;
    assert_eq!(socket.closed().await, Some(4401));

    let mina = stand.client().register("mina").await;
    stand.grant(&[&mina], "moderator").await;
    let queue = "{ moderation { queue { totalCount } } }";
    let (desk, _) = program(&mina, &["MODERATE"]).await;
    let (reader, _) = program(&mina, &["READ"]).await;
    let _ = desk.ask(queue, json!({})).await.data();
    assert_eq!(missing_scope(&reader.ask(queue, json!({})).await), "MODERATE");
    let mut socket = Socket::connect(&desk).await;
    stand.grant(&[&mina], "member").await;
    assert_eq!(socket.closed().await, Some(4401));
    assert_eq!(
        desk.ask(queue, json!({})).await.refusal(),
        "FORBIDDEN",
        "the scope is there, the role is not"
    );
    stand.finish().await;
}

/// A token's owner never leaks through it: each mutation of the schema that looks after the account is tried.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mutation_runs_that_a_reading_token_is_not_for() {
    let mut stand = Stand::services(1, 1).await;
    let ada = stand.client().register("ada").await;
    let (reader, _) = program(&ada, &["READ"]).await;
    let schema = Schema::read(&stand.client()).await;
    for field in schema.fields("Mutation") {
        let document = schema.document("Mutation", field, &ada.id, "ada");
        let answer = reader.ask(&document, json!({})).await;
        missing_scope(&answer);
    }
    // An upload is no GraphQL.
    let http = reqwest::Client::new();
    let upload = http
        .post(reader.url("/images"))
        .bearer_auth(reader.token().unwrap())
        .header("content-type", "image/png")
        .body(&include_bytes!("pixel.png")[..]);
    assert_eq!(upload.send().await.unwrap().status(), 403);
    // What a program is told is for no cache.
    let get = http.get(reader.url("/graphql?query={viewer{email}}")).bearer_auth(reader.token().unwrap());
    let answer = get.send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    assert!(!answer.headers().contains_key("etag"));
    stand.finish().await;
    let log: String = stand.nodes.iter().chain(&stand.workers).map(fabula_journeys::Process::log).collect();
    assert!(!log.contains(reader.token().unwrap()), "no token stands in a log");
}
