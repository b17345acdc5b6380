//! The WebSub hub: who follows a feed gets its new bytes as soon as they are public. <https://www.w3.org/TR/websub/>
//!
//! ```text
//! request --> verify --> (database) <-- announce <-- the owner of the feeds
//!                            |
//!                         queue, desk --> deliver, outside --> client (guard)
//! ```
//!
//! It is a closed hub: it knows the feeds of this newsroom and fetches nothing. What is to be done stands in the database before it is
//! done, so a process that is killed goes on where it was: everything is delivered at least once. A subscriber gets what a feed is when
//! it is sent, never an older version, and versions that were overtaken are not sent at all.
//!
//! Subscribers' secrets stand in the database as they came, since the hub must sign with them: the permissions of the database's file
//! (0600) are what protects them. Neither secrets nor callbacks are logged, only the host of a callback.

mod announce;
mod client;
mod deliver;
mod dispatcher;
mod egress_policy;
mod queue;
mod request;
mod sign;
mod upstream;
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
use crate::db::hub::Quota;
use crate::error::Error;
use crate::msg;

use client::Client;
use dispatcher::HubCommand;
use dispatcher::HubContext;
use egress_policy::EgressPolicy;
use queue::QueueLimits;

pub use hyper::body::Bytes;

/// A feed that can be followed, as it is now.
#[derive(Debug, Clone)]
pub struct TopicContent {
    /// As in the feed itself and in its `Link` header.
    pub url: String,
    /// The `Content-Type` that the feed is served with, byte for byte.
    pub content_type: String,
    pub bytes: Bytes,
}

/// The feeds as the hub sees them. Called off the async threads, and once for each delivery: cache what is slow to render.
pub trait Topics: Send + Sync + 'static {
    /// Whether this is one of our feeds, spelled as it is in `Topic::url`. Cheap. A feed that is no longer known is gone for good: its
    /// subscribers are denied and dropped at their next delivery.
    fn knows(&self, url: &str) -> bool;

    /// The bytes as they are now; none when the feed is not known, or cannot be made at this moment.
    fn topic(&self, url: &str) -> Option<TopicContent>;
}

/// Configuration of the hub. `HubSettings::new` has defaults from the standard and from experience.
#[derive(Debug, Clone)]
pub struct HubSettings {
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
    pub limits: HubLimits,
    /// The pauses between the attempts of a delivery, each made up to a fifth shorter or longer. When they are used up, this version is
    /// given up; the subscription stays.
    pub retry: Vec<Duration>,
    /// The same for asking a callback that could not be reached.
    pub ask_again: Vec<Duration>,
    /// Hosts of callbacks that know signatures by SHA-1 only.
    pub sha1: Vec<String>,
    /// Addresses of external hubs, which are notified of every change.
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

/// Limits for new requests.
#[derive(Debug, Clone, Copy)]
pub struct HubLimits {
    /// Calls at a time.
    pub calls: usize,
    /// Calls to one host at a time.
    pub calls_per_host: usize,
    /// The number of failures in a row after which a host is paused,
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

impl HubSettings {
    /// The usual settings of a hub that is reached at `url`.
    pub fn new(url: impl Into<String>, user_agent: impl Into<String>) -> HubSettings {
        let [second, minute, hour] = [1, 60, 3_600].map(Duration::from_secs);
        HubSettings {
            url: url.into(),
            user_agent: user_agent.into(),
            window: 2 * second,
            allowed: Vec::new(),
            refused: Vec::new(),
            ports: Vec::new(),
            lease: Lease { default: 240 * hour, min: hour, max: 720 * hour },
            limits: HubLimits {
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
pub struct HubResponse {
    pub status: u16,
    /// For the developer of the subscriber, in English like the protocol.
    pub text: String,
    /// Seconds, for the header of that name.
    pub retry_after: Option<u64>,
}

impl HubResponse {
    fn new(status: u16, text: impl Into<String>) -> HubResponse {
        HubResponse { status, text: text.into(), retry_after: None }
    }

    fn retry_later(status: u16, text: impl Into<String>, seconds: u64) -> HubResponse {
        HubResponse { retry_after: Some(seconds), ..HubResponse::new(status, text) }
    }
}

/// Counts since the start of the hub, and of the rows in its database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HubCounts {
    /// Subscriptions whose lease runs, by topic.
    pub subscriptions: Vec<(String, u64)>,
    /// Requests that wait for their callback to confirm them.
    pub verifying: u64,
    /// Deliveries that are still to be made.
    pub outstanding: u64,
    /// Notices to external hubs that are still to be made.
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
    /// Notices to external hubs that arrived,
    pub pinged: u64,
    /// and attempts at them that failed.
    pub pings_failed: u64,
}

/// The hub at work. Cheap to clone; when the last clone is dropped it stops at once, as if it were killed.
#[derive(Clone)]
pub struct Hub {
    office: Arc<HubContext>,
    orders: mpsc::UnboundedSender<HubCommand>,
    turnstile: Arc<request::RateLimiter>,
    desk: AbortHandle,
}

impl Hub {
    /// Starts the hub on the current tokio runtime. It takes up what the database says is outstanding, and announces followed topics that
    /// are not what was announced last: start it when `topics` knows them.
    ///
    /// Fails when the settings hold an address that is none, or the system has no certificates to know others by.
    pub fn start(journal: Arc<Database>, topics: Arc<dyn Topics>, settings: HubSettings) -> Result<Hub, Error> {
        let address = |text: &String| {
            let wrong = || Error::new(msg!("`{text}` is not the address of a hub", "`{text}` är ingen adress till ett nav"));
            Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https")).ok_or_else(wrong)
        };
        let guard = Arc::new(EgressPolicy {
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
        let pace =
            QueueLimits { calls: limits.calls, per_host: limits.calls_per_host, failures: limits.failures, pause: limits.pause };
        let outstanding = journal.pending(&settings.outside)?;
        let office = Arc::new(HubContext { journal, topics, settings, guard, client, tally: dispatcher::Counters::default() });
        let (orders, taken) = mpsc::unbounded_channel();
        let desk = tokio::spawn(dispatcher::run(Arc::clone(&office), pace, outstanding, taken)).abort_handle();
        let hub = Hub { office, orders, turnstile: Arc::default(), desk };
        hub.compare(None);
        Ok(hub)
    }

    /// Answers a form that was posted to the hub. `peer`: who asks, as seen through the proxies that are trusted; `secure`: it came by
    /// https, which secrets must.
    pub async fn ask(&self, form: &[u8], peer: IpAddr, secure: bool) -> HubResponse {
        if self.orders.is_closed() {
            return HubResponse::retry_later(503, "the hub is being restarted", 30);
        }
        if let Err(seconds) = self.turnstile.pass(peer, self.office.settings.limits.requests_per_minute, Instant::now()) {
            return HubResponse::retry_later(429, "too many requests from this address", seconds);
        }
        let form = match request::parse_form(form) {
            Ok(form) => form,
            Err(answer) => return answer,
        };
        if matches!(form, request::HubForm::Subscribe { secret: Some(_), .. }) && !(secure || self.is_trusted_peer(peer)) {
            return HubResponse::new(400, "hub.secret is accepted over https only: others could read it on the way");
        }
        // Whoever asks may hang up at any time; a request that stands in the database reaches the dispatcher all the same.
        let hub = self.clone();
        off(move || hub.accept(form)).await
    }

    /// These topics have other bytes now, which are public already. What changes within `Settings::window` is announced together; until
    /// then it is in memory only, and found again by comparison if the process is killed. After `close` nothing happens.
    pub fn changed(&self, topics: impl IntoIterator<Item = String>) {
        let _ = self.orders.send(HubCommand::Changed(topics.into_iter().collect()));
    }

    /// Compares these topics with what was announced last, and announces those that are other now. For topics that somebody follows this
    /// is done at the start; with all topics it also finds what external hubs have not been told.
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
            let _ = orders.send(HubCommand::Deny(denials));
            Ok(count)
        })
        .await
    }

    /// Everything counted. Reads the database: some milliseconds when it is large.
    pub fn count(&self) -> Result<HubCounts, Error> {
        let standing = self.office.journal.queue_depths(unix_now())?;
        Ok(self.office.tally.counts(standing))
    }

    /// Takes no more work, writes down what is not announced yet, and lets calls that are under way finish, but no longer than `patience`.
    /// What is left is done after the next start.
    pub async fn close(&self, patience: Duration) {
        let (done, finished) = oneshot::channel();
        if self.orders.send(HubCommand::Close(done)).is_ok() && tokio::time::timeout(patience, finished).await.is_err() {
            tracing::warn!(target: "hub", "unfinished calls are aborted and repeated after the next start");
            self.desk.abort();
        }
    }

    /// Compares in the background: these topics, or all that are followed.
    fn compare(&self, topics: Option<Vec<String>>) {
        let (office, orders) = (Arc::clone(&self.office), self.orders.clone());
        tokio::task::spawn_blocking(move || {
            let topics = topics.map_or_else(|| office.journal.followed(unix_now()), Ok);
            match topics.and_then(|topics| announce::differing(&office, topics)) {
                Ok(changed) => drop(orders.send(HubCommand::Changed(changed))),
                Err(error) => tracing::error!(target: "hub", %error, "topics could not be compared"),
            }
        });
    }

    /// A peer on a path that nobody can listen to: https, or this machine.
    fn is_trusted_peer(&self, peer: IpAddr) -> bool {
        peer.to_canonical().is_loopback() || self.office.guard.allows(peer)
    }

    fn accept(&self, form: request::HubForm) -> HubResponse {
        let taken = match form {
            request::HubForm::Publish { topics } => {
                let own: Option<Vec<String>> = topics.iter().map(|topic| verify::own_topic(&self.office, topic)).collect();
                let Some(own) = own else { return HubResponse::new(422, "this hub serves the feeds of its own newsroom only") };
                self.compare(Some(own));
                return HubResponse::new(202, "accepted: the topic will be checked");
            }
            form => verify::accept(&self.office, form),
        };
        match taken {
            Ok(Ok((queued, answer))) => {
                let _ = self.orders.send(HubCommand::Add(queued));
                answer
            }
            Ok(Err(answer)) => answer,
            Err(error) => {
                tracing::error!(target: "hub", %error, "request could not be stored");
                HubResponse::retry_later(503, "the request could not be stored", 60)
            }
        }
    }
}

impl HubLimits {
    fn quota(&self) -> Quota {
        Quota { waiting_per_host: self.waiting_per_host, per_host: self.per_host, total: self.total }
    }
}

/// Runs what waits for the disk, or computes, off the async threads.
async fn off<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is shutting down, so no caller waits.
            Err(_) => std::future::pending().await,
        },
    }
}

/// Seconds since 1970.
fn unix_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs() as i64)
}
