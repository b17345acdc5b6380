//! The WebSub hub: subscribers of a feed get its new bytes as soon as they are public. <https://www.w3.org/TR/websub/>
//!
//! ```text
//! request --> verify --> (database) <-- announce <-- the owner of the feeds
//!                            |
//!                    queue, dispatcher --> deliver, external_hubs --> client (callback_policy, net)
//! ```
//!
//! It is a closed hub: it serves the feeds of this newsroom and fetches nothing. A job is in the database before it is run, so a process
//! that was killed resumes: everything is delivered at least once. A subscriber gets the feed as it is when it is sent, never an older
//! version, and superseded versions are not sent at all.
//!
//! Subscribers' secrets are stored in plain text, since the hub must sign with them: the permissions of the database file (0600) protect
//! them. Neither secrets nor callbacks are logged, only the host of a callback.

#![expect(clippy::disallowed_methods, reason = "leases, retries and limits run on clocks")]

mod announce;
mod callback_policy;
mod client;
mod client_address;
mod context;
mod deliver;
mod dispatcher;
mod external_hubs;
mod lease_clock;
mod queue;
mod rate_limiter;
mod request;
mod response;
mod retry;
mod settings;
mod sign;
mod verify;

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use reqwest::Url;
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;

use crate::db::Database;
use crate::db::hub::ClientHash;
use crate::error::Error;
use crate::msg;
use crate::net::{EgressPolicy, HttpClient};

use callback_policy::CallbackPolicy;
use client::HubClient;
use context::{HubContext, run_blocking, unix_now};
use dispatcher::HubCommand;
use lease_clock::LeaseClock;
use queue::QueueLimits;
use rate_limiter::RateLimiter;
use request::HubForm;

pub use client_address::{address_network, address_owner};
pub use context::{HubCounts, TopicContent, Topics};
pub use hyper::body::Bytes;
pub use request::MAX_FORM_LEN;
pub use response::HubResponse;
pub use settings::{HubLimits, HubSettings, Lease};

/// A running hub. Cheap to clone; when the last clone is dropped it stops at once, as if it were killed.
#[derive(Clone)]
pub struct Hub {
    context: Arc<HubContext>,
    commands: mpsc::UnboundedSender<HubCommand>,
    rate_limiter: Arc<RateLimiter>,
    /// The key under which clients are hashed, drawn at the start.
    client_key: RandomState,
    dispatcher: AbortHandle,
}

impl Hub {
    /// Starts the hub on the current tokio runtime. It resumes the pending jobs of the database, and announces followed topics that
    /// differ from what was announced last: start it when `topics` can render them.
    ///
    /// # Errors
    /// When the settings hold an invalid address, or the system has no certificates.
    pub fn start(database: Arc<Database>, topics: Arc<dyn Topics>, settings: HubSettings) -> Result<Hub, Error> {
        let own = parse_hub_url(&settings.url)?;
        settings.external_hubs.iter().try_for_each(|hub| parse_hub_url(hub).map(drop))?;
        let limits = settings.limits;
        let egress_policy =
            Arc::new(EgressPolicy { allowed: settings.allowed_networks.clone(), denied: settings.denied_networks.clone() });
        let client = HubClient(HttpClient::new(Arc::clone(&egress_policy), &settings.user_agent)?);
        let callback_policy = CallbackPolicy {
            egress_policy,
            extra_ports: settings.extra_ports.clone(),
            hub: Some(own),
            max_callback_len: limits.callback,
        };
        let pending = database.pending(&settings.external_hubs)?;
        let context = Arc::new(HubContext {
            database,
            topics,
            settings,
            callback_policy,
            client,
            counters: context::Counters::default(),
            lease_clock: Mutex::new(LeaseClock::new(unix_now(), Instant::now())),
        });
        let queue_limits = QueueLimits {
            calls: limits.calls,
            per_host: limits.calls_per_host,
            failures: limits.failures,
            pause: limits.pause,
            verifications_per_minute: limits.verifications_per_minute,
        };
        let (commands, received) = mpsc::unbounded_channel();
        let dispatcher = tokio::spawn(dispatcher::run(Arc::clone(&context), queue_limits, pending, received)).abort_handle();
        let hub = Hub { context, commands, rate_limiter: Arc::default(), client_key: RandomState::new(), dispatcher };
        let _ = hub.commands.send(HubCommand::Compare(None));
        Ok(hub)
    }

    /// Answers a form that was posted to the hub. `peer`: the client's address, as trusted proxies report it; `is_secure`: it came by
    /// https, which secrets must. `held` is dropped when the work is done, which can be after the client has hung up.
    pub async fn handle_form(&self, form: &[u8], peer: IpAddr, is_secure: bool, held: impl Send + 'static) -> HubResponse {
        if self.commands.is_closed() {
            return HubResponse::retry_later(503, "the hub is being restarted", 30);
        }
        if let Err(seconds) = self.rate_limiter.pass(peer, self.context.settings.limits.requests_per_minute, Instant::now()) {
            return HubResponse::retry_later(429, "too many requests from this address", seconds);
        }
        let form = match request::parse_form(form) {
            Ok(form) => form,
            Err(response) => return response,
        };
        if matches!(form, HubForm::Subscribe { secret: Some(_), .. }) && !(is_secure || self.is_trusted_peer(peer)) {
            return HubResponse::new(400, "hub.secret is accepted over https only: others could read it on the way");
        }
        // The client may hang up at any time; a stored request must reach the dispatcher all the same.
        let hub = self.clone();
        let client = self.client_key.hash_one(address_owner(peer)).to_be_bytes();
        run_blocking(move || {
            let _held = held;
            hub.accept(form, client)
        })
        .await
    }

    /// Announces topics with new bytes, which are public already. Changes within `HubSettings::window` are announced together; until
    /// then they are in memory only, and found again by comparison if the process is killed. After `close` nothing happens.
    pub fn announce(&self, topics: impl IntoIterator<Item = String>) {
        let _ = self.commands.send(HubCommand::Announce(topics.into_iter().collect()));
    }

    /// Compares these topics with what was announced last, announces those that differ, and returns their number. For followed topics
    /// this is done at the start; with all topics it also finds those of which external hubs were not notified.
    pub async fn reconcile(&self, topics: impl IntoIterator<Item = String>) -> Result<usize, Error> {
        let (context, topics) = (Arc::clone(&self.context), topics.into_iter().collect());
        let changed = run_blocking(move || announce::differing(&context, topics)).await?;
        let count = changed.len();
        self.announce(changed);
        Ok(count)
    }

    /// A topic is gone: drops its subscribers, sends each the reason (WebSub 5.2) once, or not at all if the hub ends before, and returns
    /// their number.
    pub async fn deny(&self, topic: String, reason: String) -> Result<usize, Error> {
        let (context, commands) = (Arc::clone(&self.context), self.commands.clone());
        run_blocking(move || {
            let denials: Vec<_> = context
                .database
                .drop_topic(&topic)?
                .into_iter()
                .map(|(callback, host)| retry::Denial { topic: topic.clone(), callback, host, reason: reason.clone() })
                .collect();
            let count = denials.len();
            let _ = commands.send(HubCommand::Deny(denials));
            Ok(count)
        })
        .await
    }

    /// Counts since the start and of the database's rows. Reads the database: some milliseconds when it is large.
    pub fn counts(&self) -> Result<HubCounts, Error> {
        Ok(self.context.counts(self.context.database.queue_depths(self.context.lease_now())?))
    }

    /// Takes no more work, stores what is not announced yet, and lets running calls finish within `timeout`. The rest is done after the
    /// next start.
    pub async fn close(&self, timeout: Duration) {
        let (done, finished) = oneshot::channel();
        if self.commands.send(HubCommand::Close(done)).is_ok() && tokio::time::timeout(timeout, finished).await.is_err() {
            tracing::warn!(target: "hub", "unfinished calls are aborted and repeated after the next start");
            self.dispatcher.abort();
        }
    }

    /// A peer on a path without eavesdroppers: this machine or an allowed network.
    fn is_trusted_peer(&self, peer: IpAddr) -> bool {
        peer.to_canonical().is_loopback() || self.context.callback_policy.egress_policy.allows(peer)
    }

    fn accept(&self, form: HubForm, client: ClientHash) -> HubResponse {
        // A subscription that would be lost is not accepted. The owner of the database logs what is wrong with it.
        if self.context.database.check_file().is_err() {
            return HubResponse::retry_later(503, "the hub cannot store requests at this moment", 60);
        }
        let accepted = match form {
            HubForm::Publish { topics } => {
                let own: Option<BTreeSet<String>> = topics.iter().map(|topic| verify::own_topic(&self.context, topic)).collect();
                let Some(own) = own else { return HubResponse::new(422, "this hub serves the feeds of its own newsroom only") };
                let _ = self.commands.send(HubCommand::Compare(Some(own)));
                return HubResponse::new(202, "accepted: the topic will be checked");
            }
            form => verify::accept(&self.context, form, client),
        };
        match accepted {
            Ok(Ok((queued, response))) => {
                let _ = self.commands.send(HubCommand::Add(queued));
                response
            }
            Ok(Err(response)) => response,
            Err(error) => {
                tracing::error!(target: "hub", %error, "request could not be stored");
                HubResponse::retry_later(503, "the request could not be stored", 60)
            }
        }
    }
}

fn parse_hub_url(text: &str) -> Result<Url, Error> {
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
    Url::parse(text)
        .ok()
        .filter(is_web)
        .ok_or_else(|| Error::new(msg!("`{text}` is not the address of a hub", "`{text}` är inte en giltig adress till en hubb")))
}
