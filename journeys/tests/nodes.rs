//! Several processes: a subscriber and a writer meet wherever they are connected.

use fabula_journeys::{Socket, Stand, distinct_text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscriber_on_one_node_hears_a_writer_on_the_other() {
    let mut stand = Stand::services(2, 2).await;
    let (here, there) = (stand.nodes[0].client(), stand.nodes[1].client());
    let writer = there.register("writer").await;
    let story = writer.publish_a_story().await;
    let reader = here.register("reader").await;
    let mut socket = Socket::connect(&reader.client).await;
    socket.follow(&story, None).await;
    stand.await_followers(&here, 1.0).await;

    let mut written = Vec::new();
    for number in 0..4 {
        written.push(writer.comment(&story, &distinct_text(number)).await);
    }
    let mut heard: Vec<_> = socket.events(4).await.into_iter().map(|event| event.comment).collect();
    // Two workers judge side by side: the order is the log's, not the writer's.
    heard.sort();
    written.sort();
    assert_eq!(heard, written);
    assert!(there.metric("fabula_live_subscribers", "").await < 1.0, "the subscriber is on the other node");
    stand.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_holds_on_every_node_and_ends_on_every_node() {
    let mut stand = Stand::services(2, 1).await;
    let (here, there) = (stand.nodes[0].client(), stand.nodes[1].client());
    let person = here.register("traveller").await;
    let whoami = "{ viewer { user { handle } } }";
    let answer = person.at(&there).client.ask(whoami, serde_json::json!({})).await;
    assert_eq!(answer.data()["viewer"]["user"]["handle"], "traveller");

    let sign_out = "mutation { signOut { errors { __typename } } }";
    let _ = person.client.ask(sign_out, serde_json::json!({})).await.payload();
    let answer = person.at(&there).client.ask(whoami, serde_json::json!({})).await;
    assert_ne!(answer.body["data"]["viewer"]["user"]["handle"], "traveller", "the session has ended");
    stand.finish().await;
}
