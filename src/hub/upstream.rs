//! External hubs, to which readers may have subscribed: they are notified that a feed changed and fetch it themselves.
//!
//! The standard leaves open how (WebSub 6). All that are known take this form: `hub.mode=publish` with the feed as `hub.url`; some want it
//! as `hub.topic`.

use std::sync::Arc;

use reqwest::Url;

use super::client::Reply;
use super::dispatcher::HubContext;
use super::dispatcher::JobOutcome;
use super::dispatcher::host_result;
use super::dispatcher::retry_delay;
use super::dispatcher::seconds;
use super::off;
use super::unix_now;
use crate::error::Error;

/// Tells another hub of a change.
pub async fn ping(office: &Arc<HubContext>, id: i64) -> Result<JobOutcome, Error> {
    let journal = Arc::clone(&office.journal);
    let Some(ping) = off(move || journal.ping(id)).await? else {
        return Ok(JobOutcome::done());
    };
    let reply = match Url::parse(&ping.hub) {
        Ok(url) => office.client.ping(url, &ping.topic).await,
        Err(_) => Reply::Unreachable("its address is none"),
    };
    let health = host_result(&reply);
    let (why, retry_after) = match reply {
        Reply::Answered { status: 200..=299, .. } => {
            office.tally.pinged.add();
            let journal = Arc::clone(&office.journal);
            off(move || journal.settle_ping(id, &ping.mark)).await?;
            return Ok(JobOutcome { health, ..JobOutcome::done() });
        }
        Reply::Answered { status, retry_after, .. } => (format!("it answered {status}"), retry_after),
        Reply::Unreachable(why) => (why.to_owned(), None),
        Reply::Blocked(refusal) => (refusal.0, None),
    };
    office.tally.pings_failed.add();
    let again = retry_delay(&office.settings.retry, ping.tried, retry_after);
    let again_in = again.map(|pause| pause.as_secs());
    tracing::warn!(target: "hub", hub = ping.hub, topic = ping.topic, reason = why, retry_in_seconds = again_in, "notification of external hub failed");
    let journal = Arc::clone(&office.journal);
    off(move || match again {
        Some(pause) => journal.ping_again(id, &ping.mark, unix_now() + seconds(pause)),
        None => journal.settle_ping(id, &ping.mark),
    })
    .await?;
    Ok(JobOutcome { health, again, ..JobOutcome::done() })
}
