//! What clients, caches and proxies rely on beside the answers themselves.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{Answer, Client, Plan, Socket, Stand, both_ways};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const NAME: &str = "query Name { __typename }";

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn persisted(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

/// Posts a body as a client of Apollo's does.
async fn post(client: &Client, body: Value) -> Answer {
    client.post("application/json", body.to_string().into_bytes()).await
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// A GET of `/graphql` with these parameters and headers.
async fn get(client: &Client, parameters: &[(&str, &str)], headers: &[(&str, &str)]) -> Response {
    let mut url = reqwest::Url::parse(&client.url("/graphql")).unwrap();
    url.query_pairs_mut().extend_pairs(parameters);
    let mut request = http().get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("the node answers")
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

both_ways! {
    /// Apollo's protocol: ask by hash, be told to send the document, send it once, ask by hash.
    a_document_is_sent_once(stand) {
        let client = stand.client();
        let hash = hash(NAME);
        let asked = post(&client, json!({ "extensions": persisted(&hash) })).await;
        assert_eq!((asked.status, asked.refusal()), (200, "PERSISTED_QUERY_NOT_FOUND".to_owned()));
        assert_eq!(asked.body["errors"][0]["message"], "PersistedQueryNotFound");

        let wrong = post(&client, json!({ "query": "{ viewer { email } }", "extensions": persisted(&hash) })).await;
        assert_eq!(wrong.refusal(), "BAD_USER_INPUT", "a text that has another hash");
        let broken = "{ no such field";
        let refused = post(&client, json!({ "query": broken, "extensions": persisted(&self::hash(broken)) })).await;
        assert_eq!(refused.refusal(), "BAD_USER_INPUT");
        let kept = post(&client, json!({ "extensions": persisted(&self::hash(broken)) })).await;
        assert_eq!(kept.refusal(), "PERSISTED_QUERY_NOT_FOUND", "what can't be read is not kept");

        let sent = post(&client, json!({ "query": NAME, "extensions": persisted(&hash) })).await;
        assert_eq!(sent.data()["__typename"], "Query");
        for body in [json!({ "extensions": persisted(&hash) }), json!({ "documentId": format!("sha256:{hash}") })] {
            assert_eq!(post(&client, body).await.data()["__typename"], "Query");
        }
        let by_get = get(&client, &[("extensions", &persisted(&hash).to_string())], &[]).await;
        let body: Value = by_get.json().await.unwrap();
        assert_eq!(body["data"]["__typename"], "Query");

        let mut socket = Socket::connect(&client).await;
        socket.send(json!({ "id": "1", "type": "subscribe", "payload": { "extensions": persisted(&hash) } })).await;
        let message = socket.next().await.unwrap();
        assert_eq!(message["payload"]["data"]["__typename"], "Query", "{message}");
    }
}

/// What one node was sent, another answers: Redis carries it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_share_documents() {
    let mut stand = Stand::services(2, 1).await;
    let nodes = [stand.nodes[0].client(), stand.nodes[1].client()];
    let sent = post(&nodes[0], json!({ "query": NAME, "extensions": persisted(&hash(NAME)) })).await;
    assert_eq!(sent.data()["__typename"], "Query");
    let asked = post(&nodes[1], json!({ "extensions": persisted(&hash(NAME)) })).await;
    assert_eq!(asked.data()["__typename"], "Query");
    stand.finish().await;
}

/// With a manifest only what is in it is answered, over every transport, and nothing else can be tried out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_trusted_documents_are_answered() {
    let directory = tempfile::tempdir().unwrap();
    let manifest = directory.path().join("persisted-documents.json");
    std::fs::write(&manifest, json!({ hash(NAME): NAME }).to_string()).unwrap();
    let settings = vec![("FABULA_TRUSTED_DOCUMENTS", manifest.to_str().unwrap().to_owned())];
    let mut stand = Stand::build(Plan { apis: 1, workers: 1, settings, ..Plan::default() }).await;
    let client = stand.client();

    for body in [
        json!({ "query": NAME }),
        json!({ "documentId": hash(NAME) }),
        json!({ "documentId": format!("sha256:{}", hash(NAME)) }),
        json!({ "extensions": persisted(&hash(NAME)) }),
    ] {
        assert_eq!(post(&client, body).await.data()["__typename"], "Query");
    }
    let other = "{ viewer { email } }";
    for (body, code) in [
        (json!({ "query": other }), "QUERY_NOT_IN_SAFELIST"),
        (json!({ "query": "{ __schema { types { name } } }" }), "QUERY_NOT_IN_SAFELIST"),
        (json!({ "documentId": "unknown" }), "PERSISTED_QUERY_NOT_IN_LIST"),
        (json!({ "query": other, "extensions": persisted(&hash(other)) }), "PERSISTED_QUERY_NOT_IN_LIST"),
    ] {
        let answer = post(&client, body.clone()).await;
        assert_eq!((answer.status, &*answer.refusal()), (400, code), "{body}");
        let mut socket = Socket::connect(&client).await;
        socket.send(json!({ "id": "1", "type": "subscribe", "payload": body })).await;
        let message = socket.next().await.unwrap();
        assert_eq!(message["payload"][0]["extensions"]["code"], code, "{message}");
    }
    assert_eq!(client.get("/graphiql").await.0, 404);
    stand.finish().await;
}

both_ways! {
    /// An anonymous GET has a validator; what is somebody's own, or has failed, is kept by no cache.
    anonymous_answers_can_be_cached(stand) {
        let client = stand.client();
        let ada = client.register("ada").await;
        let _ = ada.open_board("cached", json!({})).await;
        let question = [("query", r#"{ board(slug: "cached") { title } }"#)];
        let first = get(&client, &question, &[]).await;
        assert_eq!((first.status(), header(&first, "cache-control")), (StatusCode::OK, "public, no-cache"));
        let tag = header(&first, "etag").to_owned();
        let vary = first.headers().get_all("vary").iter().map(|value| value.to_str().unwrap().to_lowercase());
        let vary = vary.collect::<Vec<_>>().join(",");
        assert!(["accept", "authorization", "cookie"].iter().all(|name| vary.contains(name)), "{vary}");

        let again = get(&client, &question, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status(), header(&again, "etag")), (StatusCode::NOT_MODIFIED, &*tag));
        assert_eq!(again.bytes().await.unwrap().len(), 0);
        let other = get(&client, &[("query", r#"{ board(slug: "cached") { slug } }"#)], &[("if-none-match", &tag)]).await;
        assert_eq!(other.status(), StatusCode::OK);

        let bearer = format!("Bearer {}", ada.client.token().unwrap());
        let own = get(&client, &question, &[("authorization", &bearer), ("if-none-match", &tag)]).await;
        assert_eq!((own.status(), header(&own, "cache-control")), (StatusCode::OK, "private, no-store"));
        assert_eq!(header(&own, "etag"), "");
        let wrong = get(&client, &[("query", "{ secrets }")], &[]).await;
        assert_eq!((header(&wrong, "cache-control"), header(&wrong, "etag")), ("no-store", ""));
    }
}

/// A request has one name: its caller's if that is fit for a log, else a new one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_names_its_request() {
    let mut stand = Stand::embedded().await;
    let client = stand.client();
    let given = get(&client, &[("query", NAME)], &[("x-request-id", "edge-7/42")]).await;
    assert_eq!(header(&given, "x-request-id"), "edge-7/42");
    let odd = get(&client, &[("query", NAME)], &[("x-request-id", "<b>two words</b>")]).await;
    let made = get(&client, &[("query", NAME)], &[]).await;
    let names = [header(&odd, "x-request-id"), header(&made, "x-request-id")];
    assert!(names[0] != names[1] && names.iter().all(|name| name.len() == 36), "{names:?}");
    stand.finish().await;
}

async fn preflight(client: &Client, origin: &str) -> Response {
    http()
        .request(Method::OPTIONS, client.url("/graphql"))
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type")
        .send()
        .await
        .expect("the node answers")
}

/// Pages of other sites may ask if the operator lets them, and never with cookies.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_sites_may_ask_where_they_are_let() {
    let mut open = Stand::embedded().await;
    let answer = preflight(&open.client(), "https://anywhere.example").await;
    assert_eq!(header(&answer, "access-control-allow-origin"), "*");
    assert_eq!(header(&answer, "access-control-allow-headers"), "authorization,content-type");
    assert_eq!(header(&answer, "access-control-allow-credentials"), "");
    open.finish().await;

    let settings = vec![("FABULA_CORS_ORIGINS", "https://app.example.org".to_owned())];
    let mut closed = Stand::build(Plan { apis: 1, workers: 1, settings, ..Plan::default() }).await;
    let client = closed.client();
    let ours = preflight(&client, "https://app.example.org").await;
    assert_eq!(header(&ours, "access-control-allow-origin"), "https://app.example.org");
    assert_eq!(header(&ours, "access-control-allow-credentials"), "");
    let theirs = preflight(&client, "https://evil.example").await;
    assert_eq!(header(&theirs, "access-control-allow-origin"), "");
    let asked = get(&client, &[("query", NAME)], &[("origin", "https://app.example.org")]).await;
    assert_eq!(header(&asked, "access-control-allow-origin"), "https://app.example.org");
    let varies =
        asked.headers().get_all("vary").iter().any(|value| value.to_str().unwrap().contains("origin"));
    assert!(varies, "{:?}", asked.headers());
    closed.finish().await;
}

/// Each answer says what it cost and what is left; one that others may be given says only what it cost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_say_what_they_cost() {
    let settings = vec![("FABULA_COST_PER_MINUTE", "1000".to_owned())];
    let mut stand = Stand::build(Plan { apis: 1, workers: 1, settings, ..Plan::default() }).await;
    let client = stand.client().register("ada").await.client;
    let answer = client.ask("{ boards(first: 10) { nodes { owner { handle } } } }", json!({})).await;
    let cost = &answer.body["extensions"]["cost"];
    assert_eq!((&cost["requested"], &cost["limit"]), (&json!(20), &json!(1_000)));
    assert!((1..=980).contains(&cost["remaining"].as_u64().unwrap()), "{cost}");
    assert!(cost["resetAfterMs"].as_u64().unwrap() > 0, "{cost}");
    let shared: Value = get(&stand.client(), &[("query", NAME)], &[]).await.json().await.unwrap();
    assert_eq!(shared["extensions"]["cost"], json!({ "requested": 1 }));
    stand.finish().await;
}

/// What one client is told with a language in its request.
async fn told(client: &Client, language: &str, query: &str, variables: Value) -> Value {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let mut request = http().post(client.url("/graphql")).header("content-type", "application/json");
    request = request.header("accept-language", language);
    if let Some(token) = client.token() {
        request = request.bearer_auth(token);
    }
    let answer = request.body(body).send().await.unwrap();
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_spoken_to_in_their_language() {
    let mut stand = Stand::services(1, 0).await;
    let client = stand.client();
    let register = "mutation Register($input: RegisterInput!) {
        register(input: $input) { errors { message ... on ValidationError { path } } }
    }";
    let input = json!({ "input": { "handle": "a", "email": "a@example.org", "password": "correct horse" } });
    let message = async |language: &str| {
        told(&client, language, register, input.clone()).await["data"]["register"]["errors"][0]["message"]
            .clone()
    };
    assert_eq!(
        message("pt, de-CH;q=0.8, en;q=0.5").await,
        "Ein Benutzername hat 3 bis 30 Zeichen: Buchstaben a–z, Ziffern und Unterstriche."
    );
    assert_eq!(message("ja").await, "Handle takes 3 to 30 letters a–z, digits and underscores.");
    let sign_out = told(&client, "ru", "mutation { createBoard(input: { slug: \"abc\", title: \"a\", description: \"\", languages: [\"en\"] }) { errors { message } } }", json!({})).await;
    assert_eq!(sign_out["errors"][0]["message"], "Войдите, чтобы сделать это.");
    let broken = told(&client, "ru", "{ no such", json!({})).await;
    assert_eq!(broken["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "for developers, in English");
    stand.finish().await;
}

/// A page of a discussion as clients ask for it, with `MORE` in each author's place for fields that take waiting for.
const DISCUSSION: &str = "query Page($id: ID!, $first: Int) { story(id: $id) { comments(first: 20) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { cursor node { ...Told author { __typename handle MORE } ... on Comment { status editedAt } } }
    again: nodes { id mine: replies(first: $first) { totalCount nodes { ...Told author { role MORE } } } }
} } }
fragment Told on Comment { __typename id body bodyHtml language revision replyCount createdAt }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_discussion_is_the_same_whichever_way_it_is_answered() {
    let mut stand = Stand::services(1, 1).await;
    let people = stand.register_crowd(3).await;
    let board = people[0].open_board("river-memories", json!({ "moderationMode": "POST" })).await;
    let story = people[0].write_story(&board, json!({})).await;
    for person in &people {
        let comment = person.comment(&story, &format!("A *remark* of {}.", person.handle)).await;
        let input = json!({ "input": { "storyId": story, "parentId": comment, "body": "A reply to it." } });
        let reply = "mutation Reply($input: CreateCommentInput!) { createComment(input: $input) { errors { message } } }";
        let _ = people[1].client.ask(reply, input).await.payload();
    }
    stand.drained().await;
    let without = |mut value: Value| {
        strip(&mut value, "viewerIsFollowing");
        value
    };
    for client in [stand.client(), people[1].client.clone()] {
        for first in [json!(1), Value::Null] {
            let variables = json!({ "id": story, "first": first });
            let at_once = client.ask(&DISCUSSION.replace("MORE", ""), variables.clone()).await.data().clone();
            let waited =
                client.ask(&DISCUSSION.replace("MORE", "viewerIsFollowing"), variables.clone()).await;
            assert_eq!(at_once["story"]["comments"]["edges"].as_array().unwrap().len(), 3);
            assert_eq!(at_once, without(waited.data().clone()));
            // Once more, when the document is known to be valid.
            let again = client.ask(&DISCUSSION.replace("MORE", ""), variables).await;
            assert_eq!(again.data(), &at_once);
        }
    }
    stand.finish().await;
}

/// Takes a field out of a value, however deep it stands.
fn strip(value: &mut Value, field: &str) {
    match value {
        Value::Object(fields) => {
            fields.remove(field);
            fields.values_mut().for_each(|value| strip(value, field));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| strip(value, field)),
        _ => {}
    }
}
