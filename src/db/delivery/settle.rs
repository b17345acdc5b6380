//! Settles attempts: what came of each, and how the receiver is.

use rusqlite::{Transaction, params};

use super::DeliveryState;
use crate::db::Database;
use crate::error::Error;

/// A delivery that waits again, unless a newer version was published meanwhile: a text that is known to be replaced is not sent.
const WAITS_AGAIN: &str = "iif(EXISTS (SELECT 1 FROM publications AS p WHERE p.release = deliveries.release
    AND p.revision > deliveries.revision), 5, 0)";

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    pub delivery: i64,
    /// Of the claim.
    pub fence: i64,
    pub state: DeliveryState,
    /// When it is tried again, where it is.
    pub due: i64,
    /// It may have arrived.
    pub doubt: bool,
    /// `delivered`, `retry`, `refused`, `gone`, `unknown`, for the receipts.
    pub outcome: &'static str,
    pub code: Option<u16>,
    pub reply: String,
    /// When the attempt ended.
    pub ended: i64,
}

/// How the receiver of a channel is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelHealth {
    pub channel: String,
    /// In a row.
    pub failures: u32,
    /// It is left alone until then.
    pub breaker_until: i64,
}

impl Database {
    /// Settles attempts whose lease still holds. Returns, for each, whether it did; a late one is only written down. `durably`: a repetition
    /// would be noticed by the receiver.
    pub fn settle(&self, settlements: &[Settlement], health: &[ChannelHealth], durably: bool) -> Result<Vec<bool>, Error> {
        let work = |t: &Transaction<'_>| {
            let done = settlements.iter().map(|settlement| settle(t, settlement)).collect::<rusqlite::Result<Vec<bool>>>()?;
            for channel in health {
                t.prepare_cached("UPDATE channels SET failures = ?2, breaker_until = ?3 WHERE key = ?1")?.execute(params![
                    channel.channel,
                    channel.failures,
                    channel.breaker_until
                ])?;
            }
            Ok(done)
        };
        if durably { self.write_durably(work) } else { self.write(work) }
    }

    /// Gives back deliveries that were claimed and of which nothing was tried.
    pub fn give_back(&self, claims: &[(i64, i64)]) -> Result<(), Error> {
        self.write(|t| {
            for claim in claims {
                let sql =
                    format!("UPDATE deliveries SET state = {WAITS_AGAIN}, lease = NULL WHERE id = ?1 AND fence = ?2 AND state = 1");
                if t.prepare_cached(&sql)?.execute(*claim)? > 0 {
                    t.prepare_cached("DELETE FROM attempts WHERE delivery = ?1 AND fence = ?2")?.execute(*claim)?;
                }
            }
            Ok(())
        })
    }

    /// Nobody knows what came of these claims: they are tried again at `due`, with a doubt.
    pub fn abandon(&self, claims: &[(i64, i64)], now: i64, due: i64) -> Result<(), Error> {
        self.write_durably(|t| {
            for (delivery, fence) in claims {
                let sql = format!(
                    "UPDATE deliveries SET state = {WAITS_AGAIN}, doubt = 1, tried = tried + 1, lease = NULL, due = ?3
                     WHERE id = ?1 AND fence = ?2 AND state = 1"
                );
                if t.execute(&sql, params![delivery, fence, due])? > 0 {
                    let sql = "UPDATE attempts SET ended = ?3, outcome = 'interrupted' WHERE delivery = ?1 AND fence = ?2";
                    t.execute(sql, params![delivery, fence, now])?;
                }
            }
            Ok(())
        })
    }

    /// Takes up attempts whose lease has ended: nobody knows what came of them. They are tried again, with a doubt, but for those of the
    /// channels in `ask`, which a person decides. Returns their number. Durable when it returns.
    pub fn sweep(&self, leases_before: i64, ask: &[String], now: i64) -> Result<usize, Error> {
        let is_due = self.read(|c| {
            c.query_row("SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 1 AND lease < ?1)", [leases_before], |row| {
                row.get::<_, bool>(0)
            })
        })?;
        if !is_due {
            return Ok(0);
        }
        self.write_durably(|t| {
            t.execute(
                "UPDATE attempts SET ended = ?2, outcome = 'interrupted' WHERE ended IS NULL AND EXISTS (
                     SELECT 1 FROM deliveries AS d WHERE d.id = delivery AND d.fence = attempts.fence AND d.state = 1 AND d.lease < ?1)",
                params![leases_before, now],
            )?;
            let mut left = 0;
            for channel in ask {
                left += t.execute(
                    "UPDATE deliveries SET state = 3, doubt = 1, tried = tried + 1, lease = NULL, settled = ?2
                     WHERE state = 1 AND lease < ?1 AND channel = ?3",
                    params![leases_before, now, channel],
                )?;
            }
            let sql = format!(
                "UPDATE deliveries SET doubt = 1, tried = tried + 1, lease = NULL, due = ?2, state = {WAITS_AGAIN}
                 WHERE state = 1 AND lease < ?1"
            );
            left += t.execute(&sql, params![leases_before, now])?;
            Ok(left)
        })
    }
}

fn settle(t: &Transaction, settlement: &Settlement) -> rusqlite::Result<bool> {
    let Settlement { delivery, fence, state, due, doubt, outcome, code, reply, ended } = settlement;
    let is_open = matches!(state, DeliveryState::Pending);
    let settled = t
        .prepare_cached(
            "UPDATE deliveries SET state = ?3, due = ?4, doubt = ?5, tried = tried + 1, lease = NULL, settled = ?6, code = ?7, reply = ?8
             WHERE id = ?1 AND fence = ?2 AND state = 1",
        )?
        .execute(params![delivery, fence, state, due, doubt, (!is_open).then_some(ended), code, reply])?
        > 0;
    let outcome = if settled { outcome } else { "late" };
    t.prepare_cached(
        "UPDATE attempts SET ended = ?3, outcome = CASE WHEN outcome IS NULL THEN ?4 ELSE outcome || ', then ' || ?4 END, code = ?5, reply = ?6
         WHERE delivery = ?1 AND fence = ?2",
    )?
    .execute(params![delivery, fence, ended, outcome, code, reply])?;
    if settled && is_open {
        // A newer version was published while this attempt ran: the old text is not tried again.
        t.prepare_cached(
            "UPDATE deliveries SET state = 5, settled = ?2 WHERE id = ?1 AND EXISTS (
                 SELECT 1 FROM publications AS p WHERE p.release = deliveries.release AND p.revision > deliveries.revision)",
        )?
        .execute(params![delivery, ended])?;
    }
    Ok(settled)
}
