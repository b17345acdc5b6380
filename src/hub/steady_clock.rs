//! Whether the wall clock can be trusted with what cannot be undone: a clock that jumps ahead for a minute must not end every lease.

use std::time::{Duration, Instant};

/// A clock that differs by more from the time that has passed was set.
const TOLERANCE: i64 = 60;

/// How long a clock must have run without being set. A machine can start with a wrong clock, too.
const STEADY_TIME: Duration = Duration::from_secs(3_600);

/// Compares the wall clock with the time that has passed.
#[derive(Debug)]
pub struct SteadyClock {
    wall: i64,
    at: Instant,
    steady_since: Instant,
}

impl SteadyClock {
    /// `wall` in seconds since 1970.
    pub fn new(wall: i64, now: Instant) -> SteadyClock {
        SteadyClock { wall, at: now, steady_since: now }
    }

    /// Whether the clock has not been set for an hour. To be asked more often than that.
    pub fn is_steady(&mut self, wall: i64, now: Instant) -> bool {
        let passed = i64::try_from(now.duration_since(self.at).as_secs()).unwrap_or(i64::MAX);
        if wall.saturating_sub(self.wall.saturating_add(passed)).abs() > TOLERANCE {
            self.steady_since = now;
        }
        (self.wall, self.at) = (wall, now);
        now.duration_since(self.steady_since) >= STEADY_TIME
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_is_trusted_after_an_hour() {
        let start = Instant::now();
        let mut clock = SteadyClock::new(1_000, start);
        let mut at =
            |seconds: u64, ahead: i64| clock.is_steady(1_000 + seconds as i64 + ahead, start + Duration::from_secs(seconds));
        assert!(!at(60, 0), "just started");
        assert!(!at(3_540, 2), "time servers correct by seconds");
        assert!(at(3_600, 2));
        assert!(!at(3_660, 86_400), "ahead by a day");
        assert!(!at(3_720, 0), "and back");
        assert!(!at(7_200, 0));
        assert!(at(7_320, 0));
    }
}
