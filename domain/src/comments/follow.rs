use std::time::Duration;

use fabula_platform::{
    db::{Db, is_passing},
    live::Signal,
};
use futures::stream::{self, Stream};
use tokio::sync::Semaphore;

use super::log::{self, Head, LiveMessage, LogEntry, topic};
use crate::ids::StoryId;

/// Events read from the log at once.
const PAGE: i64 = 256;

/// How many readers of a process read the log at once: a thousand that all missed something must not keep requests
/// from the database.
static TURNS: Semaphore = Semaphore::const_new(4);
/// The pause while the database is away, doubled up to [`LONGEST_PAUSE`] and shortened by chance, so that readers don't
/// come back in step.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Why following ended.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// There is no such story (any more).
    #[error("there is no such story")]
    NotFound,
    /// The cursor lies beyond the newest event: it is not one that this discussion gave out.
    #[error("the cursor is not one of this discussion")]
    Cursor,
    /// The log can't be read.
    #[error("the log can't be read")]
    Database(#[from] sqlx::Error),
}

struct Follower {
    db: Db,
    story: StoryId,
    /// The number of the last event handed on.
    last: i64,
    live: fabula_platform::live::Subscription,
    /// Events read from the log and not yet handed on.
    page: std::vec::IntoIter<LogEntry>,
    /// Whether the log may hold more than what was handed on.
    behind: bool,
}

/// Every event of a story's discussion after number `after` (or from now on), once each and in order.
///
/// Listening begins before the log is read, so nothing falls between. A live message is handed on if it is the next
/// one; a later one, or word that something was missed, sends the reader back to the log. The stream is pulled: a slow
/// reader holds one page and its place in the log, nothing more.
///
/// # Errors
/// If there is no such story, or `after` lies beyond the newest event.
pub async fn follow(
    db: &Db,
    story: StoryId,
    after: Option<i64>,
) -> Result<impl Stream<Item = Result<LogEntry, FollowError>> + Send + use<>, FollowError> {
    let live = db.live().subscribe(&topic(story)).await;
    let head = log::head(db.pool(), story).await?.ok_or(FollowError::NotFound)?;
    let last = after.unwrap_or(head);
    if last > head {
        return Err(FollowError::Cursor);
    }
    let follower =
        Follower { db: db.clone(), story, last, live, page: Vec::new().into_iter(), behind: last < head };
    Ok(stream::try_unfold(follower, |mut follower| async move {
        let entry = follower.next().await?;
        Ok(Some((entry, follower)))
    }))
}

impl Follower {
    /// Reads the next page of the log. While the database is away the reader keeps its place and waits.
    async fn catch_up(&mut self) -> Result<(), FollowError> {
        let mut pause = FIRST_PAUSE;
        let page = loop {
            // Closed never: nobody can.
            let turn = TURNS.acquire().await;
            match log::read(self.db.pool(), self.story, self.last, PAGE).await {
                Err(error) if is_passing(&error) => {}
                page => break page?,
            }
            drop(turn);
            tokio::time::sleep(pause.mul_f64(rand::random_range(0.5..=1.0))).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        };
        self.behind = i64::try_from(page.len()).is_ok_and(|length| length == PAGE);
        self.page = page.into_iter();
        Ok(())
    }

    async fn next(&mut self) -> Result<LogEntry, FollowError> {
        loop {
            if let Some(entry) = self.page.next() {
                self.last = entry.sequence;
                return Ok(entry);
            }
            if self.behind {
                self.catch_up().await?;
                continue;
            }
            match self.live.next().await {
                Signal::Missed => self.behind = true,
                Signal::Message(message) => match serde_json::from_slice(&message) {
                    Ok(LiveMessage::Entry(entry)) if entry.sequence == self.last + 1 => {
                        self.last = entry.sequence;
                        return Ok(entry);
                    }
                    Ok(LiveMessage::Entry(entry)) => self.behind = entry.sequence > self.last,
                    Ok(LiveMessage::Head(Head { head })) => self.behind = head > self.last,
                    Err(error) => {
                        // A newer version's message, perhaps: the log can be read all the same.
                        tracing::debug!(%error, "a live message can't be read");
                        self.behind = true;
                    }
                },
            }
        }
    }
}
