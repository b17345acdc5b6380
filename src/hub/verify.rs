//! Verification of intent: the callback confirms a request before it takes effect (WebSub 5.3), and is informed when a topic is gone (5.2).

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;

use super::context::{HubContext, run_blocking, unix_now};
use super::queue::{HostResult, Job};
use super::request::HubForm;
use super::response::HubResponse;
use super::retry::{Denial, Failure, JobOutcome, host_result};
use super::{announce, sign};
use crate::db::hub::{Admission, ClientHash, Confirmation, Intent, Queued, QueuedKind, SubscriptionRequest};
use crate::error::Error;
use crate::msg;
use crate::net::{EgressRefusal, HttpReply};

/// The delay before a verification while the database is gone or damaged.
const DATABASE_DELAY: Duration = Duration::from_secs(10);

/// Stores a request, to be confirmed; or refuses it.
pub fn accept(
    context: &HubContext,
    form: HubForm,
    client: ClientHash,
) -> Result<Result<(Queued, HubResponse), HubResponse>, Error> {
    let (requested_topic, callback, subscribe) = match form {
        HubForm::Subscribe { topic, callback, lease, secret } => (topic, callback, Some((lease, secret))),
        HubForm::Unsubscribe { topic, callback } => (topic, callback, None),
        HubForm::Publish { .. } => return Ok(Err(HubResponse::new(400, "publish is not a subscriber's request"))),
    };
    let url = match context.callback_policy.check(&callback) {
        Ok(url) => url,
        Err(refusal) => return Ok(Err(HubResponse::new(400, refusal.0))),
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    let topic = match own_topic(context, &requested_topic) {
        Some(topic) => topic,
        // A subscriber of a topic that is gone may still leave it.
        None if subscribe.is_none() && context.database.is_subscribed(&requested_topic, &callback)? => requested_topic.clone(),
        None => {
            let text = "hub.topic is none of the feeds of this hub; take the address from the feed's own rel=self";
            return Ok(Err(HubResponse::new(422, text)));
        }
    };
    let intent = match subscribe {
        Some((lease, secret)) => {
            // From here on the hub notices when the topic changes, also while the process does not run.
            if context.database.announced_hash(&topic)?.is_none()
                && let Some(hash) = announce::hash(context, &topic)
            {
                context.database.remember_hash(&topic, &hash)?;
            }
            let bounds = context.settings.lease;
            let [default, min, max] = [bounds.default, bounds.min, bounds.max].map(|lease| lease.as_secs());
            Intent::Subscribe { lease: lease.unwrap_or(default).min(max).max(min) as i64, secret }
        }
        None => Intent::Unsubscribe,
    };
    let request = SubscriptionRequest { topic, requested_topic, callback, host, intent, client };
    let admission = context.database.add_request(&request, context.settings.limits.quota(), unix_now())?;
    let SubscriptionRequest { host, .. } = request;
    Ok(match admission {
        Admission::Queued(id) => {
            let answer = HubResponse::new(202, "accepted: the callback will now be asked to confirm");
            Ok((Queued { kind: QueuedKind::Verification, id, host, due: unix_now() }, answer))
        }
        Admission::ClientBusy => {
            Err(HubResponse::retry_later(429, format!("too many requests from this address await confirmation by {host}"), 60))
        }
        Admission::HostBusy => Err(HubResponse::retry_later(429, format!("too many requests await confirmation by {host}"), 60)),
        Admission::HostFull => {
            Err(HubResponse::retry_later(429, format!("{host} has the maximum number of subscriptions for one host"), 3_600))
        }
        Admission::HubFull => Err(HubResponse::retry_later(503, "the hub has its maximum number of subscriptions", 3_600)),
    })
}

/// The topic as its own feed spells it, if it is one of ours. It may be requested in another spelling of the same URL.
pub fn own_topic(context: &HubContext, requested: &str) -> Option<String> {
    if context.topics.contains(requested) {
        return Some(requested.to_owned());
    }
    let normalized = String::from(Url::parse(requested).ok()?);
    context.topics.contains(&normalized).then_some(normalized)
}

/// Asks the callback of a request to confirm it. Anything but the challenge leaves everything as it was.
pub async fn verify(context: &Arc<HubContext>, id: i64) -> Result<JobOutcome, Error> {
    let database = Arc::clone(&context.database);
    // A callback that confirms relies on its subscription: it is asked when that can be stored.
    let is_stored = move || database.check_file().is_ok().then(|| database.verification(id)).transpose();
    let Some(found) = run_blocking(is_stored).await? else {
        return Ok(JobOutcome { retry_after: Some(DATABASE_DELAY), ..JobOutcome::done() });
    };
    let Some(verification) = found else { return Ok(JobOutcome::done()) };
    let request = verification.request;
    let challenge =
        sign::challenge().map_err(|e| Error::caused(msg!("the system has no random numbers", "systemet ger inga slumptal"), e))?;
    let reply = match verification_url(context, &request, &challenge) {
        Ok(url) => context.client.get(url).await,
        Err(refusal) => HttpReply::Blocked(refusal),
    };
    if let HttpReply::Answered { status: 200..=299, body, .. } = &reply
        && body == challenge.as_bytes()
    {
        return confirm(context, id, request.host).await;
    }
    let is_success = matches!(reply, HttpReply::Answered { status: 200..=299, .. });
    let mut failure = Failure::from_reply(reply);
    if is_success {
        failure.reason = "it did not send the challenge back, and nothing else".to_owned();
    }
    // A callback that answers "no" is not asked again.
    let schedule = if failure.host == HostResult::Failed { &context.settings.verification_retry[..] } else { &[] };
    let delay = failure.retry_delay(schedule, verification.attempts);
    let (host, topic, reason, retry_in_seconds) =
        (&request.host, &request.topic, &failure.reason, delay.map(|delay| delay.as_secs()));
    tracing::warn!(target: "hub", host, topic, reason, retry_in_seconds, "callback did not confirm");
    let database = Arc::clone(&context.database);
    let store = move |due| match due {
        Some(due) => database.retry_verification(id, due),
        None => database.delete_verification(id),
    };
    let retry = failure.retry_or_give_up(delay, store).await?;
    if retry.is_abandoned {
        context.counters.unconfirmed.add();
    }
    Ok(retry.outcome)
}

async fn confirm(context: &Arc<HubContext>, id: i64, host: String) -> Result<JobOutcome, Error> {
    let database = Arc::clone(&context.database);
    let now = context.lease_now();
    let confirmed = run_blocking(move || database.confirm(id, now)).await?;
    let outcome = JobOutcome::called(HostResult::Ok);
    if confirmed != Confirmation::Superseded {
        context.counters.confirmed.add();
    }
    Ok(match confirmed {
        Confirmation::Subscribed { subscription, missed } => {
            tracing::info!(target: "hub", host, subscription, "subscribed");
            let follow_ups = missed.then_some((Job::Delivery(subscription), host)).into_iter().collect();
            JobOutcome { follow_ups, ..outcome }
        }
        Confirmation::Unsubscribed => {
            tracing::info!(target: "hub", host, "unsubscribed");
            outcome
        }
        Confirmation::Superseded => outcome,
    })
}

/// The callback with the parameters of the verification after its own query, which is never overwritten (WebSub 5.3.1).
fn verification_url(context: &HubContext, request: &SubscriptionRequest, challenge: &str) -> Result<Url, EgressRefusal> {
    let mut url = context.callback_policy.check(&request.callback)?;
    let mut query = url.query_pairs_mut();
    let (mode, lease) = match &request.intent {
        Intent::Subscribe { lease, .. } => ("subscribe", Some(lease)),
        Intent::Unsubscribe => ("unsubscribe", None),
    };
    query.append_pair("hub.mode", mode).append_pair("hub.topic", &request.requested_topic).append_pair("hub.challenge", challenge);
    if let Some(lease) = lease {
        query.append_pair("hub.lease_seconds", &lease.to_string());
    }
    drop(query);
    Ok(url)
}

/// Sends the notice once; the answer is ignored.
pub async fn deny(context: &HubContext, denial: &Denial) -> JobOutcome {
    let reply = match context.callback_policy.check(&denial.callback) {
        Ok(mut url) => {
            url.query_pairs_mut()
                .append_pair("hub.mode", "denied")
                .append_pair("hub.topic", &denial.topic)
                .append_pair("hub.reason", &denial.reason);
            context.client.get(url).await
        }
        Err(refusal) => HttpReply::Blocked(refusal),
    };
    tracing::info!(target: "hub", host = denial.host, topic = denial.topic, "denied");
    JobOutcome::called(host_result(&reply))
}
