//! GraphQL over Server-Sent Events, distinct connections mode: one operation a response.

use std::{convert::Infallible, time::Duration};

use axum::response::{
    IntoResponse as _, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures::{StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use super::{State, executor::Prepared, wire};
use crate::{
    context::Caller,
    error::{Code, Refusal},
    sessions::Watched,
};

/// How often a silent stream shows that it lives: proxies close what stands still for half a minute.
const HEARTBEAT: Duration = Duration::from_secs(12);

/// Streams the operation's answers, ended by `complete`.
pub(super) fn respond(state: &State, caller: &Caller, prepared: Prepared) -> Response {
    let Some(place) = state.open_socket(caller) else {
        let refusal = Refusal::new(
            Code::RateLimited,
            "There are as many open streams as this node takes, in all or from your address.",
        );
        return (axum::http::StatusCode::TOO_MANY_REQUESTS, caller.locale.say(&refusal.message).into_owned())
            .into_response();
    };
    let watched = caller.viewer.as_ref().map(|viewer| state.sessions.watch(viewer));
    let ended = watched.as_ref().map_or_else(CancellationToken::new, Watched::ended);
    let shutdown = state.shutdown.clone();
    let locale = caller.locale;
    let answers = state.execute_stream(prepared).map(|response| next(&response));
    let over = async move {
        tokio::select! {
            () = ended.cancelled() => Some(()),
            // A client that resumes with its cursor finds another node, or this one when it is back.
            () = shutdown.cancelled() => None,
        }
    };
    let events = stream::unfold(
        (Box::pin(answers), Box::pin(over), Some((place, watched))),
        move |(mut answers, mut over, held)| async move {
            // Taken out once the stream is over; then nothing is held any more.
            let kept = held?;
            tokio::select! {
                biased;
                expired = &mut over => {
                    let last = match expired {
                        Some(()) => vec![next(&wire::refused(session_ended().into_server_error(locale))), complete()],
                        None => vec![complete()],
                    };
                    Some((last, (answers, over, None)))
                }
                answer = answers.next() => match answer {
                    Some(answer) => Some((vec![answer], (answers, over, Some(kept)))),
                    None => Some((vec![complete()], (answers, over, None))),
                },
            }
        },
    );
    let events = events.flat_map(stream::iter).map(Ok::<_, Infallible>);
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    // Proxies that buffer would hold events back.
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}

pub(super) fn session_ended() -> Refusal {
    Refusal::new(Code::Unauthenticated, "The session has ended. Sign in again.")
}

fn next(response: &async_graphql::Response) -> Event {
    Event::default().event("next").data(String::from_utf8_lossy(&wire::to_json(response)))
}

fn complete() -> Event {
    // An event needs data to be dispatched; the protocol has none for `complete`.
    Event::default().event("complete").data("")
}
