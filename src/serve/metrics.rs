//! Metrics in Prometheus' text form and by its conventions. The door to `prometheus-client`.
//! <https://prometheus.io/docs/practices/naming/>

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;

use axum::http::HeaderValue;
use parking_lot::Mutex;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use crate::delivery::observer::{AttemptObserver, ObservedAttempt};
use crate::hub::HubCounts;

/// A reader without a request for this many seconds is no longer counted.
const READER_LIFETIME: i64 = 3 * 86_400;
/// The maximum number of readers that are counted.
const MAX_READERS: usize = 2_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ResponseLabels {
    code: u16,
    class: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FeedLabel {
    feed: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ChannelLabel {
    channel: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabels {
    channel: String,
    outcome: &'static str,
}

/// What is counted while the service runs.
pub struct ServiceMetrics {
    responses: Family<ResponseLabels, Counter>,
    response_bytes: Counter,
    durations: Histogram,
    panics: Counter,
    delivery_attempts: Family<OutcomeLabels, Counter>,
    delivery_durations: Family<ChannelLabel, Histogram>,
    delivery_arrivals: Family<ChannelLabel, Histogram>,
    /// By feed and reader: the number of its subscribers, and the time of its last request.
    readers: Mutex<BTreeMap<(String, String), (u64, i64)>>,
}

/// Values that are read for each response; times in seconds.
#[derive(Debug, Clone, Default)]
pub struct GaugeValues {
    pub now: i64,
    pub releases: usize,
    pub content_errors: usize,
    /// By how much the next change is late.
    pub overdue: i64,
    /// Until the next change.
    pub next_change: i64,
    pub cache_bytes: u64,
    /// Of all bodies, in the cache or being sent.
    pub body_bytes: u64,
    /// By how much the instant of what is shown is ahead of the clock.
    pub shown_ahead: i64,
    pub connections: usize,
    /// Jobs that wait for a worker or are at work.
    pub queued_jobs: usize,
    /// Since the start.
    pub refused: RefusedCounts,
    /// `None` without a hub.
    pub hub: Option<HubCounts>,
    /// By channel.
    pub deliveries: BTreeMap<String, DeliveryValues>,
}

/// What is measured of the deliveries to one channel.
#[derive(Debug, Clone, Default)]
pub struct DeliveryValues {
    pub waiting: u64,
    /// How long the oldest delivery has waited, in seconds.
    pub oldest: i64,
    pub parked: u64,
    pub unknown: u64,
    pub is_paused: bool,
    /// The receiver is left alone after failures.
    pub is_ill: bool,
}

/// Refusals since the start.
#[derive(Debug, Clone, Copy, Default)]
pub struct RefusedCounts {
    /// Closed without a response.
    pub connections: u64,
    /// Answered with 429, since their client had too many.
    pub forwarded: u64,
    /// Answered with 503.
    pub jobs: u64,
}

impl Default for ServiceMetrics {
    fn default() -> ServiceMetrics {
        ServiceMetrics {
            responses: Family::default(),
            response_bytes: Counter::default(),
            durations: Histogram::new(exponential_buckets(0.000_05, 4.0, 9)),
            panics: Counter::default(),
            delivery_attempts: Family::default(),
            delivery_durations: Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.001, 4.0, 9))),
            // From a second to a day.
            delivery_arrivals: Family::new_with_constructor(|| Histogram::new(exponential_buckets(1.0, 4.0, 9))),
            readers: Mutex::default(),
        }
    }
}

impl ServiceMetrics {
    pub fn count_response(&self, code: u16, class: &'static str, bytes: u64, seconds: f64) {
        self.responses.get_or_create(&ResponseLabels { code, class }).inc();
        self.response_bytes.inc_by(bytes);
        self.durations.observe(seconds);
    }

    pub fn count_panic(&self) {
        self.panics.inc();
    }

    /// A reader for many says so in its name ("Feedly/1.0 (...; 12 subscribers)"): the one way to count them without tracking.
    pub fn count_reader(&self, feed: &str, agent: Option<&HeaderValue>, now: i64) {
        let Some((name, subscribers)) = agent.and_then(|agent| agent.to_str().ok()).and_then(parse_subscribers) else { return };
        let mut readers = self.readers.lock();
        if readers.len() >= MAX_READERS {
            readers.retain(|_, (_, seen)| now - *seen < READER_LIFETIME);
        }
        if readers.len() < MAX_READERS {
            readers.insert((feed.to_owned(), name), (subscribers, now));
        }
    }

    /// Everything. The encoder adds `_total` to the names of counters.
    pub fn encode(&self, values: &GaugeValues) -> String {
        let mut registry = Registry::with_prefix("depesch");
        registry.register("http_responses", "Responses by status code and class of document", self.responses.clone());
        registry.register("http_response_bytes", "Bytes of response bodies", self.response_bytes.clone());
        registry.register("http_request_duration_seconds", "Time until a response was ready", self.durations.clone());
        registry.register("task_panics", "Tasks that panicked; the log has the message", self.panics.clone());
        registry.register(
            "delivery_attempts",
            "Attempts to deliver a message, by what came of them",
            self.delivery_attempts.clone(),
        );
        registry.register("delivery_attempt_seconds", "How long attempts took", self.delivery_durations.clone());
        registry.register("delivery_arrival_seconds", "Time from publication to arrival", self.delivery_arrivals.clone());
        let subscribers: Family<FeedLabel, Gauge<u64, AtomicU64>> = Family::default();
        for ((feed, _), (count, seen)) in self.readers.lock().iter() {
            if values.now - seen < READER_LIFETIME {
                subscribers.get_or_create(&FeedLabel { feed: feed.clone() }).inc_by(*count);
            }
        }
        registry.register("feed_subscribers", "Subscribers of each feed, as feed readers report them", subscribers);
        let seconds = |n: i64| u64::try_from(n).unwrap_or(0);
        let gauges = [
            ("releases", "Public releases", values.releases as u64),
            ("content_errors", "Errors in the content", values.content_errors as u64),
            ("schedule_overdue_seconds", "By how much the next embargo or scheduled change is late", seconds(values.overdue)),
            ("schedule_next_seconds", "Time until the next embargo or scheduled change", seconds(values.next_change)),
            ("cache_bytes", "Bytes in the response cache", values.cache_bytes),
            ("body_bytes", "Bytes of bodies in the cache or being sent", values.body_bytes),
            ("shown_ahead_seconds", "By how much the instant of what is shown is ahead of the clock", seconds(values.shown_ahead)),
            ("connections", "Open connections", values.connections as u64),
            ("queued_jobs", "Jobs that wait for a worker or are at work", values.queued_jobs as u64),
        ];
        register_gauges(&mut registry, gauges);
        let counters = [
            ("connections_refused", "Connections closed at once, since their client had too many", values.refused.connections),
            ("forwarded_refused", "Forwarded requests answered 429, since their client had too many", values.refused.forwarded),
            ("jobs_refused", "Requests answered 503, since too much work was waiting", values.refused.jobs),
        ];
        register_counters(&mut registry, counters);
        if let Some(hub) = &values.hub {
            register_hub(&mut registry, hub);
        }
        register_deliveries(&mut registry, &values.deliveries);
        let mut text = String::new();
        encode(&mut text, &registry).expect("writing to a string does not fail");
        text
    }
}

fn register_hub(registry: &mut Registry, hub: &HubCounts) {
    let subscriptions = hub.subscriptions.iter().map(|(_, count)| count).sum();
    let gauges = [
        ("hub_subscriptions", "Subscriptions whose lease has not ended", subscriptions),
        ("hub_verifications_pending", "Requests that their callback has not confirmed yet", hub.pending_verifications),
        ("hub_deliveries_pending", "Deliveries that have not been made yet", hub.pending_deliveries),
    ];
    register_gauges(registry, gauges);
    let counters = [
        ("hub_deliveries", "Deliveries that arrived", hub.delivered),
        ("hub_delivery_failures", "Attempts at deliveries that failed", hub.failed),
        ("hub_deliveries_abandoned", "Deliveries that were given up", hub.abandoned),
        ("hub_subscribers_gone", "Subscribers that answered 410", hub.gone),
        ("hub_ping_failures", "Attempts to notify external hubs that failed", hub.pings_failed),
    ];
    register_counters(registry, counters);
}

impl AttemptObserver for ServiceMetrics {
    fn observe(&self, attempt: ObservedAttempt<'_>) {
        let channel = attempt.channel.to_owned();
        self.delivery_attempts.get_or_create(&OutcomeLabels { channel: channel.clone(), outcome: attempt.outcome }).inc();
        let label = ChannelLabel { channel };
        self.delivery_durations.get_or_create(&label).observe(attempt.duration.as_secs_f64());
        if let Some(seconds) = attempt.arrived_after {
            self.delivery_arrivals.get_or_create(&label).observe(seconds.max(0) as f64);
        }
    }
}

fn register_deliveries(registry: &mut Registry, channels: &BTreeMap<String, DeliveryValues>) {
    type Value = fn(&DeliveryValues) -> u64;
    let gauges: [(&str, &str, Value); 6] = [
        ("delivery_waiting", "Messages that wait or are on their way", |values| values.waiting),
        ("delivery_oldest_seconds", "How long the oldest message has waited", |values| u64::try_from(values.oldest).unwrap_or(0)),
        ("delivery_parked", "Messages that were refused or given up: a person decides", |values| values.parked),
        ("delivery_unknown", "Messages of which nobody knows whether they arrived", |values| values.unknown),
        ("delivery_paused", "1 while a person has paused the channel", |values| u64::from(values.is_paused)),
        ("delivery_breaker_open", "1 while a receiver is left alone after failures", |values| u64::from(values.is_ill)),
    ];
    for (name, help, value) in gauges {
        let family: Family<ChannelLabel, Gauge<u64, AtomicU64>> = Family::default();
        for (channel, values) in channels {
            family.get_or_create(&ChannelLabel { channel: channel.clone() }).set(value(values));
        }
        registry.register(name, help, family);
    }
}

fn register_counters<const N: usize>(registry: &mut Registry, rows: [(&str, &str, u64); N]) {
    for (name, help, value) in rows {
        let counter: Counter = Counter::default();
        counter.inc_by(value);
        registry.register(name, help, counter);
    }
}

fn register_gauges<const N: usize>(registry: &mut Registry, rows: [(&str, &str, u64); N]) {
    for (name, help, value) in rows {
        let gauge: Gauge<u64, AtomicU64> = Gauge::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    }
}

/// The name of a reader, and the number of its subscribers.
fn parse_subscribers(agent: &str) -> Option<(String, u64)> {
    let lower = agent.to_ascii_lowercase();
    let before = lower.split_once(" subscriber")?.0;
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    let count = digits.parse().ok().filter(|count| *count <= 100_000_000)?;
    let name = agent.split(['/', ' ', ';']).next()?;
    Some((name.chars().take(40).collect(), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subscribers_are_read_from_user_agents() {
        let feedly = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; like FeedFetcher-Google)";
        assert_eq!(parse_subscribers(feedly), Some(("Feedly".to_owned(), 12)));
        assert_eq!(parse_subscribers("Inoreader/1.0 (+http://x/; 1 subscriber)"), Some(("Inoreader".to_owned(), 1)));
        assert_eq!(parse_subscribers("Mozilla/5.0"), None);
        assert_eq!(parse_subscribers("X subscribers"), None);
        assert_eq!(parse_subscribers("X/1 (99999999999999999999 subscribers)"), None);
    }

    #[test]
    fn readers_are_added_up_by_feed_and_expire() {
        let metrics = ServiceMetrics::default();
        let agent = |text: &'static str| Some(HeaderValue::from_static(text));
        metrics.count_reader("feed.rss", agent("Feedly/1.0 (12 subscribers)").as_ref(), 1_000);
        metrics.count_reader("feed.rss", agent("Feedly/1.0 (14 subscribers)").as_ref(), 1_010);
        metrics.count_reader("feed.rss", agent("Other/1.0 (2 subscribers)").as_ref(), 1_010);
        let text = |now| metrics.encode(&GaugeValues { now, ..GaugeValues::default() });
        assert!(text(1_020).contains("depesch_feed_subscribers{feed=\"feed.rss\"} 16"), "{}", text(1_020));
        assert!(!text(1_020 + READER_LIFETIME).contains("feed.rss"));
    }

    #[test]
    fn counters_end_in_total() {
        let hub = Some(HubCounts { delivered: 3, pending_deliveries: 2, ..HubCounts::default() });
        let text = ServiceMetrics::default().encode(&GaugeValues { hub, ..GaugeValues::default() });
        assert!(
            text.contains("# TYPE depesch_hub_deliveries counter") && text.contains("depesch_hub_deliveries_total 3"),
            "{text}"
        );
        assert!(text.contains("depesch_hub_deliveries_pending 2") && text.ends_with("# EOF\n"), "{text}");
    }
}
