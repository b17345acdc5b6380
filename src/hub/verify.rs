//! Whether a subscriber means it: its callback is asked before a request takes effect (WebSub 5.3), and told when a topic is gone (5.2).

use std::sync::Arc;

use reqwest::Url;

use super::Answer;
use super::announce;
use super::client::Reply;
use super::desk::Office;
use super::desk::Outcome;
use super::desk::health;
use super::desk::pause;
use super::desk::seconds;
use super::now;
use super::off;
use super::queue::Health;
use super::queue::Job;
use super::request::Form;
use super::sign;
use crate::db::hub::Confirmed;
use crate::db::hub::Kind;
use crate::db::hub::Queued;
use crate::db::hub::Request;
use crate::db::hub::Taken;
use crate::db::hub::Wish;
use crate::error::Error;

/// A subscriber is told that it follows a topic no longer.
pub struct Denial {
    pub topic: String,
    pub callback: String,
    pub host: String,
    /// For the developer of the subscriber.
    pub reason: String,
}

/// Writes a request down, to be confirmed; or says why not.
pub fn take(office: &Office, form: Form) -> Result<Result<(Queued, Answer), Answer>, Error> {
    let (asked, callback, subscribe) = match form {
        Form::Subscribe { topic, callback, lease, secret } => (topic, callback, Some((lease, secret))),
        Form::Unsubscribe { topic, callback } => (topic, callback, None),
        Form::Publish { .. } => return Ok(Err(Answer::new(400, "publish is not a subscriber's request"))),
    };
    let url = match office.guard.callback(&callback) {
        Ok(url) => url,
        Err(refusal) => return Ok(Err(Answer::new(400, refusal.0))),
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    let topic = match own(office, &asked) {
        Some(topic) => topic,
        // Who follows a topic that is gone may still leave it.
        None if subscribe.is_none() && office.journal.follows(&asked, &callback)? => asked.clone(),
        None => {
            let text = "hub.topic is none of the feeds of this hub; take the address from the feed's own rel=self";
            return Ok(Err(Answer::new(422, text)));
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
            Wish::Subscribe { lease: lease.unwrap_or(default).min(max).max(min) as i64, secret }
        }
        None => Wish::Unsubscribe,
    };
    let request = Request { topic, asked, callback, host, wish };
    let taken = office.journal.request(&request, office.settings.limits.room(), now())?;
    let Request { host, .. } = request;
    Ok(match taken {
        Taken::Waits(id) => {
            let answer = Answer::new(202, "accepted: the callback is asked to confirm it now");
            Ok((Queued { kind: Kind::Verification, id, host, due: now() }, answer))
        }
        Taken::HostIsBusy => Err(Answer::later(429, format!("too many requests wait for {host} to confirm them"), 60)),
        Taken::HostIsFull => Err(Answer::later(429, format!("{host} has as many subscriptions as one host gets"), 3_600)),
        Taken::HubIsFull => Err(Answer::later(503, "the hub has as many subscriptions as it keeps", 3_600)),
    })
}

/// The topic as its own feed spells it, if it is one of ours. It may be asked for in another spelling of the same URL.
pub fn own(office: &Office, asked: &str) -> Option<String> {
    if office.topics.knows(asked) {
        return Some(asked.to_owned());
    }
    let spelled = String::from(Url::parse(asked).ok()?);
    office.topics.knows(&spelled).then_some(spelled)
}

/// Asks the callback of a request. A no, or anything but the challenge, leaves everything as it was.
pub async fn verify(office: &Arc<Office>, id: i64) -> Result<Outcome, Error> {
    let journal = Arc::clone(&office.journal);
    let Some(verification) = off(move || journal.verification(id)).await? else {
        return Ok(Outcome::nothing());
    };
    let (request, tried) = (verification.request, verification.tried);
    let host = request.host.clone();
    let challenge = sign::challenge().map_err(|e| Error::caused(no_chance(), e))?;
    let reply = match question(office, &request, &challenge) {
        Ok(url) => office.client.question(url).await,
        Err(refusal) => Reply::Refused(refusal),
    };
    let health = health(&reply);
    let why = match &reply {
        Reply::Answered { status: 200..=299, body, .. } if body == challenge.as_bytes() => {
            return confirm(office, id, host).await;
        }
        Reply::Answered { status: 200..=299, .. } => "it did not send the challenge back, and nothing else".to_owned(),
        Reply::Answered { status, .. } => format!("it answered {status}"),
        Reply::Unreachable(why) => (*why).to_owned(),
        Reply::Refused(refusal) => refusal.to_string(),
    };
    let again = match (&reply, health) {
        (Reply::Answered { retry_after, .. }, Health::Ill) => pause(&office.settings.ask_again, tried, *retry_after),
        (Reply::Unreachable(_), _) => pause(&office.settings.ask_again, tried, None),
        _ => None,
    };
    let again_in = again.map(|pause| pause.as_secs());
    tracing::warn!(target: "hub", host, topic = request.topic, why, again_in, "the callback did not confirm");
    let journal = Arc::clone(&office.journal);
    off(move || match again {
        Some(pause) => journal.ask_again(id, now() + seconds(pause)),
        None => journal.forget_request(id),
    })
    .await?;
    if again.is_none() {
        office.tally.unconfirmed.add();
    }
    Ok(Outcome { health, again, ..Outcome::nothing() })
}

async fn confirm(office: &Arc<Office>, id: i64, host: String) -> Result<Outcome, Error> {
    let journal = Arc::clone(&office.journal);
    let confirmed = off(move || journal.confirm(id, now())).await?;
    let well = Outcome { health: Health::Well, ..Outcome::nothing() };
    if confirmed != Confirmed::Overtaken {
        office.tally.confirmed.add();
    }
    Ok(match confirmed {
        Confirmed::Subscribed { subscription, missed } => {
            tracing::info!(target: "hub", host, subscription, "subscribed");
            let next = missed.then_some((Job::Delivery(subscription), host)).into_iter().collect();
            Outcome { next, ..well }
        }
        Confirmed::Unsubscribed => {
            tracing::info!(target: "hub", host, "unsubscribed");
            well
        }
        Confirmed::Overtaken => well,
    })
}

/// The callback with the question behind what it had in its query already, which is never overwritten (WebSub 5.3.1).
fn question(office: &Office, request: &Request, challenge: &str) -> Result<Url, super::guard::Refusal> {
    let mut url = office.guard.callback(&request.callback)?;
    let mut query = url.query_pairs_mut();
    let (mode, lease) = match &request.wish {
        Wish::Subscribe { lease, .. } => ("subscribe", Some(lease)),
        Wish::Unsubscribe => ("unsubscribe", None),
    };
    query.append_pair("hub.mode", mode).append_pair("hub.topic", &request.asked).append_pair("hub.challenge", challenge);
    if let Some(lease) = lease {
        query.append_pair("hub.lease_seconds", &lease.to_string());
    }
    drop(query);
    Ok(url)
}

/// Tells a subscriber, once; what it answers means nothing.
pub async fn deny(office: &Office, denial: &Denial) -> Outcome {
    let reply = match office.guard.callback(&denial.callback) {
        Ok(mut url) => {
            url.query_pairs_mut()
                .append_pair("hub.mode", "denied")
                .append_pair("hub.topic", &denial.topic)
                .append_pair("hub.reason", &denial.reason);
            office.client.question(url).await
        }
        Err(refusal) => Reply::Refused(refusal),
    };
    tracing::info!(target: "hub", host = denial.host, topic = denial.topic, "denied");
    Outcome { health: health(&reply), ..Outcome::nothing() }
}

fn no_chance() -> crate::diag::Message {
    crate::msg!("the system gives no random numbers", "systemet ger inga slumptal")
}
