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

/// The same id makes a repetition harmless, so whatever can change is tried again. A request without an answer may have arrived, and so may one
/// that failed after the receiver had it: whoever may have a text is told of its withdrawal.
fn outcome(reply: HttpReply) -> Outcome {
    let (status, retry_after, body) = match reply {
        HttpReply::Answered { status, retry_after, body } => (status, retry_after, body),
        HttpReply::Unreachable(reason) => return Outcome::retry(None, reason),
        HttpReply::Unanswered(reason) => return Outcome::Unknown(Reply::new(None, reason)),
        HttpReply::Blocked(refusal) => return Outcome::retry(None, &refusal.0),
    };
    let text = String::from_utf8_lossy(&body);
    let reply = Reply::new(status, text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default());
    match status {
        200..=299 => Outcome::Delivered(reply),
        410 => Outcome::Gone(reply),
        // The request itself is wrong. Of the others, an operator can mend some (a secret, a redirect), and some pass.
        400 | 404..=406 | 411 | 413..=415 | 417 | 422 | 431 | 451 => Outcome::Refused(reply),
        408 | 500 | 502 | 504 => Outcome::Unknown(reply),
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

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::thread;
    use std::time::Instant;

    use super::*;
    use crate::net::EgressPolicy;

    fn attempt() -> Attempt {
        Attempt {
            payload: Payload {
                file_name: "a.json".into(),
                id: "msg_tt.k3v".into(),
                media_type: "application/json".into(),
                bytes: Arc::new(br#"{"type":"release.published"}"#.to_vec()),
            },
            may_have_arrived: false,
            commit_before: Instant::now() + Duration::from_secs(60),
        }
    }

    fn transport(url: &str, policy: EgressPolicy) -> WebhookTransport {
        let http = HttpClient::new(Arc::new(policy), "Depesch/test").unwrap();
        let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "hemlig"].map(|text| WebhookSecret::parse(text).unwrap());
        WebhookTransport::new(http, Url::parse(url).unwrap(), secrets.into())
    }

    /// Sends to a server that answers so; returns what it received too.
    fn send_to(answer: &'static str) -> (Outcome, String) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut received, mut buffer) = (String::new(), [0; 4096]);
            while !received.contains("\r\n\r\n{") || !received.ends_with('}') {
                let count = stream.read(&mut buffer).unwrap();
                received.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
            }
            stream.write_all(answer.as_bytes()).unwrap();
            received
        });
        let policy = EgressPolicy { allowed: vec!["127.0.0.0/8".parse().unwrap()], ..EgressPolicy::default() };
        let outcome = block_on(transport(&url, policy).send(&attempt()));
        (outcome, server.join().unwrap())
    }

    fn block_on<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
    }

    #[test]
    fn the_signature_is_the_one_of_the_standard() {
        // The example of the standard's own libraries; this is what `standardwebhooks` for Python signs it with.
        let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_base64_or_plain() {
        let key = |text| WebhookSecret::parse(text).map(|secret| secret.0);
        assert_eq!(key("whsec_aGVtbGln"), Some(b"hemlig".to_vec()));
        assert_eq!(key("hemlig\n"), Some(b"hemlig".to_vec()));
        for text in ["", " ", "whsec_", "whsec_***"] {
            assert_eq!(key(text), None, "{text}");
        }
    }

    #[test]
    fn a_message_is_posted_with_its_id_and_a_signature_for_each_secret() {
        let (outcome, received) = send_to("HTTP/1.1 202 Accepted\r\ncontent-length: 10\r\n\r\n\r\ntack!\r\nx");
        assert_eq!(outcome, Outcome::Delivered(Reply::new(202, "tack!")));
        assert!(received.starts_with("POST /in HTTP/1.1\r\n"), "{received}");
        assert!(received.contains("content-type: application/json\r\n"), "{received}");
        assert!(received.contains("webhook-id: msg_tt.k3v\r\n"), "{received}");
        let signatures = received.split("webhook-signature: ").nth(1).unwrap().split("\r\n").next().unwrap();
        assert_eq!(signatures.split(' ').filter(|signature| signature.starts_with("v1,")).count(), 2, "{signatures}");
    }

    #[test]
    fn a_pause_that_is_asked_for_is_kept_and_a_redirect_is_not_followed() {
        let (outcome, _) = send_to("HTTP/1.1 429 Slow\r\nretry-after: 120\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(outcome, Outcome::Retry { reply: Reply::new(429, ""), after: Some(Duration::from_secs(120)) });
        let (outcome, _) = send_to("HTTP/1.1 307 Moved\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(outcome, Outcome::retry(307, ""));
        let (outcome, _) = send_to("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(outcome, Outcome::Gone(Reply::new(410, "")));
    }

    #[test]
    fn a_server_that_hangs_up_is_tried_again() {
        let (outcome, _) = send_to("");
        assert!(matches!(outcome, Outcome::Unknown(Reply { code: None, .. })), "it may have the message: {outcome:?}");
    }

    #[test]
    fn every_status_has_its_outcome() {
        let classify = |status| outcome(HttpReply::Answered { status, retry_after: None, body: Vec::new() });
        for status in 100..=599 {
            let expected = match status {
                200..=299 => "delivered",
                410 => "gone",
                400 | 404 | 405 | 406 | 411 | 413 | 414 | 415 | 417 | 422 | 431 | 451 => "refused",
                408 | 500 | 502 | 504 => "unknown",
                _ => "retry",
            };
            let found = match classify(status) {
                Outcome::Delivered(_) => "delivered",
                Outcome::Retry { .. } => "retry",
                Outcome::Refused(_) => "refused",
                Outcome::Gone(_) => "gone",
                Outcome::Unknown(_) => "unknown",
            };
            assert_eq!(found, expected, "{status}");
        }
        let year = Some(Duration::from_secs(365 * 86_400));
        let Outcome::Retry { after, .. } = outcome(HttpReply::Answered { status: 503, retry_after: year, body: Vec::new() }) else {
            panic!("503 is tried again");
        };
        assert_eq!(after, Some(Duration::from_secs(86_400)));
    }

    #[test]
    fn this_machine_is_not_called_unless_it_is_allowed() {
        for url in [
            "http://127.0.0.1:9/",
            "http://[::1]:9/",
            "http://[::ffff:127.0.0.1]:9/",
            "http://0x7f.1:9/",
            "http://2130706433:9/",
            "http://10.1.2.3/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00:ec2::254]/",
            "http://localhost:9/",
        ] {
            let outcome = block_on(transport(url, EgressPolicy::default()).send(&attempt()));
            let Outcome::Retry { reply, .. } = outcome else { panic!("{url}: {outcome:?}") };
            assert!(reply.text.contains("is not called") || reply.text.contains("public internet"), "{url}: {}", reply.text);
        }
    }

    #[test]
    fn when_the_lease_is_about_to_end_nothing_is_posted() {
        let late = Attempt { commit_before: Instant::now(), ..attempt() };
        assert_eq!(block_on(transport("http://127.0.0.1:9/", EgressPolicy::default()).send(&late)), Outcome::late());
    }
}
