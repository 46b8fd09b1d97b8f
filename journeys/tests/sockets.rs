//! The `graphql-transport-ws` protocol to the letter, and sessions that end while a socket is open.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{EventStream, FOLLOW, Socket, Stand, both_ways, distinct_text, within};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_breaks_the_protocol_is_shown_out_with_its_close_code() {
    let mut stand = Stand::embedded().await;
    let ada = stand.client().register("ada").await;
    let story = ada.publish_a_story().await;

    let mut socket = Socket::open(&ada.client).await;
    assert_eq!(socket.closed().await, Some(4408), "connection_init never comes");

    let mut socket = Socket::open(&ada.client).await;
    socket.subscribe("1", FOLLOW, json!({ "story": story })).await;
    assert_eq!(socket.closed().await, Some(4401), "a subscription before connection_init");

    let mut socket = Socket::connect(&ada.client).await;
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.closed().await, Some(4429), "a second connection_init");

    let mut socket = Socket::connect(&ada.client).await;
    for _ in 0..2 {
        socket.subscribe("1", FOLLOW, json!({ "story": story })).await;
    }
    assert_eq!(socket.closed().await, Some(4409), "two operations of one id");

    for (what, frame) in [
        ("no JSON", Message::text("}{")),
        ("no type", Message::text("{}")),
        ("an unknown type", Message::text(r#"{"type":"teapot"}"#)),
        ("a subscription without a document", Message::text(r#"{"type":"subscribe","id":"1"}"#)),
        ("a binary frame", Message::binary(vec![0_u8, 1, 2])),
    ] {
        let mut socket = Socket::connect(&ada.client).await;
        socket.send_frame(frame).await;
        assert_eq!(socket.closed().await, Some(4400), "{what}");
    }

    let mut socket = Socket::connect(&ada.client).await;
    socket.send_frame(Message::text("x".repeat(4_000_000))).await;
    // Cut off, with or without a word: it is not read to its end.
    let _ = socket.closed().await;

    assert!(stand.client().is_ready().await);
    stand.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_answers_questions_ends_operations_and_reports_errors() {
    let mut stand = Stand::embedded().await;
    let ada = stand.client().register("ada").await;
    let story = ada.publish_a_story().await;
    let mut socket = Socket::connect(&ada.client).await;

    socket.subscribe("q", "{ viewer { user { handle } } }", json!({})).await;
    let answer = socket.next().await.unwrap();
    assert_eq!(answer["payload"]["data"]["viewer"]["user"]["handle"], "ada", "{answer}");
    assert_eq!(socket.next().await.unwrap(), json!({ "type": "complete", "id": "q" }));

    socket.subscribe("e", "subscription { nothing }", json!({})).await;
    let answer = socket.next().await.unwrap();
    assert_eq!((&answer["type"], &answer["id"]), (&json!("error"), &json!("e")), "{answer}");

    // An operation that was ended frees its id and its place.
    for _ in 0..3 {
        socket.subscribe("again", FOLLOW, json!({ "story": story })).await;
        stand.await_followers(&ada.client, 1.0).await;
        socket.send(json!({ "type": "complete", "id": "again" })).await;
        socket.settle().await;
        fabula_journeys::eventually("nobody listens any more", async || {
            (ada.client.metric("fabula_live_subscribers", "").await < 1.0).then_some(())
        })
        .await;
    }
    drop(socket);

    // What may not be seen can't be followed.
    let board = ada.open_board("diary", json!({ "visibility": "PRIVATE" })).await;
    let secret = ada.write_story(&board, json!({})).await;
    let bob = stand.client().register("bob").await;
    for story in [secret.as_str(), "story_01h455vb4pex5vsknk084sn02q", "x"] {
        let mut socket = Socket::connect(&bob.client).await;
        socket.follow(story, None).await;
        let message = socket.next().await.unwrap();
        let refused = message["type"] == "error" || message["payload"]["errors"].is_array();
        assert!(refused, "{story}: {message}");
    }
    stand.finish().await;
}

both_ways! {
    /// Signing out ends what is open, wherever it is open.
    a_session_that_ends_ends_its_subscriptions(stand) {
        let ada = stand.client().register("ada").await;
        let board = ada.open_board("diary", json!({ "visibility": "PRIVATE" })).await;
        let story = ada.write_story(&board, json!({})).await;
        let mut socket = Socket::connect(&ada.client).await;
        socket.follow(&story, None).await;
        let mut stream = EventStream::follow(&ada.client, &story, None).await;
        stand.await_followers(&ada.client, 2.0).await;
        let other = ada.sign_in().await;
        let still = ada.client.with_token(other.payload()["token"].as_str());

        let _ = ada.client.ask("mutation { signOut { errors { __typename } } }", json!({})).await.payload();
        let say = "mutation Say($input: CreateCommentInput!) {
            createComment(input: $input) { comment { id } errors { __typename message path } }
        }";
        let input = json!({ "input": { "storyId": story, "body": distinct_text(1) } });
        let _ = still.ask(say, input).await.payload();
        ended(&mut socket).await;
        within("the stream ends", async {
            while let Some((name, data)) = stream.next().await {
                assert!(data["data"]["commentEvents"].get("cursor").is_none(), "an event after signing out: {data}");
                if name == "complete" {
                    break;
                }
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_expires_ends_its_subscriptions() {
    let mut stand = Stand::services(1, 1).await;
    let ada = stand.client().register("ada").await;
    let bob = stand.client().register("bob").await;
    let story = ada.publish_a_story().await;
    let mut hers = Socket::connect(&ada.client).await;
    hers.follow(&story, None).await;
    let mut his = Socket::connect(&bob.client).await;
    his.follow(&story, None).await;
    stand.await_followers(&ada.client, 2.0).await;

    stand
        .execute(
            "update sessions set expires_at = now() - interval '1 second'
                  where user_id = (select id from users where handle = 'ada')",
        )
        .await;
    // The node looks every few seconds; nothing has to happen in the discussion for it to notice.
    ended(&mut hers).await;
    let _ = bob.comment(&story, &distinct_text(1)).await;
    assert_eq!(his.event().await.kind, "PUBLISHED", "bob's session goes on");
    stand.finish().await;
}

/// The socket closes, or at least the subscription ends, and no event comes before that.
async fn ended(socket: &mut Socket) {
    loop {
        let Some(message) = socket.next().await else {
            return;
        };
        assert!(message["payload"]["data"]["commentEvents"].get("cursor").is_none(), "an event: {message}");
        if ["complete", "error"].contains(&message["type"].as_str().unwrap()) {
            return;
        }
    }
}
