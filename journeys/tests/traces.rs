//! What happens because of one request is one trace, whatever processes it passes.

use fabula_journeys::{Collector, Plan, Socket, Stand, distinct_text, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_trace_leads_from_the_mutation_through_the_queue_to_the_delivery() {
    let collector = Collector::start().await;
    let settings = vec![("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())];
    let mut stand = Stand::build(Plan { apis: 2, workers: 1, settings, ..Plan::default() }).await;
    let (here, there) = (stand.nodes[0].client(), stand.nodes[1].client());
    let writer = there.register("writer").await;
    let story = writer.publish_a_story().await;
    let mut socket = Socket::connect(&here).await;
    socket.follow(&story, None).await;
    stand.await_followers(&here, 1.0).await;

    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let traceparent = format!("00-{trace}-00f067aa0ba902b7-01");
    let query = "mutation($input: CreateCommentInput!) { createComment(input: $input) { comment { id } } }";
    let body = serde_json::json!({
        "query": query,
        "variables": { "input": { "storyId": story, "body": distinct_text(1) } },
    });
    let answer = reqwest::Client::new()
        .post(there.url("/graphql"))
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {}", writer.client.token().expect("a token")))
        .header("traceparent", traceparent)
        .body(body.to_string())
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200);
    socket.event().await;

    let wanted = ["request", "graphql", "job", "live.deliver"];
    eventually("every span of the trace has been exported", async || {
        let spans = collector.spans(trace);
        wanted.iter().all(|name| spans.iter().any(|span| span.name == *name)).then_some(())
    })
    .await;
    let spans = collector.spans(trace);
    let parent_of = |name: &str| {
        let span = spans.iter().find(|span| span.name == name).expect(name);
        spans.iter().find(|parent| parent.id == span.parent).map(|parent| parent.name.as_str())
    };
    // A chain: each was caused by the one before it.
    assert_eq!(
        ["graphql", "job", "live.deliver"].map(parent_of),
        [Some("request"), Some("graphql"), Some("job")]
    );
    stand.finish().await;
}
