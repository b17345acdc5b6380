//! The WebSub hub: who follows a feed gets its new bytes as soon as they are public. <https://www.w3.org/TR/websub/>
//!
//! ```text
//! request --> verify --> (journal) <-- announce <-- whoever has the feeds
//!                            |
//!                         queue, desk --> deliver, outside --> client (guard)
//! ```
//!
//! It is a closed hub: it knows the feeds of this newsroom and fetches nothing. What is to be done stands in the journal before it is
//! done, so a process that is killed goes on where it was: everything is delivered at least once. A subscriber gets what a feed is when
//! it is sent, never an older version, and versions that were overtaken are not sent at all.
//!
//! Subscribers' secrets stand in the journal as they came, since the hub must sign with them: the permissions of the journal's file
//! (0600) are what protects them. Neither secrets nor callbacks are logged, only the host of a callback.

mod announce;
mod client;
mod deliver;
mod desk;
mod guard;
mod outside;
mod queue;
mod request;
mod sign;
mod verify;

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use ipnet::IpNet;
use reqwest::Url;
use tokio::sync::mpsc;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use crate::db::Database;
use crate::db::hub::Room;
use crate::error::Error;
use crate::msg;

use client::Client;
use desk::Office;
use desk::Order;
use guard::Guard;
use queue::Pace;

pub use hyper::body::Bytes;

/// A feed that can be followed, as it is now.
#[derive(Debug, Clone)]
pub struct Topic {
    /// As it stands in the feed itself and in its `Link` header.
    pub url: String,
    /// The `Content-Type` that the feed is served with, byte for byte.
    pub content_type: String,
    pub bytes: Bytes,
}

/// What the hub asks of whoever has the feeds. It is asked off the async threads, and once for each delivery: keep what took long to make.
pub trait Topics: Send + Sync + 'static {
    /// Whether this is one of our feeds, spelled as it is in `Topic::url`. Cheap. A feed that is no longer known is gone for good: its
    /// subscribers are told and dropped when something is to be delivered to them.
    fn knows(&self, url: &str) -> bool;

    /// The bytes as they are now; none when the feed is not known, or cannot be made at this moment.
    fn topic(&self, url: &str) -> Option<Topic>;
}

/// How the hub is set up. `Settings::new` has what the standard and experience suggest.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The hub's own address, as the feeds give it.
    pub url: String,
    /// What the hub calls itself to others, with an address where one can read more.
    pub user_agent: String,
    /// Changes within this time of the first are announced together.
    pub window: Duration,
    /// Addresses that are called although they are not on the public internet: tests, intranets. They may be called at any port.
    pub allowed: Vec<IpNet>,
    /// Addresses that are never called: our own public ones.
    pub refused: Vec<IpNet>,
    /// Ports that are called beside 80, 443, 8080 and 8443.
    pub ports: Vec<RangeInclusive<u16>>,
    pub lease: Lease,
    pub limits: Limits,
    /// The pauses between the attempts of a delivery, each made up to a fifth shorter or longer. When they are used up, this version is
    /// given up; the subscription stays.
    pub retry: Vec<Duration>,
    /// The same for asking a callback that could not be reached.
    pub ask_again: Vec<Duration>,
    /// Hosts of callbacks that know signatures by SHA-1 only.
    pub sha1: Vec<String>,
    /// Hubs of others, by their address, that are told of every change.
    pub outside: Vec<String>,
}

/// How long a subscription lasts, in whole seconds. None is for ever (WebSub 5.1).
#[derive(Debug, Clone, Copy)]
pub struct Lease {
    /// For those who do not say.
    pub default: Duration,
    pub min: Duration,
    pub max: Duration,
}

/// How much the hub takes on.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Calls at a time.
    pub calls: usize,
    /// Calls to one host at a time.
    pub calls_per_host: usize,
    /// After so many failures in a row a host is left alone,
    pub failures: u32,
    /// for so long at first.
    pub pause: Duration,
    /// Requests of one address in a minute.
    pub requests_per_minute: u32,
    /// Requests that wait for one host to confirm them.
    pub waiting_per_host: u64,
    /// Subscriptions of one host.
    pub per_host: u64,
    /// Subscriptions in all.
    pub total: u64,
    /// Bytes of a callback.
    pub callback: usize,
}

impl Settings {
    /// The usual settings of a hub that is reached at `url`.
    pub fn new(url: impl Into<String>, user_agent: impl Into<String>) -> Settings {
        let [second, minute, hour] = [1, 60, 3_600].map(Duration::from_secs);
        Settings {
            url: url.into(),
            user_agent: user_agent.into(),
            window: 2 * second,
            allowed: Vec::new(),
            refused: Vec::new(),
            ports: Vec::new(),
            lease: Lease { default: 240 * hour, min: hour, max: 720 * hour },
            limits: Limits {
                calls: 64,
                calls_per_host: 2,
                failures: 5,
                pause: minute,
                requests_per_minute: 30,
                waiting_per_host: 10,
                per_host: 50,
                total: 100_000,
                callback: 2_048,
            },
            retry: vec![10 * second, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour, 24 * hour],
            ask_again: vec![minute, 10 * minute],
            sha1: Vec::new(),
            outside: Vec::new(),
        }
    }
}

/// What is answered to a form, as `text/plain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// For the developer of the subscriber, in English like the protocol.
    pub text: String,
    /// Seconds, for the header of that name.
    pub retry_after: Option<u64>,
}

impl Answer {
    fn new(status: u16, text: impl Into<String>) -> Answer {
        Answer { status, text: text.into(), retry_after: None }
    }

    fn later(status: u16, text: impl Into<String>, seconds: u64) -> Answer {
        Answer { retry_after: Some(seconds), ..Answer::new(status, text) }
    }
}

/// What the hub has done since it was started, and what stands in its journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Subscriptions whose lease runs, by topic.
    pub subscriptions: Vec<(String, u64)>,
    /// Requests that wait for their callback to confirm them.
    pub verifying: u64,
    /// Deliveries that are still to be made.
    pub outstanding: u64,
    /// Notices to hubs of others that are still to be made.
    pub pinging: u64,
    /// Requests that their callback confirmed,
    pub confirmed: u64,
    /// and that it did not.
    pub unconfirmed: u64,
    /// Deliveries that arrived,
    pub delivered: u64,
    /// attempts that failed,
    pub failed: u64,
    /// and versions that were given up.
    pub given_up: u64,
    /// Subscribers that said they are gone (410).
    pub gone: u64,
    /// Notices to hubs of others that arrived,
    pub pinged: u64,
    /// and attempts at them that failed.
    pub pings_failed: u64,
}

/// The hub at work. Cheap to clone; when the last clone is dropped it stops at once, as if it were killed.
#[derive(Clone)]
pub struct Hub {
    office: Arc<Office>,
    orders: mpsc::UnboundedSender<Order>,
    turnstile: Arc<request::Turnstile>,
    desk: AbortHandle,
}

impl Hub {
    /// Starts the hub on the current tokio runtime. It takes up what the journal says is outstanding, and announces followed topics that
    /// are not what was announced last: start it when `topics` knows them.
    ///
    /// Fails when the settings hold an address that is none, or the system has no certificates to know others by.
    pub fn start(journal: Arc<Database>, topics: Arc<dyn Topics>, settings: Settings) -> Result<Hub, Error> {
        let address = |text: &String| {
            let wrong = || Error::new(msg!("`{text}` is no address of a hub", "`{text}` är ingen adress till ett nav"));
            Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https")).ok_or_else(wrong)
        };
        let guard = Arc::new(Guard {
            allowed: settings.allowed.clone(),
            refused: settings.refused.clone(),
            ports: settings.ports.clone(),
            hub: Some(address(&settings.url)?),
            longest: settings.limits.callback,
        });
        for hub in &settings.outside {
            address(hub)?;
        }
        let client = Client::new(Arc::clone(&guard), &settings.user_agent)?;
        let limits = settings.limits;
        let pace = Pace { calls: limits.calls, per_host: limits.calls_per_host, failures: limits.failures, pause: limits.pause };
        let outstanding = journal.outstanding(&settings.outside)?;
        let office = Arc::new(Office { journal, topics, settings, guard, client, tally: desk::Tally::default() });
        let (orders, taken) = mpsc::unbounded_channel();
        let desk = tokio::spawn(desk::run(Arc::clone(&office), pace, outstanding, taken)).abort_handle();
        let hub = Hub { office, orders, turnstile: Arc::default(), desk };
        hub.compare(None);
        Ok(hub)
    }

    /// Answers a form that was posted to the hub. `peer`: who asks, as seen through the proxies that are trusted; `secure`: it came by
    /// https, which secrets must.
    pub async fn ask(&self, form: &[u8], peer: IpAddr, secure: bool) -> Answer {
        if self.orders.is_closed() {
            return Answer::later(503, "the hub is being restarted", 30);
        }
        if let Err(seconds) = self.turnstile.pass(peer, self.office.settings.limits.requests_per_minute, Instant::now()) {
            return Answer::later(429, "too many requests from this address", seconds);
        }
        let form = match request::read(form) {
            Ok(form) => form,
            Err(answer) => return answer,
        };
        if matches!(form, request::Form::Subscribe { secret: Some(_), .. }) && !(secure || self.is_near(peer)) {
            return Answer::new(400, "hub.secret is taken by https only: anybody on the way could read it");
        }
        // Whoever asks may hang up at any time; a request that stands in the journal reaches the desk all the same.
        let hub = self.clone();
        off(move || hub.take(form)).await
    }

    /// These topics have other bytes now, which are public already. What changes within `Settings::window` is announced together; until
    /// then it is in memory only, and found again by comparison if the process is killed. After `close` nothing happens.
    pub fn changed(&self, topics: impl IntoIterator<Item = String>) {
        let _ = self.orders.send(Order::Changed(topics.into_iter().collect()));
    }

    /// Compares these topics with what was announced last, and announces those that are other now. For topics that somebody follows this
    /// is done at the start; with all topics it also finds what hubs of others have not been told.
    pub async fn reconcile(&self, topics: impl IntoIterator<Item = String>) -> Result<usize, Error> {
        let (office, topics) = (Arc::clone(&self.office), topics.into_iter().collect());
        let changed = off(move || announce::differing(&office, topics)).await?;
        let count = changed.len();
        self.changed(changed);
        Ok(count)
    }

    /// A topic is gone: its subscribers are dropped and told why (WebSub 5.2), once, and not at all if the hub ends before. Returns how
    /// many they were.
    pub async fn deny(&self, topic: String, reason: String) -> Result<usize, Error> {
        let (office, orders) = (Arc::clone(&self.office), self.orders.clone());
        off(move || {
            let denials: Vec<_> = office
                .journal
                .drop_topic(&topic)?
                .into_iter()
                .map(|(callback, host)| verify::Denial { topic: topic.clone(), callback, host, reason: reason.clone() })
                .collect();
            let count = denials.len();
            let _ = orders.send(Order::Deny(denials));
            Ok(count)
        })
        .await
    }

    /// Everything counted. Reads the journal: some milliseconds when it is large.
    pub fn count(&self) -> Result<Counts, Error> {
        let standing = self.office.journal.standing(now())?;
        Ok(self.office.tally.counts(standing))
    }

    /// Takes no more work, writes down what is not announced yet, and lets calls that are under way finish, but no longer than `patience`.
    /// What is left is done after the next start.
    pub async fn close(&self, patience: Duration) {
        let (done, finished) = oneshot::channel();
        if self.orders.send(Order::Close(done)).is_ok() && tokio::time::timeout(patience, finished).await.is_err() {
            tracing::warn!(target: "hub", "calls are broken off, and made again after the next start");
            self.desk.abort();
        }
    }

    /// Compares in the background: these topics, or all that are followed.
    fn compare(&self, topics: Option<Vec<String>>) {
        let (office, orders) = (Arc::clone(&self.office), self.orders.clone());
        tokio::task::spawn_blocking(move || {
            let topics = topics.map_or_else(|| office.journal.followed(now()), Ok);
            match topics.and_then(|topics| announce::differing(&office, topics)) {
                Ok(changed) => drop(orders.send(Order::Changed(changed))),
                Err(error) => tracing::error!(target: "hub", %error, "topics could not be compared"),
            }
        });
    }

    /// A peer whose words nobody else hears.
    fn is_near(&self, peer: IpAddr) -> bool {
        peer.to_canonical().is_loopback() || self.office.guard.allows(peer)
    }

    fn take(&self, form: request::Form) -> Answer {
        let taken = match form {
            request::Form::Publish { topics } => {
                let own: Option<Vec<String>> = topics.iter().map(|topic| verify::own(&self.office, topic)).collect();
                let Some(own) = own else { return Answer::new(422, "this hub tells of the feeds of its own newsroom only") };
                self.compare(Some(own));
                return Answer::new(202, "the topic will be looked at");
            }
            form => verify::take(&self.office, form),
        };
        match taken {
            Ok(Ok((queued, answer))) => {
                let _ = self.orders.send(Order::Add(queued));
                answer
            }
            Ok(Err(answer)) => answer,
            Err(error) => {
                tracing::error!(target: "hub", %error, "a request could not be written down");
                Answer::later(503, "the request could not be written down", 60)
            }
        }
    }
}

impl Limits {
    fn room(&self) -> Room {
        Room { waiting_per_host: self.waiting_per_host, per_host: self.per_host, total: self.total }
    }
}

/// Runs what waits for the disk, or computes, off the async threads.
async fn off<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is shutting down: nobody waits for an answer.
            Err(_) => std::future::pending().await,
        },
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs() as i64)
}
