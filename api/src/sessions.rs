//! Closes what a session opened once the session has ended.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use fabula_domain::{accounts, ids::SessionId};
use fabula_platform::db::Db;
use tokio_util::sync::CancellationToken;

/// How long an open socket outlives its session at most, when the session ended on another node or ran out.
const INTERVAL: Duration = Duration::from_secs(5);

/// The sessions that hold something open on this node. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct SessionWatch {
    open: Arc<Mutex<HashMap<SessionId, Open>>>,
}

#[derive(Debug)]
struct Open {
    holders: usize,
    ended: CancellationToken,
}

/// One holder's place in the watch.
#[derive(Debug)]
pub(crate) struct Watched {
    watch: SessionWatch,
    session: SessionId,
    ended: CancellationToken,
}

impl SessionWatch {
    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Watches a session for as long as the answer is kept.
    pub(crate) fn watch(&self, session: SessionId) -> Watched {
        let mut open = self.lock();
        let entry =
            open.entry(session).or_insert_with(|| Open { holders: 0, ended: CancellationToken::new() });
        entry.holders += 1;
        Watched { watch: self.clone(), session, ended: entry.ended.clone() }
    }

    /// Tells the holders of a session that it has ended.
    pub(crate) fn end(&self, session: SessionId) {
        if let Some(open) = self.lock().get(&session) {
            open.ended.cancel();
        }
    }

    /// Asks the database, with one statement every five seconds, which sessions are still there.
    pub(crate) async fn run(self, db: Db, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(INTERVAL) => {}
                () = shutdown.cancelled() => return,
            }
            let watched: Vec<SessionId> = self.lock().keys().copied().collect();
            if watched.is_empty() {
                continue;
            }
            match accounts::living_sessions(&db, &watched).await {
                Ok(living) => {
                    let living: HashSet<SessionId> = living.into_iter().collect();
                    for session in watched.into_iter().filter(|session| !living.contains(session)) {
                        self.end(session);
                    }
                }
                // Nobody is thrown out because the database is away.
                Err(error) => {
                    tracing::debug!(error = &error as &dyn std::error::Error, "sessions can't be checked");
                }
            }
        }
    }
}

impl Watched {
    /// Cancelled once the session has ended.
    pub(crate) fn ended(&self) -> CancellationToken {
        self.ended.clone()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let mut open = self.watch.lock();
        if let Some(entry) = open.get_mut(&self.session) {
            entry.holders -= 1;
            if entry.holders == 0 {
                open.remove(&self.session);
            }
        }
    }
}
