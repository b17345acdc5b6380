//! What an operator can count: answers, readers of each feed, deliveries, what is late. In the text form that Prometheus reads. The door to
//! `prometheus-client`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use axum::http::HeaderValue;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::histogram::exponential_buckets;
use prometheus_client::registry::Registry;

use super::locked;

/// Who has not asked for so long (in seconds) does not read any more.
const READS: i64 = 3 * 86_400;
/// More readers than these are not told apart.
const MOST_READERS: usize = 2_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ResponseLabels {
    code: u16,
    sort: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FeedLabel {
    feed: String,
}

/// What is counted while the service runs.
pub struct ServiceMetrics {
    answers: Family<ResponseLabels, Counter>,
    bytes: Counter,
    times: Histogram,
    /// By feed and by reader: how many it reads for, and when it last asked.
    readers: Mutex<BTreeMap<(String, String), (u64, i64)>>,
}

/// What is known only when it is asked for.
#[derive(Debug, Clone, Default)]
pub struct GaugeValues {
    pub now: i64,
    pub releases: usize,
    pub broken: usize,
    /// Seconds by which what should be seen is late.
    pub overdue: i64,
    /// Seconds until something else is seen.
    pub next: i64,
    /// Bytes of documents that are held ready.
    pub held: u64,
    /// Of the hub, by name, with a line on each.
    pub hub: Vec<(&'static str, &'static str, u64)>,
}

impl Default for ServiceMetrics {
    fn default() -> ServiceMetrics {
        ServiceMetrics {
            answers: Family::default(),
            bytes: Counter::default(),
            times: Histogram::new(exponential_buckets(0.000_05, 4.0, 9)),
            readers: Mutex::default(),
        }
    }
}

impl ServiceMetrics {
    /// One request was answered: how, with how many bytes, in how many seconds.
    pub fn count(&self, code: u16, sort: &'static str, bytes: u64, seconds: f64) {
        self.answers.get_or_create(&ResponseLabels { code, sort }).inc();
        self.bytes.inc_by(bytes);
        self.times.observe(seconds);
    }

    /// A reader that reads for many says so in its name ("Feedly/1.0 (...; 12 subscribers)"): the one way to count them without following
    /// anybody.
    pub fn read_by(&self, feed: &str, agent: Option<&HeaderValue>, now: i64) {
        let Some((name, subscribers)) = agent.and_then(|agent| agent.to_str().ok()).and_then(reads_for) else { return };
        let mut readers = locked(&self.readers);
        if readers.len() >= MOST_READERS {
            readers.retain(|_, (_, seen)| now - *seen < READS);
        }
        if readers.len() < MOST_READERS {
            readers.insert((feed.to_owned(), name), (subscribers, now));
        }
    }

    /// Everything, in Prometheus's text form.
    pub fn text(&self, now: &GaugeValues) -> String {
        let mut registry = Registry::with_prefix("depesch");
        registry.register("http_answers", "Requests that were answered, by status and by what was asked for", self.answers.clone());
        registry.register("http_bytes", "Bytes of the bodies of answers", self.bytes.clone());
        registry.register("http_seconds", "Time until an answer was ready", self.times.clone());
        let subscribers: Family<FeedLabel, Gauge<u64, AtomicU64>> = Family::default();
        for ((feed, _), (count, seen)) in locked(&self.readers).iter() {
            if now.now - seen < READS {
                subscribers.get_or_create(&FeedLabel { feed: feed.clone() }).inc_by(*count);
            }
        }
        registry.register("feed_subscribers", "Subscribers of each feed, as readers that read for many tell it", subscribers);
        let gauge = |value: i64| -> Gauge {
            let gauge = Gauge::default();
            gauge.set(value);
            gauge
        };
        let of = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        registry.register("releases", "Releases that can be seen", gauge(of(now.releases)));
        registry.register("mistakes", "Mistakes in the texts", gauge(of(now.broken)));
        registry.register("schedule_overdue_seconds", "By how much the next embargo or change is late", gauge(now.overdue));
        registry.register("schedule_next_seconds", "Until something else can be seen", gauge(now.next));
        registry.register(
            "held_bytes",
            "Bytes of documents that are held ready",
            gauge(i64::try_from(now.held).unwrap_or(i64::MAX)),
        );
        for (name, about, value) in &now.hub {
            registry.register(*name, *about, gauge(i64::try_from(*value).unwrap_or(i64::MAX)));
        }
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &registry).or_else(|_| writeln!(text, "# EOF"));
        text
    }
}

/// The name of a reader, and for how many it reads.
fn reads_for(agent: &str) -> Option<(String, u64)> {
    let lower = agent.to_ascii_lowercase();
    let before = lower.split_once(" subscriber")?.0;
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    let count = digits.parse().ok().filter(|count| *count <= 100_000_000)?;
    let name = agent.split(['/', ' ', ';']).next().unwrap_or_default();
    Some((name.chars().take(40).collect(), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subscribers_are_read_from_the_names_of_readers() {
        let feedly = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; like FeedFetcher-Google)";
        assert_eq!(reads_for(feedly), Some(("Feedly".to_owned(), 12)));
        assert_eq!(reads_for("Inoreader/1.0 (+http://x/; 1 subscriber)"), Some(("Inoreader".to_owned(), 1)));
        assert_eq!(reads_for("Mozilla/5.0"), None);
        assert_eq!(reads_for("X subscribers"), None);
        assert_eq!(reads_for("X/1 (99999999999999999999 subscribers)"), None);
    }

    #[test]
    fn readers_are_added_up_by_feed_and_forgotten() {
        let metrics = ServiceMetrics::default();
        let agent = |text: &'static str| Some(HeaderValue::from_static(text));
        metrics.read_by("feed.rss", agent("Feedly/1.0 (12 subscribers)").as_ref(), 1_000);
        metrics.read_by("feed.rss", agent("Feedly/1.0 (14 subscribers)").as_ref(), 1_010);
        metrics.read_by("feed.rss", agent("Other/1.0 (2 subscribers)").as_ref(), 1_010);
        let text = |now| metrics.text(&GaugeValues { now, ..GaugeValues::default() });
        assert!(text(1_020).contains("depesch_feed_subscribers{feed=\"feed.rss\"} 16"), "{}", text(1_020));
        assert!(!text(1_020 + READS).contains("feed.rss"));
    }
}
