//! Services that go away and come back, and readers that do.

use std::collections::HashSet;

use fabula_journeys::{
    Event, EventStream, Person, Plan, RedisServer, Socket, Stand, amqp_url, cable_to, distinct_babble,
    distinct_text, eventually,
};
use futures::{StreamExt as _, future::join_all, stream};

/// Writes comments number `from` to `to`, some at a time, and answers their ids.
async fn write(writers: &[Person], story: &str, from: usize, to: usize) -> HashSet<String> {
    let written = (from..to).map(|number| {
        let writer = &writers[number % writers.len()];
        let text = distinct_text(u64::try_from(number).expect("a small number"));
        async move { writer.comment(story, &text).await }
    });
    stream::iter(written).buffer_unordered(8).collect().await
}

fn comments(events: &[Event]) -> HashSet<String> {
    events.iter().map(|event| event.comment.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writing_goes_on_while_rabbitmq_is_away_and_nothing_is_lost() {
    let (cable, amqp_url) = cable_to(&amqp_url()).await;
    let plan = Plan { apis: 1, workers: 1, amqp_url: Some(amqp_url), ..Plan::default() };
    let mut stand = Stand::build(plan).await;
    let author = stand.client().register("author").await;
    let story = author.publish_a_story().await;
    let writers = stand.register_crowd(20).await;
    let (cursor, _) = stand.opening(&author, &story).await;

    cable.cut();
    let written = write(&writers, &story, 0, 60).await;
    assert_eq!(written.len(), 60, "every mutation succeeds");
    eventually("readiness says what is missing", async || {
        let (status, text) = stand.client().get("/health/ready").await;
        (status == 503 && text.to_lowercase().contains("broker") || text.contains("RabbitMQ")).then_some(())
    })
    .await;
    assert!(stand.number("select count(*) from outbox").await >= 60, "the events wait in the outbox");

    cable.restore();
    let events = stand.log_after(&story, &cursor, 60).await;
    assert_eq!(comments(&events), written);
    assert_eq!(stand.number("select count(*) from story_events").await, 61, "each is published once");
    stand.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn subscribers_outlive_a_redis_that_restarts() {
    let mut redis = RedisServer::start().await;
    let plan = Plan { apis: 2, workers: 1, redis_url: Some(redis.url()), ..Plan::default() };
    let mut stand = Stand::build(plan).await;
    let author = stand.client().register("author").await;
    let story = author.publish_a_story().await;
    let writers = stand.register_crowd(30).await;
    let (cursor, _) = stand.opening(&author, &story).await;
    let mut readers = Vec::new();
    for number in 0..20 {
        let mut socket = Socket::connect(&stand.nodes[number % 2].client()).await;
        socket.follow(&story, Some(&cursor)).await;
        readers.push(socket);
    }
    for node in &stand.nodes {
        stand.await_followers(&node.client(), 10.0).await;
    }

    let mut written = write(&writers, &story, 0, 30).await;
    redis.down().await;
    written.extend(write(&writers, &story, 30, 60).await);
    redis.up().await;
    written.extend(write(&writers, &story, 60, 90).await);

    let heard = join_all(readers.iter_mut().map(|reader| reader.events(90))).await;
    let truth = stand.log_after(&story, &cursor, 90).await;
    assert_eq!(comments(&truth), written);
    for events in heard {
        assert_eq!(places(&events), places(&truth), "once each, in the order of the log");
    }
    // And live goes on: what is written now is heard by all.
    let last = author.comment(&story, &distinct_text(900)).await;
    for reader in &mut readers {
        assert_eq!(reader.event().await.comment, last);
    }
    stand.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_loses_the_database_loses_its_readers_no_event() {
    let mut stand = Stand::services(1, 1).await;
    let cable = stand.add_node_on_a_cable().await;
    let author = stand.client().register("author").await;
    let story = author.publish_a_story().await;
    let writers = stand.register_crowd(3).await;
    let there = stand.nodes[1].client();
    let mut reader = Socket::connect(&there).await;
    reader.follow(&story, None).await;
    stand.await_followers(&there, 1.0).await;
    // Once it has heard something, it follows: before that, the node may still have had to ask the database.
    let first = author.comment(&story, &distinct_text(900)).await;
    assert_eq!(reader.event().await.comment, first);

    cable.cut();
    let mut written = write(&writers, &story, 0, 12).await;
    eventually("the events have reached the node", async || {
        let received = there.metric("fabula_live_messages_total", r#"direction="received""#).await;
        (received >= 13.0).then_some(())
    })
    .await;
    cable.restore();
    written.extend(write(&writers, &story, 12, 15).await);

    let heard = reader.events(15).await;
    assert_eq!(comments(&heard), written);
    let cursors: HashSet<_> = heard.iter().map(|event| &event.cursor).collect();
    assert_eq!(cursors.len(), 15, "once each");
    stand.finish().await;
}

fn places(events: &[Event]) -> Vec<(&str, &str)> {
    events.iter().map(|event| (event.cursor.as_str(), event.comment.as_str())).collect()
}

fabula_journeys::both_ways! {
    /// Whoever comes back with the last cursor that they saw gets the rest, over either transport.
    a_reader_that_comes_back_misses_and_repeats_nothing(stand) {
        let author = stand.client().register("author").await;
        let story = author.publish_a_story().await;
        let writers = stand.register_crowd(10).await;
        let (cursor, _) = stand.opening(&author, &story).await;

        let mut heard: Vec<Event> = Vec::new();
        let mut written = HashSet::new();
        for round in 0..4 {
            let after = heard.last().map_or(cursor.clone(), |event| event.cursor.clone());
            let before = write(&writers, &story, round * 10, round * 10 + 5).await;
            if round % 2 == 0 {
                let mut socket = Socket::connect(&stand.client()).await;
                socket.follow(&story, Some(&after)).await;
                written.extend(write(&writers, &story, round * 10 + 5, round * 10 + 10).await);
                heard.extend(socket.events(10).await);
            } else {
                let mut stream = EventStream::follow(&stand.client(), &story, Some(&after)).await;
                written.extend(write(&writers, &story, round * 10 + 5, round * 10 + 10).await);
                for _ in 0..10 {
                    heard.push(stream.event().await);
                }
            }
            written.extend(before);
            // Gone while things happen; the next round catches up.
        }
        let truth = stand.log_after(&story, &cursor, 40).await;
        assert_eq!(places(&heard), places(&truth));
        assert_eq!(comments(&heard), written);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_does_not_read_is_caught_up_from_the_log() {
    /// More than a node keeps for a listener, and more bytes than sockets hold.
    const MANY: usize = 380;
    let mut stand = Stand::services(1, 1).await;
    let author = stand.client().register("author").await;
    let story = author.publish_a_story().await;
    let writers = stand.register_crowd(76).await;
    let (cursor, _) = stand.opening(&author, &story).await;

    let mut slow = Socket::open_with_buffer(&stand.client(), Some(4_096)).await;
    slow.initialise(&stand.client()).await;
    // Each event is about 40 kB.
    let copies: String = (0..10).map(|copy| format!("a{copy}: body b{copy}: bodyHtml ")).collect();
    let wide = format!(
        "subscription Wide($story: ID!, $after: String) {{ commentEvents(storyId: $story, after: $after) {{
            cursor kind commentId comment {{ body author {{ handle }} {copies} }}
        }} }}"
    );
    slow.subscribe("wide", &wide, serde_json::json!({ "story": story, "after": cursor })).await;
    let mut quick = Socket::connect(&stand.client()).await;
    quick.follow(&story, Some(&cursor)).await;
    stand.await_followers(&stand.client(), 2.0).await;

    let written = (0..MANY).map(|number| {
        let writer = &writers[number % writers.len()];
        let text = distinct_babble(u64::try_from(number).expect("small"), 250);
        let story = &story;
        async move { writer.comment(story, &text).await }
    });
    let written = stream::iter(written).buffer_unordered(8).collect::<HashSet<String>>();
    // The quick one is not held up by the slow one.
    let (written, heard) = tokio::join!(written, quick.events(MANY));
    assert_eq!(comments(&heard), written);

    let caught_up = slow.events(MANY).await;
    assert_eq!(places(&caught_up), places(&heard));
    stand.finish().await;
}
