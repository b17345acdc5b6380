//! The one place where the hub decides what is done next. Everything else asks it by orders, so nothing here is shared.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use tokio::sync::mpsc;
use tokio::sync::oneshot;
use tokio::task::JoinError;
use tokio::task::JoinSet;

use super::HubCounts;
use super::HubSettings;
use super::Topics;
use super::announce;
use super::client::Client;
use super::client::Reply;
use super::deliver;
use super::egress_policy::EgressPolicy;
use super::queue::HostResult;
use super::queue::Job;
use super::queue::Queue;
use super::queue::QueueLimits;
use super::sign;
use super::unix_now;
use super::upstream;
use super::verify;
use super::verify::Denial;
use crate::db::Database;
use crate::db::hub::QueueDepths;
use crate::db::hub::Queued;
use crate::db::hub::QueuedKind;
use crate::error::Error;

/// When the database cannot be used, it is tried again after this.
const FAILURE_DELAY: Duration = Duration::from_secs(10);

/// No pause is longer, whatever a server asks for.
const MAX_RETRY_DELAY: Duration = Duration::from_secs(24 * 3_600);

/// Leases that have ended are looked for this often.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60);

/// What all parts of the hub work with.
pub struct HubContext {
    pub journal: Arc<Database>,
    pub topics: Arc<dyn Topics>,
    pub settings: HubSettings,
    pub guard: Arc<EgressPolicy>,
    pub client: Client,
    pub tally: Counters,
}

/// What has been done since the start.
#[derive(Debug, Default)]
pub struct Counters {
    pub confirmed: Counter,
    pub unconfirmed: Counter,
    pub delivered: Counter,
    pub failed: Counter,
    pub given_up: Counter,
    pub gone: Counter,
    pub pinged: Counter,
    pub pings_failed: Counter,
}

#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
    pub fn counts(&self, standing: QueueDepths) -> HubCounts {
        HubCounts {
            subscriptions: standing.subscriptions,
            verifying: standing.verifications,
            outstanding: standing.deliveries,
            pinging: standing.pings,
            confirmed: self.confirmed.get(),
            unconfirmed: self.unconfirmed.get(),
            delivered: self.delivered.get(),
            failed: self.failed.get(),
            given_up: self.given_up.get(),
            gone: self.gone.get(),
            pinged: self.pinged.get(),
            pings_failed: self.pings_failed.get(),
        }
    }
}

/// A command to the dispatcher.
pub enum HubCommand {
    /// A new row of the database.
    Add(Queued),
    /// Topics that changed.
    Changed(Vec<String>),
    /// Subscriptions that ended.
    Deny(Vec<Denial>),
    /// Start nothing more, and report when everything is finished.
    Close(oneshot::Sender<()>),
}

/// The outcome of a job.
pub struct JobOutcome {
    pub health: HostResult,
    /// The delay before the next attempt, if there is one.
    pub again: Option<Duration>,
    /// Jobs that follow from it, with their hosts.
    pub next: Vec<(Job, String)>,
    pub denied: Vec<Denial>,
}

impl JobOutcome {
    pub fn done() -> JobOutcome {
        JobOutcome { health: HostResult::NotCalled, again: None, next: Vec::new(), denied: Vec::new() }
    }
}

/// Judges the host by its reply.
pub fn host_result(reply: &Reply) -> HostResult {
    match reply {
        Reply::Answered { status: 500.., .. } | Reply::Unreachable(_) => HostResult::Failed,
        Reply::Answered { .. } => HostResult::Ok,
        Reply::Blocked(_) => HostResult::NotCalled,
    }
}

/// How long to wait before the next attempt, up to a fifth more or less than the schedule says and not before the server wants it;
/// none when the schedule has ended.
pub fn retry_delay(schedule: &[Duration], tried: u32, retry_after: Option<Duration>) -> Option<Duration> {
    let pause = schedule.get(tried as usize)?.mul_f64(0.8 + 0.4 * sign::jitter());
    Some(pause.max(retry_after.unwrap_or_default().min(MAX_RETRY_DELAY)))
}

/// Whole seconds, for the database.
pub fn seconds(pause: Duration) -> i64 {
    pause.as_secs_f64().ceil() as i64
}

type Announced = (BTreeSet<String>, Result<Vec<Queued>, Error>);

struct Dispatcher {
    office: Arc<HubContext>,
    queue: Queue,
    running: JoinSet<Result<JobOutcome, Error>>,
    /// Which job each task does.
    tasks: HashMap<tokio::task::Id, Job>,
    /// Topics that have changed and are not announced.
    changed: BTreeSet<String>,
    /// When they are.
    announce_at: Option<Instant>,
    /// At most one.
    announcing: JoinSet<Announced>,
    denials: HashMap<i64, Arc<Denial>>,
    denied: i64,
    closing: Vec<oneshot::Sender<()>>,
}

/// Runs until it is closed, or all senders of commands are gone.
pub async fn run(
    office: Arc<HubContext>,
    pace: QueueLimits,
    outstanding: Vec<Queued>,
    mut orders: mpsc::UnboundedReceiver<HubCommand>,
) {
    let mut desk = Dispatcher {
        office,
        queue: Queue::new(pace),
        running: JoinSet::new(),
        tasks: HashMap::new(),
        changed: BTreeSet::new(),
        announce_at: None,
        announcing: JoinSet::new(),
        denials: HashMap::new(),
        denied: 0,
        closing: Vec::new(),
    };
    outstanding.iter().for_each(|queued| desk.add(queued));
    let mut sweep = tokio::time::interval(SWEEP_INTERVAL);
    loop {
        let wake = desk.start_ready_jobs();
        if desk.is_closed() {
            break;
        }
        tokio::select! {
            order = orders.recv() => match order {
                Some(order) => desk.handle(order),
                None => return,
            },
            Some(done) = desk.running.join_next_with_id() => desk.finish_job(done),
            Some(announced) = desk.announcing.join_next() => desk.finish_announcement(announced),
            () = until(wake) => {}
            _ = sweep.tick() => desk.sweep(),
        }
    }
    orders.close();
    for done in desk.closing {
        let _ = done.send(());
    }
}

async fn until(wake: Option<Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake.into()).await,
        None => std::future::pending().await,
    }
}

impl Dispatcher {
    /// Begins everything whose turn it is; returns when there is something to begin next.
    fn start_ready_jobs(&mut self) -> Option<Instant> {
        let now = Instant::now();
        if self.announcing.is_empty() && !self.changed.is_empty() && self.announce_at.is_none_or(|at| at <= now) {
            self.announce_at = None;
            let (office, topics) = (Arc::clone(&self.office), std::mem::take(&mut self.changed));
            self.announcing.spawn_blocking(move || {
                let announced = announce::announce(&office, &topics);
                (topics, announced)
            });
        }
        let announce = self.announce_at.filter(|_| self.announcing.is_empty());
        if !self.closing.is_empty() {
            return announce;
        }
        while let Some(job) = self.queue.next(now) {
            self.start(job);
        }
        announce.into_iter().chain(self.queue.next_wake()).min()
    }

    fn start(&mut self, job: Job) {
        let office = Arc::clone(&self.office);
        let task = match job {
            Job::Verification(id) => self.running.spawn(async move { verify::verify(&office, id).await }),
            Job::Delivery(id) => self.running.spawn(async move { deliver::deliver(&office, id).await }),
            Job::Ping(id) => self.running.spawn(async move { upstream::ping(&office, id).await }),
            Job::Denial(id) => {
                let denial = self.denials.get(&id).cloned();
                self.running.spawn(async move {
                    Ok(match denial {
                        Some(denial) => verify::deny(&office, &denial).await,
                        None => JobOutcome::done(),
                    })
                })
            }
        };
        self.tasks.insert(task.id(), job);
    }

    fn handle(&mut self, order: HubCommand) {
        match order {
            HubCommand::Add(queued) => self.add(&queued),
            HubCommand::Changed(topics) => {
                if self.changed.is_empty() && !topics.is_empty() {
                    self.announce_at = Some(Instant::now() + self.office.settings.window);
                }
                self.changed.extend(topics);
            }
            HubCommand::Deny(denials) => self.enqueue_denials(denials),
            HubCommand::Close(done) => {
                self.announce_at = None;
                self.closing.push(done);
            }
        }
    }

    fn add(&mut self, queued: &Queued) {
        let job = match queued.kind {
            QueuedKind::Verification => Job::Verification(queued.id),
            QueuedKind::Delivery => Job::Delivery(queued.id),
            QueuedKind::Ping => Job::Ping(queued.id),
        };
        // The wall clock may have been set since the database was written.
        let wait = Duration::from_secs(queued.due.saturating_sub(unix_now()).max(0) as u64).min(2 * MAX_RETRY_DELAY);
        self.queue.add(job, &queued.host.as_str().into(), Instant::now() + wait);
    }

    fn enqueue_denials(&mut self, denials: Vec<Denial>) {
        for denial in denials {
            self.denied += 1;
            self.queue.add(Job::Denial(self.denied), &denial.host.as_str().into(), Instant::now());
            self.denials.insert(self.denied, Arc::new(denial));
        }
    }

    fn finish_job(&mut self, done: Result<(tokio::task::Id, Result<JobOutcome, Error>), JoinError>) {
        let id = done.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let Some(job) = self.tasks.remove(&id) else { return };
        let again_in_trouble = JobOutcome { again: Some(FAILURE_DELAY), ..JobOutcome::done() };
        let outcome = match done {
            Ok((_, Ok(outcome))) => outcome,
            Ok((_, Err(error))) => {
                tracing::error!(target: "hub", %error, ?job, "job failed; it will be retried");
                again_in_trouble
            }
            Err(error) => {
                tracing::error!(target: "hub", %error, ?job, "hub task panicked; its job will be retried");
                again_in_trouble
            }
        };
        let now = Instant::now();
        self.queue.done(job, outcome.health, outcome.again.map(|pause| now + pause), now);
        if let (Job::Denial(id), None) = (job, outcome.again) {
            self.denials.remove(&id);
        }
        for (job, host) in outcome.next {
            self.queue.add(job, &host.as_str().into(), now);
        }
        self.enqueue_denials(outcome.denied);
    }

    fn finish_announcement(&mut self, announced: Result<Announced, JoinError>) {
        match announced {
            Ok((_, Ok(queued))) => queued.iter().for_each(|queued| self.add(queued)),
            Ok((topics, Err(error))) => {
                tracing::error!(target: "hub", %error, "announcement failed; it will be retried");
                self.changed.extend(topics);
                self.announce_at = Some(Instant::now() + FAILURE_DELAY);
            }
            Err(error) => tracing::error!(target: "hub", %error, "hub task panicked; its job will be retried"),
        }
    }

    fn sweep(&mut self) {
        self.queue.prune(Instant::now());
        let journal = Arc::clone(&self.office.journal);
        tokio::task::spawn_blocking(move || match journal.purge(unix_now()) {
            Ok(0) => {}
            Ok(ended) => tracing::info!(target: "hub", ended, "leases expired"),
            Err(error) => tracing::error!(target: "hub", %error, "expired leases could not be removed"),
        });
    }

    /// Nothing is under way and nothing would be lost.
    fn is_closed(&self) -> bool {
        !self.closing.is_empty() && self.running.is_empty() && self.announcing.is_empty() && self.changed.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_is_kept_with_a_fifth_of_chance_and_the_server_may_ask_for_longer() {
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

    #[test]
    fn who_answers_is_well_even_with_a_no() {
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
