//! The outcome of a job, and when one that failed is tried again.

use std::time::Duration;

use super::context::{run_blocking, unix_now};
use super::queue::{HostResult, Job};
use crate::error::Error;
use crate::net::{self, HttpReply};

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
    pub fn from_reply(reply: HttpReply) -> Failure {
        let host = host_result(&reply);
        match reply {
            HttpReply::Answered { status, retry_after, .. } => {
                Failure { reason: format!("it answered {status}"), host, retry_after }
            }
            HttpReply::Unreachable(reason) | HttpReply::Unanswered(reason) => {
                Failure { reason: reason.to_owned(), host, retry_after: None }
            }
            HttpReply::Blocked(refusal) => Failure { reason: refusal.0, host, retry_after: None },
        }
    }

    /// The delay before the next attempt; `None` when the schedule has ended. `attempts`: those before this one.
    pub fn retry_delay(&self, schedule: &[Duration], attempts: u32) -> Option<Duration> {
        net::retry_delay(schedule, attempts, self.retry_after)
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
pub fn host_result(reply: &HttpReply) -> HostResult {
    match reply {
        HttpReply::Answered { status: 500.., .. } | HttpReply::Unreachable(_) | HttpReply::Unanswered(_) => HostResult::Failed,
        HttpReply::Answered { .. } => HostResult::Ok,
        HttpReply::Blocked(_) => HostResult::NotCalled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_answers_is_well_unless_it_is_a_server_error() {
        let answered = |status| HttpReply::Answered { status, retry_after: None, body: Vec::new() };
        for (reply, expected) in [
            (answered(200), HostResult::Ok),
            (answered(404), HostResult::Ok),
            (answered(500), HostResult::Failed),
            (HttpReply::Unreachable(""), HostResult::Failed),
            (HttpReply::Unanswered(""), HostResult::Failed),
        ] {
            assert_eq!(host_result(&reply), expected);
        }
    }
}
