use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use fabula_platform::clock::{Clock, SystemClock};

/// A clock that tells the time of the stories: it begins in the past and is moved on between them. In between it runs
/// like any other, so that what waits for a while is waited for.
#[derive(Debug)]
pub(crate) struct StoryClock {
    behind_micros: AtomicI64,
}

impl StoryClock {
    /// A clock that shows what it was this long ago.
    pub(crate) fn starting(ago: TimeDelta) -> Self {
        Self { behind_micros: AtomicI64::new(ago.num_microseconds().unwrap_or(0)) }
    }

    /// Moves the clock on, never past now.
    pub(crate) fn advance(&self, by: TimeDelta) {
        let by = by.num_microseconds().unwrap_or(0);
        let behind = self.behind_micros.load(Ordering::Relaxed);
        self.behind_micros.store((behind - by).max(0), Ordering::Relaxed);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() - TimeDelta::microseconds(self.behind_micros.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_runs_in_the_past_and_never_overtakes_now() {
        let clock = StoryClock::starting(TimeDelta::days(2));
        let start = clock.now();
        assert!(start <= SystemClock.now() - TimeDelta::days(2));
        clock.advance(TimeDelta::days(1));
        assert!(clock.now() >= start + TimeDelta::days(1));
        clock.advance(TimeDelta::days(5));
        assert!(clock.now() <= SystemClock.now());
    }
}
