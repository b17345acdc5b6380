//! The clock of deliveries, handed in so that tests can set it.

#![expect(clippy::disallowed_methods, reason = "deliveries are made when their time has come")]

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    pub fn new(now: impl Fn() -> i64 + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now))
    }

    /// That of the machine.
    pub fn system() -> Clock {
        Clock::new(|| {
            let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(passed.as_secs()).unwrap_or(0)
        })
    }

    pub fn now(&self) -> i64 {
        (self.0)()
    }
}
