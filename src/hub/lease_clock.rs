//! The clock by which leases end. A wall clock that jumps ahead for a minute must not end every lease, so a jump counts only after it has lasted.

use std::time::{Duration, Instant};

/// A wall clock that differs by more from the time that has passed was set.
const TOLERANCE: i64 = 60;

/// How long a wall clock must have run since it was set.
const STEADY_TIME: Duration = Duration::from_secs(3_600);

/// The wall clock of the start and the time that has passed since, until another wall clock has lasted for an hour.
#[derive(Debug)]
pub struct LeaseClock {
    /// In seconds since 1970, and when that was.
    base: (i64, Instant),
    /// What the wall clock was when it was last read.
    last: (i64, Instant),
    steady_since: Instant,
}

impl LeaseClock {
    /// `wall` in seconds since 1970.
    pub fn new(wall: i64, now: Instant) -> LeaseClock {
        LeaseClock { base: (wall, now), last: (wall, now), steady_since: now }
    }

    /// In seconds since 1970. To be asked at least once an hour.
    pub fn now(&mut self, wall: i64, now: Instant) -> i64 {
        if (wall - since(self.last, now)).abs() > TOLERANCE {
            self.steady_since = now;
        }
        self.last = (wall, now);
        if now.duration_since(self.steady_since) >= STEADY_TIME {
            self.base = (wall, now);
        }
        since(self.base, now)
    }
}

fn since((wall, at): (i64, Instant), now: Instant) -> i64 {
    wall.saturating_add(i64::try_from(now.duration_since(at).as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_counts_after_an_hour() {
        let start = Instant::now();
        let mut clock = LeaseClock::new(1_000, start);
        let mut at = |seconds: u64, ahead: i64| {
            clock.now(1_000 + seconds as i64 + ahead, start + Duration::from_secs(seconds)) - 1_000 - seconds as i64
        };
        assert_eq!(at(60, 0), 0);
        assert_eq!(at(120, 86_400), 0, "ahead by a day");
        assert_eq!(at(180, 86_400), 0);
        assert_eq!(at(240, 0), 0, "and back");
        assert_eq!(at(3_900, 2), 2, "time servers correct by seconds");
        assert_eq!(at(3_960, 86_400), 2);
        assert_eq!(at(7_500, 86_400), 2, "not yet for an hour");
        assert_eq!(at(7_560, 86_400), 86_400, "it has lasted");
        assert_eq!(at(7_620, -86_400), 86_400, "back by two days");
        assert_eq!(at(11_220, -86_400), -86_400);
    }
}
