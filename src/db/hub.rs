//! Subscriptions, unconfirmed requests and pending deliveries of the hub.
//!
//! All times are whole seconds since 1970. An attempt is settled by its version: when a newer version has taken its place in the queue
//! in the meantime, nothing is changed and the newer one stays.

mod admission;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Database;
use crate::error::Error;

pub use admission::{Admission, Quota};

/// A request that waits for its callback to confirm it.
#[derive(Clone, PartialEq, Eq)]
pub struct SubscriptionRequest {
    /// As the topic is spelled in its own feed.
    pub topic: String,
    /// As the subscriber spelled it.
    pub requested_topic: String,
    pub callback: String,
    /// The host of the callback.
    pub host: String,
    pub intent: Intent,
    pub client: ClientHash,
}

/// Distinguishes those who send requests, without naming them.
pub type ClientHash = [u8; 8];

/// The subscriber's intent (WebSub 5.1).
#[derive(Clone, PartialEq, Eq)]
pub enum Intent {
    Subscribe {
        /// In seconds.
        lease: i64,
        /// Below 200 bytes.
        secret: Option<String>,
    },
    Unsubscribe,
}

/// A request that is due.
pub struct Verification {
    pub request: SubscriptionRequest,
    /// Attempts so far.
    pub attempts: u32,
}

/// The effect of a confirmed request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// A newer request of the same subscriber was confirmed before it, or its topic is gone.
    Superseded,
    Subscribed {
        subscription: i64,
        /// The topic changed while the request waited: a delivery is in the queue.
        missed: bool,
    },
    Unsubscribed,
}

/// A delivery that is due.
pub struct Delivery {
    /// Settles this row of the queue and no newer one.
    pub version: VersionTag,
    pub topic: String,
    pub callback: String,
    pub host: String,
    pub secret: Option<String>,
    /// Attempts to deliver this version.
    pub attempts: u32,
    /// The SHA-256 of the bytes that the subscriber has; `None` when that is not certain.
    pub delivered: Option<[u8; 32]>,
}

/// A pending notification of an external hub.
pub struct Ping {
    pub version: VersionTag,
    pub hub: String,
    pub topic: String,
    pub attempts: u32,
}

/// Distinguishes versions of an item in the queue.
pub type VersionTag = [u8; 16];

/// An item of one of the queues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    pub kind: QueuedKind,
    /// Of the verification, the subscription or the ping.
    pub id: i64,
    /// The host that is called; for a ping, the address of the hub.
    pub host: String,
    pub due: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueuedKind {
    Verification,
    Delivery,
    Ping,
}

/// Row counts of the hub's tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueDepths {
    /// Subscriptions whose lease runs, by topic.
    pub subscriptions: Vec<(String, u64)>,
    pub verifications: u64,
    pub deliveries: u64,
    pub pings: u64,
}

impl Database {
    pub fn is_subscribed(&self, topic: &str, callback: &str) -> Result<bool, Error> {
        self.read(|c| is_subscribed(c, topic, callback))
    }

    /// The request under this number, unless it has been answered.
    pub fn verification(&self, id: i64) -> Result<Option<Verification>, Error> {
        self.read(|c| {
            c.query_row(
                "SELECT topic, asked, callback, host, lease, secret, tried, client FROM websub_verifications WHERE id = ?1",
                [id],
                |row| {
                    let intent = match row.get(4)? {
                        Some(lease) => Intent::Subscribe { lease, secret: row.get(5)? },
                        None => Intent::Unsubscribe,
                    };
                    let request = SubscriptionRequest {
                        topic: row.get(0)?,
                        requested_topic: row.get(1)?,
                        callback: row.get(2)?,
                        host: row.get(3)?,
                        intent,
                        client: row.get::<_, Option<_>>(7)?.unwrap_or_default(),
                    };
                    Ok(Verification { request, attempts: row.get(6)? })
                },
            )
            .optional()
        })
    }

    /// Schedules another attempt at `due`. False: the request is gone.
    pub fn retry_verification(&self, id: i64, due: i64) -> Result<bool, Error> {
        self.write(|t| {
            Ok(t.execute("UPDATE websub_verifications SET tried = tried + 1, due = ?2 WHERE id = ?1", params![id, due])? > 0)
        })
    }

    /// The callback refused, or did not answer: everything stays as it was before the request.
    pub fn delete_verification(&self, id: i64) -> Result<bool, Error> {
        self.write(|t| Ok(t.execute("DELETE FROM websub_verifications WHERE id = ?1", [id])? > 0))
    }

    /// The callback agreed: the request takes effect, and older ones of the same subscriber never will.
    pub fn confirm(&self, id: i64, now: i64) -> Result<Confirmation, Error> {
        self.write(|t| {
            let sql = "SELECT topic, callback, host, lease, secret, missed FROM websub_verifications WHERE id = ?1";
            type Found = (String, String, String, Option<i64>, Option<String>, bool);
            let found: Option<Found> = t
                .query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))
                .optional()?;
            let Some((topic, callback, host, lease, secret, missed)) = found else {
                return Ok(Confirmation::Superseded);
            };
            t.execute(
                "DELETE FROM websub_verifications WHERE topic = ?1 AND callback = ?2 AND id <= ?3",
                params![topic, callback, id],
            )?;
            let Some(lease) = lease else {
                t.execute("DELETE FROM websub_subscriptions WHERE topic = ?1 AND callback = ?2", params![topic, callback])?;
                return Ok(Confirmation::Unsubscribed);
            };
            let subscription = t.query_row(
                "INSERT INTO websub_subscriptions (topic, callback, host, secret, expires) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (topic, callback) DO UPDATE
                 SET secret = excluded.secret, expires = excluded.expires, delivered = NULL
                 RETURNING id",
                params![topic, callback, host, secret, now.saturating_add(lease)],
                |row| row.get(0),
            )?;
            if missed {
                t.execute(
                    "INSERT INTO websub_deliveries (subscription, mark, due) VALUES (?1, randomblob(16), ?2)
                     ON CONFLICT (subscription) DO NOTHING",
                    params![subscription, now],
                )?;
            }
            Ok(Confirmation::Subscribed { subscription, missed })
        })
    }

    /// Topics with subscriptions or requests for one.
    pub fn followed_topics(&self, now: i64) -> Result<Vec<String>, Error> {
        self.read(|c| {
            c.prepare(
                "SELECT topic FROM websub_subscriptions WHERE expires > ?1
                 UNION SELECT topic FROM websub_verifications WHERE lease IS NOT NULL",
            )?
            .query_map([now], |row| row.get(0))?
            .collect()
        })
    }

    /// The hash of the bytes of this topic that were announced last, if it had subscribers then.
    pub fn announced_hash(&self, topic: &str) -> Result<Option<[u8; 32]>, Error> {
        self.read(|c| c.query_row("SELECT hash FROM websub_announced WHERE topic = ?1", [topic], |row| row.get(0)).optional())
    }

    /// Stores the hash of a topic of which nothing was announced yet; an announced one stays.
    pub fn remember_hash(&self, topic: &str, hash: &[u8; 32]) -> Result<(), Error> {
        self.write(|t| {
            t.execute(
                "INSERT INTO websub_announced (topic, hash) VALUES (?1, ?2) ON CONFLICT (topic) DO NOTHING",
                params![topic, hash],
            )
            .map(drop)
        })
    }

    /// Puts a new version of these topics into the queues of all their subscribers and of the external hubs, in place of an older
    /// version that is still there. A topic without a hash has no subscribers, so none is stored. Subscribers that have taken these very
    /// bytes already are left out.
    ///
    /// `now` is the time by which leases end, `due` that of the wall clock.
    pub fn announce(
        &self,
        topics: &[(String, Option<[u8; 32]>)],
        hubs: &[String],
        now: i64,
        due: i64,
    ) -> Result<Vec<Queued>, Error> {
        self.write(|t| {
            let mut remember = t.prepare(
                "INSERT INTO websub_announced (topic, hash) VALUES (?1, ?2) ON CONFLICT (topic) DO UPDATE SET hash = excluded.hash",
            )?;
            let mut forget = t.prepare("DELETE FROM websub_announced WHERE topic = ?1")?;
            let mut missed = t.prepare("UPDATE websub_verifications SET missed = 1 WHERE topic = ?1")?;
            let mut deliver = t.prepare(
                "INSERT INTO websub_deliveries (subscription, mark, due)
                 SELECT id, randomblob(16), ?4 FROM websub_subscriptions WHERE topic = ?1 AND expires > ?2 AND (?3 IS NULL OR delivered IS NOT ?3)
                 ON CONFLICT (subscription) DO UPDATE SET mark = excluded.mark, tried = 0, due = excluded.due",
            )?;
            let mut to = t.prepare(
                "SELECT id, host FROM websub_subscriptions WHERE topic = ?1 AND expires > ?2 AND (?3 IS NULL OR delivered IS NOT ?3)",
            )?;
            let mut forget_delivered =
                t.prepare("UPDATE websub_subscriptions SET delivered = NULL WHERE topic = ?1 AND delivered IS NOT ?2 AND delivered NOT NULL")?;
            let mut ping = t.prepare(
                "INSERT INTO websub_pings (hub, topic, mark, due) VALUES (?1, ?2, randomblob(16), ?3)
                 ON CONFLICT (hub, topic) DO UPDATE SET mark = excluded.mark, tried = 0, due = excluded.due
                 RETURNING id",
            )?;
            let mut queued = Vec::new();
            for (topic, hash) in topics {
                match hash {
                    Some(hash) => remember.execute(params![topic, hash])?,
                    None => forget.execute([topic])?,
                };
                missed.execute([topic])?;
                forget_delivered.execute(params![topic, hash])?;
                deliver.execute(params![topic, now, hash, due])?;
                for row in to.query_map(params![topic, now, hash], |row| Ok((row.get(0)?, row.get(1)?)))? {
                    let (id, host) = row?;
                    queued.push(Queued { kind: QueuedKind::Delivery, id, host, due });
                }
                for hub in hubs {
                    let id = ping.query_row(params![hub, topic, due], |row| row.get(0))?;
                    queued.push(Queued { kind: QueuedKind::Ping, id, host: hub.clone(), due });
                }
            }
            Ok(queued)
        })
    }

    /// The pending delivery to a subscription, unless its lease has ended.
    pub fn delivery(&self, subscription: i64, now: i64) -> Result<Option<Delivery>, Error> {
        self.read(|c| {
            c.query_row(
                "SELECT mark, topic, callback, host, secret, tried, delivered
                 FROM websub_deliveries JOIN websub_subscriptions AS s ON s.id = websub_deliveries.subscription
                 WHERE subscription = ?1 AND expires > ?2",
                params![subscription, now],
                |row| {
                    Ok(Delivery {
                        version: row.get(0)?,
                        topic: row.get(1)?,
                        callback: row.get(2)?,
                        host: row.get(3)?,
                        secret: row.get(4)?,
                        attempts: row.get(5)?,
                        delivered: row.get(6)?,
                    })
                },
            )
            .optional()
        })
    }

    /// Marks what the subscriber has as unknown, before a call whose outcome can be lost.
    pub fn forget_delivered(&self, subscription: i64) -> Result<(), Error> {
        self.write(|t| t.execute("UPDATE websub_subscriptions SET delivered = NULL WHERE id = ?1", [subscription]).map(drop))
    }

    /// Records that the subscriber took bytes with this SHA-256, and removes the version from the queue unless there is a newer one.
    pub fn complete_delivery(&self, subscription: i64, version: &VersionTag, delivered: &[u8; 32]) -> Result<(), Error> {
        self.write(|t| {
            t.execute("UPDATE websub_subscriptions SET delivered = ?2 WHERE id = ?1", params![subscription, delivered])?;
            t.execute("DELETE FROM websub_deliveries WHERE subscription = ?1 AND mark = ?2", params![subscription, version])
                .map(drop)
        })
    }

    /// Removes a version that was abandoned. False: there is a newer one already.
    pub fn finish_delivery(&self, subscription: i64, version: &VersionTag) -> Result<bool, Error> {
        self.write(|t| {
            let gone =
                t.execute("DELETE FROM websub_deliveries WHERE subscription = ?1 AND mark = ?2", params![subscription, version])?;
            Ok(gone > 0)
        })
    }

    /// Schedules another attempt at `due`. False: there is a newer version already.
    pub fn retry_delivery(&self, subscription: i64, version: &VersionTag, due: i64) -> Result<bool, Error> {
        self.write(|t| {
            let put = t.execute(
                "UPDATE websub_deliveries SET tried = tried + 1, due = ?3 WHERE subscription = ?1 AND mark = ?2",
                params![subscription, version, due],
            )?;
            Ok(put > 0)
        })
    }

    /// Removes a subscription and its pending delivery.
    pub fn drop_subscription(&self, subscription: i64) -> Result<(), Error> {
        self.write(|t| t.execute("DELETE FROM websub_subscriptions WHERE id = ?1", [subscription]).map(drop))
    }

    /// Removes a topic with its subscriptions. Returns their callbacks and hosts.
    pub fn drop_topic(&self, topic: &str) -> Result<Vec<(String, String)>, Error> {
        self.write(|t| {
            t.execute("DELETE FROM websub_verifications WHERE topic = ?1", [topic])?;
            t.execute("DELETE FROM websub_announced WHERE topic = ?1", [topic])?;
            t.execute("DELETE FROM websub_pings WHERE topic = ?1", [topic])?;
            t.prepare("DELETE FROM websub_subscriptions WHERE topic = ?1 RETURNING callback, host")?
                .query_map([topic], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    /// A pending notification, unless it was settled.
    pub fn ping(&self, id: i64) -> Result<Option<Ping>, Error> {
        self.read(|c| {
            c.query_row("SELECT mark, hub, topic, tried FROM websub_pings WHERE id = ?1", [id], |row| {
                Ok(Ping { version: row.get(0)?, hub: row.get(1)?, topic: row.get(2)?, attempts: row.get(3)? })
            })
            .optional()
        })
    }

    /// Removes a notification that was sent or abandoned. False: there is a newer one already.
    pub fn finish_ping(&self, id: i64, version: &VersionTag) -> Result<bool, Error> {
        self.write(|t| Ok(t.execute("DELETE FROM websub_pings WHERE id = ?1 AND mark = ?2", params![id, version])? > 0))
    }

    /// Schedules another attempt at `due`.
    pub fn retry_ping(&self, id: i64, version: &VersionTag, due: i64) -> Result<bool, Error> {
        self.write(|t| {
            let sql = "UPDATE websub_pings SET tried = tried + 1, due = ?3 WHERE id = ?1 AND mark = ?2";
            Ok(t.execute(sql, params![id, version, due])? > 0)
        })
    }

    /// All queues. Notifications for hubs that are not in `hubs` any more are dropped.
    pub fn pending(&self, hubs: &[String]) -> Result<Vec<Queued>, Error> {
        self.write(|t| {
            let mut found = Vec::new();
            let mut take = |kind, sql: &str| -> rusqlite::Result<()> {
                let read = |row: &Row| Ok(Queued { kind, id: row.get(0)?, host: row.get(1)?, due: row.get(2)? });
                for queued in t.prepare(sql)?.query_map([], read)? {
                    found.push(queued?);
                }
                Ok(())
            };
            take(QueuedKind::Verification, "SELECT id, host, due FROM websub_verifications ORDER BY due, id")?;
            take(
                QueuedKind::Delivery,
                "SELECT subscription, host, due FROM websub_deliveries JOIN websub_subscriptions AS s ON s.id = websub_deliveries.subscription
                 ORDER BY due, subscription",
            )?;
            take(QueuedKind::Ping, "SELECT id, hub, due FROM websub_pings ORDER BY due, id")?;
            for stale in found.iter().filter(|queued| queued.kind == QueuedKind::Ping && !hubs.contains(&queued.host)) {
                t.execute("DELETE FROM websub_pings WHERE id = ?1", [stale.id])?;
            }
            found.retain(|queued| queued.kind != QueuedKind::Ping || hubs.contains(&queued.host));
            Ok(found)
        })
    }

    /// Drops the subscriptions whose lease has ended, and returns their number.
    pub fn delete_expired(&self, now: i64) -> Result<usize, Error> {
        self.write(|t| t.execute("DELETE FROM websub_subscriptions WHERE expires <= ?1", [now]))
    }

    /// Row counts of all tables.
    pub fn queue_depths(&self, now: i64) -> Result<QueueDepths, Error> {
        self.read(|c| {
            let count = |sql: &str| c.query_row(sql, [], read_count);
            Ok(QueueDepths {
                subscriptions: c
                    .prepare("SELECT topic, count(*) FROM websub_subscriptions WHERE expires > ?1 GROUP BY topic ORDER BY topic")?
                    .query_map([now], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?
                    .collect::<rusqlite::Result<_>>()?,
                verifications: count("SELECT count(*) FROM websub_verifications")?,
                deliveries: count("SELECT count(*) FROM websub_deliveries")?,
                pings: count("SELECT count(*) FROM websub_pings")?,
            })
        })
    }
}

fn is_subscribed(connection: &Connection, topic: &str, callback: &str) -> rusqlite::Result<bool> {
    connection.prepare("SELECT 1 FROM websub_subscriptions WHERE topic = ?1 AND callback = ?2")?.exists([topic, callback])
}

/// SQLite has no unsigned numbers; a count is never below 0.
fn read_count(row: &Row) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(0)?.unsigned_abs())
}
