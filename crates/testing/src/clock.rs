use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use service::Clock;

/// A clock that stands still until it is turned.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    pub fn at(now: &str) -> Self {
        let now = now.parse().expect("an RFC 3339 instant");
        Self(Arc::new(Mutex::new(now)))
    }

    pub fn turn_by(&self, time: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += time;
    }

    pub fn turn_to(&self, now: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now.parse().expect("an RFC 3339 instant");
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
