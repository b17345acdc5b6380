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

use super::Counts;
use super::Settings;
use super::Topics;
use super::announce;
use super::client::Client;
use super::client::Reply;
use super::deliver;
use super::guard::Guard;
use super::now;
use super::outside;
use super::queue::Health;
use super::queue::Job;
use super::queue::Pace;
use super::queue::Queue;
use super::sign;
use super::verify;
use super::verify::Denial;
use crate::db::Database;
use crate::db::hub::Kind;
use crate::db::hub::Queued;
use crate::db::hub::Standing;
use crate::error::Error;

/// When the journal cannot be used, it is tried again after this.
const TROUBLE: Duration = Duration::from_secs(10);

/// No pause is longer, whatever a server asks for.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);

/// Leases that have ended are looked for this often.
const SWEEP: Duration = Duration::from_secs(60);

/// What all parts of the hub work with.
pub struct Office {
    pub journal: Arc<Database>,
    pub topics: Arc<dyn Topics>,
    pub settings: Settings,
    pub guard: Arc<Guard>,
    pub client: Client,
    pub tally: Tally,
}

/// What has been done since the start.
#[derive(Debug, Default)]
pub struct Tally {
    pub confirmed: Count,
    pub unconfirmed: Count,
    pub delivered: Count,
    pub failed: Count,
    pub given_up: Count,
    pub gone: Count,
    pub pinged: Count,
    pub pings_failed: Count,
}

#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn so_far(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Tally {
    pub fn counts(&self, standing: Standing) -> Counts {
        Counts {
            subscriptions: standing.subscriptions,
            verifying: standing.verifications,
            outstanding: standing.deliveries,
            pinging: standing.pings,
            confirmed: self.confirmed.so_far(),
            unconfirmed: self.unconfirmed.so_far(),
            delivered: self.delivered.so_far(),
            failed: self.failed.so_far(),
            given_up: self.given_up.so_far(),
            gone: self.gone.so_far(),
            pinged: self.pinged.so_far(),
            pings_failed: self.pings_failed.so_far(),
        }
    }
}

/// What the desk is asked to do.
pub enum Order {
    /// This stands in the journal now.
    Add(Queued),
    /// These topics have changed.
    Changed(Vec<String>),
    /// These follow their topic no longer.
    Deny(Vec<Denial>),
    /// Begin nothing more, and say when all is finished.
    Close(oneshot::Sender<()>),
}

/// What came of a job.
pub struct Outcome {
    pub health: Health,
    /// It is tried again after this.
    pub again: Option<Duration>,
    /// What it brought about, and whom that goes to.
    pub next: Vec<(Job, String)>,
    pub denied: Vec<Denial>,
}

impl Outcome {
    pub fn nothing() -> Outcome {
        Outcome { health: Health::Unknown, again: None, next: Vec::new(), denied: Vec::new() }
    }
}

/// What a reply tells of the host.
pub fn health(reply: &Reply) -> Health {
    match reply {
        Reply::Answered { status: 500.., .. } | Reply::Unreachable(_) => Health::Ill,
        Reply::Answered { .. } => Health::Well,
        Reply::Refused(_) => Health::Unknown,
    }
}

/// How long to wait before the next attempt, up to a fifth more or less than the schedule says and not before the server wants it;
/// none when the schedule has ended.
pub fn pause(schedule: &[Duration], tried: u32, retry_after: Option<Duration>) -> Option<Duration> {
    let pause = schedule.get(tried as usize)?.mul_f64(0.8 + 0.4 * sign::chance());
    Some(pause.max(retry_after.unwrap_or_default().min(LONGEST)))
}

/// Whole seconds, for the journal.
pub fn seconds(pause: Duration) -> i64 {
    pause.as_secs_f64().ceil() as i64
}

type Announced = (BTreeSet<String>, Result<Vec<Queued>, Error>);

struct Desk {
    office: Arc<Office>,
    queue: Queue,
    running: JoinSet<Result<Outcome, Error>>,
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

/// Works until it is closed, or nobody can give orders any more.
pub async fn run(office: Arc<Office>, pace: Pace, outstanding: Vec<Queued>, mut orders: mpsc::UnboundedReceiver<Order>) {
    let mut desk = Desk {
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
    let mut sweep = tokio::time::interval(SWEEP);
    loop {
        let wake = desk.begin();
        if desk.is_closed() {
            break;
        }
        tokio::select! {
            order = orders.recv() => match order {
                Some(order) => desk.obey(order),
                None => return,
            },
            Some(done) = desk.running.join_next_with_id() => desk.done(done),
            Some(announced) = desk.announcing.join_next() => desk.announced(announced),
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

impl Desk {
    /// Begins everything whose turn it is; returns when there is something to begin next.
    fn begin(&mut self) -> Option<Instant> {
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
        announce.into_iter().chain(self.queue.wake()).min()
    }

    fn start(&mut self, job: Job) {
        let office = Arc::clone(&self.office);
        let task = match job {
            Job::Verification(id) => self.running.spawn(async move { verify::verify(&office, id).await }),
            Job::Delivery(id) => self.running.spawn(async move { deliver::deliver(&office, id).await }),
            Job::Ping(id) => self.running.spawn(async move { outside::ping(&office, id).await }),
            Job::Denial(id) => {
                let denial = self.denials.get(&id).cloned();
                self.running.spawn(async move {
                    Ok(match denial {
                        Some(denial) => verify::deny(&office, &denial).await,
                        None => Outcome::nothing(),
                    })
                })
            }
        };
        self.tasks.insert(task.id(), job);
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Add(queued) => self.add(&queued),
            Order::Changed(topics) => {
                if self.changed.is_empty() && !topics.is_empty() {
                    self.announce_at = Some(Instant::now() + self.office.settings.window);
                }
                self.changed.extend(topics);
            }
            Order::Deny(denials) => self.deny(denials),
            Order::Close(done) => {
                self.announce_at = None;
                self.closing.push(done);
            }
        }
    }

    fn add(&mut self, queued: &Queued) {
        let job = match queued.kind {
            Kind::Verification => Job::Verification(queued.id),
            Kind::Delivery => Job::Delivery(queued.id),
            Kind::Ping => Job::Ping(queued.id),
        };
        // The wall clock may have been set since the journal was written.
        let wait = Duration::from_secs(queued.due.saturating_sub(now()).max(0) as u64).min(2 * LONGEST);
        self.queue.add(job, &queued.host.as_str().into(), Instant::now() + wait);
    }

    fn deny(&mut self, denials: Vec<Denial>) {
        for denial in denials {
            self.denied += 1;
            self.queue.add(Job::Denial(self.denied), &denial.host.as_str().into(), Instant::now());
            self.denials.insert(self.denied, Arc::new(denial));
        }
    }

    fn done(&mut self, done: Result<(tokio::task::Id, Result<Outcome, Error>), JoinError>) {
        let id = done.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let Some(job) = self.tasks.remove(&id) else { return };
        let again_in_trouble = Outcome { again: Some(TROUBLE), ..Outcome::nothing() };
        let outcome = match done {
            Ok((_, Ok(outcome))) => outcome,
            Ok((_, Err(error))) => {
                tracing::error!(target: "hub", %error, ?job, "something could not be done, and is tried again");
                again_in_trouble
            }
            Err(error) => {
                tracing::error!(target: "hub", %error, ?job, "the hub has a fault");
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
        self.deny(outcome.denied);
    }

    fn announced(&mut self, announced: Result<Announced, JoinError>) {
        match announced {
            Ok((_, Ok(queued))) => queued.iter().for_each(|queued| self.add(queued)),
            Ok((topics, Err(error))) => {
                tracing::error!(target: "hub", %error, "a change could not be announced, and is tried again");
                self.changed.extend(topics);
                self.announce_at = Some(Instant::now() + TROUBLE);
            }
            Err(error) => tracing::error!(target: "hub", %error, "the hub has a fault"),
        }
    }

    fn sweep(&mut self) {
        self.queue.prune(Instant::now());
        let journal = Arc::clone(&self.office.journal);
        tokio::task::spawn_blocking(move || match journal.purge(now()) {
            Ok(0) => {}
            Ok(ended) => tracing::info!(target: "hub", ended, "leases have ended"),
            Err(error) => tracing::error!(target: "hub", %error, "ended leases could not be dropped"),
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
            let drawn = pause(&[ten, minute], 0, None).unwrap();
            assert!((8.0..=12.0).contains(&drawn.as_secs_f64()), "{drawn:?}");
        }
        assert_eq!(pause(&[ten, minute], 0, Some(2 * minute)), Some(2 * minute));
        assert!(pause(&[ten, minute], 1, Some(ten)).unwrap() >= minute.mul_f64(0.8));
        assert_eq!(pause(&[ten], 0, Some(100 * LONGEST)), Some(LONGEST));
        assert_eq!(pause(&[ten, minute], 2, Some(ten)), None);
    }

    #[test]
    fn who_answers_is_well_even_with_a_no() {
        let answered = |status| Reply::Answered { status, retry_after: None, body: Vec::new() };
        for (reply, expected) in [
            (answered(200), Health::Well),
            (answered(404), Health::Well),
            (answered(500), Health::Ill),
            (Reply::Unreachable(""), Health::Ill),
        ] {
            assert_eq!(health(&reply), expected);
        }
    }
}
