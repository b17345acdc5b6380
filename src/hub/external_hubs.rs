//! External hubs, to which readers may have subscribed: they are notified that a feed changed and fetch it themselves.
//!
//! The standard leaves open how (WebSub 6). All known hubs take this form: `hub.mode=publish` with the feed as `hub.url`; some want it
//! as `hub.topic`.

use std::sync::Arc;

use reqwest::Url;

use super::context::{HubContext, run_blocking};
use super::retry::{Failure, JobOutcome, host_result};
use crate::error::Error;
use crate::net::HttpReply;

/// Notifies an external hub of a change.
pub async fn ping(context: &Arc<HubContext>, id: i64) -> Result<JobOutcome, Error> {
    let database = Arc::clone(&context.database);
    let Some(ping) = run_blocking(move || database.ping(id)).await? else {
        return Ok(JobOutcome::done());
    };
    let reply = match Url::parse(&ping.hub) {
        Ok(url) => context.client.ping(url, &ping.topic).await,
        Err(_) => HttpReply::Unreachable("its address is not a URL"),
    };
    let database = Arc::clone(&context.database);
    if let HttpReply::Answered { status: 200..=299, .. } = reply {
        context.counters.pinged.add();
        run_blocking(move || database.finish_ping(id, &ping.version)).await?;
        return Ok(JobOutcome::called(host_result(&reply)));
    }
    context.counters.pings_failed.add();
    let failure = Failure::from_reply(reply);
    let delay = failure.retry_delay(&context.settings.delivery_retry, ping.attempts);
    let (hub, topic, reason, retry_in_seconds) = (&ping.hub, &ping.topic, &failure.reason, delay.map(|delay| delay.as_secs()));
    tracing::warn!(target: "hub", hub, topic, reason, retry_in_seconds, "notification of external hub failed");
    let version = ping.version;
    let store = move |due| match due {
        Some(due) => database.retry_ping(id, &version, due),
        None => database.finish_ping(id, &version),
    };
    Ok(failure.retry_or_give_up(delay, store).await?.outcome)
}
