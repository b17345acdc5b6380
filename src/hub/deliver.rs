//! A feed's new bytes on their way to one subscriber. <https://www.w3.org/TR/websub/#content-distribution>

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;

use super::client::DeliveryRequest;
use super::client::Reply;
use super::dispatcher::HubContext;
use super::dispatcher::JobOutcome;
use super::dispatcher::host_result;
use super::dispatcher::retry_delay;
use super::dispatcher::seconds;
use super::egress_policy::EgressRefusal;
use super::off;
use super::queue::HostResult;
use super::sign;
use super::sign::SignatureMethod;
use super::unix_now;
use super::verify::Denial;
use crate::db::hub::Delivery;
use crate::error::Error;

/// What is to be done for a subscription.
enum Prepared {
    /// It was delivered, the lease has ended, or the subscriber has left.
    Nothing,
    Ready(Delivery, Url, DeliveryRequest),
    /// The topic cannot be made at this moment.
    NotNow(Delivery),
    /// The topic is gone.
    Gone(Delivery),
    /// The callback may not be called any more.
    Refused(Delivery, EgressRefusal),
}

/// Delivers the current version of its topic to a subscription.
pub async fn deliver(office: &Arc<HubContext>, subscription: i64) -> Result<JobOutcome, Error> {
    let here = Arc::clone(office);
    match off(move || prepare(&here, subscription)).await? {
        Prepared::Nothing => Ok(JobOutcome::done()),
        Prepared::Ready(delivery, url, posting) => {
            let reply = office.client.deliver(url, posting).await;
            settle(office, subscription, delivery, reply).await
        }
        Prepared::NotNow(delivery) => {
            failed(office, subscription, delivery, "the topic cannot be made at this moment", HostResult::NotCalled, None).await
        }
        Prepared::Refused(delivery, refusal) => settle(office, subscription, delivery, Reply::Blocked(refusal)).await,
        Prepared::Gone(delivery) => {
            let journal = Arc::clone(&office.journal);
            off(move || journal.drop_subscription(subscription)).await?;
            let reason = "the feed is gone".to_owned();
            let Delivery { topic, callback, host, .. } = delivery;
            Ok(JobOutcome { denied: vec![Denial { topic, callback, host, reason }], ..JobOutcome::done() })
        }
    }
}

fn prepare(office: &HubContext, subscription: i64) -> Result<Prepared, Error> {
    let Some(delivery) = office.journal.delivery(subscription, unix_now())? else {
        return Ok(Prepared::Nothing);
    };
    let Some(topic) = office.topics.topic(&delivery.topic) else {
        return Ok(if office.topics.knows(&delivery.topic) { Prepared::NotNow(delivery) } else { Prepared::Gone(delivery) });
    };
    let url = match office.guard.check_callback(&delivery.callback) {
        Ok(url) => url,
        Err(refusal) => return Ok(Prepared::Refused(delivery, refusal)),
    };
    let method = if office.settings.sha1.contains(&delivery.host) { SignatureMethod::Sha1 } else { SignatureMethod::default() };
    let posting = DeliveryRequest {
        content_type: topic.content_type,
        link: format!("<{}>; rel=\"hub\", <{}>; rel=\"self\"", office.settings.url, topic.url),
        signature: delivery.secret.as_ref().map(|secret| sign::signature(method, secret, &topic.bytes)),
        id: sign::hex(&delivery.mark),
        body: topic.bytes,
    };
    Ok(Prepared::Ready(delivery, url, posting))
}

async fn settle(office: &Arc<HubContext>, subscription: i64, delivery: Delivery, reply: Reply) -> Result<JobOutcome, Error> {
    let (health, journal) = (host_result(&reply), Arc::clone(&office.journal));
    let done = JobOutcome { health, ..JobOutcome::done() };
    match reply {
        Reply::Answered { status: 200..=299, .. } => {
            tracing::info!(target: "hub", host = delivery.host, subscription, topic = delivery.topic, "delivered");
            office.tally.delivered.add();
            off(move || journal.settle_delivery(subscription, &delivery.mark)).await?;
            Ok(done)
        }
        Reply::Answered { status: 410, .. } => {
            tracing::info!(target: "hub", host = delivery.host, subscription, "subscriber is gone");
            office.tally.gone.add();
            off(move || journal.drop_subscription(subscription)).await?;
            Ok(done)
        }
        Reply::Answered { status, retry_after, .. } => {
            failed(office, subscription, delivery, &format!("it answered {status}"), health, retry_after).await
        }
        Reply::Unreachable(why) => failed(office, subscription, delivery, why, health, None).await,
        Reply::Blocked(refusal) => failed(office, subscription, delivery, &refusal.0, health, None).await,
    }
}

/// Tries again later, or gives this version up; the subscription stays until its lease ends (WebSub 7).
async fn failed(
    office: &Arc<HubContext>,
    subscription: i64,
    delivery: Delivery,
    why: &str,
    health: HostResult,
    retry_after: Option<Duration>,
) -> Result<JobOutcome, Error> {
    office.tally.failed.add();
    let again = retry_delay(&office.settings.retry, delivery.tried, retry_after);
    let (host, topic, again_in) = (&delivery.host, &delivery.topic, again.map(|pause| pause.as_secs()));
    tracing::warn!(target: "hub", host, subscription, topic, reason = why, retry_in_seconds = again_in, "delivery failed");
    let (journal, mark) = (Arc::clone(&office.journal), delivery.mark);
    let ours = off(move || match again {
        Some(pause) => journal.deliver_again(subscription, &mark, unix_now() + seconds(pause)),
        None => journal.settle_delivery(subscription, &mark),
    })
    .await?;
    if ours && again.is_none() {
        office.tally.given_up.add();
    }
    // A newer version has its own place in the queue.
    Ok(JobOutcome { health, again: again.filter(|_| ours), ..JobOutcome::done() })
}
