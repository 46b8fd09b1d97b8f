//! Row 3: from the moment that a comment is sent to the moment that its subscriber has it, through gateway, outbox,
//! RabbitMQ, moderation, PostgreSQL, Redis and gateway.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

use crate::{Options, failure::Failure, page, seed, wire};

const PATIENCE: Duration = Duration::from_secs(30);

const SAY: &str = "mutation Say($input: CreateCommentInput!) {
    createComment(input: $input) { comment { id } errors { message } }
}";
const FOLLOW: &str = "subscription Follow($story: ID!) {
    commentEvents(storyId: $story) { cursor kind commentId comment { body author { handle } } }
}";

/// A writer and a subscriber of one discussion.
pub(crate) struct Arrivals {
    address: SocketAddr,
    writer: wire::Connection,
    subscriber: WebSocketStream<TcpStream>,
    story: String,
    users: u32,
    written: u32,
}

impl Arrivals {
    pub(crate) async fn prepare(options: &Options, address: SocketAddr) -> Result<Self, Failure> {
        let story = page::type_id("story", seed::story(1));
        let mut request = format!("ws://{address}/graphql").into_client_request()?;
        let protocol = "graphql-transport-ws".parse().map_err(|_| Failure::said("a header value"))?;
        request.headers_mut().insert("Sec-WebSocket-Protocol", protocol);
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (mut subscriber, _) = client_async(request, stream).await?;
        let payload = json!({ "query": FOLLOW, "variables": { "story": story } });
        for message in [
            json!({ "type": "connection_init" }),
            json!({ "type": "subscribe", "id": "1", "payload": payload }),
        ] {
            subscriber.send(Message::text(message.to_string())).await?;
            if message["type"] == "connection_init" {
                next(&mut subscriber).await?;
            }
        }
        let mut arrivals = Self {
            address,
            writer: wire::Connection::open(address).await?,
            subscriber,
            story,
            users: options.users,
            written: 0,
        };
        arrivals.await_subscription().await?;
        Ok(arrivals)
    }

    /// Waits until the node counts the subscriber.
    async fn await_subscription(&mut self) -> Result<(), Failure> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let (_, metrics) = wire::get(self.address, "/metrics").await?;
            let metrics = String::from_utf8_lossy(&metrics);
            let counted = metrics.lines().find_map(|line| line.strip_prefix("fabula_live_subscribers "));
            if counted.is_some_and(|count| count.trim() != "0") {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err(Failure::said("the node does not count the subscriber"))
    }

    /// Sends `count` comments, one after the other, and answers how long each took to its subscriber.
    pub(crate) async fn turn(&mut self, count: u16) -> Result<Vec<Duration>, Failure> {
        let mut times = Vec::with_capacity(count.into());
        for _ in 0..count {
            self.written += 1;
            // Everybody writes little, so that it does not look like flooding.
            let token = seed::token(1 + self.written % self.users);
            let input = json!({ "storyId": self.story, "body": remark() });
            let body = json!({ "query": SAY, "variables": { "input": input } });
            let request = wire::request(self.address, Some(&token), &body);
            let began = Instant::now();
            let (answer, arrived) = {
                let event = async {
                    let event = next(&mut self.subscriber).await?;
                    Ok::<_, Failure>((event, began.elapsed()))
                };
                tokio::try_join!(self.writer.send(&request), event)?
            };
            let answer: Value = serde_json::from_slice(answer.1).unwrap_or_default();
            let (event, elapsed) = arrived;
            let sent = &answer["data"]["createComment"]["comment"]["id"];
            if !sent.is_string() || event["payload"]["data"]["commentEvents"]["commentId"] != *sent {
                return Err(Failure::said(format!("another event than expected: {event} after {answer}")));
            }
            times.push(elapsed);
        }
        Ok(times)
    }
}

/// The next message of the protocol, pings answered.
async fn next(socket: &mut WebSocketStream<TcpStream>) -> Result<Value, Failure> {
    loop {
        let message = tokio::time::timeout(PATIENCE, socket.next()).await;
        let message = message.map_err(|_| Failure::said("a comment did not reach its subscriber"))?;
        match message {
            Some(Ok(Message::Text(text))) => {
                let message: Value = serde_json::from_str(&text).unwrap_or_default();
                if message["type"] == "ping" {
                    socket.send(Message::text(r#"{"type":"pong"}"#)).await?;
                    continue;
                }
                return Ok(message);
            }
            Some(Ok(Message::Close(_))) | None => {
                return Err(Failure::said("the node closed the subscriber's socket"));
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error.into()),
        }
    }
}

/// A remark like no other: made-up words, so that no two share enough to be taken for repeats.
fn remark() -> String {
    let letter = |letters: &[u8]| char::from(letters[rand::random_range(0..letters.len())]);
    let syllable = || [letter(b"bdfgklmnprstvz"), letter(b"aeiou")];
    let words: Vec<String> = (0..16).map(|_| (0..3).flat_map(|_| syllable()).collect()).collect();
    words.join(" ")
}
