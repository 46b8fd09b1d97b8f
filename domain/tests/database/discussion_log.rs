use std::pin::pin;

use fabula_domain::{
    boards::ModerationMode,
    comments::{self, FollowError, LogEntry},
    ids::StoryId,
};
use fabula_platform::{db::Db, live::Live};
use futures::StreamExt as _;

use crate::stage::Stage;

async fn follow(db: &Db, story: StoryId, after: Option<i64>, count: usize) -> Vec<i64> {
    let events = comments::follow(db, story, after).await.unwrap();
    pin!(events)
        .take(count)
        .map(|entry: Result<LogEntry, FollowError>| entry.unwrap().sequence)
        .collect()
        .await
}

/// Publishes comments, all at once.
async fn publish(stage: &Stage, story: StoryId, count: usize) {
    let author = stage.person(&format!("author_{}", stage.count("select count(*) from users").await)).await;
    let published = (0..count).map(|index| {
        let author = &author;
        async move { stage.comment(author, story, None, &format!("number {index}")).await }
    });
    futures::future::join_all(published).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_a_story_has_no_gap_under_concurrent_publishing() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let story = stage.discussion(&owner, ModerationMode::Pre).await;
    publish(&stage, story, 60).await;
    let log = comments::read_log(stage.db.pool(), story, 0, 1_000).await.unwrap();
    let numbers: Vec<_> = log.iter().map(|entry| entry.sequence).collect();
    assert_eq!(numbers, (1..=60).collect::<Vec<i64>>());
    assert_eq!(comments::head(stage.db.pool(), story).await.unwrap(), Some(60));
    let comments: std::collections::HashSet<_> = log.iter().map(|entry| entry.comment).collect();
    assert_eq!(comments.len(), 60);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn following_gives_every_event_once_and_in_order_from_any_cursor() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let story = stage.discussion(&owner, ModerationMode::Pre).await;
    publish(&stage, story, 20).await;
    let followers = futures::future::join_all((0..=20).map(|after| {
        let db = &stage.db;
        async move {
            let numbers = follow(db, story, Some(after), usize::try_from(50 - after).unwrap()).await;
            assert_eq!(numbers, (after + 1..=50).collect::<Vec<i64>>());
        }
    }));
    // Some begin while events are being written, and hear them from the log, live, or both.
    tokio::join!(followers, publish(&stage, story, 30));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_mends_what_the_live_channel_lost() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let story = stage.discussion(&owner, ModerationMode::Pre).await;
    // Another node, whose live messages never arrive here.
    let deaf = Db::from_pool(stage.db.pool().clone(), Live::local(), stage.clock.clone());
    let mut events = pin!(comments::follow(&deaf, story, None).await.unwrap());
    publish(&stage, story, 300).await;
    let topic = format!("discussion:{story}");
    deaf.live().inject(&topic, "not a message of this version".into());
    for expected in 1..=300 {
        assert_eq!(events.next().await.unwrap().unwrap().sequence, expected);
    }
    publish(&stage, story, 2).await;
    deaf.live().inject(&topic, r#"{"head":302}"#.into());
    for expected in 301..=302 {
        assert_eq!(events.next().await.unwrap().unwrap().sequence, expected);
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_beyond_the_log_and_an_unknown_story_are_refused() {
    let stage = Stage::open().await;
    let owner = stage.person("owner").await;
    let story = stage.discussion(&owner, ModerationMode::Pre).await;
    let beyond = comments::follow(&stage.db, story, Some(1)).await;
    assert!(matches!(beyond.err(), Some(FollowError::Cursor)));
    let unknown = comments::follow(&stage.db, StoryId::new(stage.db.clock().now()), None).await;
    assert!(matches!(unknown.err(), Some(FollowError::NotFound)));
    stage.close().await;
}
