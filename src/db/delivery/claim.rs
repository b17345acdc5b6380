//! Claims deliveries that are due: each is leased to one worker, and its attempt is on the disk before the first byte leaves.

use std::sync::Arc;

use rusqlite::{Transaction, params};

use super::{DeliveryPurpose, StoredPayload};
use crate::db::Database;
use crate::error::Error;

/// How many deliveries of a channel are wanted, and what each waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRequest {
    pub channel: String,
    /// Each waits for every earlier one of the channel, and not only for those of its release.
    pub in_order: bool,
    pub limit: usize,
}

/// A delivery that one worker holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedDelivery {
    pub id: i64,
    /// Grows with each claim: a worker that wakes up late cannot settle what another has claimed since.
    pub fence: i64,
    pub channel: String,
    pub receiver: String,
    pub release: String,
    pub revision: i64,
    pub purpose: DeliveryPurpose,
    pub cursor: i64,
    /// Attempts before this one.
    pub tried: u32,
    /// An earlier attempt may have arrived.
    pub doubt: bool,
    pub added: i64,
    pub name: String,
    pub message_id: String,
    pub media_type: String,
    pub payload: StoredPayload,
}

// A kill goes before everything but an attempt of its own release that is on its way.
const OF_ITS_RELEASE: &str = "EXISTS (SELECT 1 FROM deliveries AS e WHERE e.release = d.release AND e.channel = d.channel
    AND e.receiver = d.receiver AND e.cursor < d.cursor AND e.state IN (0, 1) AND e.held <> 1)";
/// In order of the numbers; those that are due are claimed together, in their order.
const OF_ITS_CHANNEL: &str =
    "EXISTS (SELECT 1 FROM deliveries AS e WHERE e.channel = d.channel AND e.state = 1 AND e.urgent <= d.urgent)
    OR EXISTS (SELECT 1 FROM deliveries AS e WHERE e.channel = d.channel AND e.state = 0 AND e.receiver = d.receiver
    AND e.urgent <= d.urgent AND e.cursor < d.cursor AND e.held <> 1 AND (e.due > ?2 OR e.not_before > ?2 OR e.held = 2))";
/// The last gate: whatever was published since is sent in its place.
const IS_CURRENT: &str = "NOT EXISTS (SELECT 1 FROM publications AS n WHERE n.release = d.release AND n.revision > d.revision)";

impl Database {
    /// Channels that have something to send by `now` and are neither paused nor left alone after failures. Kills pass both, but for a pause
    /// that holds them too.
    pub fn channels_due(&self, now: i64) -> Result<Vec<String>, Error> {
        self.read(|c| {
            let mut rows = c.prepare(
                "SELECT key FROM channels AS c WHERE (SELECT accepted FROM epochs ORDER BY id DESC LIMIT 1) IS NOT NULL AND EXISTS (
                     SELECT 1 FROM deliveries AS d WHERE d.channel = c.key AND d.state = 0 AND d.held = 0
                     AND d.due <= ?1 AND d.not_before <= ?1
                     AND (d.urgent = 0 OR (c.paused IS NULL OR c.paused_until <= ?1) AND c.breaker_until <= ?1)
                     AND NOT (c.paused IS NOT NULL AND coalesce(c.paused_until > ?1, 1) AND c.holds_kills = 1))",
            )?;
            rows.query_map([now], |row| row.get(0))?.collect()
        })
    }

    /// The earliest instant at which a delivery that waits becomes due; `None` when none does.
    pub fn next_due(&self, now: i64) -> Result<Option<i64>, Error> {
        self.read(|c| {
            c.query_row(
                "SELECT min(max(d.due, d.not_before, CASE WHEN d.urgent = 0 THEN 0 ELSE c.breaker_until END,
                     CASE WHEN c.paused IS NULL OR (d.urgent = 0 AND c.holds_kills = 0) THEN 0 ELSE coalesce(c.paused_until, 9e15) END))
                 FROM deliveries AS d JOIN channels AS c ON c.key = d.channel WHERE d.state = 0 AND d.held = 0 AND d.due < ?1 + 1000000000",
                [now],
                |row| Ok(row.get::<_, Option<f64>>(0)?.map(|due| due as i64)),
            )
        })
    }

    /// Whether a claim still holds and its text is the newest.
    pub fn is_current(&self, delivery: i64, fence: i64) -> Result<bool, Error> {
        self.read(|c| {
            let sql = format!(
                "SELECT count(*) FROM deliveries AS d WHERE id = ?1 AND fence = ?2 AND state = 1 AND held = 0 AND {IS_CURRENT}"
            );
            c.prepare_cached(&sql)?.query_row([delivery, fence], |row| Ok(row.get::<_, i64>(0)? > 0))
        })
    }

    /// Leases what is due until `lease`. Durable when it returns.
    pub fn claim(&self, requests: &[ClaimRequest], now: i64, lease: i64) -> Result<Vec<ClaimedDelivery>, Error> {
        if requests.is_empty() {
            return Ok(Vec::new());
        }
        self.write_durably(|t| {
            let accepted: bool =
                t.query_row("SELECT coalesce((SELECT accepted IS NOT NULL FROM epochs ORDER BY id DESC LIMIT 1), 0)", [], |row| {
                    row.get(0)
                })?;
            let mut claimed = Vec::new();
            if accepted {
                for request in requests {
                    claim_channel(t, request, now, lease, &mut claimed)?;
                }
            }
            Ok(claimed)
        })
    }
}

fn claim_channel(
    t: &Transaction,
    request: &ClaimRequest,
    now: i64,
    lease: i64,
    claimed: &mut Vec<ClaimedDelivery>,
) -> rusqlite::Result<()> {
    let blocked = if request.in_order {
        format!("{OF_ITS_CHANNEL} OR (d.urgent = 0 AND {OF_ITS_RELEASE})")
    } else {
        OF_ITS_RELEASE.to_owned()
    };
    let sql = format!(
        "SELECT d.id FROM deliveries AS d JOIN channels AS c ON c.key = d.channel
         WHERE d.channel = ?1 AND d.state = 0 AND d.held = 0 AND d.due <= ?2 AND d.not_before <= ?2 AND {IS_CURRENT}
           AND (d.urgent = 0 OR (c.paused IS NULL OR c.paused_until <= ?2) AND c.breaker_until <= ?2)
           AND NOT (c.paused IS NOT NULL AND coalesce(c.paused_until > ?2, 1) AND c.holds_kills = 1)
           AND NOT ({blocked})
         ORDER BY d.urgent, d.cursor, d.id LIMIT ?3"
    );
    let ids: Vec<i64> = t
        .prepare_cached(&sql)?
        .query_map(params![request.channel, now, request.limit as i64], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for id in ids {
        let is_kept =
            "SELECT p.bytes NOT NULL FROM deliveries AS d JOIN messages AS m ON m.channel = d.channel AND m.cursor = d.cursor
                       JOIN payloads AS p ON p.hash = m.payload WHERE d.id = ?1";
        if !t.prepare_cached(is_kept)?.query_row([id], |row| row.get::<_, bool>(0))? {
            t.prepare_cached(
                "UPDATE deliveries SET state = 4, settled = ?2, reply = 'its bytes are not kept any more' WHERE id = ?1",
            )?
            .execute(params![id, now])?;
            continue;
        }
        t.prepare_cached("UPDATE deliveries SET state = 1, fence = fence + 1, lease = ?2 WHERE id = ?1 AND state = 0")?
            .execute(params![id, lease])?;
        t.prepare_cached("INSERT INTO attempts (delivery, fence, began) SELECT id, fence, ?2 FROM deliveries WHERE id = ?1")?
            .execute(params![id, now])?;
        let found = t
            .prepare_cached(
                "SELECT d.fence, d.receiver, d.release, d.revision, d.purpose, d.cursor, d.tried, d.doubt, d.added, m.name, m.id,
                        m.media_type, p.hash, p.bytes
                 FROM deliveries AS d JOIN messages AS m ON m.channel = d.channel AND m.cursor = d.cursor
                 JOIN payloads AS p ON p.hash = m.payload WHERE d.id = ?1",
            )?
            .query_row([id], |row| {
                Ok(ClaimedDelivery {
                    id,
                    fence: row.get(0)?,
                    channel: request.channel.clone(),
                    receiver: row.get(1)?,
                    release: row.get(2)?,
                    revision: row.get(3)?,
                    purpose: row.get(4)?,
                    cursor: row.get(5)?,
                    tried: row.get(6)?,
                    doubt: row.get(7)?,
                    added: row.get(8)?,
                    name: row.get(9)?,
                    message_id: row.get(10)?,
                    media_type: row.get(11)?,
                    payload: StoredPayload { hash: row.get(12)?, bytes: Arc::new(row.get(13)?) },
                })
            })?;
        claimed.push(found);
    }
    Ok(())
}
