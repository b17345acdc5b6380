//! Verification of intent: the callback confirms a request before it takes effect (WebSub 5.3), and is informed when a topic is gone (5.2).

use std::sync::Arc;

use reqwest::Url;

use super::HubResponse;
use super::announce;
use super::client::Reply;
use super::dispatcher::HubContext;
use super::dispatcher::JobOutcome;
use super::dispatcher::host_result;
use super::dispatcher::retry_delay;
use super::dispatcher::seconds;
use super::off;
use super::queue::HostResult;
use super::queue::Job;
use super::request::HubForm;
use super::sign;
use super::unix_now;
use crate::db::hub::Admission;
use crate::db::hub::Confirmation;
use crate::db::hub::Intent;
use crate::db::hub::Queued;
use crate::db::hub::QueuedKind;
use crate::db::hub::SubscriptionRequest;
use crate::error::Error;

/// Tells a subscriber that its subscription ended.
pub struct Denial {
    pub topic: String,
    pub callback: String,
    pub host: String,
    /// For the developer of the subscriber.
    pub reason: String,
}

/// Writes a request down, to be confirmed; or says why not.
pub fn accept(office: &HubContext, form: HubForm) -> Result<Result<(Queued, HubResponse), HubResponse>, Error> {
    let (asked, callback, subscribe) = match form {
        HubForm::Subscribe { topic, callback, lease, secret } => (topic, callback, Some((lease, secret))),
        HubForm::Unsubscribe { topic, callback } => (topic, callback, None),
        HubForm::Publish { .. } => return Ok(Err(HubResponse::new(400, "publish is not a subscriber's request"))),
    };
    let url = match office.guard.check_callback(&callback) {
        Ok(url) => url,
        Err(refusal) => return Ok(Err(HubResponse::new(400, refusal.0))),
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    let topic = match own_topic(office, &asked) {
        Some(topic) => topic,
        // Who follows a topic that is gone may still leave it.
        None if subscribe.is_none() && office.journal.follows(&asked, &callback)? => asked.clone(),
        None => {
            let text = "hub.topic is none of the feeds of this hub; take the address from the feed's own rel=self";
            return Ok(Err(HubResponse::new(422, text)));
        }
    };
    let wish = match subscribe {
        Some((lease, secret)) => {
            // From here on the hub notices when the topic changes, also while the process does not run.
            if office.journal.announced(&topic)?.is_none()
                && let Some(hash) = announce::hash(office, &topic)
            {
                office.journal.first_seen(&topic, &hash)?;
            }
            let bounds = office.settings.lease;
            let [default, min, max] = [bounds.default, bounds.min, bounds.max].map(|lease| lease.as_secs());
            Intent::Subscribe { lease: lease.unwrap_or(default).min(max).max(min) as i64, secret }
        }
        None => Intent::Unsubscribe,
    };
    let request = SubscriptionRequest { topic, asked, callback, host, wish };
    let taken = office.journal.request(&request, office.settings.limits.quota(), unix_now())?;
    let SubscriptionRequest { host, .. } = request;
    Ok(match taken {
        Admission::Queued(id) => {
            let answer = HubResponse::new(202, "accepted: the callback will now be asked to confirm");
            Ok((Queued { kind: QueuedKind::Verification, id, host, due: unix_now() }, answer))
        }
        Admission::HostBusy => Err(HubResponse::retry_later(429, format!("too many requests await confirmation by {host}"), 60)),
        Admission::HostFull => {
            Err(HubResponse::retry_later(429, format!("{host} has the maximum number of subscriptions for one host"), 3_600))
        }
        Admission::HubFull => Err(HubResponse::retry_later(503, "the hub has its maximum number of subscriptions", 3_600)),
    })
}

/// The topic as its own feed spells it, if it is one of ours. It may be asked for in another spelling of the same URL.
pub fn own_topic(office: &HubContext, asked: &str) -> Option<String> {
    if office.topics.knows(asked) {
        return Some(asked.to_owned());
    }
    let spelled = String::from(Url::parse(asked).ok()?);
    office.topics.knows(&spelled).then_some(spelled)
}

/// Asks the callback of a request. A no, or anything but the challenge, leaves everything as it was.
pub async fn verify(office: &Arc<HubContext>, id: i64) -> Result<JobOutcome, Error> {
    let journal = Arc::clone(&office.journal);
    let Some(verification) = off(move || journal.verification(id)).await? else {
        return Ok(JobOutcome::done());
    };
    let (request, tried) = (verification.request, verification.tried);
    let host = request.host.clone();
    let challenge = sign::challenge().map_err(|e| Error::caused(no_randomness(), e))?;
    let reply = match verification_url(office, &request, &challenge) {
        Ok(url) => office.client.question(url).await,
        Err(refusal) => Reply::Blocked(refusal),
    };
    let health = host_result(&reply);
    let why = match &reply {
        Reply::Answered { status: 200..=299, body, .. } if body == challenge.as_bytes() => {
            return confirm(office, id, host).await;
        }
        Reply::Answered { status: 200..=299, .. } => "it did not send the challenge back, and nothing else".to_owned(),
        Reply::Answered { status, .. } => format!("it answered {status}"),
        Reply::Unreachable(why) => (*why).to_owned(),
        Reply::Blocked(refusal) => refusal.to_string(),
    };
    let again = match (&reply, health) {
        (Reply::Answered { retry_after, .. }, HostResult::Failed) => retry_delay(&office.settings.ask_again, tried, *retry_after),
        (Reply::Unreachable(_), _) => retry_delay(&office.settings.ask_again, tried, None),
        _ => None,
    };
    let again_in = again.map(|pause| pause.as_secs());
    tracing::warn!(target: "hub", host, topic = request.topic, reason = why, retry_in_seconds = again_in, "callback did not confirm");
    let journal = Arc::clone(&office.journal);
    off(move || match again {
        Some(pause) => journal.ask_again(id, unix_now() + seconds(pause)),
        None => journal.forget_request(id),
    })
    .await?;
    if again.is_none() {
        office.tally.unconfirmed.add();
    }
    Ok(JobOutcome { health, again, ..JobOutcome::done() })
}

async fn confirm(office: &Arc<HubContext>, id: i64, host: String) -> Result<JobOutcome, Error> {
    let journal = Arc::clone(&office.journal);
    let confirmed = off(move || journal.confirm(id, unix_now())).await?;
    let well = JobOutcome { health: HostResult::Ok, ..JobOutcome::done() };
    if confirmed != Confirmation::Superseded {
        office.tally.confirmed.add();
    }
    Ok(match confirmed {
        Confirmation::Subscribed { subscription, missed } => {
            tracing::info!(target: "hub", host, subscription, "subscribed");
            let next = missed.then_some((Job::Delivery(subscription), host)).into_iter().collect();
            JobOutcome { next, ..well }
        }
        Confirmation::Unsubscribed => {
            tracing::info!(target: "hub", host, "unsubscribed");
            well
        }
        Confirmation::Superseded => well,
    })
}

/// The callback with the question behind what it had in its query already, which is never overwritten (WebSub 5.3.1).
fn verification_url(
    office: &HubContext,
    request: &SubscriptionRequest,
    challenge: &str,
) -> Result<Url, super::egress_policy::EgressRefusal> {
    let mut url = office.guard.check_callback(&request.callback)?;
    let mut query = url.query_pairs_mut();
    let (mode, lease) = match &request.wish {
        Intent::Subscribe { lease, .. } => ("subscribe", Some(lease)),
        Intent::Unsubscribe => ("unsubscribe", None),
    };
    query.append_pair("hub.mode", mode).append_pair("hub.topic", &request.asked).append_pair("hub.challenge", challenge);
    if let Some(lease) = lease {
        query.append_pair("hub.lease_seconds", &lease.to_string());
    }
    drop(query);
    Ok(url)
}

/// Tells a subscriber, once; what it answers means nothing.
pub async fn deny(office: &HubContext, denial: &Denial) -> JobOutcome {
    let reply = match office.guard.check_callback(&denial.callback) {
        Ok(mut url) => {
            url.query_pairs_mut()
                .append_pair("hub.mode", "denied")
                .append_pair("hub.topic", &denial.topic)
                .append_pair("hub.reason", &denial.reason);
            office.client.question(url).await
        }
        Err(refusal) => Reply::Blocked(refusal),
    };
    tracing::info!(target: "hub", host = denial.host, topic = denial.topic, "denied");
    JobOutcome { health: host_result(&reply), ..JobOutcome::done() }
}

fn no_randomness() -> crate::diag::Message {
    crate::msg!("the system has no random numbers", "systemet ger inga slumptal")
}
