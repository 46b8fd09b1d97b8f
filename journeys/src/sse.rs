use std::pin::Pin;

use futures::{Stream, StreamExt as _};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::{Client, Event, FOLLOW, wait::within};

type Chunks = Pin<Box<dyn Stream<Item = Result<Vec<u8>, reqwest::Error>> + Send>>;

/// A client of graphql-sse's "distinct connections" mode.
pub struct EventStream {
    chunks: Chunks,
    buffer: Vec<u8>,
}

impl std::fmt::Debug for EventStream {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("EventStream").finish_non_exhaustive()
    }
}

impl EventStream {
    /// Follows a story's discussion.
    ///
    /// # Panics
    /// If the node refuses.
    pub async fn follow(client: &Client, story: &str, after: Option<&str>) -> Self {
        let body = json!({ "query": FOLLOW, "variables": { "story": story, "after": after } });
        let mut request = client
            .http()
            .post(client.url("/graphql"))
            // A stream has no end to time out before.
            .timeout(std::time::Duration::from_secs(3_600))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream");
        if let Some(token) = client.token() {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let answer =
            within("a stream begins", request.body(body.to_string()).send()).await.expect("the node answers");
        let kind = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        assert!(answer.status().is_success() && kind.starts_with("text/event-stream"), "{answer:?}");
        Self {
            chunks: Box::pin(answer.bytes_stream().map(|chunk| chunk.map(|bytes| bytes.to_vec()))),
            buffer: Vec::new(),
        }
    }

    /// The next event's name and data; `None` once the stream has ended.
    ///
    /// # Panics
    /// If nothing comes in time.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        within("the stream says something", async {
            loop {
                while let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\n\n") {
                    let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                    if let Some(event) = read(&String::from_utf8_lossy(&block)) {
                        return Some(event);
                    }
                }
                self.buffer.extend(self.chunks.next().await?.ok()?);
            }
        })
        .await
    }

    /// The next event of the discussion.
    ///
    /// # Panics
    /// If there is none in time.
    pub async fn event(&mut self) -> Event {
        let (name, data) = self.next().await.expect("the stream is open");
        assert_eq!(name, "next", "no event: {data}");
        Event::read(&data)
    }
}

/// One block of the stream; `None` for a comment (the heartbeat).
fn read(block: &str) -> Option<(String, Value)> {
    let field = |name: &str| {
        let lines = block.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        lines.map(str::trim_start).collect::<Vec<_>>().join("\n")
    };
    let (name, data) = (field("event"), field("data"));
    (!name.is_empty()).then(|| (name, serde_json::from_str(&data).unwrap_or(Value::Null)))
}
