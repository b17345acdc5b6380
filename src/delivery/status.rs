//! How the channels are, at a glance: what waits, since when, and whether it is late.

use crate::db::Database;
use crate::db::delivery::{ChannelState, ChannelSummary, DeliveryPurpose, DeliveryRecord, DeliveryState};
use crate::error::Error;
use crate::model::{Channels, Receiver};

/// Seconds that a delivery may wait before it is late.
pub const LATE: i64 = 600;
/// The same for receivers that fetch their messages: they ask when they like.
pub const LATE_TO_FETCH: i64 = 3_600;

/// One channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelStatus {
    pub summary: ChannelSummary,
    /// Deliveries that have waited for too long, though nobody has paused them.
    pub late: usize,
    /// Deliveries that wait until their release is public again.
    pub held: usize,
    pub condition: ChannelCondition,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelCondition {
    Well,
    /// Its last attempts failed.
    Failing {
        since: i64,
        reply: String,
        /// When it is tried again.
        next: Option<i64>,
    },
    Paused {
        reason: String,
        at: Option<i64>,
        until: Option<i64>,
        holds_kills: bool,
    },
    /// It is not in the settings any more.
    Gone,
}

/// The channels that the journal knows: in the order of the settings, then those that are gone. Without settings nothing counts as gone.
///
/// # Errors
/// When the journal cannot be read.
pub fn channel_statuses(database: &Database, channels: Option<&Channels>, now: i64) -> Result<Vec<ChannelStatus>, Error> {
    let states = database.channel_states()?;
    let open = database.deliveries_in(&[DeliveryState::Pending, DeliveryState::Sending])?;
    let mut statuses = Vec::new();
    for summary in database.channel_summaries()? {
        let Some(state) = states.iter().find(|state| state.key == summary.channel) else { continue };
        let own: Vec<&DeliveryRecord> = open.iter().filter(|delivery| delivery.channel == state.key).collect();
        let late = own.iter().filter(|delivery| is_late(delivery, state, channels, now)).count();
        let held = own.iter().filter(|delivery| delivery.is_held()).count();
        let condition = condition(database, state, &summary, channels, now)?;
        statuses.push(ChannelStatus { summary, late, held, condition });
    }
    let place = |status: &ChannelStatus| {
        let mut keys = channels.into_iter().flat_map(|channels| &channels.channels);
        keys.position(|channel| channel.key.as_str() == status.summary.channel).unwrap_or(usize::MAX)
    };
    statuses.sort_by_key(place);
    Ok(statuses)
}

fn is_late(delivery: &DeliveryRecord, state: &ChannelState, channels: Option<&Channels>, now: i64) -> bool {
    let channel = channels.and_then(|channels| channels.find(&state.key));
    let fetches = channel.is_some_and(|channel| matches!(channel.receiver, Receiver::Pull(_)));
    let passes_pauses = delivery.purpose == DeliveryPurpose::Kill && !state.holds_kills;
    let is_paused = state.pause_reason(now).is_some() && !passes_pauses;
    let limit = if fetches { LATE_TO_FETCH } else { LATE };
    !is_paused && !delivery.is_held() && now - delivery.added > limit
}

fn condition(
    database: &Database,
    state: &ChannelState,
    summary: &ChannelSummary,
    channels: Option<&Channels>,
    now: i64,
) -> Result<ChannelCondition, Error> {
    if channels.is_some_and(|channels| channels.find(&state.key).is_none()) {
        return Ok(ChannelCondition::Gone);
    }
    if let Some(reason) = state.pause_reason(now) {
        let (at, until, holds_kills) = (state.paused_at, state.paused_until, state.holds_kills);
        return Ok(ChannelCondition::Paused { reason: reason.to_owned(), at, until, holds_kills });
    }
    let Some((last, reply)) = summary.trouble.clone().filter(|_| state.failures > 0) else { return Ok(ChannelCondition::Well) };
    let since = database.failing_since(&state.key)?.unwrap_or(last);
    let next = summary.next.map(|next| next.max(state.breaker_until)).filter(|next| *next > now);
    Ok(ChannelCondition::Failing { since, reply, next })
}
