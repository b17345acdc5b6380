//! A token bucket: at most so many messages in a minute, and never more than a minute's worth at once.

use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_secs(60);

#[derive(Debug, Default)]
pub struct RateLimit {
    /// Tokens that were taken, and since when they grow back.
    taken: f64,
    since: Option<Instant>,
}

impl RateLimit {
    /// How many messages may be sent at `now`.
    pub fn available(&mut self, per_minute: Option<u32>, now: Instant) -> usize {
        let Some(per_minute) = per_minute else { return usize::MAX };
        if let Some(since) = self.since.replace(now) {
            let passed = now.saturating_duration_since(since).as_secs_f64() / MINUTE.as_secs_f64();
            self.taken = (self.taken - passed * f64::from(per_minute)).max(0.0);
        }
        (f64::from(per_minute) - self.taken).max(0.0) as usize
    }

    pub fn take(&mut self, count: usize) {
        self.taken += count as f64;
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "any instant to begin with")]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_its_number_and_they_grow_back() {
        let start = Instant::now();
        let mut limit = RateLimit::default();
        assert_eq!(limit.available(None, start), usize::MAX);
        assert_eq!(limit.available(Some(60), start), 60);
        limit.take(60);
        assert_eq!(limit.available(Some(60), start), 0);
        assert_eq!(limit.available(Some(60), start + Duration::from_secs(10)), 10);
        limit.take(10);
        assert_eq!(limit.available(Some(60), start + Duration::from_secs(10)), 0);
        assert_eq!(limit.available(Some(60), start + Duration::from_secs(1_000)), 60);
    }
}
