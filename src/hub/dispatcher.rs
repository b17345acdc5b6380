//! The one task that decides which job runs next. Other tasks send it commands, so nothing here is shared.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinError, JoinSet};

use super::context::{HubContext, unix_now};
use super::queue::{Job, Queue, QueueLimits};
use super::retry::{Denial, JobOutcome};
use super::{announce, deliver, external_hubs, verify};
use crate::db::hub::{Queued, QueuedKind};
use crate::error::Error;
use crate::net::MAX_RETRY_DELAY;

/// The delay before a job that could not use the database runs again.
const FAILURE_DELAY: Duration = Duration::from_secs(10);

/// Time between two searches for leases that have ended.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60);

/// A command to the dispatcher.
pub enum HubCommand {
    /// A new row of the database.
    Add(Queued),
    /// Topics with new bytes.
    Announce(Vec<String>),
    /// Topics that may have new bytes; `None` for all that are followed.
    Compare(Option<BTreeSet<String>>),
    /// Subscriptions that ended.
    Deny(Vec<Denial>),
    /// Start nothing more, and report when everything is finished.
    Close(oneshot::Sender<()>),
}

type Announced = (BTreeSet<String>, Result<Vec<Queued>, Error>);

struct Dispatcher {
    context: Arc<HubContext>,
    queue: Queue,
    running: JoinSet<Result<JobOutcome, Error>>,
    /// The job of each task.
    tasks: HashMap<tokio::task::Id, Job>,
    /// Topics that have changed and are not announced yet.
    changed: BTreeSet<String>,
    /// When they will be.
    announce_at: Option<Instant>,
    /// At most one.
    announcing: JoinSet<Announced>,
    /// Topics to compare with what was announced last, however often that is asked for.
    to_compare: BTreeSet<String>,
    must_compare_all: bool,
    /// At most one.
    comparing: JoinSet<Result<Vec<String>, Error>>,
    denials: HashMap<i64, Arc<Denial>>,
    last_denial: i64,
    closing: Vec<oneshot::Sender<()>>,
}

/// Runs until it is closed, or all senders of commands are gone.
pub async fn run(
    context: Arc<HubContext>,
    limits: QueueLimits,
    pending: Vec<Queued>,
    mut commands: mpsc::UnboundedReceiver<HubCommand>,
) {
    let mut dispatcher = Dispatcher {
        context,
        queue: Queue::new(limits),
        running: JoinSet::new(),
        tasks: HashMap::new(),
        changed: BTreeSet::new(),
        announce_at: None,
        announcing: JoinSet::new(),
        to_compare: BTreeSet::new(),
        must_compare_all: false,
        comparing: JoinSet::new(),
        denials: HashMap::new(),
        last_denial: 0,
        closing: Vec::new(),
    };
    pending.iter().for_each(|queued| dispatcher.add(queued));
    let mut sweep = tokio::time::interval(SWEEP_INTERVAL);
    loop {
        let wake = dispatcher.start_ready_jobs();
        if dispatcher.is_closed() {
            break;
        }
        tokio::select! {
            command = commands.recv() => match command {
                Some(command) => dispatcher.handle(command),
                None => return,
            },
            Some(result) = dispatcher.running.join_next_with_id() => dispatcher.finish_job(result),
            Some(result) = dispatcher.announcing.join_next() => dispatcher.finish_announcement(result),
            Some(result) = dispatcher.comparing.join_next() => dispatcher.finish_comparison(result),
            () = sleep_until(wake) => {}
            _ = sweep.tick() => dispatcher.sweep(),
        }
    }
    commands.close();
    for done in dispatcher.closing {
        let _ = done.send(());
    }
}

async fn sleep_until(wake: Option<Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake.into()).await,
        None => std::future::pending().await,
    }
}

impl Dispatcher {
    /// Starts every job that is ready, and returns when to look again.
    fn start_ready_jobs(&mut self) -> Option<Instant> {
        let now = Instant::now();
        if self.announcing.is_empty() && !self.changed.is_empty() && self.announce_at.is_none_or(|at| at <= now) {
            self.announce_at = None;
            let (context, topics) = (Arc::clone(&self.context), std::mem::take(&mut self.changed));
            self.announcing.spawn_blocking(move || {
                let result = announce::announce(&context, &topics);
                (topics, result)
            });
        }
        self.start_comparison();
        let announce = self.announce_at.filter(|_| self.announcing.is_empty());
        if !self.closing.is_empty() {
            return announce;
        }
        while let Some(job) = self.queue.next(now) {
            self.start(job);
        }
        announce.into_iter().chain(self.queue.next_wake()).min()
    }

    fn start_comparison(&mut self) {
        if !self.comparing.is_empty() || !self.closing.is_empty() || (self.to_compare.is_empty() && !self.must_compare_all) {
            return;
        }
        let (context, topics) = (Arc::clone(&self.context), std::mem::take(&mut self.to_compare));
        let is_all = std::mem::take(&mut self.must_compare_all);
        self.comparing.spawn_blocking(move || {
            let topics = if is_all { context.database.followed_topics(context.lease_now())? } else { topics.into_iter().collect() };
            announce::differing(&context, topics)
        });
    }

    fn finish_comparison(&mut self, result: Result<Result<Vec<String>, Error>, JoinError>) {
        match result {
            Ok(Ok(changed)) => self.handle(HubCommand::Announce(changed)),
            Ok(Err(error)) => tracing::error!(target: "hub", %error, "topics could not be compared"),
            Err(error) => tracing::error!(target: "hub", %error, "hub task panicked"),
        }
    }

    fn start(&mut self, job: Job) {
        let context = Arc::clone(&self.context);
        let task = match job {
            Job::Verification(id) => self.running.spawn(async move { verify::verify(&context, id).await }),
            Job::Delivery(id) => self.running.spawn(async move { deliver::deliver(&context, id).await }),
            Job::Ping(id) => self.running.spawn(async move { external_hubs::ping(&context, id).await }),
            Job::Denial(id) => {
                let denial = self.denials.get(&id).cloned();
                self.running.spawn(async move {
                    Ok(match denial {
                        Some(denial) => verify::deny(&context, &denial).await,
                        None => JobOutcome::done(),
                    })
                })
            }
        };
        self.tasks.insert(task.id(), job);
    }

    fn handle(&mut self, command: HubCommand) {
        match command {
            HubCommand::Add(queued) => self.add(&queued),
            HubCommand::Announce(topics) => {
                if self.changed.is_empty() && !topics.is_empty() {
                    self.announce_at = Some(Instant::now() + self.context.settings.window);
                }
                self.changed.extend(topics);
            }
            HubCommand::Compare(Some(topics)) => self.to_compare.extend(topics),
            HubCommand::Compare(None) => self.must_compare_all = true,
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
        let host: Arc<str> = match job {
            // Anybody can have a host asked for a callback that is not there: that must not pause its deliveries.
            Job::Verification(_) => format!("verification {}", queued.host).into(),
            _ => queued.host.as_str().into(),
        };
        self.queue.add(job, &host, Instant::now() + wait);
    }

    fn enqueue_denials(&mut self, denials: Vec<Denial>) {
        for denial in denials {
            self.last_denial += 1;
            self.queue.add(Job::Denial(self.last_denial), &denial.host.as_str().into(), Instant::now());
            self.denials.insert(self.last_denial, Arc::new(denial));
        }
    }

    fn finish_job(&mut self, result: Result<(tokio::task::Id, Result<JobOutcome, Error>), JoinError>) {
        let id = result.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let Some(job) = self.tasks.remove(&id) else { return };
        let retry = JobOutcome { retry_after: Some(FAILURE_DELAY), ..JobOutcome::done() };
        let outcome = match result {
            Ok((_, Ok(outcome))) => outcome,
            Ok((_, Err(error))) => {
                tracing::error!(target: "hub", %error, ?job, "job failed; it will be retried");
                retry
            }
            Err(error) => {
                tracing::error!(target: "hub", %error, ?job, "hub task panicked; its job will be retried");
                retry
            }
        };
        let now = Instant::now();
        self.queue.finish(job, outcome.host, outcome.retry_after.map(|delay| now + delay), now);
        if let (Job::Denial(id), None) = (job, outcome.retry_after) {
            self.denials.remove(&id);
        }
        for (job, host) in outcome.follow_ups {
            self.queue.add(job, &host.as_str().into(), now);
        }
        self.enqueue_denials(outcome.denials);
    }

    fn finish_announcement(&mut self, result: Result<Announced, JoinError>) {
        match result {
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
        let (database, now) = (Arc::clone(&self.context.database), self.context.lease_now());
        tokio::task::spawn_blocking(move || match database.delete_expired(now) {
            Ok(0) => {}
            Ok(ended) => tracing::info!(target: "hub", ended, "leases expired"),
            Err(error) => tracing::error!(target: "hub", %error, "expired leases could not be removed"),
        });
    }

    /// Nothing is running and nothing would be lost.
    fn is_closed(&self) -> bool {
        !self.closing.is_empty() && self.running.is_empty() && self.announcing.is_empty() && self.changed.is_empty()
    }
}
