//! Publishes a version of a release: its messages, their numbers, and one delivery for each receiver, all in one transaction.

use std::collections::BTreeSet;

use rusqlite::{Statement, Transaction, params};

use super::{DeliveryPurpose, MAY_HAVE, PublicationKind, StoredPayload};
use crate::db::Database;
use crate::error::Error;

/// A version of a release that is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPublication {
    /// Its id.
    pub release: String,
    pub revision: i64,
    pub kind: PublicationKind,
    /// The fingerprint of its words; empty for a withdrawal.
    pub text: String,
    pub headline: String,
    /// `releases/2026/ny-simhall/`.
    pub folder: String,
    pub lang: String,
    /// The instant of this version.
    pub published: i64,
}

/// What a channel is given of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    pub channel: String,
    /// The channel's last number, and one more.
    pub cursor: i64,
    /// `2026-11-30` in the newsroom's zone.
    pub day: String,
    /// Of that day, from 1.
    pub number: i64,
    pub replaces: Option<i64>,
    pub purpose: DeliveryPurpose,
    pub format: String,
    pub media_type: String,
    pub name: String,
    pub id: String,
    pub payload: StoredPayload,
    /// `""` for the channel itself, or mailboxes.
    pub receivers: Vec<String>,
    pub not_before: i64,
}

/// A version to publish, with its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationStep {
    pub publication: NewPublication,
    /// Versions between the last known one and this one.
    pub skipped: Vec<NewPublication>,
    pub messages: Vec<NewMessage>,
    /// Who had an earlier version, or may have had it, when the messages were made; `None` where that does not matter.
    pub holders: Option<BTreeSet<(String, String)>>,
    /// Channels whose message could not be made, each with the reason: they are owed it.
    pub owed: Vec<(String, String)>,
}

/// Whether the transaction was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishResult {
    Done,
    /// A number was taken, or a receiver got the text, since the messages were made: they have to be made again.
    Outdated,
}

pub(super) const INSERT_PUBLICATION: &str = "INSERT INTO publications
     (release, revision, kind, text, headline, folder, lang, published, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
     ON CONFLICT (release, revision) DO NOTHING";

pub(super) fn insert(statement: &mut Statement, publication: &NewPublication, now: i64) -> rusqlite::Result<usize> {
    statement.execute(params![
        publication.release,
        publication.revision,
        publication.kind,
        publication.text,
        publication.headline,
        publication.folder,
        publication.lang,
        publication.published,
        now,
    ])
}

impl Database {
    /// Publishes versions, all or none of them. Earlier versions that wait for the same receivers, or for any receiver of a withdrawn
    /// release, are not sent any more.
    ///
    /// Durable when it returns.
    pub fn publish(&self, steps: &[PublicationStep], now: i64) -> Result<PublishResult, Error> {
        let mut connection = self.connection.lock();
        self.durably(&mut connection, |t| {
            for step in steps {
                if publish(&t, step, now)? == PublishResult::Outdated {
                    // Dropped, it is rolled back.
                    return Ok(PublishResult::Outdated);
                }
            }
            t.commit().map(|()| PublishResult::Done)
        })
    }

    /// Replaces the bytes of a message of which nothing has been sent: the text was edited since. False: it is too late.
    pub fn replace_payload(&self, channel: &str, cursor: i64, payload: &StoredPayload) -> Result<bool, Error> {
        self.write_durably(|t| {
            let untouched: bool = t.query_row(
                "SELECT count(*) > 0 AND count(*) FILTER (WHERE state <> 0 OR tried > 0 OR doubt = 1) = 0
                 FROM deliveries WHERE channel = ?1 AND cursor = ?2",
                params![channel, cursor],
                |row| row.get(0),
            )?;
            if !untouched {
                return Ok(false);
            }
            store(t, payload)?;
            t.execute(
                "UPDATE messages SET payload = ?3 WHERE channel = ?1 AND cursor = ?2",
                params![channel, cursor, payload.hash],
            )?;
            Ok(true)
        })
    }

    /// Nobody was sent the text of a version that has been edited since: from now on it is the edited one.
    pub fn replace_text(&self, publication: i64, text: &str, headline: &str) -> Result<(), Error> {
        self.write(|t| {
            let sql = "UPDATE publications SET text = ?2, headline = ?3 WHERE id = ?1";
            t.execute(sql, params![publication, text, headline]).map(drop)
        })
    }

    /// The text of a version that was sent has been changed without a correction. False: that is known already.
    pub fn record_silent_edit(&self, publication: i64, text: &str, now: i64) -> Result<bool, Error> {
        self.write(|t| {
            let sql = "INSERT INTO silent_edits (publication, text, seen) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            Ok(t.execute(sql, params![publication, text, now])? > 0)
        })
    }
}

fn publish(t: &Transaction, step: &PublicationStep, now: i64) -> rusqlite::Result<PublishResult> {
    let PublicationStep { publication, skipped, messages, holders, owed } = step;
    // An immediate transaction: nothing changes between this look and the commit.
    let found: rusqlite::Result<BTreeSet<(String, String)>> = t
        .prepare(&format!("SELECT DISTINCT channel, receiver FROM deliveries WHERE release = ?1 AND revision < ?2 AND {MAY_HAVE}"))?
        .query_map(params![publication.release, publication.revision], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect();
    let found = found?;
    if holders.as_ref().is_some_and(|holders| found != *holders) {
        return Ok(PublishResult::Outdated);
    }
    // A channel's number is free, or the whole publication is made again.
    for message in messages {
        let sql = "SELECT count(*) FROM channels WHERE key = ?1 AND cursor = ?2";
        if t.query_row(sql, params![message.channel, message.cursor - 1], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(PublishResult::Outdated);
        }
    }
    let id: i64 = {
        let mut statement = t.prepare(INSERT_PUBLICATION)?;
        for version in skipped {
            insert(&mut statement, version, now)?;
        }
        insert(&mut statement, publication, now)?;
        let sql = "SELECT id FROM publications WHERE release = ?1 AND revision = ?2";
        t.query_row(sql, params![publication.release, publication.revision], |row| row.get(0))?
    };
    // Whoever waits for an earlier version gets this one in its place, or nothing: an error that is known is not sent.
    t.execute(
        "UPDATE deliveries SET state = 5, held = 0, settled = ?3 WHERE release = ?1 AND revision < ?2 AND state IN (0, 4)",
        params![publication.release, publication.revision, now],
    )?;
    t.execute(
        "DELETE FROM owed_messages WHERE release = ?1 AND revision < ?2",
        params![publication.release, publication.revision],
    )?;
    for (channel, reason) in owed {
        t.execute(
            "INSERT INTO owed_messages (release, revision, channel, reason, since) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (release, channel) DO UPDATE SET revision = excluded.revision, reason = excluded.reason",
            params![publication.release, publication.revision, channel, reason, now],
        )?;
    }
    let mut take = t.prepare("UPDATE channels SET cursor = ?2, day = ?3, number = ?4 WHERE key = ?1")?;
    let mut add = t.prepare(
        "INSERT INTO messages (channel, cursor, day, number, publication, purpose, replaces, format, media_type, payload, name, id, made)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    let mut deliver = t.prepare(
        // Held until the number is in the witness.
        "INSERT INTO deliveries (channel, receiver, purpose, release, revision, cursor, urgent, not_before, due, added, held)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, 2)",
    )?;
    for message in messages {
        store(t, &message.payload)?;
        take.execute(params![message.channel, message.cursor, message.day, message.number])?;
        add.execute(params![
            message.channel,
            message.cursor,
            message.day,
            message.number,
            id,
            message.purpose,
            message.replaces,
            message.format,
            message.media_type,
            message.payload.hash,
            message.name,
            message.id,
            now,
        ])?;
        t.execute("DELETE FROM owed_messages WHERE release = ?1 AND channel = ?2", params![publication.release, message.channel])?;
        let urgent = i64::from(message.purpose != DeliveryPurpose::Kill);
        for receiver in &message.receivers {
            deliver.execute(params![
                message.channel,
                receiver,
                message.purpose,
                publication.release,
                publication.revision,
                message.cursor,
                urgent,
                message.not_before,
                now,
            ])?;
        }
    }
    Ok(PublishResult::Done)
}

pub(super) fn store(t: &Transaction, payload: &StoredPayload) -> rusqlite::Result<()> {
    t.execute(
        "INSERT INTO payloads (hash, length, bytes) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO UPDATE SET bytes = excluded.bytes WHERE bytes IS NULL",
        params![payload.hash, payload.bytes.len() as i64, *payload.bytes],
    )
    .map(drop)
}
