//! How long to wait before another attempt.

use std::time::Duration;

/// No delay is longer, whatever a server asks for.
pub const MAX_RETRY_DELAY: Duration = Duration::from_secs(24 * 3_600);

/// The delay before the next attempt: up to a fifth more or less than the schedule says, and not before the server wants it. `None` when
/// the schedule has ended. `attempts`: those before this one; `retry_after`: the server's wish.
pub fn retry_delay(schedule: &[Duration], attempts: u32, retry_after: Option<Duration>) -> Option<Duration> {
    let delay = schedule.get(attempts as usize)?.mul_f64(0.8 + 0.4 * jitter());
    Some(delay.max(retry_after.unwrap_or_default().min(MAX_RETRY_DELAY)))
}

/// A random number from 0 to 1, which spreads retries of jobs that failed together.
fn jitter() -> f64 {
    getrandom::u32().map_or(0.5, |drawn| f64::from(drawn) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_is_delayed_by_the_schedule_give_or_take_a_fifth_or_by_the_server() {
        let [ten, minute] = [10, 60].map(Duration::from_secs);
        for _ in 0..100 {
            let drawn = retry_delay(&[ten, minute], 0, None).unwrap();
            assert!((8.0..=12.0).contains(&drawn.as_secs_f64()), "{drawn:?}");
        }
        assert_eq!(retry_delay(&[ten, minute], 0, Some(2 * minute)), Some(2 * minute));
        assert!(retry_delay(&[ten, minute], 1, Some(ten)).unwrap() >= minute.mul_f64(0.8));
        assert_eq!(retry_delay(&[ten], 0, Some(100 * MAX_RETRY_DELAY)), Some(MAX_RETRY_DELAY));
        assert_eq!(retry_delay(&[ten, minute], 2, Some(ten)), None);
    }
}
