//! Closes what a session or an access token opened once that has ended.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use fabula_domain::{
    Viewer,
    accounts::{self, Role},
    viewer::CredentialId,
};
use fabula_platform::db::Db;
use tokio_util::sync::CancellationToken;

/// How long an open socket outlives its session, or its token, at most, when that ended on another node or ran out.
const INTERVAL: Duration = Duration::from_secs(5);

/// The sessions and access tokens that hold something open on this node. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct SessionWatch {
    open: Arc<Mutex<HashMap<CredentialId, Open>>>,
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
    credential: CredentialId,
    ended: CancellationToken,
}

impl SessionWatch {
    fn lock(&self) -> MutexGuard<'_, HashMap<CredentialId, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Watches what proves the viewer for as long as the answer is kept.
    pub(crate) fn watch(&self, viewer: &Viewer) -> Watched {
        let (credential, role) = (viewer.credential.id(), viewer.role);
        let mut open = self.lock();
        let entry = open.entry(credential).or_insert_with(|| Open {
            role,
            holders: 0,
            ended: CancellationToken::new(),
        });
        if entry.role != role {
            // What was opened before the role changed must not go on with it.
            entry.ended.cancel();
        }
        entry.holders += 1;
        Watched { watch: self.clone(), credential, ended: entry.ended.clone() }
    }

    /// Tells the holders of a session or an access token that it has ended.
    pub(crate) fn end(&self, credential: CredentialId) {
        if let Some(open) = self.lock().get(&credential) {
            open.ended.cancel();
        }
    }

    /// Asks the database, with one statement every five seconds, which of them are still there and whether their
    /// people may still do what they might. Who got another role connects again.
    pub(crate) async fn run(self, db: Db, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(INTERVAL) => {}
                () = shutdown.cancelled() => return,
            }
            let watched: Vec<(CredentialId, Role)> =
                self.lock().iter().map(|(credential, open)| (*credential, open.role)).collect();
            if watched.is_empty() {
                continue;
            }
            let credentials: Vec<CredentialId> = watched.iter().map(|(credential, _)| *credential).collect();
            match accounts::living_credentials(&db, &credentials).await {
                Ok(living) => {
                    let living: HashMap<CredentialId, Role> = living.into_iter().collect();
                    for (credential, _) in
                        watched.iter().filter(|(credential, role)| living.get(credential) != Some(role))
                    {
                        self.end(*credential);
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
    /// Cancelled once the session or the token has ended.
    pub(crate) fn ended(&self) -> CancellationToken {
        self.ended.clone()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let mut open = self.watch.lock();
        if let Some(entry) = open.get_mut(&self.credential) {
            entry.holders -= 1;
            if entry.holders == 0 {
                open.remove(&self.credential);
            }
        }
    }
}
