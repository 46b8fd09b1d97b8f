//! The first tour: what somebody does who has just started Fabula.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{EventStream, Socket, Stand, both_ways};
use serde_json::json;

both_ways! {
    /// From signing up to a comment that arrives live, over WebSocket and as server-sent events.
    a_comment_reaches_its_readers_live(stand) {
        let writer = stand.client().register("writer").await;
        let story = writer.publish_a_story().await;
        let mut socket = Socket::connect(&writer.client).await;
        socket.follow(&story, None).await;
        let mut stream = EventStream::follow(&stand.client(), &story, None).await;
        stand.await_followers(&writer.client, 2.0).await;

        let reader = stand.client().register("reader").await;
        let body = "My grandmother told me about that winter. She sold chestnuts on the ice.";
        let answer = reader.try_comment(&story, body).await;
        assert_eq!(answer.payload()["comment"]["status"], "PENDING", "nothing is seen before it was moderated");
        let comment = answer.payload()["comment"]["id"].as_str().unwrap().to_owned();

        for event in [socket.event().await, stream.event().await] {
            assert_eq!(event.kind, "PUBLISHED");
            assert_eq!(event.comment, comment);
            assert_eq!(event.body.as_deref(), Some(body));
            assert_eq!(event.author.as_deref(), Some("reader"));
        }

        let page = "query Page($id: ID!) {
            story(id: $id) { commentCount comments(first: 10) { nodes { id body status author { handle } } } }
        }";
        let answer = stand.client().ask(page, json!({ "id": story })).await;
        let expected = json!([{ "id": comment, "body": body, "status": "PUBLISHED", "author": { "handle": "reader" } }]);
        assert_eq!(answer.data()["story"]["comments"]["nodes"], expected);
        assert_eq!(answer.data()["story"]["commentCount"], 1);
    }
}

both_ways! {
    /// Sessions, stories and comments are there after the program was ended, and after it was killed.
    what_was_answered_outlives_the_process(stand) {
        let writer = stand.client().register("writer").await;
        let story = writer.publish_a_story().await;
        let (cursor, first) = stand.opening(&writer, &story).await;
        assert_eq!(stand.comment(&stand.client(), &first).await["status"], "PUBLISHED");

        stand.nodes[0].restart().await;
        assert_eq!(stand.comment(&stand.client(), &first).await["status"], "PUBLISHED");
        let second = writer.comment(&story, "After the restart I can still write, and I am still signed in.").await;
        let events = stand.log_after(&story, &cursor, 1).await;
        assert_eq!(events[0].comment, second);

        // Killed right after the answer: the comment is there, and is moderated all the same.
        let third = writer.comment(&story, "Whoever pulls the plug now should find these words again later.").await;
        stand.nodes[0].kill_9().await;
        stand.nodes[0].resume().await;
        let events = stand.log_after(&story, &cursor, 2).await;
        assert_eq!(events[1].comment, third);
        assert_eq!(stand.comment(&stand.client(), &third).await["status"], "PUBLISHED");
    }
}

both_ways! {
    /// The same key creates once, also when both requests arrive together.
    a_repeated_request_creates_once(stand) {
        let writer = stand.client().register("writer").await;
        let story = writer.publish_a_story().await;
        let say = "mutation Say($input: CreateCommentInput!) {
            createComment(input: $input) { comment { id } errors { __typename message path } }
        }";
        let body = "They said the ice would hold until March, and it did.";
        let input = json!({ "input": { "storyId": story, "body": body, "idempotencyKey": "once" } });
        let answers = futures::future::join_all((0..6).map(|_| writer.client.ask(say, input.clone()))).await;
        let ids: std::collections::HashSet<_> =
            answers.iter().map(|answer| answer.payload()["comment"]["id"].to_string()).collect();
        assert_eq!(ids.len(), 1, "{ids:?}");

        let other = json!({ "input": { "storyId": story, "body": "Other words.", "idempotencyKey": "once" } });
        assert_eq!(writer.client.ask(say, other).await.refusal(), "ValidationError");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_data_directory_lets_one_process_in() {
    let stand = Stand::embedded().await;
    let second = std::panic::AssertUnwindSafe(stand.run(&["doctor"]));
    let outcome = futures::FutureExt::catch_unwind(second).await;
    assert!(outcome.is_err(), "a second process worked in the same data directory");
    assert!(stand.client().is_ready().await, "the first process suffers from the second");
}
