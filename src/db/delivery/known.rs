//! What the journal knows of releases and channels, for the plan.

use std::collections::BTreeMap;

use rusqlite::{Row, params};

use super::{DeliveryState, MAY_HAVE, PublicationKind};
use crate::db::Database;
use crate::error::Error;

/// The newest version of each release, by its id.
pub type KnownPublications = BTreeMap<String, KnownRelease>;

/// The newest version that the journal knows of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRelease {
    pub publication: i64,
    pub revision: i64,
    pub kind: PublicationKind,
    /// The fingerprint of the words that were sent.
    pub text: String,
    pub folder: String,
    pub headline: String,
    pub seen: i64,
}

/// A receiver that has a version of a release, or may have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeliveryHolder {
    pub channel: String,
    pub receiver: String,
    /// The newest version that it may have.
    pub revision: i64,
    pub state: DeliveryState,
    /// Of the message with that version; `None` where it is not known.
    pub message: Option<HeldMessage>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldMessage {
    pub cursor: i64,
    pub day: String,
    pub number: i64,
    pub id: String,
}

/// A channel in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelState {
    pub key: String,
    pub cursor: i64,
    pub day: String,
    pub number: i64,
    pub since: i64,
    /// The hash of the receiver's address.
    pub receiver: Vec<u8>,
    pub settings: Vec<u8>,
    pub paused: Option<String>,
    pub paused_at: Option<i64>,
    pub paused_until: Option<i64>,
    pub holds_kills: bool,
    pub failures: u32,
    pub breaker_until: i64,
}

impl ChannelState {
    /// Why it is paused at `now`, if it is.
    pub fn pause_reason(&self, now: i64) -> Option<&str> {
        self.paused.as_deref().filter(|_| self.paused_until.is_none_or(|until| until > now))
    }
}

impl Database {
    /// The newest version of every release. 10,000 take 10 ms.
    pub fn known_publications(&self) -> Result<KnownPublications, Error> {
        self.read(|c| {
            let mut rows = c.prepare(
                "SELECT release, id, max(revision), kind, text, folder, headline, seen FROM publications GROUP BY release",
            )?;
            rows.query_map([], |row| {
                let known = KnownRelease {
                    publication: row.get(1)?,
                    revision: row.get(2)?,
                    kind: row.get(3)?,
                    text: row.get(4)?,
                    folder: row.get(5)?,
                    headline: row.get(6)?,
                    seen: row.get(7)?,
                };
                Ok((row.get(0)?, known))
            })?
            .collect()
        })
    }

    /// Who has, or may have, a version of the release.
    pub fn holders(&self, release: &str) -> Result<Vec<DeliveryHolder>, Error> {
        self.read(|c| {
            // `max` chooses the row that the other columns are taken from.
            let sql = format!(
                "SELECT d.channel, d.receiver, max(d.revision), d.state, m.cursor, m.day, m.number, m.id
                 FROM deliveries AS d LEFT JOIN messages AS m ON m.channel = d.channel AND m.cursor = d.cursor
                 WHERE d.release = ?1 AND d.purpose <> 4 AND {MAY_HAVE} GROUP BY d.channel, d.receiver"
            );
            c.prepare(&sql)?.query_map([release], read_holder)?.collect()
        })
    }

    /// Messages of the newest version of which nothing has been sent yet: their bytes may still be replaced.
    pub fn untouched_messages(&self, publication: i64) -> Result<Vec<(String, i64)>, Error> {
        self.read(|c| {
            c.prepare(
                "SELECT m.channel, m.cursor FROM messages AS m WHERE m.publication = ?1 AND EXISTS (
                     SELECT 1 FROM deliveries AS d WHERE d.channel = m.channel AND d.cursor = m.cursor AND d.state = 0)
                 AND NOT EXISTS (SELECT 1 FROM deliveries AS d WHERE d.channel = m.channel AND d.cursor = m.cursor
                     AND (d.state <> 0 OR d.tried > 0 OR d.doubt = 1))",
            )?
            .query_map([publication], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
        })
    }

    /// The receivers of a message.
    pub fn message_receivers(&self, channel: &str, cursor: i64) -> Result<Vec<String>, Error> {
        self.read(|c| {
            c.prepare("SELECT receiver FROM deliveries WHERE channel = ?1 AND cursor = ?2 ORDER BY receiver")?
                .query_map(params![channel, cursor], |row| row.get(0))?
                .collect()
        })
    }

    /// The texts that were published without a correction after a version was sent, newest first.
    pub fn silent_edits(&self, publication: i64) -> Result<Vec<String>, Error> {
        self.read(|c| {
            c.prepare("SELECT text FROM silent_edits WHERE publication = ?1 ORDER BY seen DESC")?
                .query_map([publication], |row| row.get(0))?
                .collect()
        })
    }

    /// How many messages each channel was given since `from`.
    pub fn messages_since(&self, channel: &str, from: i64) -> Result<u64, Error> {
        self.read(|c| {
            let sql = "SELECT count(*) FROM messages WHERE channel = ?1 AND made >= ?2 AND purpose IN (0, 6)";
            c.query_row(sql, params![channel, from], |row| row.get::<_, i64>(0).map(i64::unsigned_abs))
        })
    }

    /// All channels that the journal knows, also those that are no longer in the settings.
    pub fn channel_states(&self) -> Result<Vec<ChannelState>, Error> {
        self.read(|c| {
            let mut rows = c.prepare(
                "SELECT key, cursor, day, number, since, receiver, settings, paused, paused_at, paused_until, holds_kills, failures,
                        breaker_until FROM channels ORDER BY key",
            )?;
            rows.query_map([], |row| {
                Ok(ChannelState {
                    key: row.get(0)?,
                    cursor: row.get(1)?,
                    day: row.get(2)?,
                    number: row.get(3)?,
                    since: row.get(4)?,
                    receiver: row.get(5)?,
                    settings: row.get(6)?,
                    paused: row.get(7)?,
                    paused_at: row.get(8)?,
                    paused_until: row.get(9)?,
                    holds_kills: row.get(10)?,
                    failures: row.get(11)?,
                    breaker_until: row.get(12)?,
                })
            })?
            .collect()
        })
    }
}

fn read_holder(row: &Row) -> rusqlite::Result<DeliveryHolder> {
    let message = match row.get::<_, Option<i64>>(4)? {
        Some(cursor) => Some(HeldMessage { cursor, day: row.get(5)?, number: row.get(6)?, id: row.get(7)? }),
        None => None,
    };
    Ok(DeliveryHolder { channel: row.get(0)?, receiver: row.get(1)?, revision: row.get(2)?, state: row.get(3)?, message })
}
