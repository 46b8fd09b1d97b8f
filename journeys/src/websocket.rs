use std::collections::VecDeque;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest as _, protocol::frame::coding::CloseCode},
};

use crate::{Client, Event, FOLLOW, wait::within};

/// A client of the `graphql-transport-ws` protocol.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    /// Messages that came while another was waited for.
    waiting: VecDeque<Value>,
    close_code: Option<u16>,
}

impl Socket {
    /// Opens a socket and says nothing yet.
    ///
    /// # Panics
    /// If the node refuses.
    pub async fn open(client: &Client) -> Self {
        Self::open_with_buffer(client, None).await
    }

    /// The same with a small receive buffer, so that a reader that stops reading is felt soon.
    ///
    /// # Panics
    /// If the node refuses.
    pub async fn open_with_buffer(client: &Client, bytes: Option<u32>) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        if let Some(bytes) = bytes {
            socket.set_recv_buffer_size(bytes).expect("a receive buffer can be chosen");
        }
        let stream = socket.connect(client.address()).await.expect("the node accepts");
        let url = format!("ws://{}/graphql", client.address());
        let mut request = url.into_client_request().expect("a URL");
        let protocol = "graphql-transport-ws".parse().expect("a header value");
        request.headers_mut().insert("Sec-WebSocket-Protocol", protocol);
        let (stream, answer) = client_async(request, stream).await.expect("the node speaks WebSocket");
        let chosen = answer.headers().get("Sec-WebSocket-Protocol").and_then(|value| value.to_str().ok());
        assert_eq!(chosen, Some("graphql-transport-ws"), "the node chose another protocol");
        Self { stream, waiting: VecDeque::new(), close_code: None }
    }

    /// Opens a socket as the client's user.
    ///
    /// # Panics
    /// If the node refuses.
    pub async fn connect(client: &Client) -> Self {
        let mut socket = Self::open(client).await;
        socket.initialise(client).await;
        socket
    }

    /// Says who is there, and waits for the welcome.
    ///
    /// # Panics
    /// If there is none.
    pub async fn initialise(&mut self, client: &Client) {
        let payload =
            client.token().map_or(json!({}), |token| json!({ "authorization": format!("Bearer {token}") }));
        self.send(json!({ "type": "connection_init", "payload": payload })).await;
        let answer = self.next().await.expect("an answer to connection_init");
        assert_eq!(answer["type"], "connection_ack", "{answer}");
    }

    /// Sends one message. That the other side has gone shows when its last word is read.
    pub async fn send(&mut self, message: Value) {
        let _ = self.stream.send(Message::text(message.to_string())).await;
    }

    /// Sends a frame of any kind.
    pub async fn send_frame(&mut self, frame: Message) {
        let _ = self.stream.send(frame).await;
    }

    /// Subscribes to anything.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    /// Subscribes to a story's discussion.
    pub async fn follow(&mut self, story: &str, after: Option<&str>) {
        self.subscribe("follow", FOLLOW, json!({ "story": story, "after": after })).await;
    }

    /// The next protocol message, pings answered; `None` once the socket is closed.
    ///
    /// # Panics
    /// If nothing comes in time.
    pub async fn next(&mut self) -> Option<Value> {
        if let Some(message) = self.waiting.pop_front() {
            return Some(message);
        }
        within("the socket says something", self.receive()).await
    }

    async fn receive(&mut self) -> Option<Value> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(&text).expect("the protocol is JSON");
                    if message["type"] == "ping" {
                        self.send(json!({ "type": "pong" })).await;
                        continue;
                    }
                    return Some(message);
                }
                Some(Ok(Message::Close(frame))) => {
                    self.close_code = frame.map(|frame| CloseCode::into(frame.code));
                    return None;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The next event of the discussion that is followed.
    ///
    /// # Panics
    /// If there is none in time.
    pub async fn event(&mut self) -> Event {
        let message = self.next().await.expect("the socket is open");
        assert_eq!(message["type"], "next", "no event: {message}");
        Event::read(&message["payload"])
    }

    /// The next `count` events.
    pub async fn events(&mut self, count: usize) -> Vec<Event> {
        let mut events = Vec::with_capacity(count);
        for _ in 0..count {
            events.push(self.event().await);
        }
        events
    }

    /// Whether the socket is open and everything said before has been dealt with: sends a ping and waits for its pong.
    ///
    /// # Panics
    /// If the socket closes instead.
    pub async fn settle(&mut self) {
        self.send(json!({ "type": "ping" })).await;
        loop {
            let message = within("a pong", self.receive()).await.expect("the socket stays open");
            if message["type"] == "pong" {
                return;
            }
            self.waiting.push_back(message);
        }
    }

    /// Waits until the socket is closed, whatever is said before, and answers the close code.
    ///
    /// # Panics
    /// If it is not closed in time.
    pub async fn closed(&mut self) -> Option<u16> {
        self.waiting.clear();
        within("the socket is closed", async { while self.receive().await.is_some() {} }).await;
        self.close_code
    }
}
