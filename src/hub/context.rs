//! The parts that every job of the hub works with: database, topics, settings, client, counters, clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use hyper::body::Bytes;
use parking_lot::Mutex;

use super::callback_policy::CallbackPolicy;
use super::client::HubClient;
use super::lease_clock::LeaseClock;
use super::settings::HubSettings;
use crate::db::Database;
use crate::db::hub::QueueDepths;

/// Shared by all jobs.
pub struct HubContext {
    pub database: Arc<Database>,
    pub topics: Arc<dyn Topics>,
    pub settings: HubSettings,
    pub callback_policy: CallbackPolicy,
    pub client: HubClient,
    pub counters: Counters,
    pub lease_clock: Mutex<LeaseClock>,
}

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
    /// Whether this is one of our feeds, spelled as in `TopicContent::url`. Cheap. A feed that is no longer one is gone for good: its
    /// subscribers are denied and dropped at their next delivery.
    fn contains(&self, url: &str) -> bool;

    /// The bytes as they are now; `None` when it is not one of our feeds, or cannot be rendered at this moment.
    fn content(&self, url: &str) -> Option<TopicContent>;
}

/// Counts since the start.
#[derive(Debug, Default)]
pub struct Counters {
    pub confirmed: Counter,
    pub unconfirmed: Counter,
    pub delivered: Counter,
    pub failed: Counter,
    pub abandoned: Counter,
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

/// Counts since the start of the hub, and of the rows in its database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HubCounts {
    /// Subscriptions whose lease runs, by topic.
    pub subscriptions: Vec<(String, u64)>,
    /// Requests that wait for their callback to confirm them.
    pub pending_verifications: u64,
    pub pending_deliveries: u64,
    /// Notifications of external hubs that are still to be sent.
    pub pending_pings: u64,
    /// Requests that their callback confirmed.
    pub confirmed: u64,
    /// Requests that their callback did not confirm.
    pub unconfirmed: u64,
    /// Successful deliveries.
    pub delivered: u64,
    /// Failed attempts of a delivery.
    pub failed: u64,
    /// Versions that were not delivered after all attempts.
    pub abandoned: u64,
    /// Subscribers that answered 410.
    pub gone: u64,
    /// Successful notifications of external hubs.
    pub pinged: u64,
    /// Failed attempts of a notification.
    pub pings_failed: u64,
}

impl HubContext {
    /// The time by which leases begin and end, in seconds since 1970.
    pub fn lease_now(&self) -> i64 {
        self.lease_clock.lock().now(unix_now(), Instant::now())
    }

    /// Everything counted. Reads the database: some milliseconds when it is large.
    pub fn counts(&self, depths: QueueDepths) -> HubCounts {
        let counters = &self.counters;
        HubCounts {
            subscriptions: depths.subscriptions,
            pending_verifications: depths.verifications,
            pending_deliveries: depths.deliveries,
            pending_pings: depths.pings,
            confirmed: counters.confirmed.get(),
            unconfirmed: counters.unconfirmed.get(),
            delivered: counters.delivered.get(),
            failed: counters.failed.get(),
            abandoned: counters.abandoned.get(),
            gone: counters.gone.get(),
            pinged: counters.pinged.get(),
            pings_failed: counters.pings_failed.get(),
        }
    }
}

/// Runs `work`, which waits for the disk or computes, off the async threads.
pub async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is shutting down, so no caller waits.
            Err(_) => std::future::pending().await,
        },
    }
}

/// Seconds since 1970.
pub fn unix_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs() as i64)
}
