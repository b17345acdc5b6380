//! What a person decides: pauses, another try, what is said to have arrived. The service sees each within a second.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use crate::db::Database;
use crate::error::Error;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PauseRequest {
    pub channel: String,
    pub reason: String,
    pub until: Option<i64>,
    /// Kills wait too.
    pub holds_kills: bool,
}

/// What a person has allowed the plan to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approvals {
    /// Hashes of plans with many new releases.
    pub bursts: BTreeSet<String>,
    /// Ids of old releases that are sent all the same.
    pub old: BTreeSet<String>,
    /// Ids of releases that are gone without a withdrawal, as it is meant.
    pub forgotten: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalKind {
    Burst,
    Old,
    Forget,
}

impl ApprovalKind {
    fn name(self) -> &'static str {
        match self {
            ApprovalKind::Burst => "burst",
            ApprovalKind::Old => "old",
            ApprovalKind::Forget => "forget",
        }
    }
}

/// Which deliveries without a certain end are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParkedSelection {
    pub channel: Option<String>,
    /// The id of a release.
    pub release: Option<String>,
}

impl Database {
    /// Adds a channel of the settings, or notes its new settings. With another address it is paused: a typing error must not send releases
    /// to a stranger. Returns whether it is new, and whether it was paused for that.
    pub fn save_channel(&self, key: &str, receiver: &[u8], settings: &[u8], reason: &str, now: i64) -> Result<(bool, bool), Error> {
        self.write_durably(|t| {
            let sql = "SELECT receiver FROM channels WHERE key = ?1";
            let known: Option<Vec<u8>> = t.query_row(sql, [key], |row| row.get(0)).optional()?;
            let Some(known) = known else {
                t.execute(
                    "INSERT INTO channels (key, since, receiver, settings) VALUES (?1, ?2, ?3, ?4)",
                    params![key, now, receiver, settings],
                )?;
                return Ok((true, false));
            };
            // After a lost journal the address is not known.
            let has_moved = !known.is_empty() && known != receiver;
            t.execute("UPDATE channels SET receiver = ?2, settings = ?3 WHERE key = ?1", params![key, receiver, settings])?;
            if has_moved {
                let sql = "UPDATE channels SET paused = ?2, paused_at = ?3, paused_until = NULL, holds_kills = 1 WHERE key = ?1";
                t.execute(sql, params![key, reason, now])?;
            }
            Ok((false, has_moved))
        })
    }

    /// False: there is no such channel.
    pub fn pause_channel(&self, request: &PauseRequest, now: i64) -> Result<bool, Error> {
        self.write_durably(|t| {
            let sql = "UPDATE channels SET paused = ?2, paused_at = ?3, paused_until = ?4, holds_kills = ?5 WHERE key = ?1";
            Ok(t.execute(sql, params![request.channel, request.reason, now, request.until, request.holds_kills])? > 0)
        })
    }

    /// Ends a pause and the wait after failures. With `skip`, what has waited is not sent, but for kills. Returns the number of deliveries
    /// that go on; `None`: there is no such channel.
    pub fn resume_channel(&self, channel: &str, skip: Option<&str>, now: i64) -> Result<Option<usize>, Error> {
        self.write_durably(|t| {
            let sql = "UPDATE channels SET paused = NULL, paused_at = NULL, paused_until = NULL, holds_kills = 0, failures = 0,
                           breaker_until = 0 WHERE key = ?1";
            if t.execute(sql, [channel])? == 0 {
                return Ok(None);
            }
            if let Some(reply) = skip {
                let sql =
                    "UPDATE deliveries SET state = 6, settled = ?2, reply = ?3 WHERE channel = ?1 AND state = 0 AND urgent > 0";
                t.execute(sql, params![channel, now, reply])?;
            }
            t.execute("UPDATE deliveries SET due = ?2 WHERE channel = ?1 AND state = 0", params![channel, now]).map(Some)
        })
    }

    /// Tries again what is parked or unknown, but for texts that a newer version has replaced. Returns the number.
    pub fn retry(&self, selection: &ParkedSelection, now: i64) -> Result<usize, Error> {
        self.write_durably(|t| {
            t.execute(
                "UPDATE deliveries SET state = 0, due = ?3, added = ?3, settled = NULL, tried = 0 WHERE state IN (3, 4)
                 AND (?1 IS NULL OR channel = ?1) AND (?2 IS NULL OR release = ?2) AND NOT EXISTS (
                     SELECT 1 FROM publications AS p WHERE p.release = deliveries.release AND p.revision > deliveries.revision)",
                params![selection.channel, selection.release, now],
            )
        })
    }

    /// A person says that what is unknown or parked has arrived. Returns the number.
    pub fn settle_as_sent(&self, selection: &ParkedSelection, reply: &str, now: i64) -> Result<usize, Error> {
        self.write_durably(|t| {
            t.execute(
                "UPDATE deliveries SET state = 2, settled = ?3, reply = ?4 WHERE state IN (3, 4)
                 AND (?1 IS NULL OR channel = ?1) AND (?2 IS NULL OR release = ?2)",
                params![selection.channel, selection.release, now, reply],
            )
        })
    }

    /// Sends messages of a channel again: the same bytes under the same ids. Those of which a newer version was published are left out, and
    /// those that are on their way. Returns the numbers.
    pub fn resend(&self, channel: &str, first: i64, last: i64, now: i64) -> Result<Vec<i64>, Error> {
        self.write_durably(|t| {
            let mut cursors: Vec<i64> = t
                .prepare(
                    "UPDATE deliveries SET state = 0, due = ?4, added = ?4, settled = NULL, tried = 0, doubt = 1 WHERE channel = ?1 AND held = 0
                     AND cursor BETWEEN ?2 AND ?3 AND state IN (2, 3, 4, 6) AND NOT EXISTS (
                         SELECT 1 FROM publications AS p WHERE p.release = deliveries.release AND p.revision > deliveries.revision)
                     AND EXISTS (SELECT 1 FROM messages AS m JOIN payloads AS p ON p.hash = m.payload
                         WHERE m.channel = deliveries.channel AND m.cursor = deliveries.cursor AND p.bytes IS NOT NULL)
                     RETURNING cursor",
                )?
                .query_map(params![channel, first, last, now], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            cursors.sort_unstable();
            cursors.dedup();
            Ok(cursors)
        })
    }

    pub fn approvals(&self) -> Result<Approvals, Error> {
        self.read(|c| {
            let mut approvals = Approvals::default();
            let mut statement = c.prepare("SELECT what, value FROM approvals")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (what, value): (String, String) = (row.get(0)?, row.get(1)?);
                match what.as_str() {
                    "burst" => approvals.bursts.insert(value),
                    "old" => approvals.old.insert(value),
                    _ => approvals.forgotten.insert(value),
                };
            }
            Ok(approvals)
        })
    }

    pub fn approve(&self, kind: ApprovalKind, values: &[String], now: i64) -> Result<(), Error> {
        self.write_durably(|t| {
            let mut insert =
                t.prepare("INSERT INTO approvals (what, value, approved) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
            for value in values {
                insert.execute(params![kind.name(), value, now])?;
            }
            Ok(())
        })
    }

    /// Stops what waits of a release that is not public any more.
    pub fn hold_release(&self, release: &str) -> Result<usize, Error> {
        self.write_durably(|t| {
            t.execute("UPDATE deliveries SET held = 1 WHERE release = ?1 AND state IN (0, 1, 3, 4) AND held = 0", [release])
        })
    }

    /// Lets it go on: the release is public again.
    pub fn let_release_go(&self, release: &str, now: i64) -> Result<usize, Error> {
        self.write_durably(|t| {
            let sql = "UPDATE deliveries SET held = 0, due = min(due, ?2) WHERE release = ?1 AND held = 1";
            t.execute(sql, params![release, now])
        })
    }

    /// It is meant that the release is gone: what was held of it is not sent.
    pub fn suppress_held(&self, release: &str, reply: &str, now: i64) -> Result<usize, Error> {
        self.write_durably(|t| {
            let sql = "UPDATE deliveries SET state = 6, held = 0, settled = ?2, reply = ?3 WHERE release = ?1 AND held = 1 AND state IN (0, 3, 4)";
            t.execute(sql, params![release, now, reply])
        })
    }

    /// Numbers that are in the witness: what was given under them may leave.
    pub fn release_witnessed(&self) -> Result<(), Error> {
        self.write(|t| t.execute("UPDATE deliveries SET held = 0 WHERE held = 2", []).map(drop))
    }

    /// The releases of which something is held.
    pub fn held_releases(&self) -> Result<Vec<String>, Error> {
        self.read(|c| {
            c.prepare("SELECT DISTINCT release FROM deliveries WHERE held = 1")?.query_map([], |row| row.get(0))?.collect()
        })
    }
}
