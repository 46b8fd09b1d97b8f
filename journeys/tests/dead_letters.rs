//! Messages that no consumer can handle.

use fabula_journeys::{Socket, Stand, distinct_text, eventually};
use serde_json::{Value, json};

/// The dead letters, as the command line lists them.
async fn dead_letters(stand: &Stand) -> Vec<Value> {
    let said = stand.run(&["dead-letters", "list", "--json"]).await;
    // One object a line, or one array.
    let values = serde_json::Deserializer::from_str(&said).into_iter::<Value>().map(Result::unwrap);
    values.flat_map(|value| if let Value::Array(many) = value { many } else { vec![value] }).collect()
}

async fn await_dead(stand: &Stand, count: u32) {
    let what = format!("{count} dead letters");
    eventually(&what, async || (stand.depth("moderation.dead").await == count).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poison_ends_in_the_dead_queue_and_replay_brings_it_back() {
    let mut stand = Stand::services(1, 1).await;
    let author = stand.client().register("author").await;
    let story = author.publish_a_story().await;
    let (cursor, _) = stand.opening(&author, &story).await;

    stand.put("moderation", b"this is not an event").await;
    await_dead(&stand, 1).await;
    let dead = dead_letters(&stand).await;
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert_eq!(dead[0]["queue"], "moderation");
    assert_eq!(dead[0]["body"], "this is not an event");
    assert!(dead[0]["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{dead:?}");

    // The queue goes on behind it.
    let comment = author.comment(&story, &distinct_text(1)).await;
    assert_eq!(stand.log_after(&story, &cursor, 1).await[0].comment, comment);

    // With nobody there to take it, the replayed message can be seen in its job's queue.
    stand.workers[0].terminate().await;
    stand.run(&["dead-letters", "replay", "--all"]).await;
    await_dead(&stand, 0).await;
    eventually("it is back in its queue", async || (stand.depth("moderation").await == 1).then_some(()))
        .await;
    assert_eq!(dead_letters(&stand).await, Vec::<Value>::new());

    // It is still poison.
    stand.workers[0].resume().await;
    await_dead(&stand, 1).await;
    stand.run(&["dead-letters", "drop", "--all"]).await;
    await_dead(&stand, 0).await;
    stand.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_consumers_do_not_understand_harms_nobody() {
    let mut stand = Stand::services(1, 1).await;
    let author = stand.client().register("author").await;
    let story = author.publish_a_story().await;
    let (cursor, opening) = stand.opening(&author, &story).await;
    let event = |kind: &str, data: Value| {
        json!({
            "specversion": "1.0", "id": uuid::Uuid::from_u128(1), "type": kind, "source": "journeys",
            "subject": opening, "time": "2020-01-01T00:00:00Z", "datacontenttype": "application/json", "data": data,
        })
        .to_string()
        .into_bytes()
    };
    stand.put("moderation", b"").await;
    stand.put("moderation", &[0xFF, 0xFE, 0x00]).await;
    stand.put("moderation", b"{}").await;
    stand.put("moderation", &vec![b'x'; 2_000_000]).await;
    stand.put("moderation", &event("fabula.comment.submitted", json!({ "commentId": 7 }))).await;
    await_dead(&stand, 5).await;

    let mut socket = Socket::connect(&stand.client()).await;
    socket.follow(&story, Some(&cursor)).await;
    let comment = author.comment(&story, &distinct_text(1)).await;
    assert_eq!(socket.event().await.comment, comment, "the queue goes on");
    assert_eq!(stand.comment(&stand.client(), &opening).await["status"], "PUBLISHED");
    stand.run(&["dead-letters", "drop", "--all"]).await;
    stand.finish().await;
}
