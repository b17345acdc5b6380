//! The outcome of a job, and when one that failed is tried again.

use std::time::Duration;

use super::client::Reply;
use super::context::{run_blocking, unix_now};
use super::queue::{HostResult, Job};
use super::sign;
use crate::error::Error;

/// No delay is longer, whatever a server asks for.
pub const MAX_RETRY_DELAY: Duration = Duration::from_secs(24 * 3_600);

/// The outcome of a job.
pub struct JobOutcome {
    pub host: HostResult,
    /// The delay before the next attempt, if there is one.
    pub retry_after: Option<Duration>,
    /// Jobs that follow from it, with their hosts.
    pub follow_ups: Vec<(Job, String)>,
    pub denials: Vec<Denial>,
}

/// Notice to a subscriber that its subscription ended.
pub struct Denial {
    pub topic: String,
    pub callback: String,
    pub host: String,
    /// For the developer of the subscriber.
    pub reason: String,
}

impl JobOutcome {
    /// Nothing was called and nothing follows.
    pub fn done() -> JobOutcome {
        JobOutcome::called(HostResult::NotCalled)
    }

    pub fn called(host: HostResult) -> JobOutcome {
        JobOutcome { host, retry_after: None, follow_ups: Vec::new(), denials: Vec::new() }
    }
}

/// A failed attempt.
pub struct Failure {
    pub reason: String,
    pub host: HostResult,
    /// The server asks not to be called again before this has passed.
    pub retry_after: Option<Duration>,
}

impl Failure {
    /// A reply that is not the one hoped for.
    pub fn from_reply(reply: Reply) -> Failure {
        let host = host_result(&reply);
        match reply {
            Reply::Answered { status, retry_after, .. } => Failure { reason: format!("it answered {status}"), host, retry_after },
            Reply::Unreachable(reason) => Failure { reason: reason.to_owned(), host, retry_after: None },
            Reply::Blocked(refusal) => Failure { reason: refusal.0, host, retry_after: None },
        }
    }

    /// The delay before the next attempt, up to a fifth more or less than the schedule says and not before the server wants it;
    /// `None` when the schedule has ended. `attempts`: those before this one.
    pub fn retry_delay(&self, schedule: &[Duration], attempts: u32) -> Option<Duration> {
        let delay = schedule.get(attempts as usize)?.mul_f64(0.8 + 0.4 * sign::jitter());
        Some(delay.max(self.retry_after.unwrap_or_default().min(MAX_RETRY_DELAY)))
    }

    /// Stores the next attempt, due in `delay`, or that there is none. `store` gets the due time in seconds since 1970, and returns
    /// false when a newer version has taken this one's place in the queue.
    pub async fn retry_or_give_up<F>(&self, delay: Option<Duration>, store: F) -> Result<Retry, Error>
    where
        F: FnOnce(Option<i64>) -> Result<bool, Error> + Send + 'static,
    {
        let due = delay.map(|delay| unix_now() + delay.as_secs_f64().ceil() as i64);
        let is_current = run_blocking(move || store(due)).await?;
        let outcome = JobOutcome { retry_after: delay.filter(|_| is_current), ..JobOutcome::called(self.host) };
        Ok(Retry { is_abandoned: is_current && delay.is_none(), outcome })
    }
}

/// A stored failure.
pub struct Retry {
    pub is_abandoned: bool,
    pub outcome: JobOutcome,
}

/// Judges the host by its reply.
pub fn host_result(reply: &Reply) -> HostResult {
    match reply {
        Reply::Answered { status: 500.., .. } | Reply::Unreachable(_) => HostResult::Failed,
        Reply::Answered { .. } => HostResult::Ok,
        Reply::Blocked(_) => HostResult::NotCalled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(retry_after: Option<Duration>) -> Failure {
        Failure { reason: String::new(), host: HostResult::Failed, retry_after }
    }

    #[test]
    fn a_retry_is_delayed_by_the_schedule_give_or_take_a_fifth_or_by_the_server() {
        let [ten, minute] = [10, 60].map(Duration::from_secs);
        for _ in 0..100 {
            let drawn = failure(None).retry_delay(&[ten, minute], 0).unwrap();
            assert!((8.0..=12.0).contains(&drawn.as_secs_f64()), "{drawn:?}");
        }
        assert_eq!(failure(Some(2 * minute)).retry_delay(&[ten, minute], 0), Some(2 * minute));
        assert!(failure(Some(ten)).retry_delay(&[ten, minute], 1).unwrap() >= minute.mul_f64(0.8));
        assert_eq!(failure(Some(100 * MAX_RETRY_DELAY)).retry_delay(&[ten], 0), Some(MAX_RETRY_DELAY));
        assert_eq!(failure(Some(ten)).retry_delay(&[ten, minute], 2), None);
    }

    #[test]
    fn a_host_that_answers_is_well_unless_it_is_a_server_error() {
        let answered = |status| Reply::Answered { status, retry_after: None, body: Vec::new() };
        for (reply, expected) in [
            (answered(200), HostResult::Ok),
            (answered(404), HostResult::Ok),
            (answered(500), HostResult::Failed),
            (Reply::Unreachable(""), HostResult::Failed),
        ] {
            assert_eq!(host_result(&reply), expected);
        }
    }
}
