//! Posts messages to a web address, signed. <https://www.standardwebhooks.com/>, which says what the headers hold.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use hyper::body::{Body, Bytes, Frame, SizeHint};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use sha2::Sha256;

use super::fault_points::{self, reach};
use super::{Attempt, Outcome, Payload, Reply};
use crate::net::{BodyLimit, HttpClient, HttpReply, HttpRequest, MAX_RETRY_DELAY};

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// For a whole request; the standard advises 15 to 30 seconds.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes read of an answer.
const MAX_ANSWER: usize = 1024;

pub struct WebhookTransport {
    http: HttpClient,
    url: Url,
    secrets: Vec<WebhookSecret>,
}

impl WebhookTransport {
    pub fn new(http: HttpClient, url: Url, secrets: Vec<WebhookSecret>) -> WebhookTransport {
        WebhookTransport { http, url, secrets }
    }

    pub async fn send(&mut self, attempt: &Attempt) -> Outcome {
        if !attempt.may_commit() {
            return Outcome::late();
        }
        let Some(headers) = self.headers(&attempt.payload, SystemTime::now()) else {
            return Outcome::Refused(Reply::new(None, "the id or the media type cannot be in a header"));
        };
        let body = Bytes::from(attempt.payload.bytes.to_vec());
        let stops = ["connected", "half-sent"].into_iter().any(fault_points::is_set);
        let body = if stops { reqwest::Body::wrap(HalvedBody::new(body)) } else { body.into() };
        let reply = self.request(Method::POST, headers, body).await;
        if matches!(reply, HttpReply::Answered { .. }) {
            reach("sent");
            reach("answered");
        }
        outcome(reply)
    }

    /// Whether a server answers at the address. Only a message shows whether it accepts our signature.
    pub async fn probe(&mut self) -> Outcome {
        match self.request(Method::HEAD, HeaderMap::new(), reqwest::Body::default()).await {
            HttpReply::Answered { status, .. } if status < 500 => {
                Outcome::Delivered(Reply::new(status, "a server answers; only a message shows whether it accepts the signature"))
            }
            reply => outcome(reply),
        }
    }

    async fn request(&self, method: Method, headers: HeaderMap, body: reqwest::Body) -> HttpReply {
        let limit = BodyLimit::UpTo(MAX_ANSWER);
        self.http.send(HttpRequest { method, url: self.url.clone(), headers, body, timeout: TIMEOUT, limit }).await
    }

    /// `None` for a text that no header can hold.
    fn headers(&self, payload: &Payload, now: SystemTime) -> Option<HeaderMap> {
        let timestamp = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs().to_string();
        let signatures: Vec<String> =
            self.secrets.iter().map(|secret| secret.sign(&payload.id, &timestamp, &payload.bytes)).collect();
        let fields = [
            (CONTENT_TYPE, payload.media_type.as_str()),
            (ID, &payload.id),
            (TIMESTAMP, &timestamp),
            (SIGNATURE, &signatures.join(" ")),
        ];
        fields.into_iter().map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?))).collect()
    }
}

impl fmt::Debug for WebhookTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookTransport").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

/// A key that messages are signed with.
pub struct WebhookSecret(Vec<u8>);

impl WebhookSecret {
    /// `whsec_` and base64, as the standard writes it, or any other text, whose bytes are the key. `None` when the base64 is not valid
    /// or there is no key.
    pub fn parse(text: &str) -> Option<WebhookSecret> {
        let key = match text.trim().strip_prefix("whsec_") {
            Some(encoded) => STANDARD.decode(encoded).ok()?,
            None => text.trim().as_bytes().to_vec(),
        };
        (!key.is_empty()).then_some(WebhookSecret(key))
    }

    fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("an HMAC takes a key of any length");
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// The same id makes a repetition harmless, so whatever can change is tried again.
fn outcome(reply: HttpReply) -> Outcome {
    let (status, retry_after, body) = match reply {
        HttpReply::Answered { status, retry_after, body } => (status, retry_after, body),
        HttpReply::Unreachable(reason) => return Outcome::retry(None, reason),
        HttpReply::Blocked(refusal) => return Outcome::retry(None, &refusal.0),
    };
    let text = String::from_utf8_lossy(&body);
    let reply = Reply::new(status, text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default());
    match status {
        200..=299 => Outcome::Delivered(reply),
        410 => Outcome::Gone(reply),
        // The request itself is wrong. Of the others, an operator can mend some (a secret, a redirect), and some pass.
        400 | 404..=406 | 411 | 413..=415 | 417 | 422 | 431 | 451 => Outcome::Refused(reply),
        _ => Outcome::Retry { reply, after: retry_after.map(|pause| pause.min(MAX_RETRY_DELAY)) },
    }
}

/// A body in two halves, so that a test can end the process between them.
struct HalvedBody {
    bytes: Bytes,
    polls: usize,
}

impl HalvedBody {
    fn new(bytes: Bytes) -> HalvedBody {
        HalvedBody { bytes, polls: 0 }
    }
}

impl Body for HalvedBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.polls += 1;
        let length = match self.polls {
            1 => {
                reach("connected");
                self.bytes.len() / 2
            }
            // The first half leaves.
            2 => {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            _ => {
                reach("half-sent");
                self.bytes.len()
            }
        };
        let next = self.bytes.split_to(length);
        Poll::Ready((!next.is_empty()).then(|| Ok(Frame::data(next))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}
