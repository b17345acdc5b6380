//! The hub's requests to callbacks and external hubs.

use std::time::Duration;

use hyper::body::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LINK};
use reqwest::{Body, Method, Url};

use crate::net::{BodyLimit, EgressRefusal, HttpClient, HttpReply, HttpRequest};

/// For a whole verification.
const VERIFICATION_TIMEOUT: Duration = Duration::from_secs(10);
/// For a whole delivery.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(20);

/// Bytes read of the answer to a verification, and one more to see that there are more.
const MAX_CHALLENGE_BODY: usize = 4 * 1024;
/// Bytes read of the answer to a delivery.
const MAX_DELIVERY_BODY: usize = 1024;

/// The header of our own that names a delivery: the same name for the same bytes, so that a subscriber can drop what it has.
const DELIVERY_ID: HeaderName = HeaderName::from_static("depesch-delivery");
const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature");

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
pub struct HubClient(pub HttpClient);

impl HubClient {
    /// Sends a verification (WebSub 5.3) or a denial (5.2) to a callback.
    pub async fn get(&self, url: Url) -> HttpReply {
        let request = HttpRequest {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: Body::default(),
            timeout: VERIFICATION_TIMEOUT,
            limit: BodyLimit::All(MAX_CHALLENGE_BODY + 1),
        };
        self.0.send(request).await
    }

    /// Delivers a topic (WebSub 7).
    pub async fn deliver(&self, url: Url, delivery: DeliveryRequest) -> HttpReply {
        let Some(headers) = headers(&delivery) else {
            let reason = "the topic has an address or type that cannot be in a header";
            return HttpReply::Blocked(EgressRefusal(reason.into()));
        };
        self.post(url, headers, delivery.body.into()).await
    }

    /// Tells another hub that a topic has changed.
    pub async fn ping(&self, hub: Url, topic: &str) -> HttpReply {
        let mut form = Url::parse("form:").expect("a scheme is a URL");
        form.query_pairs_mut().append_pair("hub.mode", "publish").append_pair("hub.url", topic).append_pair("hub.topic", topic);
        let form = form.query().unwrap_or_default().to_owned();
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        self.post(hub, HeaderMap::from_iter([(CONTENT_TYPE, form_type)]), form.into()).await
    }

    async fn post(&self, url: Url, headers: HeaderMap, body: Body) -> HttpReply {
        let limit = BodyLimit::UpTo(MAX_DELIVERY_BODY);
        self.0.send(HttpRequest { method: Method::POST, url, headers, body, timeout: DELIVERY_TIMEOUT, limit }).await
    }
}

/// `None` for a text that no header can hold. A topic's address may hold letters beyond ASCII, if that is how it is spelled.
fn headers(delivery: &DeliveryRequest) -> Option<HeaderMap> {
    let fields = [
        (CONTENT_TYPE, Some(&delivery.content_type)),
        (LINK, Some(&delivery.link)),
        (DELIVERY_ID, Some(&delivery.id)),
        (SIGNATURE, delivery.signature.as_ref()),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
    fields.map(|(name, value)| Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))).collect()
}
