//! Hubs of others, which readers may have subscribed to: they are told that a feed has changed and fetch it themselves.
//!
//! The standard leaves open how (WebSub 6). All that are known take this form: `hub.mode=publish` with the feed as `hub.url`; some want it
//! as `hub.topic`.

use std::sync::Arc;

use reqwest::Url;

use super::client::Reply;
use super::desk::Office;
use super::desk::Outcome;
use super::desk::health;
use super::desk::pause;
use super::desk::seconds;
use super::now;
use super::off;
use crate::error::Error;

/// Tells another hub of a change.
pub async fn ping(office: &Arc<Office>, id: i64) -> Result<Outcome, Error> {
    let journal = Arc::clone(&office.journal);
    let Some(ping) = off(move || journal.ping(id)).await? else {
        return Ok(Outcome::nothing());
    };
    let reply = match Url::parse(&ping.hub) {
        Ok(url) => office.client.ping(url, &ping.topic).await,
        Err(_) => Reply::Unreachable("its address is none"),
    };
    let health = health(&reply);
    let (why, retry_after) = match reply {
        Reply::Answered { status: 200..=299, .. } => {
            office.tally.pinged.add();
            let journal = Arc::clone(&office.journal);
            off(move || journal.settle_ping(id, &ping.mark)).await?;
            return Ok(Outcome { health, ..Outcome::nothing() });
        }
        Reply::Answered { status, retry_after, .. } => (format!("it answered {status}"), retry_after),
        Reply::Unreachable(why) => (why.to_owned(), None),
        Reply::Refused(refusal) => (refusal.0, None),
    };
    office.tally.pings_failed.add();
    let again = pause(&office.settings.retry, ping.tried, retry_after);
    let again_in = again.map(|pause| pause.as_secs());
    tracing::warn!(target: "hub", hub = ping.hub, topic = ping.topic, why, again_in, "another hub was not told");
    let journal = Arc::clone(&office.journal);
    off(move || match again {
        Some(pause) => journal.ping_again(id, &ping.mark, now() + seconds(pause)),
        None => journal.settle_ping(id, &ping.mark),
    })
    .await?;
    Ok(Outcome { health, again, ..Outcome::nothing() })
}
