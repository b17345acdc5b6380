//! What is new: which topics are other than what was announced last, and a new version put into everybody's queue.

use std::collections::BTreeSet;

use super::dispatcher::HubContext;
use super::sign;
use super::unix_now;
use crate::db::hub::Queued;
use crate::error::Error;

/// Puts a new version of these topics into all queues. From then on it is delivered even if the process is killed.
pub fn announce(office: &HubContext, topics: &BTreeSet<String>) -> Result<Vec<Queued>, Error> {
    let outside = &office.settings.outside;
    let followed: BTreeSet<String> = office.journal.followed(unix_now())?.into_iter().collect();
    let hashed: Vec<_> = topics
        .iter()
        .map(|topic| {
            // The hash of a topic without subscribers is never read.
            let wanted = !outside.is_empty() || followed.contains(topic);
            (topic.clone(), wanted.then(|| hash(office, topic)).flatten())
        })
        .collect();
    let queued = office.journal.announce(&hashed, outside, unix_now())?;
    tracing::info!(target: "hub", topics = topics.len(), queued = queued.len(), "announced");
    Ok(queued)
}

/// Those of the topics whose bytes are not what was announced last. A topic that cannot be made now is passed over.
pub fn differing(office: &HubContext, topics: Vec<String>) -> Result<Vec<String>, Error> {
    let followed: BTreeSet<String> = office.journal.followed(unix_now())?.into_iter().collect();
    let mut changed = Vec::new();
    for topic in topics {
        let is_followed = followed.contains(&topic);
        if !is_followed && office.settings.outside.is_empty() {
            continue;
        }
        let Some(hash) = hash(office, &topic) else { continue };
        match office.journal.announced(&topic)? {
            Some(announced) if announced == hash => {}
            // The hub sees it for the first time: external hubs need not hear of every topic there is.
            None if !is_followed => office.journal.first_seen(&topic, &hash)?,
            _ => changed.push(topic),
        }
    }
    Ok(changed)
}

/// The hash of the bytes as they are now.
pub fn hash(office: &HubContext, topic: &str) -> Option<[u8; 32]> {
    office.topics.topic(topic).map(|topic| sign::hash(&topic.bytes))
}
