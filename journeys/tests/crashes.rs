//! Processes that die in the middle of their work.

use std::collections::HashSet;

use fabula_journeys::{Event, Person, Socket, Stand, distinct_text, eventually};
use futures::{StreamExt as _, stream};

const COMMENTS: usize = 1_000;
/// Nobody writes so fast that it looks like flooding.
const WRITERS: usize = 200;

/// Writes a thousand comments, some at a time, and answers their ids.
async fn write_all(writers: &[Person], story: &str) -> HashSet<String> {
    let written = (0..COMMENTS).map(|number| {
        let writer = &writers[number % writers.len()];
        let text = distinct_text(u64::try_from(number).expect("a small number"));
        async move { writer.comment(story, &text).await }
    });
    stream::iter(written).buffer_unordered(8).collect().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_killed_among_a_thousand_comments_loses_and_doubles_none() {
    let mut stand = Stand::services(1, 1).await;
    let author = stand.client().register("author").await;
    let story = author.publish_a_story().await;
    let writers = stand.register_crowd(WRITERS).await;
    let (cursor, opening) = stand.opening(&author, &story).await;
    let mut socket = Socket::connect(&stand.client()).await;
    socket.follow(&story, Some(&cursor)).await;

    let mut worker = stand.workers.pop().expect("one worker");
    let killed = async {
        let mut events = socket.events(COMMENTS / 5).await;
        worker.kill_9().await;
        worker.resume().await;
        events.extend(socket.events(COMMENTS / 5).await);
        // A second time, so that it does not depend on one lucky moment.
        worker.kill_9().await;
        worker.resume().await;
        events.extend(socket.events(COMMENTS - events.len()).await);
        events
    };
    let (written, events) = tokio::join!(write_all(&writers, &story), killed);
    stand.workers.push(worker);

    let published: HashSet<String> = events.iter().map(|event| event.comment.clone()).collect();
    assert_eq!(published, written, "every comment is published");
    assert!(events.iter().all(|event| event.kind == "PUBLISHED"));
    assert_eq!(published.len(), events.len(), "once each");
    stand.drained().await;

    let number = async |sql: &str| usize::try_from(stand.number(sql).await).expect("a count");
    let all = COMMENTS + 1;
    assert_eq!(number("select count(*) from comments where status = 'PUBLISHED'").await, all);
    assert_eq!(number("select count(*) from story_events").await, all);
    assert_eq!(number("select count(distinct comment_id) from story_events").await, all);
    assert_eq!(number("select max(sequence) from story_events").await, all, "numbered without gaps");
    assert_eq!(number("select count(*) from processed_events where consumer = 'moderation'").await, all);
    let sets = "select count(*) from (select comment_id from moderation_signals group by comment_id
                                      having count(*) = count(distinct check_name) and count(distinct revision) = 1) s";
    assert_eq!(number(sets).await, all, "one set of signals each");
    let sizes = "select count(distinct checks) from (select count(*) as checks from moderation_signals
                                                     group by comment_id) s";
    assert_eq!(number(sizes).await, 1, "every check has spoken about every comment");
    assert_ne!(stand.comment(&stand.client(), &opening).await, serde_json::Value::Null);
    stand.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_killed_after_its_answer_leaves_nothing_unsaid() {
    let mut stand = Stand::services(2, 1).await;
    let second = stand.nodes[1].client();
    let author = second.register("author").await;
    let story = author.publish_a_story().await;
    let mut socket = Socket::connect(&second).await;
    socket.follow(&story, None).await;
    stand.await_followers(&second, 1.0).await;

    // Whether or not its relay had the time to publish: another process takes the outbox over.
    let comment = author.at(&stand.client()).comment(&story, &distinct_text(1)).await;
    stand.nodes[0].kill_9().await;
    let event: Event = socket.event().await;
    assert_eq!(event.comment, comment);

    stand.nodes[0].resume().await;
    eventually("the node is of use again", async || {
        let found = stand.comment(&stand.nodes[0].client(), &comment).await;
        (found["status"] == "PUBLISHED").then_some(())
    })
    .await;
    stand.finish().await;
}
