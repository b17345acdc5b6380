//! Who is told of each attempt.

use std::time::Duration;

/// What came of an attempt, for those who count.
#[derive(Debug, Clone, Copy)]
pub struct ObservedAttempt<'a> {
    pub channel: &'a str,
    /// `delivered`, `retry`, `refused`, `gone`, `unknown`.
    pub outcome: &'static str,
    pub duration: Duration,
    /// From the publication to the arrival, in seconds; `None` where it did not arrive.
    pub arrived_after: Option<i64>,
}

pub trait AttemptObserver: Send + Sync {
    fn observe(&self, attempt: ObservedAttempt<'_>);
}

/// Counts nothing.
#[derive(Debug)]
pub struct NoObserver;

impl AttemptObserver for NoObserver {
    fn observe(&self, _: ObservedAttempt<'_>) {}
}
