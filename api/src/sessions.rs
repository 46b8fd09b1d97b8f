//! Closes what a session opened once the session has ended.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use fabula_domain::{
    Viewer,
    accounts::{self, Role},
    ids::SessionId,
};
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
    /// What the person might do when the socket was opened.
    role: Role,
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

    /// Watches the viewer's session for as long as the answer is kept.
    pub(crate) fn watch(&self, viewer: &Viewer) -> Watched {
        let (session, role) = (viewer.session, viewer.role);
        let mut open = self.lock();
        let entry =
            open.entry(session).or_insert_with(|| Open { role, holders: 0, ended: CancellationToken::new() });
        if entry.role != role {
            // What was opened before the role changed must not go on with it.
            entry.ended.cancel();
        }
        entry.holders += 1;
        Watched { watch: self.clone(), session, ended: entry.ended.clone() }
    }

    /// Tells the holders of a session that it has ended.
    pub(crate) fn end(&self, session: SessionId) {
        if let Some(open) = self.lock().get(&session) {
            open.ended.cancel();
        }
    }

    /// Asks the database, with one statement every five seconds, which sessions are still there and whether their
    /// people may still do what they might. Who got another role connects again.
    pub(crate) async fn run(self, db: Db, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(INTERVAL) => {}
                () = shutdown.cancelled() => return,
            }
            let watched: Vec<(SessionId, Role)> =
                self.lock().iter().map(|(session, open)| (*session, open.role)).collect();
            if watched.is_empty() {
                continue;
            }
            let sessions: Vec<SessionId> = watched.iter().map(|(session, _)| *session).collect();
            match accounts::living_sessions(&db, &sessions).await {
                Ok(living) => {
                    let living: HashMap<SessionId, Role> = living.into_iter().collect();
                    for (session, _) in
                        watched.iter().filter(|(session, role)| living.get(session) != Some(role))
                    {
                        self.end(*session);
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
