//! What must not get through: each is refused with a typed answer, and the node goes on as if nothing had been.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{Answer, Client, Person, Stand, both_ways, distinct_text, eventually};
use serde_json::{Value, json};

const COMMENT: &str = "mutation Say($input: CreateCommentInput!) {
    createComment(input: $input) { comment { id body } errors { __typename message path } }
}";
const EDIT: &str = "mutation Edit($input: EditCommentInput!) {
    editComment(input: $input) {
        comment { id body revision status }
        errors { __typename message path ... on RevisionConflictError { currentRevision } }
    }
}";
const UPDATE_STORY: &str = "mutation Update($input: UpdateStoryInput!) {
    updateStory(input: $input) {
        story { id title revision }
        errors { __typename message path ... on RevisionConflictError { currentRevision } }
    }
}";
/// Well-formed ids of things that never were.
const NO_STORY: &str = "story_01h455vb4pex5vsknk084sn02q";
const NO_COMMENT: &str = "comment_01h455vb4pex5vsknk084sn02q";

/// Refused with a typed answer and nothing else: no failure of ours, no data.
fn assert_refused(what: &str, answer: &Answer, expected: &[&str]) {
    let refusal = answer.refusal();
    assert!(expected.contains(&refusal.as_str()), "{what}: {} {}", answer.status, answer.body);
    assert!(answer.status < 500, "{what}: {} {}", answer.status, answer.body);
}

async fn say(person: &Person, story: &str, body: &str) -> Answer {
    person.client.ask(COMMENT, json!({ "input": { "storyId": story, "body": body } })).await
}

both_ways! {
    /// Ids that name nothing, name another kind of thing, or are no ids.
    what_does_not_exist_is_not_found(stand) {
        let person = stand.client().register("ada").await;
        let story = person.publish_a_story().await;
        for id in [NO_STORY, NO_COMMENT, "story_x", "", "🦀", &"a".repeat(10_000), &person.id] {
            let query = "query Find($id: ID!) { node(id: $id) { id } story(id: $id) { id } comment(id: $id) { id } }";
            let answer = person.client.ask(query, json!({ "id": id })).await;
            if answer.body.get("errors").is_some() {
                assert_refused(id, &answer, &["BAD_USER_INPUT"]);
            } else {
                assert_eq!(answer.data()["story"], Value::Null, "{id:?}");
                assert_eq!(answer.data()["comment"], Value::Null, "{id:?}");
            }
            let typed = ["NotFoundError", "ValidationError", "BAD_USER_INPUT"];
            assert_refused("a comment on nothing", &say(&person, id, "Hello there, everyone.").await, &typed);
            let input = json!({ "input": { "storyId": story, "parentId": id, "body": "Hello there, everyone." } });
            assert_refused("a reply to nothing", &person.client.ask(COMMENT, input).await, &typed);
            let input = json!({ "input": { "commentId": id, "expectedRevision": 1, "body": "Hello." } });
            assert_refused("an edit of nothing", &person.client.ask(EDIT, input).await, &typed);
        }
    }
}

both_ways! {
    /// Texts that are empty, too long, invisible, or hold what can't be kept.
    texts_that_cannot_be_kept_are_refused(stand) {
        let person = stand.client().register("ada").await;
        let story = person.publish_a_story().await;
        let cases: [(&str, String); 9] = [
            ("empty", String::new()),
            ("white space", " \n\t ".to_owned()),
            ("zero width", "\u{200B}\u{200D}\u{FEFF}".to_owned()),
            ("a NUL", "before\0after".to_owned()),
            ("an escape sequence", "a\u{1B}[31mred".to_owned()),
            ("a bidirectional override", "a\u{202E}b".to_owned()),
            ("stacked marks", format!("Z{}", "\u{301}\u{316}".repeat(50))),
            ("too long", "word ".repeat(20_000)),
            ("far too long", "a".repeat(1_000_000)),
        ];
        for (what, body) in &cases {
            let answer = say(&person, &story, body).await;
            assert_refused(what, &answer, &["ValidationError"]);
            assert_eq!(answer.user_error()["path"], json!(["input", "body"]), "{what}");
        }
        // The same texts elsewhere.
        let open = "mutation Open($input: CreateBoardInput!) {
            createBoard(input: $input) { board { id } errors { __typename message path } }
        }";
        for slug in ["", "ab", "Two Words", "a--b", "-ab", "тест", &"a".repeat(61), "a\0b"] {
            let input = json!({ "slug": slug, "title": "T", "description": "", "languages": ["en"] });
            let answer = person.client.ask(open, json!({ "input": input })).await;
            assert_refused(slug, &answer, &["ValidationError"]);
        }
        let sign_up = "mutation Up($input: RegisterInput!) {
            register(input: $input) { token errors { __typename message path } }
        }";
        for (handle, email, password) in [
            ("x", "x@example.org", "long enough"),
            ("аda", "y@example.org", "long enough"),
            ("fine", "not an address", "long enough"),
            ("fine", "fine@example.org", "short"),
            ("fine", "fine@example.org", &*"p".repeat(500_000)),
        ] {
            let input = json!({ "handle": handle, "email": email, "password": password });
            let answer = stand.client().ask(sign_up, json!({ "input": input })).await;
            assert_refused(handle, &answer, &["ValidationError"]);
        }
        let taken = json!({ "handle": "ADA", "email": "other@example.org", "password": "long enough" });
        let answer = stand.client().ask(sign_up, json!({ "input": taken })).await;
        assert_refused("a handle that is taken", &answer, &["TakenError"]);
    }
}

both_ways! {
    /// Changes to what has changed since, and to what belongs to somebody else.
    stale_revisions_and_other_peoples_things_are_refused(stand) {
        let ada = stand.client().register("ada").await;
        let bob = stand.client().register("bob").await;
        let story = ada.publish_a_story().await;
        let (_, comment) = stand.opening(&ada, &story).await;

        let edit = |revision: i32, body: String| {
            json!({ "input": { "commentId": comment, "expectedRevision": revision, "body": body } })
        };
        let _ = ada.client.ask(EDIT, edit(1, distinct_text(1))).await.payload();
        let answer = ada.client.ask(EDIT, edit(1, distinct_text(2))).await;
        assert_refused("a stale edit", &answer, &["RevisionConflictError"]);
        assert_eq!(answer.user_error()["currentRevision"], 2);
        assert_refused("bob's edit", &bob.client.ask(EDIT, edit(2, distinct_text(3))).await, &["PermissionError"]);
        let anonymous = stand.client().ask(EDIT, edit(2, distinct_text(3))).await;
        assert_refused("nobody's edit", &anonymous, &["UNAUTHENTICATED"]);

        let update = |revision: i32| json!({ "input": { "storyId": story, "expectedRevision": revision, "title": "New" } });
        let _ = ada.client.ask(UPDATE_STORY, update(1)).await.payload();
        let answer = ada.client.ask(UPDATE_STORY, update(1)).await;
        assert_refused("a stale update", &answer, &["RevisionConflictError"]);
        assert_eq!(answer.user_error()["currentRevision"], 2);
        assert_refused("bob's update", &bob.client.ask(UPDATE_STORY, update(2)).await, &["PermissionError"]);
        let beyond = ada.client.ask(UPDATE_STORY, update(i32::MAX)).await;
        assert_refused("a revision that never was", &beyond, &["RevisionConflictError"]);

        let delete = "mutation Gone($input: DeleteCommentInput!) {
            deleteComment(input: $input) { comment { id } errors { __typename message path } }
        }";
        let answer = bob.client.ask(delete, json!({ "input": { "commentId": comment } })).await;
        assert_refused("bob's deletion", &answer, &["PermissionError"]);
    }
}

both_ways! {
    /// Cursors of other lists, other stories, the future, or of no list at all; and pages of no size.
    wrong_cursors_and_page_sizes_are_refused(stand) {
        let ada = stand.client().register("ada").await;
        let board = ada.open_board("cursors", json!({})).await;
        let story = ada.write_story(&board, json!({})).await;
        let (cursor, _) = stand.opening(&ada, &story).await;
        let page = "query Page($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
            story(id: $id) {
                comments(first: $first, after: $after, last: $last, before: $before) { nodes { id } }
            }
        }";
        for wrong in [
            json!({ "after": "" }), json!({ "after": "x" }), json!({ "before": "🦀" }), json!({ "after": cursor }),
            json!({ "after": "a".repeat(100_000) }), json!({ "first": 0 }), json!({ "first": -1 }),
            json!({ "first": 101 }), json!({ "last": 101 }), json!({ "first": 2, "last": 2 }),
            json!({ "first": i64::MAX }), json!({ "first": "two" }), json!({ "after": 7 }),
        ] {
            let mut variables = wrong.clone();
            variables["id"] = json!(story);
            let answer = ada.client.ask(page, variables).await;
            assert_refused(&wrong.to_string(), &answer, &["BAD_USER_INPUT"]);
        }

        let other = ada.write_story(&board, json!({})).await;
        for wrong in ["", "x", "AAAA", &cursor] {
            let mut socket = fabula_journeys::Socket::connect(&ada.client).await;
            socket.follow(&other, Some(wrong)).await;
            let message = socket.next().await.unwrap();
            assert_ne!(message["payload"]["data"]["commentEvents"]["kind"], "PUBLISHED", "{message}");
            let errors = if message["type"] == "error" { &message["payload"] } else { &message["payload"]["errors"] };
            assert_eq!(errors[0]["extensions"]["code"], "BAD_USER_INPUT", "{wrong:?}: {message}");
            socket.settle().await;
        }
    }
}

both_ways! {
    /// Tokens that are not, are no longer, or never were.
    wrong_tokens_open_nothing(stand) {
        let ada = stand.client().register("ada").await;
        let story = ada.publish_a_story().await;
        let sign_out = "mutation { signOut { errors { __typename } } }";
        let second = ada.sign_in().await;
        let ended = second.payload()["token"].as_str().unwrap().to_owned();
        let _ = stand.client().with_token(Some(&ended)).ask(sign_out, json!({})).await.payload();

        let invented = format!("fabula_{}", "A".repeat(43));
        for token in ["x", "fabula_", &invented, &ended, &"a".repeat(5_000)] {
            let client = stand.client().with_token(Some(token));
            let answer = client.ask("{ viewer { email } }", json!({})).await;
            let body = answer.body.to_string();
            assert!(!body.contains("example.org") && answer.status < 500, "{token:?}: {body}");
            let answer = client.ask(COMMENT, json!({ "input": { "storyId": story, "body": "Let me in." } })).await;
            assert_refused(token, &answer, &["UNAUTHENTICATED"]);
        }
        assert_eq!(ada.client.ask("{ viewer { email } }", json!({})).await.data()["viewer"]["email"], "ada@example.org");

        // A wrong password and an unknown address look the same.
        let sign_in = "mutation In($input: SignInInput!) {
            signIn(input: $input) { token viewer { email } errors { __typename message path } }
        }";
        let wrong = json!({ "input": { "email": "ada@example.org", "password": "not hers, surely" } });
        let unknown = json!({ "input": { "email": "nobody@example.org", "password": "not hers, surely" } });
        let (wrong, unknown) = (stand.client().ask(sign_in, wrong).await, stand.client().ask(sign_in, unknown).await);
        assert_refused("a wrong password", &wrong, &["InvalidCredentialsError"]);
        assert_eq!(wrong.body["data"], unknown.body["data"]);
    }
}

/// Documents and requests that are broken or too much. All go to one node, which must be of use after each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_and_boundless_requests_are_refused() {
    let mut stand = Stand::embedded().await;
    let ada = stand.client().register("ada").await;
    let story = ada.publish_a_story().await;
    let client = stand.client();
    let query = |document: String| json!({ "query": document }).to_string().into_bytes();

    let deep = format!(
        "{{ story(id: \"{story}\") {}id{} }}",
        "{ board { stories { nodes ".repeat(60),
        "}}}".repeat(60)
    );
    let aliases = (0..10_000).map(|n| format!("a{n}: __typename ")).collect::<String>();
    let roots = (0..1_000).map(|n| format!("r{n}: story(id: \"{story}\") {{ id }} ")).collect::<String>();
    let directives = "@include(if: true) ".repeat(2_000);
    let wide = format!(
        "{{ story(id: \"{story}\") {{ comments(first: 100) {{ nodes {{ replies(first: 100) {{ nodes {{
        replies(first: 100) {{ nodes {{ id }} }} }} }} }} }} }} }}"
    );
    let circle = "query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }";
    let documents = [
        ("nothing", String::new()),
        ("no document", "}{".to_owned()),
        ("an unknown field", "{ secrets }".to_owned()),
        ("too deep", deep),
        ("too many aliases", format!("{{ {aliases} }}")),
        ("too many root fields", format!("{{ {roots} }}")),
        ("too many directives", format!("{{ __typename {directives} }}")),
        ("too many tokens", format!("{{ __typename {} }}", "__typename ".repeat(50_000))),
        ("too expensive", wide),
        ("fragments in a circle", circle.to_owned()),
        ("nested lists without end", format!("{{ node(id: {}) {{ id }} }}", "[".repeat(20_000))),
        ("two operations and no name", "query A { __typename } query B { __typename }".to_owned()),
    ];
    for (what, document) in documents {
        let answer = client.try_post("application/json", query(document)).await;
        let answer = answer.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_refused(what, &answer, &["BAD_USER_INPUT", "QUERY_TOO_COMPLEX"]);
        assert_alive(&client, what).await;
    }

    let bodies: [(&str, &str, Vec<u8>); 9] = [
        ("an empty body", "application/json", Vec::new()),
        ("no JSON", "application/json", b"{\"query\":".to_vec()),
        ("not UTF-8", "application/json", b"{\"query\":\"{ __typename }\xFF\"}".to_vec()),
        ("a lone surrogate", "application/json", lone_surrogate(&story)),
        (
            "a batch",
            "application/json",
            b"[{\"query\":\"{ __typename }\"},{\"query\":\"{ __typename }\"}]".to_vec(),
        ),
        ("a number", "application/json", b"42".to_vec()),
        ("2 MB", "application/json", query(format!("{{ __typename }} # {}", "x".repeat(2_000_000)))),
        ("a form", "application/x-www-form-urlencoded", b"query={__typename}".to_vec()),
        ("plain text", "text/plain", query("{ __typename }".to_owned())),
    ];
    for (what, content_type, body) in bodies {
        let large = body.len() > 1_048_576;
        let answer = match client.try_post(content_type, body).await {
            Ok(answer) => answer,
            // Hung up on before it has said everything: as good an answer to too much.
            Err(_) if large => {
                assert_alive(&client, what).await;
                continue;
            }
            Err(error) => panic!("{what}: {error}"),
        };
        assert!((400..500).contains(&answer.status), "{what}: {} {}", answer.status, answer.body);
        assert!(answer.body.get("data").is_none_or(Value::is_null), "{what}: {}", answer.body);
        assert_alive(&client, what).await;
    }

    let (status, _) = client.get("/graphql?query=%7B__typename%7D").await;
    assert_eq!(status, 200, "GET is for queries");
    let (status, body) = client.get("/graphql?query=mutation%7BsignOut%7Berrors%7Bmessage%7D%7D%7D").await;
    assert_eq!(status, 405, "and for nothing else: {body}");
    stand.finish().await;
}

/// A JSON string may escape half of a surrogate pair, which is no text.
fn lone_surrogate(story: &str) -> Vec<u8> {
    let body = json!({ "query": COMMENT, "variables": { "input": { "storyId": story, "body": "HERE" } } })
        .to_string();
    body.replace("HERE", "half \\ud83e of a crab").into_bytes()
}

async fn assert_alive(client: &Client, after: &str) {
    let answer = client.ask("{ __typename }", json!({})).await;
    assert_eq!(answer.data()["__typename"], "Query", "after {after}");
}

/// Whoever asks too much is told when to come back, and others are not held up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_up_quota_says_when_to_come_back() {
    let plan = fabula_journeys::Plan {
        apis: 2,
        workers: 1,
        settings: vec![("FABULA_COST_PER_MINUTE", "1000".to_owned())],
        ..fabula_journeys::Plan::default()
    };
    let mut stand = Stand::build(plan).await;
    let ada = stand.client().register("ada").await;
    let bob = stand.client().register("bob").await;
    let question = "{ boards(first: 50) { nodes { id slug title owner { handle } } } }";
    // Turn by turn on both nodes: they count together.
    let nodes = [stand.nodes[0].client(), stand.nodes[1].client()];
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let refused = eventually("the quota is used up", async || {
        let number = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let answer = ada.at(&nodes[number % 2]).client.ask(question, json!({})).await;
        answer.body.get("errors").is_some().then_some(answer)
    })
    .await;
    assert_refused("too much", &refused, &["RATE_LIMITED"]);
    assert!(
        refused.body["errors"][0]["extensions"]["retryAfterMs"].as_u64().unwrap() >= 1,
        "{}",
        refused.body
    );
    for node in &nodes {
        let answer = ada.at(node).client.ask(question, json!({})).await;
        assert_refused("too much on either node", &answer, &["RATE_LIMITED"]);
        let _ = bob.at(node).client.ask("{ viewer { email } }", json!({})).await.data();
    }
    stand.finish().await;
}
