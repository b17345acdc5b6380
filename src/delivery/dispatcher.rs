//! Runs deliveries: claims what is due, hands it to the transports, settles what came of it. One batch of a channel at a time, channels side
//! by side; settlements and claims of all channels share transactions.

#![expect(clippy::disallowed_methods, reason = "leases and pauses end at an instant")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use crate::db::Database;
use crate::db::delivery::{ChannelHealth, ChannelState, ClaimRequest, ClaimedDelivery, DeliveryPurpose, Settlement};
use crate::error::Error;
use crate::model::{Channel, Channels, DeliveryOrder, Receiver};
use crate::transport::{Attempt, Outcome, Payload, Reply, fault_points};

use super::clock::Clock;
use super::observer::{AttemptObserver, ObservedAttempt};
use super::policy::{ReceiverHealth, channel_health, describe, receiver_health, settle};
use super::rate::RateLimit;
use super::sender::{Sender, SenderFactory};

/// How long a worker holds what it has claimed.
const LEASE: Duration = Duration::from_secs(90);
/// What cannot be taken back is not begun in the last part of a lease.
const MARGIN: Duration = Duration::from_secs(15);
/// The longest attempt.
const ATTEMPT: Duration = Duration::from_secs(60);
/// After this long a worker gives back what it has not begun, and claims it again.
const BATCH_TIME: Duration = Duration::from_secs(15);
/// Deliveries of a channel that are claimed together.
const BATCH: usize = 50;
/// Deliveries that are claimed together in all.
const MAX_CLAIMS: usize = 400;
/// Channels that are served at the same time.
const MAX_BUSY: usize = 64;
/// How long settlements are gathered.
const GATHER: Duration = Duration::from_millis(3);
/// How long a channel without work keeps its connection.
const IDLE: Duration = Duration::from_secs(60);
/// How often attempts are looked for whose worker is gone.
const SWEEP: Duration = Duration::from_secs(60);
/// How often the journal is asked without a reason: a person may have changed something.
const POLL: Duration = Duration::from_secs(1);

/// What the dispatcher works with.
pub struct DispatcherContext {
    pub database: Arc<Database>,
    pub senders: Arc<dyn SenderFactory>,
    pub clock: Clock,
    pub observer: Arc<dyn AttemptObserver>,
    /// What a process before this one has left was taken up.
    pub has_swept: AtomicBool,
}

/// Messages to a running dispatcher.
pub enum DispatcherCommand {
    /// The settings of the channels are these from now on.
    Channels(Arc<Channels>),
    /// Something may be due.
    Wake,
    /// Claims nothing more, and ends when what runs has ended.
    Close(oneshot::Sender<()>),
}

/// Why the dispatcher returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DispatchEnd {
    /// Nothing is due.
    Idle,
    /// The time is over.
    Timeout,
    Closed,
}

enum WorkerReport {
    Settled(Box<Settled>),
    /// The batch of a channel has ended: what was not begun is given back.
    Ended {
        channel: String,
        left: Vec<(i64, i64)>,
        sender: Sender,
        generation: u64,
    },
    /// The worker has panicked: nobody knows what came of what it had not settled.
    Failed {
        channel: String,
        claims: Vec<(i64, i64)>,
    },
}

struct Settled {
    delivery: ClaimedDelivery,
    outcome: Outcome,
    duration: Duration,
    ended: i64,
}

struct IdleSender {
    sender: Sender,
    since: Instant,
    /// Of the settings that it was opened with.
    generation: u64,
}

/// The state of the loop.
struct DeliveryDispatcher {
    context: Arc<DispatcherContext>,
    channels: Arc<Channels>,
    busy: BTreeSet<String>,
    idle: BTreeMap<String, IdleSender>,
    rates: BTreeMap<String, RateLimit>,
    health: BTreeMap<String, ChannelHealth>,
    /// Channels whose settings name a secret that is missing: reported once.
    unusable: BTreeMap<String, String>,
    /// Grows whenever the settings change: a connection of before leads to where the channel was.
    generation: u64,
    /// What has ended and is not in the journal yet: it must not be lost, whatever fails.
    unsettled: Vec<Settled>,
    ended: Vec<EndedBatch>,
    /// When interrupted attempts were last looked for.
    swept: Instant,
    reports: mpsc::UnboundedReceiver<WorkerReport>,
    sender: mpsc::UnboundedSender<WorkerReport>,
}

/// A batch whose channel is still busy.
enum EndedBatch {
    /// What it had not begun, and its connection.
    GivenBack {
        channel: String,
        left: Vec<(i64, i64)>,
        idle: IdleSender,
    },
    Failed {
        channel: String,
        claims: Vec<(i64, i64)>,
    },
}

/// Takes up what a process that died has left, then delivers until nothing is due (`until_idle`), the time is over, or it is closed.
///
/// # Errors
/// When the journal cannot be used.
pub async fn run(
    context: Arc<DispatcherContext>,
    channels: Arc<Channels>,
    commands: &mut mpsc::UnboundedReceiver<DispatcherCommand>,
    until_idle: Option<Duration>,
) -> Result<DispatchEnd, Error> {
    let started = Instant::now();
    let (sender, reports) = mpsc::unbounded_channel();
    let mut dispatcher = DeliveryDispatcher {
        context,
        channels,
        busy: BTreeSet::new(),
        idle: BTreeMap::new(),
        rates: BTreeMap::new(),
        health: BTreeMap::new(),
        unusable: BTreeMap::new(),
        generation: 0,
        unsettled: Vec::new(),
        ended: Vec::new(),
        swept: started,
        reports,
        sender,
    };
    dispatcher.sweep().await?;
    let mut closing: Option<oneshot::Sender<()>> = None;
    let mut failure: Option<String> = None;
    loop {
        let is_over = until_idle.is_some_and(|within| started.elapsed() >= within);
        // What has ended comes first: its channels are busy until it is in the journal.
        let mut worked = dispatcher.flush().await;
        let mut claimed = Claimed::default();
        if worked.is_ok() && closing.is_none() && !is_over {
            match dispatcher.claim().await {
                Ok(found) => claimed = found,
                Err(error) => worked = Err(error),
            }
        }
        match worked {
            Ok(()) => failure = None,
            Err(error) if until_idle.is_some() => return Err(error),
            Err(error) => {
                // Workers go on, and nothing that they report is lost: the journal can be back in a moment.
                let line = error.to_string();
                if failure.as_ref() != Some(&line) {
                    tracing::error!(target: "delivery", %error, "the journal cannot be used");
                    failure = Some(line);
                }
                tokio::time::sleep(POLL).await;
            }
        }
        if dispatcher.busy.is_empty() {
            if let Some(done) = closing {
                dispatcher.close().await;
                let _ = done.send(());
                return Ok(DispatchEnd::Closed);
            }
            if until_idle.is_some() && (is_over || (claimed.channels == 0 && !claimed.is_limited)) {
                dispatcher.close().await;
                return Ok(if is_over { DispatchEnd::Timeout } else { DispatchEnd::Idle });
            }
        }
        tokio::select! {
            report = dispatcher.reports.recv() => dispatcher.gather(report).await,
            command = commands.recv(), if closing.is_none() => match command {
                Some(DispatcherCommand::Channels(channels)) => dispatcher.set_channels(channels),
                Some(DispatcherCommand::Wake) => {}
                Some(DispatcherCommand::Close(done)) => closing = Some(done),
                // Nobody can reach it any more.
                None if until_idle.is_none() => return Ok(DispatchEnd::Closed),
                None => tokio::time::sleep(GATHER).await,
            },
            () = tokio::time::sleep(POLL) => dispatcher.close_idle(),
        }
    }
}

/// What a look at the journal found.
#[derive(Debug, Clone, Copy, Default)]
struct Claimed {
    /// Channels whose workers were started.
    channels: usize,
    /// Something is due that a limit on the rate holds back for a moment.
    is_limited: bool,
}

impl DeliveryDispatcher {
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database, i64) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (database, now) = (Arc::clone(&self.context.database), self.context.clock.now());
        run_blocking(move || work(&database, now)).await
    }

    /// Takes up what was being sent and has no worker: at the first start of the process everything, since it holds the state folder and
    /// whatever is being sent was left by another one.
    async fn sweep(&mut self) -> Result<(), Error> {
        let is_first = !self.context.has_swept.swap(true, Ordering::Relaxed);
        let swept = self.blocking(move |database, now| database.sweep(if is_first { i64::MAX } else { now }, &[], now)).await?;
        if swept > 0 {
            tracing::warn!(target: "delivery", attempts = swept, "interrupted attempts are taken up again");
        }
        self.swept = Instant::now();
        Ok(())
    }

    fn set_channels(&mut self, channels: Arc<Channels>) {
        self.generation += 1;
        for (_, idle) in std::mem::take(&mut self.idle) {
            close_in_background(idle.sender);
        }
        self.channels = channels;
        self.unusable.clear();
    }

    /// Claims what is due for channels that are not busy, and starts a worker for each. Returns the number of channels.
    async fn claim(&mut self) -> Result<Claimed, Error> {
        if self.swept.elapsed() >= SWEEP {
            self.sweep().await?;
        }
        let mut is_limited = false;
        let due = self.blocking(Database::channels_due).await?;
        let mut requests = Vec::new();
        let mut left = MAX_CLAIMS;
        for key in due {
            if self.busy.contains(&key) || self.busy.len() + requests.len() >= MAX_BUSY || left == 0 {
                continue;
            }
            let Some(channel) = self.channels.find(&key).cloned() else { continue };
            if matches!(channel.receiver, Receiver::Pull(_)) || !self.is_usable(&channel) {
                continue;
            }
            let rate = self.rates.entry(key.clone()).or_default();
            let limit = rate.available(channel.rate, Instant::now()).min(BATCH).min(left);
            is_limited |= limit == 0;
            if limit > 0 {
                left -= limit;
                requests.push(ClaimRequest { channel: key, in_order: channel.order == DeliveryOrder::Channel, limit });
            }
        }
        if requests.is_empty() {
            return Ok(Claimed { channels: 0, is_limited });
        }
        let lease = i64::try_from(LEASE.as_secs()).unwrap_or(90);
        let began = Instant::now();
        let (claimed, states) = self
            .blocking(move |database, now| Ok((database.claim(&requests, now, now + lease)?, database.channel_states()?)))
            .await?;
        if !claimed.is_empty() {
            fault_points::reach("claimed");
        }
        for state in states {
            let ChannelState { key: channel, failures, breaker_until, .. } = state;
            self.health.insert(channel.clone(), ChannelHealth { channel, failures, breaker_until });
        }
        let mut batches: BTreeMap<String, Vec<ClaimedDelivery>> = BTreeMap::new();
        for delivery in claimed {
            batches.entry(delivery.channel.clone()).or_default().push(delivery);
        }
        let count = batches.len();
        for (key, batch) in batches {
            self.start(key, batch, began);
        }
        Ok(Claimed { channels: count, is_limited })
    }

    /// Whether its secrets are there. Reported once.
    fn is_usable(&mut self, channel: &Channel) -> bool {
        let key = channel.key.as_str();
        if self.idle.contains_key(key) {
            return true;
        }
        if self.unusable.contains_key(key) {
            return false;
        }
        match self.context.senders.open(channel, &self.channels) {
            Ok(sender) => {
                let generation = self.generation;
                self.idle.insert(key.to_owned(), IdleSender { sender, since: Instant::now(), generation });
                true
            }
            Err(error) => {
                tracing::error!(target: "delivery", channel = key, %error, "the channel cannot be used");
                self.unusable.insert(key.to_owned(), error.to_string());
                false
            }
        }
    }

    fn start(&mut self, key: String, batch: Vec<ClaimedDelivery>, began: Instant) {
        let Some(IdleSender { sender, generation, .. }) = self.idle.remove(&key) else { return };
        if let Some(rate) = self.rates.get_mut(&key) {
            rate.take(batch.len());
        }
        self.busy.insert(key.clone());
        let is_ordered = self.channels.find(&key).is_some_and(|channel| channel.order == DeliveryOrder::Channel);
        let worker = Worker { context: Arc::clone(&self.context), reports: self.sender.clone(), is_ordered, began };
        tokio::spawn(async move {
            let reports = worker.reports.clone();
            let claims: Vec<(i64, i64)> = batch.iter().map(|delivery| (delivery.id, delivery.fence)).collect();
            let report = match tokio::spawn(worker.run(batch, sender)).await {
                Ok((left, sender)) => WorkerReport::Ended { channel: key, left, sender, generation },
                Err(_) => WorkerReport::Failed { channel: key, claims },
            };
            let _ = reports.send(report);
        });
    }

    /// Takes what workers report, as much as comes within a moment.
    async fn gather(&mut self, first: Option<WorkerReport>) {
        first.into_iter().for_each(|report| self.sort(report));
        if let Ok(Some(report)) = tokio::time::timeout(GATHER, self.reports.recv()).await {
            self.sort(report);
        }
        while let Ok(report) = self.reports.try_recv() {
            self.sort(report);
        }
    }

    fn sort(&mut self, report: WorkerReport) {
        match report {
            WorkerReport::Settled(one) => {
                self.observe(&one);
                self.unsettled.push(*one);
            }
            WorkerReport::Ended { channel, left, sender, generation } => {
                let idle = IdleSender { sender, since: Instant::now(), generation };
                self.ended.push(EndedBatch::GivenBack { channel, left, idle });
            }
            WorkerReport::Failed { channel, claims } => self.ended.push(EndedBatch::Failed { channel, claims }),
        }
    }

    fn observe(&self, settled: &Settled) {
        let Settled { delivery, outcome, duration, ended } = settled;
        let (name, _) = describe(outcome);
        let arrived_after = matches!(outcome, Outcome::Delivered(_)).then(|| ended - delivery.added);
        self.context.observer.observe(ObservedAttempt {
            channel: &delivery.channel,
            outcome: name,
            duration: *duration,
            arrived_after,
        });
        log(delivery, outcome);
    }

    /// Enters everything that has ended in the journal. What cannot be entered is kept for the next time.
    async fn flush(&mut self) -> Result<(), Error> {
        self.settle().await?;
        while let Some(batch) = self.ended.pop() {
            let done = match &batch {
                EndedBatch::GivenBack { left, .. } if left.is_empty() => Ok(()),
                EndedBatch::GivenBack { left, .. } => {
                    let left = left.clone();
                    self.blocking(move |database, _| database.give_back(&left)).await
                }
                EndedBatch::Failed { channel, claims } => {
                    tracing::error!(target: "delivery", channel, "a worker has failed: its messages are tried again in a minute");
                    let claims = claims.clone();
                    self.blocking(move |database, now| database.abandon(&claims, now, now + 60)).await
                }
            };
            if let Err(error) = done {
                self.ended.push(batch);
                return Err(error);
            }
            match batch {
                EndedBatch::GivenBack { channel, idle, .. } => {
                    self.busy.remove(&channel);
                    if idle.generation == self.generation {
                        self.idle.insert(channel, idle);
                    } else {
                        close_in_background(idle.sender);
                    }
                }
                EndedBatch::Failed { channel, .. } => drop(self.busy.remove(&channel)),
            }
        }
        Ok(())
    }

    async fn settle(&mut self) -> Result<(), Error> {
        if self.unsettled.is_empty() {
            return Ok(());
        }
        let mut settlements: Vec<Settlement> = Vec::new();
        let mut changed: BTreeMap<String, ChannelHealth> = BTreeMap::new();
        let mut durably = false;
        for Settled { delivery, outcome, ended, .. } in &self.unsettled {
            let channel = self.channels.find(&delivery.channel);
            // A mailbox takes whatever comes; the others look, or know the id.
            durably |= channel.is_some_and(|channel| matches!(channel.receiver, Receiver::Mail(_)));
            settlements.push(settle(delivery, outcome, false, *ended, jitter(delivery)));
            if let Some(before) = changed.get(&delivery.channel).or(self.health.get(&delivery.channel)) {
                let next = channel_health(before, receiver_health(outcome), *ended);
                changed.insert(delivery.channel.clone(), next);
            }
        }
        let health: Vec<ChannelHealth> = changed
            .iter()
            .filter(|(channel, next)| self.health.get(*channel) != Some(next))
            .map(|(_, next)| next.clone())
            .collect();
        let done = self.blocking(move |database, _| database.settle(&settlements, &health, durably)).await?;
        fault_points::reach("settled");
        self.health.extend(changed);
        for (Settled { delivery, .. }, done) in std::mem::take(&mut self.unsettled).iter().zip(done) {
            if !done {
                tracing::warn!(target: "delivery", channel = delivery.channel, cursor = delivery.cursor, "an attempt ended after its lease");
            }
        }
        Ok(())
    }

    fn close_idle(&mut self) {
        let old: Vec<String> =
            self.idle.iter().filter(|(_, idle)| idle.since.elapsed() >= IDLE).map(|(key, _)| key.clone()).collect();
        for key in old {
            if let Some(idle) = self.idle.remove(&key) {
                close_in_background(idle.sender);
            }
        }
    }

    async fn close(&mut self) {
        for (_, mut idle) in std::mem::take(&mut self.idle) {
            idle.sender.close().await;
        }
    }
}

/// A receiver can take its time for a farewell.
fn close_in_background(mut sender: Sender) {
    tokio::spawn(async move { sender.close().await });
}

/// Sends one batch of a channel, in order.
struct Worker {
    context: Arc<DispatcherContext>,
    reports: mpsc::UnboundedSender<WorkerReport>,
    is_ordered: bool,
    began: Instant,
}

impl Worker {
    /// Returns the claims that it has not begun.
    async fn run(self, batch: Vec<ClaimedDelivery>, mut sender: Sender) -> (Vec<(i64, i64)>, Sender) {
        let mut left = batch.into_iter();
        let (mut left_over, mut is_first) = (Vec::new(), true);
        while let Some(delivery) = left.next() {
            if self.began.elapsed() >= BATCH_TIME {
                left_over.extend(claims(Some(delivery), left));
                return (left_over, sender);
            }
            // The first was claimed a moment ago; the others can have been replaced since.
            if !is_first && !self.is_current(&delivery).await {
                left_over.push((delivery.id, delivery.fence));
                continue;
            }
            is_first = false;
            let began = Instant::now();
            let attempt = Attempt {
                payload: Payload {
                    file_name: delivery.name.clone(),
                    id: delivery.message_id.clone(),
                    media_type: delivery.media_type.clone(),
                    bytes: Arc::clone(&delivery.payload.bytes),
                },
                may_have_arrived: delivery.doubt,
                commit_before: self.began + LEASE - MARGIN,
            };
            let outcome = match tokio::time::timeout(ATTEMPT, sender.send(&attempt, &delivery.receiver)).await {
                Ok(outcome) => outcome,
                Err(_) => {
                    sender.close().await;
                    Outcome::Unknown(Reply::new(None, "no end in 60 seconds"))
                }
            };
            let health = receiver_health(&outcome);
            let ended = self.context.clock.now();
            let _ =
                self.reports.send(WorkerReport::Settled(Box::new(Settled { delivery, outcome, duration: began.elapsed(), ended })));
            // The rest would most likely fail too, or overtake what failed.
            if health == ReceiverHealth::Failed || (self.is_ordered && health != ReceiverHealth::Ok) {
                left_over.extend(claims(None, left));
                return (left_over, sender);
            }
        }
        (left_over, sender)
    }

    /// Whether nothing newer was published since the claim. A failure of the journal is no reason to send.
    async fn is_current(&self, delivery: &ClaimedDelivery) -> bool {
        let (database, id, fence) = (Arc::clone(&self.context.database), delivery.id, delivery.fence);
        run_blocking(move || database.is_current(id, fence)).await.unwrap_or(false)
    }
}

fn claims(first: Option<ClaimedDelivery>, left: impl Iterator<Item = ClaimedDelivery>) -> Vec<(i64, i64)> {
    first.into_iter().chain(left).map(|delivery| (delivery.id, delivery.fence)).collect()
}

/// From 0 to 1, another one for each attempt.
fn jitter(delivery: &ClaimedDelivery) -> f64 {
    let hash = blake3::hash(format!("{} {} {}", delivery.message_id, delivery.id, delivery.fence).as_bytes());
    f64::from(hash.as_bytes()[0]) / 255.0
}

/// One line for each attempt. No address, path or secret is in it.
fn log(delivery: &ClaimedDelivery, outcome: &Outcome) {
    let (name, reply) = describe(outcome);
    let ClaimedDelivery { channel, cursor, release, revision, .. } = delivery;
    let (code, is_kill) = (reply.code, delivery.purpose == DeliveryPurpose::Kill);
    if matches!(outcome, Outcome::Delivered(_)) {
        tracing::info!(target: "delivery", channel, cursor, release, revision, kill = is_kill, code, "delivered");
    } else {
        tracing::warn!(target: "delivery", channel, cursor, release, revision, kill = is_kill, code, reply = reply.text, "{name}");
    }
}

async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}
