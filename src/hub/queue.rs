//! Chooses the next job: limits calls in total and to one host, verifications of one host in a minute, and pauses hosts that fail.
//!
//! Only the order is kept here; the jobs are in the database. The time is a parameter, so that tests need no clock.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One call to make, by its number in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Job {
    Verification(i64),
    /// To the subscription of this number.
    Delivery(i64),
    Ping(i64),
    /// Its number is the dispatcher's own.
    Denial(i64),
}

/// How a host behaved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostResult {
    /// It answered, with any status that is not a server error.
    Ok,
    /// It did not answer, or answered with a server error.
    Failed,
    /// It was not called.
    NotCalled,
}

/// Limits of the queue.
#[derive(Debug, Clone, Copy)]
pub struct QueueLimits {
    /// Calls at a time.
    pub calls: usize,
    /// Calls to one host at a time.
    pub per_host: usize,
    /// The number of failures in a row after which a host is paused.
    pub failures: u32,
    /// The first pause; it doubles each time, up to sixteen times its length.
    pub pause: Duration,
    /// Verifications sent to one host in a minute: strangers can ask for them.
    pub verifications_per_minute: u32,
}

const MINUTE: Duration = Duration::from_secs(60);

/// All jobs, and the state of each host.
#[derive(Debug)]
pub struct Queue {
    limits: QueueLimits,
    jobs: HashMap<Job, (Arc<str>, JobState)>,
    hosts: HashMap<Arc<str>, Host>,
    /// Entries whose job is not `Later` at that very instant are out of date.
    later: BinaryHeap<Reverse<(Instant, Job)>>,
    paused: BinaryHeap<Reverse<(Instant, Arc<str>)>>,
    /// Hosts that may have a job and a free place, in turn.
    ready: VecDeque<Arc<str>>,
    running: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JobState {
    Scheduled(Instant),
    Ready,
    /// `rerun`: it was added while it ran.
    Running {
        rerun: Option<Instant>,
    },
}

#[derive(Debug, Default)]
struct Host {
    waiting: VecDeque<Job>,
    running: usize,
    /// In a row.
    failures: u32,
    until: Option<Instant>,
    /// When its current minute began, and the verifications since.
    minute: Option<(Instant, u32)>,
    /// It is in `ready`.
    in_ready_list: bool,
}

impl Queue {
    pub fn new(limits: QueueLimits) -> Queue {
        Queue {
            limits,
            jobs: HashMap::new(),
            hosts: HashMap::new(),
            later: BinaryHeap::new(),
            paused: BinaryHeap::new(),
            ready: VecDeque::new(),
            running: 0,
        }
    }

    /// Adds a job that is not to run before `due`. A known one is moved there, and one that runs is run again.
    pub fn add(&mut self, job: Job, host: &Arc<str>, due: Instant) {
        match self.jobs.get_mut(&job) {
            Some((_, JobState::Ready)) => {}
            Some((_, JobState::Running { rerun })) => *rerun = Some(due),
            Some((_, state @ JobState::Scheduled(_))) => {
                *state = JobState::Scheduled(due);
                self.later.push(Reverse((due, job)));
            }
            None => {
                self.jobs.insert(job, (Arc::clone(host), JobState::Scheduled(due)));
                self.later.push(Reverse((due, job)));
            }
        }
    }

    /// The next job to do at `now`, if there is one and room for it. It counts as running until `finish`.
    pub fn next(&mut self, now: Instant) -> Option<Job> {
        self.promote(now);
        if self.running >= self.limits.calls {
            return None;
        }
        while let Some(name) = self.ready.pop_front() {
            let Some(host) = self.hosts.get_mut(&name) else { continue };
            host.in_ready_list = false;
            // After a pause, a single call probes the host.
            let most = if host.failures >= self.limits.failures { 1 } else { self.limits.per_host };
            if host.running >= most || host.until.is_some_and(|until| until > now) {
                continue;
            }
            if matches!(host.waiting.front(), Some(Job::Verification(_)))
                && let Err(until) = host.count_verification(self.limits.verifications_per_minute, now)
            {
                self.paused.push(Reverse((until, name)));
                continue;
            }
            let Some(job) = host.waiting.pop_front() else { continue };
            host.running += 1;
            self.running += 1;
            if let Some((_, state)) = self.jobs.get_mut(&job) {
                *state = JobState::Running { rerun: None };
            }
            self.add_if_ready(&name);
            return Some(job);
        }
        None
    }

    /// A job has ended. `retry`: the instant of its next attempt.
    pub fn finish(&mut self, job: Job, result: HostResult, retry: Option<Instant>, now: Instant) {
        let Some((name, JobState::Running { rerun })) = self.jobs.remove(&job) else { return };
        self.running -= 1;
        if let Some(host) = self.hosts.get_mut(&name) {
            host.running -= 1;
            match result {
                HostResult::NotCalled => {
                    // A verification whose request is gone meanwhile.
                    if let (Job::Verification(_), Some((_, count))) = (job, &mut host.minute) {
                        *count = count.saturating_sub(1);
                    }
                }
                HostResult::Ok => (host.failures, host.until) = (0, None),
                HostResult::Failed => {
                    host.failures += 1;
                    if let Some(beyond) = host.failures.checked_sub(self.limits.failures) {
                        let until = now + self.limits.pause * (1 << beyond.min(4));
                        host.until = Some(until);
                        self.paused.push(Reverse((until, Arc::clone(&name))));
                    }
                }
            }
            if host.failures == 0 && host.running == 0 && host.waiting.is_empty() && host.minute.is_none() {
                self.hosts.remove(&name);
            }
        }
        // A job that was added while it ran is newer than the attempt that failed.
        if let Some(due) = rerun.or(retry) {
            self.add(job, &name, due);
        }
        self.add_if_ready(&name);
    }

    /// When a job may become ready next, if none is finished before.
    pub fn next_wake(&self) -> Option<Instant> {
        let later = self.later.peek().map(|Reverse((due, _))| *due);
        let paused = self.paused.peek().map(|Reverse((until, _))| *until);
        later.into_iter().chain(paused).min()
    }

    /// Forgets the failures of hosts without jobs.
    pub fn prune(&mut self, now: Instant) {
        let called: std::collections::HashSet<&Arc<str>> = self.jobs.values().map(|(host, _)| host).collect();
        self.hosts.retain(|name, host| {
            let is_paused = host.until.is_some_and(|until| until > now);
            is_paused || called.contains(name) || host.minute.is_some_and(|(began, _)| now < began + MINUTE)
        });
    }

    fn promote(&mut self, now: Instant) {
        while let Some(Reverse((due, job))) = self.later.peek().copied().filter(|Reverse((due, _))| *due <= now) {
            self.later.pop();
            let Some((name, state)) = self.jobs.get_mut(&job).filter(|(_, state)| *state == JobState::Scheduled(due)) else {
                continue;
            };
            *state = JobState::Ready;
            let name = Arc::clone(name);
            self.hosts.entry(Arc::clone(&name)).or_default().waiting.push_back(job);
            self.add_if_ready(&name);
        }
        while let Some(Reverse((_, name))) = self.paused.peek().filter(|Reverse((until, _))| *until <= now) {
            let name = Arc::clone(name);
            self.paused.pop();
            self.add_if_ready(&name);
        }
    }

    fn add_if_ready(&mut self, name: &Arc<str>) {
        if let Some(host) = self.hosts.get_mut(name).filter(|host| !host.in_ready_list && !host.waiting.is_empty()) {
            host.in_ready_list = true;
            self.ready.push_back(Arc::clone(name));
        }
    }
}

impl Host {
    /// Counts one more verification, or returns when the next minute begins.
    fn count_verification(&mut self, limit: u32, now: Instant) -> Result<(), Instant> {
        let (began, count) = self.minute.filter(|(began, _)| now < *began + MINUTE).unwrap_or((now, 0));
        if count >= limit {
            return Err(began + MINUTE);
        }
        self.minute = Some((began, count + 1));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: QueueLimits = QueueLimits { calls: 4, per_host: 2, failures: 3, pause: MINUTE, verifications_per_minute: 3 };
    const SECOND: Duration = Duration::from_secs(1);

    fn all(queue: &mut Queue, now: Instant) -> Vec<Job> {
        std::iter::from_fn(|| queue.next(now)).collect()
    }

    #[test]
    fn no_host_gets_more_than_its_share_and_all_take_turns() {
        let (mut queue, now) = (Queue::new(LIMITS), Instant::now());
        let [one, two, three] = ["one", "two", "three"].map(Arc::<str>::from);
        for id in 0..5 {
            queue.add(Job::Delivery(id), &one, now);
        }
        queue.add(Job::Delivery(10), &two, now);
        queue.add(Job::Ping(11), &three, now);
        let first = all(&mut queue, now);
        assert_eq!(first, [Job::Delivery(0), Job::Delivery(10), Job::Ping(11), Job::Delivery(1)]);
        queue.finish(Job::Ping(11), HostResult::Ok, None, now);
        assert_eq!(all(&mut queue, now), [], "the third call of one host waits although there is room");
        queue.finish(Job::Delivery(1), HostResult::Ok, None, now);
        assert_eq!(all(&mut queue, now), [Job::Delivery(2)]);
        assert_eq!(queue.running, 3);
    }

    #[test]
    fn a_job_comes_when_it_is_due_and_only_once() {
        let (mut queue, now) = (Queue::new(LIMITS), Instant::now());
        let host = Arc::<str>::from("host");
        queue.add(Job::Delivery(1), &host, now + 5 * SECOND);
        assert_eq!(queue.next_wake(), Some(now + 5 * SECOND));
        assert_eq!(queue.next(now), None);
        queue.add(Job::Delivery(1), &host, now);
        assert_eq!(queue.next(now), Some(Job::Delivery(1)));
        queue.finish(Job::Delivery(1), HostResult::Ok, None, now);
        assert_eq!(queue.next(now + 10 * SECOND), None);
        assert_eq!(queue.next_wake(), None);
    }

    #[test]
    fn what_changes_while_it_is_sent_is_sent_again() {
        let (mut queue, now) = (Queue::new(LIMITS), Instant::now());
        let host = Arc::<str>::from("host");
        queue.add(Job::Delivery(1), &host, now);
        assert_eq!(queue.next(now), Some(Job::Delivery(1)));
        queue.add(Job::Delivery(1), &host, now);
        assert_eq!(queue.next(now), None, "one subscriber is never called twice at a time");
        queue.finish(Job::Delivery(1), HostResult::Failed, Some(now + 60 * SECOND), now);
        assert_eq!(queue.next(now), Some(Job::Delivery(1)));
    }

    #[test]
    fn a_host_that_fails_is_left_alone_then_tried_with_one_call() {
        let (mut queue, mut now) = (Queue::new(LIMITS), Instant::now());
        let host = Arc::<str>::from("host");
        for id in 0..10 {
            queue.add(Job::Delivery(id), &host, now);
        }
        for _ in 0..3 {
            let job = queue.next(now).unwrap();
            queue.finish(job, HostResult::Failed, None, now);
        }
        assert_eq!(queue.next(now), None);
        assert_eq!(queue.hosts[&host].until, Some(now + LIMITS.pause));
        assert_eq!(queue.next_wake(), Some(now + LIMITS.pause));
        now += LIMITS.pause;
        let [probe] = all(&mut queue, now)[..] else { panic!() };
        queue.finish(probe, HostResult::Failed, None, now);
        assert_eq!(queue.next_wake(), Some(now + 2 * LIMITS.pause), "twice as long");
        now += 2 * LIMITS.pause;
        let [probe] = all(&mut queue, now)[..] else { panic!() };
        queue.finish(probe, HostResult::Ok, None, now);
        assert_eq!(all(&mut queue, now).len(), 2);
        assert_eq!(queue.hosts[&host].until, None);
    }

    #[test]
    fn a_host_gets_so_many_verifications_a_minute_however_they_end() {
        let (mut queue, start) = (Queue::new(LIMITS), Instant::now());
        let host = Arc::<str>::from("host");
        let mut sent = 0;
        for second in 0..180 {
            let now = start + second * SECOND;
            // Each is added when the one before was answered, so the host is idle in between.
            queue.add(Job::Verification(i64::from(second)), &host, now);
            for job in all(&mut queue, now) {
                sent += 1;
                queue.finish(job, HostResult::Ok, None, now);
            }
            queue.prune(now);
            if (second + 1) % 60 == 0 {
                assert_eq!(sent, 3 * (second + 1) / 60, "after {second} s");
            }
        }
        // Neither are those whose request is gone, nor deliveries.
        let third = Arc::<str>::from("third");
        for id in 1_000..1_010 {
            queue.add(Job::Verification(id), &third, start);
            assert_eq!(queue.next(start), Some(Job::Verification(id)));
            queue.finish(Job::Verification(id), HostResult::NotCalled, None, start);
        }
        let other = Arc::<str>::from("other");
        for id in 0..10 {
            queue.add(Job::Delivery(id), &other, start);
            assert_eq!(queue.next(start), Some(Job::Delivery(id)));
            queue.finish(Job::Delivery(id), HostResult::Ok, None, start);
        }
    }

    #[test]
    fn hosts_that_nobody_calls_are_forgotten() {
        let (mut queue, now) = (Queue::new(LIMITS), Instant::now());
        queue.add(Job::Verification(1), &Arc::from("host"), now);
        queue.next(now);
        queue.finish(Job::Verification(1), HostResult::Failed, None, now);
        queue.prune(now);
        assert_eq!(queue.hosts.len(), 1, "its minute is not over");
        queue.prune(now + MINUTE);
        assert!(queue.hosts.is_empty());
        assert!(queue.jobs.is_empty());
    }
}
