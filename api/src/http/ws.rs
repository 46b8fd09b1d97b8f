//! GraphQL over WebSocket, protocol `graphql-transport-ws`:
//! <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>.
//!
//! One task a socket. Streams are pulled one answer at a time and the next is asked for once the last has been
//! written, so a reader that stands still holds its place in the log and a few kilobytes, nothing that grows.

use std::{net::SocketAddr, pin::Pin, time::Duration};

use async_graphql::Response as GraphQLResponse;
use axum::{
    extract::{
        WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use futures::{SinkExt as _, Stream, StreamExt as _, stream};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_stream::StreamMap;
use tokio_util::sync::CancellationToken;

use super::{State, graphql::status_of, shares::Share, sse::session_ended, wire};
use crate::{
    context::Caller,
    error::{Code, Refusal},
    messages::Locale,
    sessions::Watched,
};

const PROTOCOL: &str = "graphql-transport-ws";
/// How often a silent socket is asked whether somebody is there.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// How long a socket may be silent, pongs included, before it counts as gone.
const SILENCE: Duration = Duration::from_secs(60);
/// How long one message may take to be written.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes that each socket keeps for reading: the default of 128 KiB would be most of what an idle one needs.
const READ_BUFFER: usize = 4 * 1024;
/// The largest payload of a `ping` that is sent back.
const LARGEST_PING: usize = 1024;
/// The longest id that a client may give an operation.
const LONGEST_ID: usize = 128;

type Answers = Pin<Box<dyn Stream<Item = Option<GraphQLResponse>> + Send>>;

/// What a client sends.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ClientMessage {
    ConnectionInit {
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    Ping {
        #[serde(default)]
        payload: Option<Value>,
    },
    Pong {},
    Subscribe {
        id: String,
        payload: wire::Parameters,
    },
    Complete {
        id: String,
    },
}

/// Why a socket is closed, with the protocol's close code.
#[derive(Debug)]
struct Close(u16, String);

impl Close {
    fn invalid(reason: impl Into<String>) -> Self {
        Self(4400, reason.into())
    }

    fn unauthorized() -> Self {
        Self(4401, "Unauthorized".to_owned())
    }

    fn going_away() -> Self {
        Self(1001, "The node is shutting down".to_owned())
    }
}

/// Upgrades a request to a socket.
pub(super) async fn accept(
    state: State,
    upgrade: WebSocketUpgrade,
    headers: &HeaderMap,
    peer: SocketAddr,
) -> Response {
    let caller = match state.identify(headers, peer).await {
        // A socket has no headers to set a cookie with.
        Ok(caller) => Caller { wants_cookie: false, ..caller },
        Err(refusal) => {
            let message = Locale::accepted(headers).say(&refusal.message).into_owned();
            return (status_of(refusal.code), message).into_response();
        }
    };
    let Some(place) = state.open_socket(&caller) else {
        return (
            StatusCode::TOO_MANY_REQUESTS,
            "There are as many open sockets as this node takes, in all or from your address.",
        )
            .into_response();
    };
    let largest = usize::try_from(state.config.limits.max_body_bytes).unwrap_or(usize::MAX);
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .max_message_size(largest)
        .max_frame_size(largest)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0);
    upgrade.on_upgrade(move |socket| async move {
        let speaks = socket.protocol().is_some_and(|protocol| protocol == PROTOCOL);
        let connection = Connection {
            socket,
            caller,
            initialised: false,
            watched: None,
            streams: StreamMap::new(),
            heard: Instant::now(),
            _place: place,
            state,
        };
        connection.run(speaks).await;
    })
}

struct Connection {
    state: State,
    socket: WebSocket,
    caller: Caller,
    initialised: bool,
    watched: Option<Watched>,
    streams: StreamMap<String, Answers>,
    heard: Instant,
    _place: Share,
}

impl Connection {
    async fn run(mut self, speaks: bool) {
        let closed = if speaks {
            self.serve().await
        } else {
            Some(Close(4406, "Subprotocol not acceptable: graphql-transport-ws".to_owned()))
        };
        if let Some(Close(code, mut reason)) = closed {
            // A close frame holds at most 123 bytes of reason.
            let end =
                (0..=123.min(reason.len())).rev().find(|end| reason.is_char_boundary(*end)).unwrap_or(0);
            reason.truncate(end);
            let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
            let _ = tokio::time::timeout(WRITE_TIMEOUT, self.socket.send(frame)).await;
        }
    }

    /// Serves the socket; answers why it must be closed, or `None` if it is closed already.
    async fn serve(&mut self) -> Option<Close> {
        let patience = Duration::from_secs(self.state.config.limits.connection_init_timeout_seconds);
        let deadline = tokio::time::sleep(patience);
        tokio::pin!(deadline);
        let mut ping = tokio::time::interval(PING_INTERVAL);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let shutdown = self.state.shutdown.clone();
        loop {
            let ended = self.watched.as_ref().map_or_else(CancellationToken::new, Watched::ended);
            let step = tokio::select! {
                message = self.socket.recv() => match message {
                    Some(Ok(message)) => {
                        self.heard = Instant::now();
                        self.receive(message).await
                    }
                    Some(Err(_)) | None => return None,
                },
                Some((id, answer)) = self.streams.next(), if !self.streams.is_empty() => self.deliver(id, answer).await,
                () = &mut deadline, if !self.initialised => Err(Some(Close(4408, "Connection initialisation timeout".to_owned()))),
                () = ended.cancelled() => Err(Some(Close(4401, session_ended().message))),
                () = shutdown.cancelled() => Err(Some(Close::going_away())),
                _ = ping.tick() => {
                    if self.heard.elapsed() > SILENCE {
                        return None;
                    }
                    self.write(Message::Ping(axum::body::Bytes::new())).await
                }
            };
            match step {
                Ok(()) => {}
                Err(close) => return close,
            }
        }
    }

    async fn receive(&mut self, message: Message) -> Result<(), Option<Close>> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Some(Close::invalid("Messages are text"))),
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => {
                // The answer to a close is queued by now; unsent, the client takes its own close for a failure.
                let _ = tokio::time::timeout(WRITE_TIMEOUT, self.socket.flush()).await;
                return Err(None);
            }
        };
        let message: ClientMessage = serde_json::from_str(&text)
            .map_err(|error| Some(Close::invalid(format!("Invalid message: {error}"))))?;
        match message {
            ClientMessage::ConnectionInit { payload } => self.initialise(payload.as_ref()).await,
            ClientMessage::Ping { payload } => {
                let mut pong = json!({ "type": "pong" });
                if let Some(payload) = payload {
                    if payload.to_string().len() > LARGEST_PING {
                        return Err(Some(Close::invalid("A ping carries at most 1 KiB")));
                    }
                    pong["payload"] = payload;
                }
                self.send(&pong).await
            }
            ClientMessage::Pong {} => Ok(()),
            ClientMessage::Subscribe { id, payload } => self.subscribe(id, payload).await,
            ClientMessage::Complete { id } => {
                self.streams.remove(&id);
                Ok(())
            }
        }
    }

    async fn initialise(&mut self, payload: Option<&Map<String, Value>>) -> Result<(), Option<Close>> {
        if self.initialised {
            return Err(Some(Close(4429, "Too many initialisation requests".to_owned())));
        }
        let authorization =
            payload.and_then(|payload| payload.get("authorization").or_else(|| payload.get("Authorization")));
        if let Some(authorization) = authorization {
            let authorization = authorization.as_str().unwrap_or_default();
            match self.state.authenticate(&self.caller, authorization).await {
                Ok(viewer) => self.caller.viewer = Some(viewer),
                Err(refusal) if refusal.code == Code::Unauthenticated => {
                    return Err(Some(Close::unauthorized()));
                }
                // Whose token can't be looked up now may well be somebody's: clients try again.
                Err(refusal) => return Err(Some(Close(1013, refusal.message))),
            }
        }
        self.watched = self.caller.viewer.as_ref().map(|viewer| self.state.sessions.watch(viewer));
        self.initialised = true;
        self.send(&json!({ "type": "connection_ack" })).await
    }

    async fn subscribe(&mut self, id: String, parameters: wire::Parameters) -> Result<(), Option<Close>> {
        if !self.initialised {
            return Err(Some(Close::unauthorized()));
        }
        if id.is_empty() || id.len() > LONGEST_ID {
            return Err(Some(Close::invalid("An operation's id has 1 to 128 bytes")));
        }
        if self.streams.contains_key(&id) {
            return Err(Some(Close(4409, format!("Subscriber for {id} already exists"))));
        }
        if self.streams.len() >= usize::from(self.state.config.limits.max_subscriptions_per_socket) {
            let refusal = Refusal::too_complex("This socket has as many operations running as it may.");
            return self.fail(&id, refusal).await;
        }
        let prepared = match parameters.into_asked() {
            Ok(asked) => self.state.prepare(&self.caller, asked).await,
            Err(refusal) => Err(refusal),
        };
        match prepared {
            Ok(prepared) => {
                let answers = self.state.execute_stream(prepared).map(Some);
                // A stream's end is told to the client, so it must be seen.
                self.streams.insert(id, Box::pin(answers.chain(stream::iter([None]))));
                Ok(())
            }
            Err(refusal) => self.fail(&id, refusal).await,
        }
    }

    async fn deliver(&mut self, id: String, answer: Option<GraphQLResponse>) -> Result<(), Option<Close>> {
        match answer {
            None => {
                self.streams.remove(&id);
                self.send(&json!({ "id": id, "type": "complete" })).await
            }
            // Nothing was executed: the protocol's `error` ends the operation.
            Some(response) if wire::is_request_error(&response) => {
                self.streams.remove(&id);
                self.send(&json!({ "id": id, "type": "error", "payload": response.errors })).await
            }
            Some(response) => {
                // The answer is written once, not through a tree of values.
                let payload = String::from_utf8_lossy(&wire::to_json(&response)).into_owned();
                let id = serde_json::to_string(&id).unwrap_or_default();
                let message = format!(r#"{{"id":{id},"type":"next","payload":{payload}}}"#);
                self.write(Message::Text(message.into())).await
            }
        }
    }

    async fn fail(&mut self, id: &str, refusal: Refusal) -> Result<(), Option<Close>> {
        let errors = [refusal.into_server_error(self.caller.locale)];
        self.send(&json!({ "id": id, "type": "error", "payload": errors })).await
    }

    async fn send(&mut self, message: &Value) -> Result<(), Option<Close>> {
        self.write(Message::Text(message.to_string().into())).await
    }

    /// Writes a message. Who does not read for half a minute is gone; their cursor brings them back.
    async fn write(&mut self, message: Message) -> Result<(), Option<Close>> {
        match tokio::time::timeout(WRITE_TIMEOUT, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(None),
        }
    }
}
