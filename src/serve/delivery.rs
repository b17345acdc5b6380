//! Delivers to news desks while the service runs: a thread plans and publishes whenever something else is public or a person has decided
//! something, and the dispatcher sends.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc as async_mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::delivery::clock::Clock;
use crate::delivery::deliveries::{Deliveries, RoundReport};
use crate::delivery::dispatcher::{self, DispatcherCommand, DispatcherContext};
use crate::delivery::journal::ChannelChange;
use crate::delivery::mail::MailMaker;
use crate::delivery::observer::AttemptObserver;
use crate::delivery::plan::{HoldReason, Plan};
use crate::delivery::sender::SettingsSenders;
use crate::error::Error;
use crate::model::Channels;
use crate::msg;

use super::app::App;
use super::clock;
use super::delivery_status::DeliveryStatus;
use super::log::{catch_panic, error_line};

/// How often the journal is looked at for what a person has decided.
const POLL: Duration = Duration::from_millis(500);
/// How often a round is made without a reason, for what the clock alone changes, and while a correction waits for its text.
const LONGEST_PAUSE: Duration = Duration::from_secs(900);
const PAUSE_FOR_TEXT: Duration = Duration::from_secs(15);
/// How often the journal notes that deliveries could have been made.
const PRESENCE: Duration = Duration::from_secs(60);

/// The running delivery.
pub struct ServiceDelivery {
    signals: mpsc::SyncSender<Signal>,
    commands: async_mpsc::UnboundedSender<DispatcherCommand>,
    dispatcher: JoinHandle<()>,
}

enum Signal {
    Look,
    Stop,
}

/// What the thread of the rounds writes to.
struct Outputs {
    plan: watch::Sender<Arc<Plan>>,
    published: watch::Sender<u64>,
    channels: watch::Sender<Arc<Channels>>,
    commands: async_mpsc::UnboundedSender<DispatcherCommand>,
}

impl ServiceDelivery {
    /// Starts it on the current tokio runtime.
    ///
    /// # Errors
    /// When the system starts no thread, or has no certificates.
    pub fn start(app: &Arc<App>, state: &Path, content: &Path, allowed: &[String]) -> Result<ServiceDelivery, Error> {
        let http = SettingsSenders::http(allowed)?;
        let context = Arc::new(DispatcherContext {
            database: Arc::clone(&app.database),
            senders: Arc::new(SettingsSenders { content: content.to_owned(), http }),
            clock: Clock::system(),
            observer: Arc::clone(&app.metrics) as Arc<dyn AttemptObserver>,
            has_swept: AtomicBool::new(false),
        });
        let (commands, received) = async_mpsc::unbounded_channel();
        let (plan, plan_seen) = watch::channel(Arc::default());
        let (published, published_seen) = watch::channel(0);
        let (channels, channels_seen) = watch::channel(Arc::default());
        let status = DeliveryStatus { plan: plan_seen, published: published_seen, channels: channels_seen };
        app.delivery.get_or_init(|| status);
        let (signals, looked) = mpsc::sync_channel(16);
        let rounds = Rounds {
            deliveries: Deliveries::new(Arc::clone(&app.database), state, content, MailMaker::default()),
            outputs: Outputs { plan, published, channels, commands: commands.clone() },
            last: None,
            is_behind: false,
            present: None,
        };
        let thread = {
            let app = Arc::clone(app);
            std::thread::Builder::new().name("delivery".into()).spawn(move || rounds.run(&app, &looked))
        };
        thread.map_err(|e| Error::caused(msg!("the service cannot start", "tjänsten kan inte starta"), e))?;
        let dispatcher = tokio::spawn(dispatch(Arc::clone(app), context, received));
        let _ = signals.try_send(Signal::Look);
        Ok(ServiceDelivery { signals, commands, dispatcher })
    }

    /// Something else is public when the returned function is called.
    pub fn notifier(&self) -> impl Fn() + Send + 'static {
        let signals = self.signals.clone();
        // Where many wait already, one of them is for this snapshot too.
        move || drop(signals.try_send(Signal::Look))
    }

    /// Claims nothing more, and lets running attempts finish within `timeout`. The rest is done after the next start.
    pub async fn close(self, timeout: Duration) {
        let _ = self.signals.try_send(Signal::Stop);
        let (done, finished) = oneshot::channel();
        if self.commands.send(DispatcherCommand::Close(done)).is_ok() && tokio::time::timeout(timeout, finished).await.is_err() {
            tracing::warn!(target: "delivery", "unfinished attempts are taken up again after the next start");
            self.dispatcher.abort();
        }
    }
}

/// Runs the dispatcher; after a failure or a panic again, a little later.
async fn dispatch(app: Arc<App>, context: Arc<DispatcherContext>, commands: async_mpsc::UnboundedReceiver<DispatcherCommand>) {
    let commands = Arc::new(tokio::sync::Mutex::new(commands));
    let mut channels = Arc::default();
    loop {
        let (context, commands, now) = (Arc::clone(&context), Arc::clone(&commands), Arc::clone(&channels));
        let running = tokio::spawn(async move { dispatcher::run(context, now, &mut *commands.lock().await, None).await });
        match running.await {
            Ok(Ok(_)) => return,
            Ok(Err(error)) => tracing::error!(target: "delivery", "{}", error_line(&error, app.language())),
            Err(ended) if ended.is_cancelled() => return,
            Err(_) => app.metrics.count_panic(),
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
        if let Some(status) = app.delivery.get() {
            channels = Arc::clone(&status.channels.borrow());
        }
    }
}

/// The rounds, on a thread of their own: the scheduler must not wait for them.
struct Rounds {
    deliveries: Deliveries,
    outputs: Outputs,
    /// When the last round was made, of which snapshot, and the state of the journal then.
    last: Option<(Instant, u64, i64)>,
    /// Something could not be published.
    is_behind: bool,
    /// When the journal last noted that the service runs.
    present: Option<Instant>,
}

impl Rounds {
    fn run(mut self, app: &App, signals: &mpsc::Receiver<Signal>) {
        let mut failure = None;
        loop {
            match signals.recv_timeout(POLL) {
                Ok(Signal::Stop) | Err(mpsc::RecvTimeoutError::Disconnected) => return,
                Ok(Signal::Look) | Err(mpsc::RecvTimeoutError::Timeout) => {}
            }
            let round = catch_panic(|| self.round(app));
            match round {
                None => app.metrics.count_panic(),
                Some(Ok(())) => failure = None,
                Some(Err(error)) => {
                    let line = error_line(&error, app.language());
                    // Not each half second.
                    if failure.as_ref() != Some(&line) {
                        tracing::error!(target: "delivery", "{line}");
                        failure = Some(line);
                    }
                }
            }
        }
    }

    fn round(&mut self, app: &App) -> Result<(), Error> {
        let snapshot = app.site.snapshot();
        let version = app.database.changes_by_others()?;
        let waits_for_text = self.outputs.plan.borrow().held.iter().any(|held| held.reason == HoldReason::TextUnchanged);
        let pause = if waits_for_text || self.is_behind { PAUSE_FOR_TEXT } else { LONGEST_PAUSE };
        let is_done = |(at, generation, seen): (Instant, u64, i64)| {
            generation == snapshot.generation && seen == version && at.elapsed() < pause
        };
        if self.last.is_some_and(is_done) {
            if self.present.is_none_or(|noted| noted.elapsed() >= PRESENCE) {
                app.database.record_presence(clock::now())?;
                self.present = Some(Instant::now());
            }
            return Ok(());
        }
        // Settings with an error are not used: those of before stay.
        let channels = snapshot.newsroom().channels().cloned().unwrap_or_else(|| Arc::clone(&self.outputs.channels.borrow()));
        let round = self.deliveries.update(snapshot.edition(), &channels, clock::now())?;
        // What could not be published is tried again soon.
        self.is_behind = round.publish.is_outdated || !round.publish.errors.is_empty();
        self.last = Some((Instant::now(), snapshot.generation, version));
        if *self.outputs.channels.borrow() != channels {
            self.outputs.channels.send_replace(Arc::clone(&channels));
            let _ = self.outputs.commands.send(DispatcherCommand::Channels(channels));
        }
        self.report(app, &round);
        if !round.publish.numbers.is_empty() {
            self.outputs.published.send_modify(|count| *count += 1);
        }
        let _ = self.outputs.commands.send(DispatcherCommand::Wake);
        self.outputs.plan.send_replace(Arc::new(round.plan));
        Ok(())
    }

    /// Logs what this round did, and what needs a person where that is new.
    fn report(&self, app: &App, round: &RoundReport) {
        if let Some(count) = round.opened.as_ref().and_then(|opened| opened.baseline) {
            tracing::info!(target: "delivery", releases = count, "first start: these releases are known, and nothing is sent of them");
        }
        for lost in round.opened.iter().flat_map(|opened| &opened.lost) {
            tracing::error!(target: "delivery", channel = lost.channel, first = lost.first, last = lost.last, "numbers are lost and not used again");
        }
        if round.waits.is_some() && self.outputs.plan.borrow().publications.is_empty() {
            tracing::error!(target: "delivery", "the journal is older than what may have been sent: nothing is sent until `depesch wire continue`");
        }
        for change in &round.changes {
            match change {
                ChannelChange::New(channel) => tracing::info!(target: "delivery", channel, "new channel"),
                ChannelChange::Moved(channel) => {
                    tracing::warn!(target: "delivery", channel, "the address has changed: paused until `depesch wire resume`");
                }
            }
        }
        for planned in &round.publish.published {
            let publication = &planned.publication;
            let channels = planned.targets.len();
            tracing::info!(target: "delivery", release = publication.folder, version = publication.revision, kind = publication.kind.name(), channels, "published");
        }
        if round.publish.is_outdated {
            tracing::warn!(target: "delivery", "the journal changed while messages were made: they are made again");
        }
        for error in &round.publish.errors {
            tracing::error!(target: "delivery", location = error.location.to_string(), "{}", error.message.text(app.language()));
        }
        let before = self.outputs.plan.borrow();
        for held in round.plan.held.iter().filter(|held| !before.held.contains(held)) {
            tracing::warn!(target: "delivery", release = held.publication.folder, reason = ?held.reason, "held: `depesch send --plan` says why");
        }
        for gone in round.plan.vanished.iter().filter(|gone| !before.vanished.contains(gone)) {
            tracing::warn!(target: "delivery", release = gone.folder, receivers = gone.holders, "not public any more without a withdrawal");
        }
        for edited in round.plan.edited.iter().filter(|edited| !before.edited.contains(edited)) {
            tracing::warn!(target: "delivery", release = edited.publication.folder, receivers = edited.holders, "the text was changed after it was sent");
        }
        if let Some(burst) = round.plan.burst.as_ref().filter(|burst| before.burst.as_ref() != Some(burst)) {
            tracing::warn!(target: "delivery", code = burst.hash, releases = burst.releases.len(), "many new releases at once: `depesch send --confirm` lets them go");
        }
    }
}
