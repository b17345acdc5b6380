//! What deliveries count since the start.

use std::collections::BTreeMap;

use parking_lot::Mutex;

use super::policy::describe;
use crate::db::delivery::ClaimedDelivery;
use crate::transport::Outcome;

/// Upper bounds of the histograms, in seconds.
pub const ARRIVAL_BUCKETS: [f64; 9] = [1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 1_800.0, 7_200.0, 86_400.0];

/// Counts of one channel.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChannelCounts {
    /// By outcome: `delivered`, `retry`, `refused`, `gone`, `unknown`.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Seconds that attempts took, in all.
    pub attempt_seconds: u64,
    /// Deliveries by the time from their publication to their arrival: each bucket holds those up to its bound.
    pub arrivals: [u64; ARRIVAL_BUCKETS.len()],
    pub arrival_seconds: u64,
    pub arrived: u64,
}

#[derive(Debug, Default)]
pub struct DeliveryCounters(Mutex<BTreeMap<String, ChannelCounts>>);

impl DeliveryCounters {
    /// `began` and `ended` in seconds since 1970.
    pub fn count(&self, delivery: &ClaimedDelivery, outcome: &Outcome, began: i64, ended: i64) {
        let (name, _) = describe(outcome);
        let mut channels = self.0.lock();
        let counts = channels.entry(delivery.channel.clone()).or_default();
        *counts.outcomes.entry(name).or_default() += 1;
        counts.attempt_seconds += ended.saturating_sub(began).max(0).unsigned_abs();
        if matches!(outcome, Outcome::Delivered(_)) {
            let seconds = ended.saturating_sub(delivery.added).max(0).unsigned_abs();
            counts.arrived += 1;
            counts.arrival_seconds += seconds;
            for (bucket, bound) in counts.arrivals.iter_mut().zip(ARRIVAL_BUCKETS) {
                *bucket += u64::from(seconds as f64 <= bound);
            }
        }
    }

    pub fn channels(&self) -> BTreeMap<String, ChannelCounts> {
        self.0.lock().clone()
    }
}
