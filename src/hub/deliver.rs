//! Delivers a feed's new bytes to one subscriber. <https://www.w3.org/TR/websub/#content-distribution>

use std::sync::Arc;

use reqwest::Url;

use super::client::DeliveryRequest;
use super::context::{HubContext, run_blocking};
use super::queue::HostResult;
use super::retry::{Denial, Failure, JobOutcome, host_result};
use super::sign;
use super::sign::SignatureMethod;
use crate::db::hub::Delivery;
use crate::error::Error;
use crate::net::{EgressRefusal, HttpReply};

/// The next step for a subscription.
enum Prepared {
    /// It was delivered, the lease has ended, or the subscriber has left.
    Nothing,
    Ready(Box<ReadyDelivery>),
    /// The topic cannot be rendered at this moment.
    NotNow(Delivery),
    /// The topic is gone.
    Gone(Delivery),
    /// The callback may not be called any more.
    Blocked(Delivery, EgressRefusal),
}

struct ReadyDelivery {
    delivery: Delivery,
    url: Url,
    request: DeliveryRequest,
    /// Of the body.
    hash: [u8; 32],
}

/// Delivers the current version of its topic to a subscription.
pub async fn deliver(context: &Arc<HubContext>, subscription: i64) -> Result<JobOutcome, Error> {
    let shared = Arc::clone(context);
    match run_blocking(move || prepare(&shared, subscription)).await? {
        Prepared::Nothing => Ok(JobOutcome::done()),
        Prepared::Ready(ready) => {
            let ReadyDelivery { delivery, url, request, hash } = *ready;
            let reply = context.client.deliver(url, request).await;
            finish(context, subscription, delivery, hash, reply).await
        }
        Prepared::NotNow(delivery) => {
            let reason = "the topic cannot be rendered at this moment".to_owned();
            fail(context, subscription, delivery, Failure { reason, host: HostResult::NotCalled, retry_after: None }).await
        }
        Prepared::Blocked(delivery, refusal) => {
            fail(context, subscription, delivery, Failure::from_reply(HttpReply::Blocked(refusal))).await
        }
        Prepared::Gone(delivery) => {
            let database = Arc::clone(&context.database);
            run_blocking(move || database.drop_subscription(subscription)).await?;
            let reason = "the feed is gone".to_owned();
            let Delivery { topic, callback, host, .. } = delivery;
            Ok(JobOutcome { denials: vec![Denial { topic, callback, host, reason }], ..JobOutcome::done() })
        }
    }
}

fn prepare(context: &HubContext, subscription: i64) -> Result<Prepared, Error> {
    let Some(delivery) = context.database.delivery(subscription, context.lease_now())? else {
        return Ok(Prepared::Nothing);
    };
    let Some(topic) = context.topics.content(&delivery.topic) else {
        let is_ours = context.topics.contains(&delivery.topic);
        return Ok(if is_ours { Prepared::NotNow(delivery) } else { Prepared::Gone(delivery) });
    };
    let url = match context.callback_policy.check(&delivery.callback) {
        Ok(url) => url,
        Err(refusal) => return Ok(Prepared::Blocked(delivery, refusal)),
    };
    let hash = sign::hash(&topic.bytes);
    match delivery.delivered {
        // It was read after these bytes became public and before they were announced.
        Some(delivered) if delivered == hash => {
            context.database.finish_delivery(subscription, &delivery.version)?;
            return Ok(Prepared::Nothing);
        }
        Some(_) => context.database.forget_delivered(subscription)?,
        None => {}
    }
    let needs_sha1 = context.settings.sha1_hosts.contains(&delivery.host);
    let method = if needs_sha1 { SignatureMethod::Sha1 } else { SignatureMethod::default() };
    let request = DeliveryRequest {
        content_type: topic.content_type,
        link: format!("<{}>; rel=\"hub\", <{}>; rel=\"self\"", context.settings.url, topic.url),
        signature: delivery.secret.as_ref().map(|secret| sign::signature(method, secret, &topic.bytes)),
        id: sign::delivery_id(&topic.url, &hash),
        body: topic.bytes,
    };
    Ok(Prepared::Ready(Box::new(ReadyDelivery { delivery, url, request, hash })))
}

async fn finish(
    context: &Arc<HubContext>,
    subscription: i64,
    delivery: Delivery,
    hash: [u8; 32],
    reply: HttpReply,
) -> Result<JobOutcome, Error> {
    let (outcome, database) = (JobOutcome::called(host_result(&reply)), Arc::clone(&context.database));
    match reply {
        HttpReply::Answered { status: 200..=299, .. } => {
            tracing::info!(target: "hub", host = delivery.host, subscription, topic = delivery.topic, "delivered");
            context.counters.delivered.add();
            run_blocking(move || database.complete_delivery(subscription, &delivery.version, &hash)).await?;
            Ok(outcome)
        }
        HttpReply::Answered { status: 410, .. } => {
            tracing::info!(target: "hub", host = delivery.host, subscription, "subscriber is gone");
            context.counters.gone.add();
            run_blocking(move || database.drop_subscription(subscription)).await?;
            Ok(outcome)
        }
        reply => fail(context, subscription, delivery, Failure::from_reply(reply)).await,
    }
}

/// Schedules the next attempt, or abandons this version; the subscription stays until its lease ends (WebSub 7).
async fn fail(context: &Arc<HubContext>, subscription: i64, delivery: Delivery, failure: Failure) -> Result<JobOutcome, Error> {
    context.counters.failed.add();
    let delay = failure.retry_delay(&context.settings.delivery_retry, delivery.attempts);
    let (host, topic, reason, retry_in_seconds) =
        (&delivery.host, &delivery.topic, &failure.reason, delay.map(|delay| delay.as_secs()));
    tracing::warn!(target: "hub", host, subscription, topic, reason, retry_in_seconds, "delivery failed");
    let (database, version) = (Arc::clone(&context.database), delivery.version);
    let store = move |due| match due {
        Some(due) => database.retry_delivery(subscription, &version, due),
        None => database.finish_delivery(subscription, &version),
    };
    let retry = failure.retry_or_give_up(delay, store).await?;
    if retry.is_abandoned {
        context.counters.abandoned.add();
    }
    Ok(retry.outcome)
}
