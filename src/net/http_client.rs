//! An HTTP client under the egress policy: without redirects or proxies, with a timeout and a limit on what is read.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Body, Method, Url};

use super::egress_policy::{EgressPolicy, EgressRefusal};
use crate::error::Error;
use crate::msg;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Cheap to clone. Connections are kept and used again.
#[derive(Debug, Clone)]
pub struct HttpClient {
    http: reqwest::Client,
    egress_policy: Arc<EgressPolicy>,
}

pub struct HttpRequest {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Body,
    /// For everything, from the connection to the last byte that is read.
    pub timeout: Duration,
    pub limit: BodyLimit,
}

/// How many bytes of an answer are read, and what they are for.
#[derive(Debug, Clone, Copy)]
pub enum BodyLimit {
    /// The body is the answer, such as a challenge: a shorter one is an error.
    All(usize),
    /// The status is the answer; the body is ignored, but read so that the connection can be used again.
    UpTo(usize),
}

/// What came back.
#[derive(Debug)]
pub enum HttpReply {
    Answered {
        status: u16,
        /// The server asks not to be called again before this has passed.
        retry_after: Option<Duration>,
        /// As much as was read.
        body: Vec<u8>,
    },
    /// No connection: the request has not arrived. The reason does not name the host.
    Unreachable(&'static str),
    /// No answer, or not in time: the request may have arrived.
    Unanswered(&'static str),
    /// The egress policy forbids the address.
    Blocked(EgressRefusal),
}

impl HttpClient {
    pub fn new(egress_policy: Arc<EgressPolicy>, user_agent: &str) -> Result<HttpClient, Error> {
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
            .dns_resolver(PolicyResolver { egress_policy: Arc::clone(&egress_policy) })
            .build()
            .map_err(|e| {
                Error::caused(msg!("certificates cannot be verified", "certifikat kan inte kontrolleras"), e).hint(msg!(
                    "install the certificates of the system, such as the package `ca-certificates`",
                    "installera systemets certifikat, till exempel paketet `ca-certificates`"
                ))
            })?;
        Ok(HttpClient { http, egress_policy })
    }

    pub fn egress_policy(&self) -> &Arc<EgressPolicy> {
        &self.egress_policy
    }

    pub async fn send(&self, request: HttpRequest) -> HttpReply {
        // An address that is written as one is never resolved.
        if let Err(refusal) = self.egress_policy.check_url(&request.url) {
            return HttpReply::Blocked(refusal);
        }
        let built = self.http.request(request.method, request.url).timeout(request.timeout);
        let mut response = match built.headers(request.headers).body(request.body).send().await {
            Ok(response) => response,
            Err(error) => return classify_failure(&error),
        };
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| parse_retry_after(value.to_str().ok()?));
        let (BodyLimit::All(most) | BodyLimit::UpTo(most)) = request.limit;
        let mut body = Vec::new();
        while body.len() < most {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]),
                Err(error) if matches!(request.limit, BodyLimit::All(_)) => return classify_failure(&error),
                Ok(None) | Err(_) => break,
            }
        }
        HttpReply::Answered { status, retry_after, body }
    }
}

/// Seconds, or a date (RFC 9110, 10.2.3).
fn parse_retry_after(text: &str) -> Option<Duration> {
    match text.trim().parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).ok(),
    }
}

fn classify_failure(error: &reqwest::Error) -> HttpReply {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    let mut is_certificate = false;
    while let Some(this) = cause {
        if let Some(refusal) = this.downcast_ref::<EgressRefusal>() {
            return HttpReply::Blocked(refusal.clone());
        }
        is_certificate |= matches!(this.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)));
        // What an I/O error wraps is not its source.
        let wrapped = this.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = wrapped.map_or_else(|| this.source(), |wrapped| Some(wrapped));
    }
    match () {
        () if is_certificate => HttpReply::Unreachable("its certificate is not accepted"),
        () if error.is_connect() && error.is_timeout() => HttpReply::Unreachable("no connection in time"),
        () if error.is_connect() => HttpReply::Unreachable("no connection"),
        () if error.is_timeout() => HttpReply::Unanswered("no answer in time"),
        () => HttpReply::Unanswered("the connection broke"),
    }
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
            let addresses = egress_policy.allowed_addresses(found)?;
            Ok(Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
