//! Where the journal begins, and what is done when it turns out to be older than what was sent.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{OptionalExtension, params};

use super::NewPublication;
use crate::db::Database;
use crate::error::Error;

/// A stretch of time that the journal knows without a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epoch {
    pub id: i64,
    pub began: i64,
    pub reason: EpochReason,
    /// `None` until a person has decided what is to be sent.
    pub accepted: Option<i64>,
    /// When deliveries were last made, or could have been.
    pub last_seen: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EpochReason {
    /// The first start: what is public is known and not sent.
    First,
    /// The journal is older than what was sent.
    Restored,
    /// The journal came without its witness, from another machine or folder.
    Moved,
}

impl EpochReason {
    pub fn name(self) -> &'static str {
        match self {
            EpochReason::First => "first",
            EpochReason::Restored => "restored",
            EpochReason::Moved => "moved",
        }
    }
}

impl FromSql for EpochReason {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<EpochReason> {
        let all = [EpochReason::First, EpochReason::Restored, EpochReason::Moved];
        let text = value.as_str()?;
        all.into_iter().find(|reason| reason.name() == text).ok_or(FromSqlError::InvalidType)
    }
}

/// The last number of a channel, as it is written beside the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessEntry {
    pub channel: String,
    pub cursor: i64,
    pub day: String,
    pub number: i64,
}

/// Numbers that were given and that the journal does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLoss {
    pub channel: String,
    pub first: i64,
    pub last: i64,
}

/// The reply of deliveries that were waiting in a copy of the journal.
const IN_DOUBT: &str = "in doubt since a restore";

impl Database {
    /// The newest epoch; `None` before the first.
    pub fn epoch(&self) -> Result<Option<Epoch>, Error> {
        self.read(|c| {
            let sql = "SELECT id, began, why, accepted, last_seen FROM epochs ORDER BY id DESC LIMIT 1";
            c.query_row(sql, [], |row| {
                Ok(Epoch {
                    id: row.get(0)?,
                    began: row.get(1)?,
                    reason: row.get(2)?,
                    accepted: row.get(3)?,
                    last_seen: row.get(4)?,
                })
            })
            .optional()
        })
    }

    /// Begins the first epoch: what is public at this moment is known and never sent by itself. With a reason other than `First`
    /// nothing is sent until a person has accepted it.
    pub fn begin_first_epoch(&self, reason: EpochReason, baseline: &[NewPublication], now: i64) -> Result<(), Error> {
        self.write_durably(|t| {
            let accepted = (reason == EpochReason::First).then_some(now);
            t.execute(
                "INSERT INTO epochs (began, why, accepted, last_seen) VALUES (?1, ?2, ?3, ?1)",
                params![now, reason.name(), accepted],
            )?;
            let mut insert = t.prepare(super::publish::INSERT_PUBLICATION)?;
            for publication in baseline {
                super::publish::insert(&mut insert, publication, now)?;
            }
            Ok(())
        })
    }

    /// The journal is older than what was sent: no number is used again, what may have been sent meanwhile is in doubt, and nothing is
    /// sent until a person has accepted the epoch. Returns the numbers that are lost.
    pub fn begin_restored_epoch(&self, reason: EpochReason, witness: &[WitnessEntry], now: i64) -> Result<Vec<JournalLoss>, Error> {
        self.write_durably(|t| {
            t.execute("INSERT INTO epochs (began, why, last_seen) VALUES (?1, ?2, ?1)", params![now, reason.name()])?;
            // Whether these were sent since the copy was made, nobody knows.
            let sql = "UPDATE deliveries SET state = 3, doubt = 1, held = 0, lease = NULL, reply = ?1 WHERE state IN (0, 1)";
            t.execute(sql, [IN_DOUBT])?;
            let mut lost = Vec::new();
            for entry in witness {
                let sql = "SELECT cursor FROM channels WHERE key = ?1";
                let known: i64 = t.query_row(sql, [&entry.channel], |row| row.get(0)).optional()?.unwrap_or(0);
                if entry.cursor <= known {
                    continue;
                }
                t.execute(
                    "INSERT INTO channels (key, cursor, day, number, since, receiver, settings) VALUES (?1, ?2, ?3, ?4, ?5, x'', x'')
                     ON CONFLICT (key) DO UPDATE SET cursor = excluded.cursor, day = excluded.day, number = excluded.number",
                    params![entry.channel, entry.cursor, entry.day, entry.number, now],
                )?;
                t.execute(
                    "INSERT OR REPLACE INTO lost_numbers (channel, first, last, noticed) VALUES (?1, ?2, ?3, ?4)",
                    params![entry.channel, known + 1, entry.cursor, now],
                )?;
                lost.push(JournalLoss { channel: entry.channel.clone(), first: known + 1, last: entry.cursor });
            }
            Ok(lost)
        })
    }

    /// A person lets deliveries go on. `sent`: what is in doubt was delivered, and what is new since then was sent too (`assumed`, with the
    /// receivers of each); otherwise it is sent again.
    pub fn accept_epoch(
        &self,
        sent: bool,
        assumed: &[NewPublication],
        receivers: &[(usize, String, String)],
        now: i64,
    ) -> Result<(), Error> {
        self.write_durably(|t| {
            t.execute("UPDATE epochs SET accepted = ?1, last_seen = ?1 WHERE accepted IS NULL", [now])?;
            // A kill is never assumed: it is sent again, under its id.
            let kills = if sent { "AND purpose = 1" } else { "" };
            let sql = format!(
                "UPDATE deliveries SET due = ?1, added = ?1, state = iif(EXISTS (SELECT 1 FROM publications AS p
                     WHERE p.release = deliveries.release AND p.revision > deliveries.revision), 5, 0)
                 WHERE state = 3 AND reply = ?2 {kills}"
            );
            t.execute(&sql, params![now, IN_DOUBT])?;
            if !sent {
                return Ok(());
            }
            let reply = "assumed after a restore";
            let sql = "UPDATE deliveries SET state = 2, settled = ?1, reply = ?2 WHERE state = 3 AND reply = ?3";
            t.execute(sql, params![now, reply, IN_DOUBT])?;
            let mut insert = t.prepare(super::publish::INSERT_PUBLICATION)?;
            for publication in assumed {
                super::publish::insert(&mut insert, publication, now)?;
            }
            let mut deliver = t.prepare(
                "INSERT OR IGNORE INTO deliveries
                     (channel, receiver, purpose, release, revision, state, urgent, not_before, due, added, doubt, settled, reply)
                 VALUES (?1, ?2, 0, ?3, ?4, 2, 1, ?5, ?5, ?5, 1, ?5, ?6)",
            )?;
            for (at, channel, receiver) in receivers {
                let publication = &assumed[*at];
                deliver.execute(params![channel, receiver, publication.release, publication.revision, now, reply])?;
            }
            Ok(())
        })
    }

    /// A receiver has seen the number `cursor` of a channel: it and those before are not given again. Those of today may be among them.
    /// Returns what is lost; `None` when the journal knows the number already.
    pub fn raise_cursor(&self, channel: &str, cursor: i64, today: &str, now: i64) -> Result<Option<JournalLoss>, Error> {
        self.write_durably(|t| {
            let sql = "SELECT cursor, day, number FROM channels WHERE key = ?1";
            let read = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let known: Option<(i64, String, i64)> = t.query_row(sql, [channel], read).optional()?;
            let Some((known, day, number)) = known.filter(|(known, ..)| *known < cursor) else { return Ok(None) };
            let (day, number) = if day.as_str() < today { (today, 0) } else { (day.as_str(), number) };
            let sql = "UPDATE channels SET cursor = ?2, day = ?3, number = ?4 WHERE key = ?1";
            t.execute(sql, params![channel, cursor, day, number + cursor - known])?;
            let sql = "INSERT OR REPLACE INTO lost_numbers (channel, first, last, noticed) VALUES (?1, ?2, ?3, ?4)";
            t.execute(sql, params![channel, known + 1, cursor, now])?;
            Ok(Some(JournalLoss { channel: channel.to_owned(), first: known + 1, last: cursor }))
        })
    }

    /// Deliveries are made, or could be.
    pub fn record_presence(&self, now: i64) -> Result<(), Error> {
        self.write(|t| {
            let sql = "UPDATE epochs SET last_seen = max(last_seen, ?1) WHERE id = (SELECT max(id) FROM epochs)";
            t.execute(sql, [now]).map(drop)
        })
    }

    /// Numbers that are known to be lost, with the instant when that was noticed: newest first.
    pub fn lost_numbers(&self) -> Result<Vec<(JournalLoss, i64)>, Error> {
        self.read(|c| {
            c.prepare("SELECT channel, first, last, noticed FROM lost_numbers ORDER BY noticed DESC, channel")?
                .query_map([], |row| {
                    let lost = JournalLoss { channel: row.get(0)?, first: row.get(1)?, last: row.get(2)? };
                    Ok((lost, row.get(3)?))
                })?
                .collect()
        })
    }

    /// The last number of each channel, for the witness.
    pub fn witness_entries(&self) -> Result<Vec<WitnessEntry>, Error> {
        self.read(|c| {
            let mut rows = c.prepare("SELECT key, cursor, day, number FROM channels ORDER BY key")?;
            rows.query_map([], |row| {
                Ok(WitnessEntry { channel: row.get(0)?, cursor: row.get(1)?, day: row.get(2)?, number: row.get(3)? })
            })?
            .collect()
        })
    }
}
