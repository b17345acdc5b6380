//! What follows from the outcome of an attempt: another one, and when, or an end. Pure functions.

use std::time::Duration;

use crate::db::delivery::{ChannelHealth, ClaimedDelivery, DeliveryPurpose, DeliveryState, Settlement};
use crate::transport::{Outcome, Reply};

/// Seconds between attempts; the last one repeats.
const PAUSES: &[i64] = &[5, 30, 120, 600, 1_800, 3_600];
/// The same for a kill: whoever has a withdrawn text is told as soon as possible.
const KILL_PAUSES: &[i64] = &[5, 15, 60, 300];
/// Seconds after which a delivery is parked. A kill is never given up.
const GIVE_UP: i64 = 72 * 3_600;
/// The longest pause that a receiver can ask for.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * 3_600);

/// Failures in a row after which a receiver is left alone, and the first pause, which doubles up to sixteen times its length.
const BREAKER_FAILURES: u32 = 5;
const BREAKER_PAUSE: i64 = 60;

/// What an attempt says of the receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiverHealth {
    Ok,
    Failed,
}

/// The next state of a delivery. `jitter` is from 0 to 1: a fifth of each pause is left to chance, so that receivers that failed together are
/// not called together again.
pub fn settle(delivery: &ClaimedDelivery, outcome: &Outcome, asks: bool, ended: i64, jitter: f64) -> Settlement {
    let is_kill = delivery.purpose == DeliveryPurpose::Kill;
    let pause = pause(is_kill, delivery.tried, jitter);
    let again = |doubt: bool, pause: i64| {
        let has_ended = !is_kill && ended - delivery.added >= GIVE_UP;
        (if has_ended { DeliveryState::Parked } else { DeliveryState::Pending }, doubt, ended + pause)
    };
    let (state, doubt, due) = match outcome {
        Outcome::Delivered(_) => (DeliveryState::Delivered, false, ended),
        Outcome::Retry { after, .. } => {
            let asked = after.map_or(0, |after| i64::try_from(after.min(MAX_RETRY_AFTER).as_secs()).unwrap_or(0));
            again(delivery.doubt, pause.max(asked))
        }
        Outcome::Refused(_) | Outcome::Gone(_) => (DeliveryState::Parked, delivery.doubt, ended),
        // The same bytes under the same id: a receiver can drop what it has. Where it cannot, a person decides.
        Outcome::Unknown(_) if asks && !is_kill => (DeliveryState::Unknown, true, ended),
        Outcome::Unknown(_) => again(true, pause),
    };
    let (outcome, reply) = describe(outcome);
    let Reply { code, text } = reply.clone();
    Settlement { delivery: delivery.id, fence: delivery.fence, state, due, doubt, outcome, code, reply: text, ended }
}

/// How the outcome is named in receipts.
pub fn describe(outcome: &Outcome) -> (&'static str, &Reply) {
    match outcome {
        Outcome::Delivered(reply) => ("delivered", reply),
        Outcome::Retry { reply, .. } => ("retry", reply),
        Outcome::Refused(reply) => ("refused", reply),
        Outcome::Gone(reply) => ("gone", reply),
        Outcome::Unknown(reply) => ("unknown", reply),
    }
}

/// A receiver that refuses one message is not ill.
pub fn receiver_health(outcome: &Outcome) -> ReceiverHealth {
    match outcome {
        Outcome::Delivered(_) | Outcome::Refused(_) | Outcome::Gone(_) => ReceiverHealth::Ok,
        Outcome::Retry { .. } | Outcome::Unknown(_) => ReceiverHealth::Failed,
    }
}

/// The circuit breaker of a channel after an attempt.
pub fn channel_health(before: &ChannelHealth, health: ReceiverHealth, now: i64) -> ChannelHealth {
    let failures = if health == ReceiverHealth::Ok { 0 } else { before.failures.saturating_add(1) };
    let breaker_until = match failures.checked_sub(BREAKER_FAILURES) {
        None => 0,
        Some(beyond) => now + BREAKER_PAUSE * (1 << beyond.min(4)),
    };
    ChannelHealth { channel: before.channel.clone(), failures, breaker_until }
}

fn pause(is_kill: bool, tried: u32, jitter: f64) -> i64 {
    let pauses = if is_kill { KILL_PAUSES } else { PAUSES };
    let pause = pauses[usize::try_from(tried).unwrap_or(usize::MAX).min(pauses.len() - 1)];
    (pause as f64 * (0.8 + 0.4 * jitter)) as i64
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::db::delivery::StoredPayload;

    fn delivery(purpose: DeliveryPurpose, tried: u32, doubt: bool) -> ClaimedDelivery {
        ClaimedDelivery {
            id: 1,
            fence: 1,
            channel: "tt".to_owned(),
            receiver: String::new(),
            release: "r".to_owned(),
            revision: 1,
            purpose,
            cursor: 1,
            tried,
            doubt,
            added: 0,
            name: "a".to_owned(),
            message_id: "m".to_owned(),
            media_type: "text/plain".to_owned(),
            payload: StoredPayload { hash: [0; 32], bytes: Arc::default() },
        }
    }

    fn retry(after: Option<u64>) -> Outcome {
        Outcome::Retry { reply: Reply::new(503, "later"), after: after.map(Duration::from_secs) }
    }

    #[test]
    fn pauses_grow_and_a_receiver_can_ask_for_a_longer_one() {
        let due = |tried, outcome: &Outcome| settle(&delivery(DeliveryPurpose::Release, tried, false), outcome, false, 0, 0.5).due;
        let pauses: Vec<i64> = (0..8).map(|tried| due(tried, &retry(None))).collect();
        assert_eq!(pauses, [5, 30, 120, 600, 1_800, 3_600, 3_600, 3_600]);
        assert_eq!(due(0, &retry(Some(90))), 90);
        assert_eq!(due(0, &retry(Some(1_000_000))), 86_400);
        assert_eq!(due(3, &retry(Some(1))), 600);
        let kill = |tried| settle(&delivery(DeliveryPurpose::Kill, tried, false), &retry(None), false, 0, 0.5).due;
        assert_eq!((0..6).map(kill).collect::<Vec<_>>(), [5, 15, 60, 300, 300, 300]);
    }

    #[test]
    fn a_release_is_parked_after_three_days_and_a_kill_never() {
        let late = GIVE_UP + 1;
        assert_eq!(
            settle(&delivery(DeliveryPurpose::Release, 90, false), &retry(None), false, late, 0.0).state,
            DeliveryState::Parked
        );
        assert_eq!(
            settle(&delivery(DeliveryPurpose::Kill, 900, false), &retry(None), false, late, 0.0).state,
            DeliveryState::Pending
        );
    }

    #[test]
    fn a_doubt_stays_until_it_is_delivered() {
        let unknown = Outcome::Unknown(Reply::new(None, "broken"));
        for (purpose, asks, state) in [
            (DeliveryPurpose::Release, false, DeliveryState::Pending),
            (DeliveryPurpose::Release, true, DeliveryState::Unknown),
            (DeliveryPurpose::Kill, true, DeliveryState::Pending),
        ] {
            let settled = settle(&delivery(purpose, 0, false), &unknown, asks, 0, 0.0);
            assert_eq!((settled.state, settled.doubt), (state, true));
        }
        assert!(settle(&delivery(DeliveryPurpose::Release, 1, true), &retry(None), false, 0, 0.0).doubt);
        let refused = Outcome::Refused(Reply::new(550, "no"));
        let settled = settle(&delivery(DeliveryPurpose::Release, 1, true), &refused, false, 0, 0.0);
        assert_eq!((settled.state, settled.doubt), (DeliveryState::Parked, true));
        let delivered = Outcome::Delivered(Reply::new(250, "ok"));
        assert!(!settle(&delivery(DeliveryPurpose::Release, 1, true), &delivered, false, 0, 0.0).doubt);
    }

    #[test]
    fn a_receiver_that_fails_is_left_alone_for_longer_and_longer() {
        let mut health = ChannelHealth { channel: "tt".to_owned(), failures: 0, breaker_until: 0 };
        let mut pauses = Vec::new();
        for _ in 0..12 {
            health = channel_health(&health, ReceiverHealth::Failed, 0);
            pauses.push(health.breaker_until);
        }
        assert_eq!(pauses, [0, 0, 0, 0, 60, 120, 240, 480, 960, 960, 960, 960]);
        assert_eq!(channel_health(&health, ReceiverHealth::Ok, 0).failures, 0);
    }
}
