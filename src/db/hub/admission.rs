//! Decides which requests the hub stores. One client cannot use up the places of another's host.

use rusqlite::{Transaction, params};

use super::{Intent, SubscriptionRequest, is_subscribed, read_count};
use crate::db::Database;
use crate::error::Error;

/// Limits for new requests.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    /// New requests that wait for one host.
    pub waiting_per_host: u64,
    /// Those among them that one client has sent.
    pub waiting_per_client: u64,
    /// Subscriptions of one host.
    pub per_host: u64,
    /// Subscriptions and requests in all.
    pub total: u64,
}

/// Whether a request was admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It is queued under this number.
    Queued(i64),
    /// Too many requests of that client are pending for that host.
    ClientBusy,
    /// Too many requests are pending for that host.
    HostBusy,
    /// That host has the maximum number of subscriptions for one host.
    HostFull,
    /// The hub has its maximum number of subscriptions.
    HubFull,
}

/// Requests for this host, but for those of its subscribers.
const WAITING: &str = "FROM websub_verifications AS waiting WHERE host = ?1 AND NOT EXISTS
    (SELECT 1 FROM websub_subscriptions AS known WHERE known.topic = waiting.topic AND known.callback = waiting.callback)";

impl Database {
    /// Stores a request, to be confirmed at `now`, within the limits.
    ///
    /// A subscriber may renew or leave whatever others do: its requests have places of their own. Among all others a request that its
    /// callback has not answered gives way to a new one.
    pub fn add_request(&self, request: &SubscriptionRequest, quota: Quota, now: i64) -> Result<Admission, Error> {
        self.write(|t| {
            let is_known = is_subscribed(t, &request.topic, &request.callback)?;
            let refuse = if is_known { refuse_subscriber } else { refuse_stranger };
            if let Some(refusal) = refuse(t, request, quota)? {
                return Ok(refusal);
            }
            let (lease, secret) = match &request.intent {
                Intent::Subscribe { lease, secret } => (Some(*lease), secret.as_deref()),
                Intent::Unsubscribe => (None, None),
            };
            t.execute(
                "INSERT INTO websub_verifications (topic, asked, callback, host, lease, secret, due, client)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![request.topic, request.requested_topic, request.callback, request.host, lease, secret, now, request.client],
            )?;
            Ok(Admission::Queued(t.last_insert_rowid()))
        })
    }
}

/// Only requests of this very subscription count.
fn refuse_subscriber(t: &Transaction, request: &SubscriptionRequest, quota: Quota) -> rusqlite::Result<Option<Admission>> {
    let sql = "SELECT count(*) FROM websub_verifications WHERE topic = ?1 AND callback = ?2";
    let waiting = t.query_row(sql, [&request.topic, &request.callback], read_count)?;
    Ok((waiting >= quota.waiting_per_client).then_some(Admission::ClientBusy))
}

fn refuse_stranger(t: &Transaction, request: &SubscriptionRequest, quota: Quota) -> rusqlite::Result<Option<Admission>> {
    let own = format!("{WAITING} AND client = ?2");
    let count = |from: &str| t.query_row(&format!("SELECT count(*) {from}"), params![request.host, request.client], read_count);
    if matches!(request.intent, Intent::Subscribe { .. }) {
        // Unconfirmed requests of other clients do not count.
        let subscribed = t.query_row("SELECT count(*) FROM websub_subscriptions WHERE host = ?1", [&request.host], read_count)?;
        if subscribed + count(&format!("{own} AND lease NOT NULL"))? >= quota.per_host {
            return Ok(Some(Admission::HostFull));
        }
    }
    let total = "SELECT (SELECT count(*) FROM websub_subscriptions) + (SELECT count(*) FROM websub_verifications)";
    if t.query_row(total, [], read_count)? >= quota.total {
        return Ok(Some(Admission::HubFull));
    }
    // The parameter of the client is named in both, so that both take the same.
    let all = format!("{WAITING} AND ?2 NOT NULL");
    for (from, limit, refusal) in
        [(&own, quota.waiting_per_client, Admission::ClientBusy), (&all, quota.waiting_per_host, Admission::HostBusy)]
    {
        if count(from)? >= limit && !displace(t, from, request)? {
            return Ok(Some(refusal));
        }
    }
    Ok(None)
}

/// Drops the oldest of these requests that was sent to its callback and not confirmed. False: there is none.
fn displace(t: &Transaction, from: &str, request: &SubscriptionRequest) -> rusqlite::Result<bool> {
    let sql = format!("DELETE FROM websub_verifications WHERE id = (SELECT min(id) {from} AND tried > 0)");
    Ok(t.execute(&sql, params![request.host, request.client])? > 0)
}
