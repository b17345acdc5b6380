//! Answers to the questions of operators: what is late, who has it, what did they get.

use std::collections::BTreeMap;

use rusqlite::types::FromSql;
use rusqlite::{OptionalExtension, Row, params};

use super::{DeliveryPurpose, DeliveryState, PublicationKind, StoredPayload};
use crate::db::Database;
use crate::error::Error;

/// A channel at a glance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelSummary {
    pub channel: String,
    /// The last message that was delivered: its number and when.
    pub last: Option<(i64, i64)>,
    /// Deliveries that wait or are on their way, and when the oldest of them was added.
    pub waiting: u64,
    pub oldest: Option<i64>,
    pub unknown: u64,
    pub parked: u64,
    /// The reply of the newest attempt that failed, with its instant, while something waits.
    pub trouble: Option<(i64, String)>,
    /// The earliest next attempt.
    pub next: Option<i64>,
}

/// One delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRecord {
    pub id: i64,
    pub channel: String,
    pub receiver: String,
    pub release: String,
    pub revision: i64,
    pub purpose: DeliveryPurpose,
    pub cursor: Option<i64>,
    pub state: DeliveryState,
    pub due: i64,
    pub added: i64,
    pub settled: Option<i64>,
    pub tried: i64,
    pub doubt: bool,
    pub code: Option<i64>,
    pub reply: Option<String>,
    held: bool,
}

impl DeliveryRecord {
    /// It waits until its release is public again.
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// The receiver has the text, or may have it.
    pub fn may_have_arrived(&self) -> bool {
        self.doubt || matches!(self.state, DeliveryState::Sending | DeliveryState::Delivered | DeliveryState::Unknown)
    }
}

/// A version of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationRecord {
    pub revision: i64,
    pub kind: PublicationKind,
    pub headline: String,
    pub folder: String,
    /// The instant of this version, and when it was noticed.
    pub published: i64,
    pub seen: i64,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRecord {
    pub began: i64,
    pub ended: Option<i64>,
    pub outcome: Option<String>,
    pub code: Option<i64>,
    pub reply: Option<String>,
}

/// One message of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRecord {
    pub channel: String,
    pub cursor: i64,
    pub day: String,
    pub number: i64,
    pub replaces: Option<i64>,
    pub purpose: DeliveryPurpose,
    pub format: String,
    pub media_type: String,
    pub name: String,
    pub id: String,
    pub made: i64,
    pub release: String,
    pub revision: i64,
    pub headline: String,
    pub folder: String,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    pub length: i64,
    /// The newest version of its release that is published, and whether that is a withdrawal.
    pub newest_revision: i64,
    pub is_withdrawn: bool,
    /// Its release is not public at the moment.
    pub is_held: bool,
}

/// A message that could not be made when the others of its version were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedMessage {
    pub release: String,
    pub revision: i64,
    pub channel: String,
    pub reason: String,
    pub since: i64,
}

/// Deliveries that arrived in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourCount {
    /// Its beginning.
    pub hour: i64,
    pub delivered: u64,
    pub failed: u64,
}

const DELIVERY_COLUMNS: &str =
    "id, channel, receiver, release, revision, purpose, cursor, state, due, added, settled, tried, doubt, code, reply,
    held = 1";

const MESSAGES: &str =
    "SELECT m.channel, m.cursor, m.day, m.number, m.replaces, m.purpose, m.format, m.media_type, m.name, m.id, m.made,
        p.release, p.revision, p.headline, p.folder, m.payload, y.length,
        (SELECT max(n.revision) FROM publications AS n WHERE n.release = p.release),
        EXISTS (SELECT 1 FROM publications AS n WHERE n.release = p.release AND n.kind = 4 AND n.revision >= p.revision),
        EXISTS (SELECT 1 FROM deliveries AS d WHERE d.channel = m.channel AND d.cursor = m.cursor AND d.held = 1)
     FROM messages AS m JOIN publications AS p ON p.id = m.publication JOIN payloads AS y ON y.hash = m.payload";

impl Database {
    /// Every channel that was given something.
    pub fn channel_summaries(&self) -> Result<Vec<ChannelSummary>, Error> {
        self.read(|c| {
            let mut rows = c.prepare(
                "SELECT c.key,
                    (SELECT count(*) FROM deliveries AS d WHERE d.channel = c.key AND d.state IN (0, 1)),
                    (SELECT min(added) FROM deliveries AS d WHERE d.channel = c.key AND d.state IN (0, 1)),
                    (SELECT count(*) FROM deliveries AS d WHERE d.channel = c.key AND d.state = 3),
                    (SELECT count(*) FROM deliveries AS d WHERE d.channel = c.key AND d.state = 4),
                    (SELECT min(due) FROM deliveries AS d WHERE d.channel = c.key AND d.state = 0)
                 FROM channels AS c ORDER BY c.key",
            )?;
            let mut found: Vec<ChannelSummary> = rows
                .query_map([], |row| {
                    Ok(ChannelSummary {
                        channel: row.get(0)?,
                        waiting: count(row, 1)?,
                        oldest: row.get(2)?,
                        unknown: count(row, 3)?,
                        parked: count(row, 4)?,
                        next: row.get(5)?,
                        ..ChannelSummary::default()
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            for summary in &mut found {
                let sql = "SELECT cursor, settled FROM deliveries WHERE channel = ?1 AND state = 2 AND cursor NOT NULL
                           ORDER BY settled DESC, cursor DESC LIMIT 1";
                summary.last = c.query_row(sql, [&summary.channel], pair).optional()?;
                let sql =
                    "SELECT a.ended, coalesce(a.reply, a.outcome) FROM deliveries AS d JOIN attempts AS a ON a.delivery = d.id
                           WHERE d.channel = ?1 AND d.state IN (0, 3, 4) AND a.ended NOT NULL ORDER BY a.ended DESC LIMIT 1";
                summary.trouble = c.query_row(sql, [&summary.channel], pair).optional()?;
            }
            Ok(found)
        })
    }

    /// The versions of a release, oldest first.
    pub fn publications_of(&self, release: &str) -> Result<Vec<PublicationRecord>, Error> {
        self.read(|c| {
            c.prepare(
                "SELECT revision, kind, headline, folder, published, seen FROM publications WHERE release = ?1 ORDER BY revision",
            )?
            .query_map([release], |row| {
                Ok(PublicationRecord {
                    revision: row.get(0)?,
                    kind: row.get(1)?,
                    headline: row.get(2)?,
                    folder: row.get(3)?,
                    published: row.get(4)?,
                    seen: row.get(5)?,
                })
            })?
            .collect()
        })
    }

    /// When the first attempt failed at what waits for a channel now.
    pub fn failing_since(&self, channel: &str) -> Result<Option<i64>, Error> {
        self.read(|c| {
            let sql = "SELECT min(a.ended) FROM deliveries AS d JOIN attempts AS a ON a.delivery = d.id
                       WHERE d.channel = ?1 AND d.state = 0 AND a.outcome <> 'delivered'";
            c.query_row(sql, [channel], |row| row.get(0))
        })
    }

    /// All deliveries of a release, oldest version first.
    pub fn deliveries_of(&self, release: &str) -> Result<Vec<DeliveryRecord>, Error> {
        self.read(|c| {
            let sql = format!(
                "SELECT {DELIVERY_COLUMNS} FROM deliveries WHERE release = ?1 ORDER BY revision, channel, receiver, purpose"
            );
            c.prepare(&sql)?.query_map([release], read_delivery)?.collect()
        })
    }

    /// The deliveries of a channel that have no good end, or all of its last ones: newest first.
    pub fn deliveries_to(&self, channel: &str, limit: usize) -> Result<Vec<DeliveryRecord>, Error> {
        self.read(|c| {
            let sql = format!("SELECT {DELIVERY_COLUMNS} FROM deliveries WHERE channel = ?1 ORDER BY id DESC LIMIT ?2");
            c.prepare(&sql)?.query_map(params![channel, limit as i64], read_delivery)?.collect()
        })
    }

    /// Deliveries in these states, oldest first.
    pub fn deliveries_in(&self, states: &[DeliveryState]) -> Result<Vec<DeliveryRecord>, Error> {
        let states = states.iter().map(|state| (*state as i64).to_string()).collect::<Vec<_>>().join(", ");
        self.read(|c| {
            let sql = format!("SELECT {DELIVERY_COLUMNS} FROM deliveries WHERE state IN ({states}) ORDER BY id");
            c.prepare(&sql)?.query_map([], read_delivery)?.collect()
        })
    }

    /// The attempts of a delivery, oldest first.
    pub fn attempts(&self, delivery: i64) -> Result<Vec<AttemptRecord>, Error> {
        self.read(|c| {
            c.prepare("SELECT began, ended, outcome, code, reply FROM attempts WHERE delivery = ?1 ORDER BY fence")?
                .query_map([delivery], |row| {
                    Ok(AttemptRecord {
                        began: row.get(0)?,
                        ended: row.get(1)?,
                        outcome: row.get(2)?,
                        code: row.get(3)?,
                        reply: row.get(4)?,
                    })
                })?
                .collect()
        })
    }

    /// The messages of a channel with these numbers.
    pub fn messages(&self, channel: &str, first: i64, last: i64, limit: usize) -> Result<Vec<MessageRecord>, Error> {
        self.read(|c| {
            let sql = format!("{MESSAGES} WHERE m.channel = ?1 AND m.cursor BETWEEN ?2 AND ?3 ORDER BY m.cursor LIMIT ?4");
            c.prepare(&sql)?.query_map(params![channel, first, last, limit as i64], read_message)?.collect()
        })
    }

    /// The bytes of a message; `None` when there is no such message, or its bytes were removed.
    pub fn payload(&self, channel: &str, cursor: i64) -> Result<Option<StoredPayload>, Error> {
        self.read(|c| {
            let sql = "SELECT p.hash, p.bytes FROM messages AS m JOIN payloads AS p ON p.hash = m.payload
                       WHERE m.channel = ?1 AND m.cursor = ?2 AND p.bytes NOT NULL";
            c.query_row(sql, params![channel, cursor], |row| {
                Ok(StoredPayload { hash: row.get(0)?, bytes: std::sync::Arc::new(row.get(1)?) })
            })
            .optional()
        })
    }

    /// The id of the release in this folder, as it was published last.
    pub fn release_in_folder(&self, folder: &str) -> Result<Option<String>, Error> {
        self.read(|c| {
            let sql = "SELECT release FROM publications WHERE folder = ?1 ORDER BY id DESC LIMIT 1";
            c.query_row(sql, [folder], |row| row.get(0)).optional()
        })
    }

    /// The folder of each release, by its id.
    pub fn folders_of_releases(&self) -> Result<BTreeMap<String, String>, Error> {
        self.read(|c| {
            c.prepare("SELECT release, folder FROM publications ORDER BY id")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    /// Messages that could not be made yet.
    pub fn owed_messages(&self) -> Result<Vec<OwedMessage>, Error> {
        self.read(|c| {
            c.prepare("SELECT release, revision, channel, reason, since FROM owed_messages ORDER BY since, release, channel")?
                .query_map([], |row| {
                    Ok(OwedMessage {
                        release: row.get(0)?,
                        revision: row.get(1)?,
                        channel: row.get(2)?,
                        reason: row.get(3)?,
                        since: row.get(4)?,
                    })
                })?
                .collect()
        })
    }

    /// What arrived and what failed in each hour since `from`.
    pub fn deliveries_by_hour(&self, from: i64) -> Result<Vec<HourCount>, Error> {
        self.read(|c| {
            c.prepare(
                "SELECT ended / 3600 * 3600 AS hour, count(*) FILTER (WHERE outcome = 'delivered'),
                        count(*) FILTER (WHERE outcome <> 'delivered')
                 FROM attempts WHERE ended >= ?1 GROUP BY hour ORDER BY hour",
            )?
            .query_map([from], |row| Ok(HourCount { hour: row.get(0)?, delivered: count(row, 1)?, failed: count(row, 2)? }))?
            .collect()
        })
    }

    /// Removes the bytes of messages that were made before `made_before`, or whose release was withdrawn before `withdrawn_before`, and that
    /// wait for nobody. Their hashes stay. Returns their number.
    pub fn remove_old_payloads(&self, made_before: i64, withdrawn_before: i64) -> Result<usize, Error> {
        let sql = "FROM payloads WHERE bytes NOT NULL AND NOT EXISTS (
             SELECT 1 FROM messages AS m JOIN publications AS p ON p.id = m.publication WHERE m.payload = payloads.hash AND (
                 (m.made >= ?1 AND NOT EXISTS (SELECT 1 FROM publications AS k
                     WHERE k.release = p.release AND k.kind = 4 AND k.revision > p.revision AND k.seen < ?2))
                 OR EXISTS (SELECT 1 FROM deliveries AS d
                     WHERE d.channel = m.channel AND d.cursor = m.cursor AND d.state IN (0, 1, 3, 4))))";
        // Nothing is written where nothing is old.
        let find = format!("SELECT hash {sql}");
        let old: Vec<Vec<u8>> =
            self.read(|c| c.prepare(&find)?.query_map([made_before, withdrawn_before], |row| row.get(0))?.collect())?;
        if old.is_empty() {
            return Ok(0);
        }
        self.write(|t| {
            // Somebody can have asked for one of them again meanwhile.
            let mut remove = t.prepare(
                "UPDATE payloads SET bytes = NULL WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM messages AS m JOIN deliveries AS d
                     ON d.channel = m.channel AND d.cursor = m.cursor WHERE m.payload = ?1 AND d.state IN (0, 1, 3, 4))",
            )?;
            old.iter().try_for_each(|hash| remove.execute([hash]).map(drop))?;
            Ok(old.len())
        })
    }

    /// A pull receiver says that it has everything up to this number.
    pub fn acknowledge(&self, channel: &str, cursor: i64, now: i64) -> Result<(), Error> {
        let is_news = self.read(|c| {
            let sql =
                "SELECT EXISTS (SELECT 1 FROM deliveries WHERE channel = ?1 AND state = 0 AND cursor <= ?2 AND not_before <= ?3)";
            c.query_row(sql, params![channel, cursor, now], |row| row.get::<_, bool>(0))
        })?;
        if !is_news {
            return Ok(());
        }
        self.write(|t| {
            t.execute(
                "UPDATE deliveries SET state = 2, settled = ?3, tried = tried + 1, reply = 'acknowledged'
                 WHERE channel = ?1 AND state = 0 AND cursor <= ?2 AND not_before <= ?3",
                params![channel, cursor, now],
            )
            .map(drop)
        })
    }

    /// The first number of a channel whose time has not come at `now`, or that is held; `None` when everything may be read.
    pub fn first_unreadable(&self, channel: &str, now: i64) -> Result<Option<i64>, Error> {
        self.read(|c| {
            let sql = "SELECT CASE WHEN (SELECT accepted FROM epochs ORDER BY id DESC LIMIT 1) IS NULL THEN 0 ELSE
                           (SELECT min(cursor) FROM deliveries WHERE channel = ?1 AND state = 0 AND held <> 1 AND (not_before > ?2 OR held = 2)) END";
            c.query_row(sql, params![channel, now], |row| row.get(0))
        })
    }

    /// A pull receiver fetches a message: its bytes, and that it has them, in one transaction. `None` when a newer version has replaced it, or
    /// its bytes are not kept.
    pub fn fetch(&self, channel: &str, cursor: i64, now: i64) -> Result<Option<StoredPayload>, Error> {
        self.write_durably(|t| {
            let sql = "SELECT y.hash, y.bytes FROM messages AS m JOIN publications AS p ON p.id = m.publication
                       JOIN payloads AS y ON y.hash = m.payload
                       WHERE m.channel = ?1 AND m.cursor = ?2 AND y.bytes NOT NULL AND NOT EXISTS (
                           SELECT 1 FROM publications AS n WHERE n.release = p.release AND n.revision > p.revision)";
            let found = t.query_row(sql, params![channel, cursor], |row| {
                Ok(StoredPayload { hash: row.get(0)?, bytes: std::sync::Arc::new(row.get(1)?) })
            });
            let found = found.optional()?;
            if found.is_some() {
                t.execute(
                    "UPDATE deliveries SET state = 2, settled = ?3, tried = tried + 1, code = 200, reply = 'fetched'
                     WHERE channel = ?1 AND cursor = ?2 AND state IN (0, 3, 4)",
                    params![channel, cursor, now],
                )?;
            }
            Ok(found)
        })
    }
}

fn count(row: &Row, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}

fn pair<A: FromSql, B: FromSql>(row: &Row) -> rusqlite::Result<(A, B)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn read_delivery(row: &Row) -> rusqlite::Result<DeliveryRecord> {
    Ok(DeliveryRecord {
        id: row.get(0)?,
        channel: row.get(1)?,
        receiver: row.get(2)?,
        release: row.get(3)?,
        revision: row.get(4)?,
        purpose: row.get(5)?,
        cursor: row.get(6)?,
        state: row.get(7)?,
        due: row.get(8)?,
        added: row.get(9)?,
        settled: row.get(10)?,
        tried: row.get(11)?,
        doubt: row.get(12)?,
        code: row.get(13)?,
        reply: row.get(14)?,
        held: row.get(15)?,
    })
}

fn read_message(row: &Row) -> rusqlite::Result<MessageRecord> {
    Ok(MessageRecord {
        channel: row.get(0)?,
        cursor: row.get(1)?,
        day: row.get(2)?,
        number: row.get(3)?,
        replaces: row.get(4)?,
        purpose: row.get(5)?,
        format: row.get(6)?,
        media_type: row.get(7)?,
        name: row.get(8)?,
        id: row.get(9)?,
        made: row.get(10)?,
        release: row.get(11)?,
        revision: row.get(12)?,
        headline: row.get(13)?,
        folder: row.get(14)?,
        hash: row.get(15)?,
        length: row.get(16)?,
        newest_revision: row.get(17)?,
        is_withdrawn: row.get(18)?,
        is_held: row.get(19)?,
    })
}
