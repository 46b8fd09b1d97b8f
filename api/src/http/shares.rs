use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Something that a node has a bounded amount of, shared among the addresses that ask for it. Cheap to clone.
///
/// An address has a bound of its own, so that none takes what is there from all others.
#[derive(Debug, Clone)]
pub(super) struct Shares {
    taken: Arc<Mutex<Taken>>,
    /// How much there is in all, and for one address.
    most: (u32, u32),
    /// The metric that tells how much is taken.
    gauge: &'static str,
}

#[derive(Debug, Default)]
struct Taken {
    total: u32,
    by_address: HashMap<String, u32>,
}

impl Shares {
    /// As much as `in_all`, of which one address has at most `by_address`; `gauge` tells how much is taken.
    pub(super) fn new(gauge: &'static str, in_all: u32, by_address: u32) -> Self {
        Self { taken: Arc::default(), most: (in_all, by_address), gauge }
    }

    /// Takes some of it for an address until the share is dropped; `None` when there is not that much left, in all or for
    /// the address.
    pub(super) fn take(&self, address: String, amount: u32) -> Option<Share> {
        let mut taken = self.lock();
        let by_address = taken.by_address.get(&address).copied().unwrap_or_default();
        let (total, by_address) = (taken.total.checked_add(amount)?, by_address.checked_add(amount)?);
        if total > self.most.0 || by_address > self.most.1 {
            return None;
        }
        taken.total = total;
        taken.by_address.insert(address.clone(), by_address);
        metrics::gauge!(self.gauge).set(total);
        drop(taken);
        Some(Share { shares: self.clone(), address, amount })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one caller has taken. Dropped, it is free again.
#[derive(Debug)]
pub(super) struct Share {
    shares: Shares,
    address: String,
    amount: u32,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.shares.lock();
        taken.total -= self.amount;
        if let Some(by_address) = taken.by_address.get_mut(&self.address) {
            *by_address -= self.amount;
            if *by_address == 0 {
                taken.by_address.remove(&self.address);
            }
        }
        metrics::gauge!(self.shares.gauge).set(taken.total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_all_and_what_is_dropped_is_free_again() {
        let shares = Shares::new("test", 10, 6);
        let take = |address: &str, amount| shares.take(address.to_owned(), amount);
        let first = take("a", 6).unwrap();
        assert!(take("a", 1).is_none(), "an address has its bound");
        assert!(take("b", u32::MAX).is_none());
        let second = take("b", 4).unwrap();
        assert!(take("c", 1).is_none(), "there is no more");
        drop(first);
        let _third = take("c", 5).unwrap();
        drop(second);
        assert_eq!(shares.lock().by_address.len(), 1, "who has nothing is forgotten");
    }
}
