use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use fabula_domain::{
    accounts::{self, CHANGES},
    ids::UserId,
};
use fabula_platform::live::{Live, Signal};
use moka::sync::Cache;
use tokio_util::sync::CancellationToken;

/// People whom a node remembers: about half a kilobyte each.
const MOST: u64 = 10_000;
/// How long one is remembered at most: word of a change can be lost while Redis is away.
const LIFETIME: Duration = Duration::from_secs(30);

/// The people whom this node has shown lately: the same few write most of what is read.
///
/// What a transaction changed is forgotten as soon as this node hears of its commit. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct People {
    known: Cache<UserId, Arc<accounts::User>>,
    /// Counts what was forgotten, so that a row that was read before a change is not remembered after it.
    changes: Arc<AtomicU64>,
}

/// When a read began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment(u64);

impl Default for People {
    fn default() -> Self {
        let known = Cache::builder().max_capacity(MOST).time_to_live(LIFETIME).build();
        Self { known, changes: Arc::default() }
    }
}

impl People {
    /// Somebody, if they are known.
    pub(crate) fn get(&self, id: UserId) -> Option<Arc<accounts::User>> {
        self.known.get(&id)
    }

    /// To be taken before reading what is then given to [`People::remember`].
    pub(crate) fn moment(&self) -> Moment {
        Moment(self.changes.load(Ordering::SeqCst))
    }

    /// Remembers people who were read at `moment`, unless something has changed since.
    pub(crate) fn remember(&self, people: &[accounts::User], moment: Moment) {
        for person in people {
            if self.changes.load(Ordering::SeqCst) != moment.0 {
                return;
            }
            self.known.insert(person.id, Arc::new(person.clone()));
            if self.changes.load(Ordering::SeqCst) != moment.0 {
                // The change came between: what was inserted may be what it was about.
                self.known.invalidate(&person.id);
            }
        }
    }

    /// Forgets somebody who has changed.
    pub(crate) fn forget(&self, id: UserId) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.known.invalidate(&id);
    }

    /// Forgets whoever changes, until `shutdown`.
    pub(crate) async fn run(self, live: Live, shutdown: CancellationToken) {
        let mut changes = live.attend(CHANGES).await;
        loop {
            let signal = tokio::select! {
                signal = changes.next() => signal,
                () = shutdown.cancelled() => return,
            };
            match signal {
                Signal::Message(message) => {
                    if let Some(id) = accounts::changed(&message) {
                        self.forget(id);
                    }
                }
                Signal::Missed => {
                    self.changes.fetch_add(1, Ordering::SeqCst);
                    self.known.invalidate_all();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use fabula_domain::accounts::Role;

    use super::*;

    fn person(name: &str) -> accounts::User {
        accounts::User {
            id: UserId::new(DateTime::UNIX_EPOCH),
            handle: name.to_owned(),
            display_name: name.to_owned(),
            role: Role::Member,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_was_read_before_a_change_is_not_remembered_after_it() {
        let people = People::default();
        let ada = person("ada");
        let before = people.moment();
        people.forget(ada.id);
        people.remember(std::slice::from_ref(&ada), before);
        assert!(people.get(ada.id).is_none());
        people.remember(std::slice::from_ref(&ada), people.moment());
        assert_eq!(people.get(ada.id).unwrap().handle, "ada");
    }

    #[tokio::test]
    async fn whoever_changes_is_forgotten() {
        let (people, live, shutdown) = (People::default(), Live::local(), CancellationToken::new());
        let running = tokio::spawn(people.clone().run(live.clone(), shutdown.clone()));
        while live.topics().is_empty() {
            tokio::task::yield_now().await;
        }
        let ada = person("ada");
        people.remember(std::slice::from_ref(&ada), people.moment());
        live.publish(CHANGES, bytes::Bytes::copy_from_slice(ada.id.uuid().as_bytes()));
        while people.get(ada.id).is_some() {
            tokio::task::yield_now().await;
        }
        shutdown.cancel();
        running.await.unwrap();
    }
}
