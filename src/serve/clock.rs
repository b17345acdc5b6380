//! The one clock of the service.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds since 1970-01-01T00:00:00Z.
pub fn now() -> i64 {
    i64::try_from(exact().as_secs()).unwrap_or(0)
}

/// The same to the nanosecond.
pub fn exact() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
