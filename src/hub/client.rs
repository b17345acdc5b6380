//! Calls callbacks and external hubs: under the egress policy, without redirects or proxies, with a timeout and a limit on what is read.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use hyper::body::Bytes;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderValue, LINK, RETRY_AFTER};
use reqwest::{RequestBuilder, Url};

use super::egress_policy::{EgressPolicy, EgressRefusal};
use crate::error::Error;
use crate::msg;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// For a whole verification.
const VERIFICATION_TIMEOUT: Duration = Duration::from_secs(10);
/// For a whole delivery.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(20);

/// Bytes read of the answer to a verification, and one more to see that there are more.
const MAX_CHALLENGE_BODY: usize = 4 * 1024;
/// Bytes read of the answer to a delivery. They are ignored, but must be read before the connection can be used again.
const MAX_DELIVERY_BODY: usize = 1024;

/// The header of our own that names a delivery: the same name for the same bytes, so that a subscriber can drop what it has.
const DELIVERY_ID: &str = "depesch-delivery";

/// What came back.
#[derive(Debug)]
pub enum Reply {
    Answered {
        status: u16,
        /// The server asks not to be called again before this has passed.
        retry_after: Option<Duration>,
        /// As much as was read.
        body: Vec<u8>,
    },
    /// No answer, or not in time. The reason does not name the host.
    Unreachable(&'static str),
    /// The egress policy forbids the address.
    Blocked(EgressRefusal),
}

/// One delivery, ready to be sent.
pub struct DeliveryRequest {
    pub content_type: String,
    /// Hub and topic in one header (WebSub 7).
    pub link: String,
    pub signature: Option<String>,
    pub id: String,
    pub body: Bytes,
}

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
}

impl Client {
    pub fn new(egress_policy: Arc<EgressPolicy>, user_agent: &str) -> Result<Client, Error> {
        // Another part of the process may have installed one before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(user_agent)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .http1_only()
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(Duration::from_secs(10))
            .dns_resolver(PolicyResolver { egress_policy })
            .build()
            .map_err(|e| {
                Error::caused(msg!("the hub cannot verify certificates", "navet kan inte kontrollera certifikat"), e).hint(msg!(
                    "install the certificates of the system, such as the package `ca-certificates`",
                    "installera systemets certifikat, till exempel paketet `ca-certificates`"
                ))
            })?;
        Ok(Client { http })
    }

    /// Sends a verification (WebSub 5.3) or a denial (5.2) to a callback.
    pub async fn get(&self, url: Url) -> Reply {
        reply(self.http.get(url).timeout(VERIFICATION_TIMEOUT), BodyLimit::All(MAX_CHALLENGE_BODY + 1)).await
    }

    /// Delivers a topic (WebSub 7).
    pub async fn deliver(&self, url: Url, delivery: DeliveryRequest) -> Reply {
        let (Some(content_type), Some(link)) = (header(&delivery.content_type), header(&delivery.link)) else {
            return Reply::Blocked(EgressRefusal("the topic has an address or type that cannot stand in a header".into()));
        };
        let mut request = self.http.post(url).timeout(DELIVERY_TIMEOUT).header(CONTENT_TYPE, content_type).header(LINK, link);
        request = request.header(DELIVERY_ID, delivery.id);
        if let Some(signature) = delivery.signature {
            request = request.header("x-hub-signature", signature);
        }
        reply(request.body(delivery.body), BodyLimit::UpTo(MAX_DELIVERY_BODY)).await
    }

    /// Tells another hub that a topic has changed.
    pub async fn ping(&self, hub: Url, topic: &str) -> Reply {
        let mut form = Url::parse("form:").expect("a scheme is a URL");
        form.query_pairs_mut().append_pair("hub.mode", "publish").append_pair("hub.url", topic).append_pair("hub.topic", topic);
        let form = form.query().unwrap_or_default().to_owned();
        let request = self.http.post(hub).timeout(DELIVERY_TIMEOUT);
        reply(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form), BodyLimit::UpTo(MAX_DELIVERY_BODY))
            .await
    }
}

/// A topic's address may hold letters beyond ASCII, if that is how it is spelled.
fn header(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_bytes(text.as_bytes()).ok()
}

/// How many bytes of an answer are read, and what they are for.
#[derive(Debug, Clone, Copy)]
enum BodyLimit {
    /// The body is the answer, such as a challenge: a shorter one is an error.
    All(usize),
    /// The status is the answer; the body is ignored.
    UpTo(usize),
}

async fn reply(request: RequestBuilder, read: BodyLimit) -> Reply {
    let (BodyLimit::All(most) | BodyLimit::UpTo(most)) = read;
    let mut response = match request.send().await {
        Ok(response) => response,
        Err(error) => return classify_failure(&error),
    };
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| parse_retry_after(value.to_str().ok()?));
    let mut body = Vec::new();
    while body.len() < most {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]),
            Err(error) if matches!(read, BodyLimit::All(_)) => return classify_failure(&error),
            Ok(None) | Err(_) => break,
        }
    }
    Reply::Answered { status, retry_after, body }
}

/// Seconds, or a date (RFC 9110, 10.2.3).
fn parse_retry_after(text: &str) -> Option<Duration> {
    match text.trim().parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).ok(),
    }
}

fn classify_failure(error: &reqwest::Error) -> Reply {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(this) = cause {
        if let Some(refusal) = this.downcast_ref::<EgressRefusal>() {
            return Reply::Blocked(refusal.clone());
        }
        cause = this.source();
    }
    Reply::Unreachable(if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    })
}

/// Resolves a name once and hands out only addresses that may be called, so that the connection goes to a checked address.
struct PolicyResolver {
    egress_policy: Arc<EgressPolicy>,
}

impl Resolve for PolicyResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let egress_policy = Arc::clone(&self.egress_policy);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?.map(|socket| socket.ip());
            let addresses = allowed_addresses(&egress_policy, found)?;
            Ok(Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// Those of the addresses that may be called. The refusal does not name the others: who has set a name up to lead here learns nothing.
fn allowed_addresses(egress_policy: &EgressPolicy, found: impl Iterator<Item = IpAddr>) -> Result<Vec<IpAddr>, EgressRefusal> {
    let addresses: Vec<IpAddr> = found.filter(|address| egress_policy.check_address(*address).is_ok()).collect();
    if addresses.is_empty() {
        return Err(EgressRefusal("the callback's host has no address on the public internet".into()));
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_addresses_of_a_name_only_open_ones_are_called() {
        let egress_policy = EgressPolicy::default();
        let addresses = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpAddr>>();
        let found = addresses(&["127.0.0.1", "8.8.8.8", "::1", "fd00::1", "2606:4700::1111"]);
        assert_eq!(allowed_addresses(&egress_policy, found.into_iter()), Ok(addresses(&["8.8.8.8", "2606:4700::1111"])));
        assert!(allowed_addresses(&egress_policy, addresses(&["10.0.0.1", "::ffff:10.0.0.1"]).into_iter()).is_err());
        assert!(allowed_addresses(&egress_policy, std::iter::empty()).is_err());
    }

    #[test]
    fn a_pause_is_seconds_or_a_date() {
        assert_eq!(parse_retry_after("120"), Some(Duration::from_secs(120)));
        assert!(
            parse_retry_after(&httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3600))).unwrap()
                > Duration::from_secs(3000)
        );
        assert_eq!(parse_retry_after("Thu, 01 Jan 1970 00:00:00 GMT"), None);
        assert_eq!(parse_retry_after("soon"), None);
    }
}
