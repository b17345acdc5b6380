//! Finds topics that differ from what was announced last, and enqueues a new version for every subscriber.

use std::collections::BTreeSet;

use super::context::{HubContext, unix_now};
use super::sign;
use crate::db::hub::Queued;
use crate::error::Error;

/// Enqueues a new version of these topics. From then on it is delivered even if the process is killed.
pub fn announce(context: &HubContext, topics: &BTreeSet<String>) -> Result<Vec<Queued>, Error> {
    let external_hubs = &context.settings.external_hubs;
    let followed: BTreeSet<String> = context.database.followed_topics(context.lease_now())?.into_iter().collect();
    let hashed: Vec<_> = topics
        .iter()
        .map(|topic| {
            // The hash of a topic without subscribers is never read.
            let is_needed = !external_hubs.is_empty() || followed.contains(topic);
            (topic.clone(), is_needed.then(|| hash(context, topic)).flatten())
        })
        .collect();
    let queued = context.database.announce(&hashed, external_hubs, context.lease_now(), unix_now())?;
    tracing::info!(target: "hub", topics = topics.len(), queued = queued.len(), "announced");
    Ok(queued)
}

/// The topics whose bytes differ from what was announced last. A topic that cannot be rendered now is skipped.
pub fn differing(context: &HubContext, topics: Vec<String>) -> Result<Vec<String>, Error> {
    let followed: BTreeSet<String> = context.database.followed_topics(context.lease_now())?.into_iter().collect();
    let mut changed = Vec::new();
    for topic in topics {
        let is_followed = followed.contains(&topic);
        if !is_followed && context.settings.external_hubs.is_empty() {
            continue;
        }
        let Some(hash) = hash(context, &topic) else { continue };
        match context.database.announced_hash(&topic)? {
            Some(announced) if announced == hash => {}
            // New to the hub: external hubs are not notified of every topic at the first start.
            None if !is_followed => context.database.remember_hash(&topic, &hash)?,
            _ => changed.push(topic),
        }
    }
    Ok(changed)
}

/// The hash of the bytes as they are now.
pub fn hash(context: &HubContext, topic: &str) -> Option<[u8; 32]> {
    context.topics.content(topic).map(|topic| sign::hash(&topic.bytes))
}
