//! Responses and their headers: what caches may do, what browsers may do, and the short texts.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

use crate::serve::workers::Undone;

pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// How a response is cached and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseClass {
    /// Feeds, which are polled.
    Feed,
    /// JSON, which pages of other sites may read.
    Data,
    Page,
    /// PDFs, pictures and documents, which can be requested in ranges.
    File,
    /// Style sheets, scripts and icons.
    Asset,
    Search,
}

impl ResponseClass {
    pub fn from_media_type(media_type: &str) -> ResponseClass {
        let media_type = media_type.split(';').next().unwrap_or_default();
        match media_type {
            "application/rss+xml" | "application/atom+xml" | "application/feed+json" => ResponseClass::Feed,
            "application/json" => ResponseClass::Data,
            "text/css" | "text/javascript" | "image/svg+xml" | "image/vnd.microsoft.icon" => ResponseClass::Asset,
            _ if media_type.starts_with("text/") || media_type.ends_with("xml") || media_type.ends_with("opml") => {
                ResponseClass::Page
            }
            _ => ResponseClass::File,
        }
    }

    /// As metrics name it.
    pub fn name(self) -> &'static str {
        match self {
            ResponseClass::Feed => "feed",
            ResponseClass::Data => "data",
            ResponseClass::Page => "page",
            ResponseClass::File => "file",
            ResponseClass::Asset => "asset",
            ResponseClass::Search => "search",
        }
    }

    /// Pictures, PDFs and office files are compressed already.
    pub fn is_compressible(self) -> bool {
        self != ResponseClass::File
    }

    /// May pages of other sites read it?
    pub fn is_cross_origin(self) -> bool {
        matches!(self, ResponseClass::Feed | ResponseClass::Data)
    }

    /// How long a response is fresh, and how long a cache may use it when we do not answer. `feed_max_age` is in seconds: many feed
    /// readers ask no sooner.
    pub fn cache_control(self, feed_max_age: u32) -> HeaderValue {
        match self {
            ResponseClass::Feed => {
                let value = format!("public, max-age={feed_max_age}, stale-while-revalidate=3600, stale-if-error=86400");
                HeaderValue::try_from(value).expect("a number is valid in a header")
            }
            // Short, since a withdrawal must reach those who have seen the page.
            ResponseClass::Page | ResponseClass::Data | ResponseClass::File | ResponseClass::Search => {
                HeaderValue::from_static("public, max-age=60, stale-while-revalidate=60, stale-if-error=86400")
            }
            ResponseClass::Asset => HeaderValue::from_static("public, max-age=3600, stale-if-error=86400"),
        }
    }
}

/// The media type with the charset of all our texts, where the type itself does not imply it.
pub fn content_type(media_type: &'static str) -> HeaderValue {
    let full = match media_type {
        "text/html" => return HTML,
        "text/css" => "text/css; charset=utf-8",
        "text/x-opml" => "text/x-opml; charset=utf-8",
        "application/xml" => "application/xml; charset=utf-8",
        "application/rss+xml" => "application/rss+xml; charset=utf-8",
        "application/atom+xml" => "application/atom+xml; charset=utf-8",
        "application/feed+json" => "application/feed+json; charset=utf-8",
        other => other,
    };
    HeaderValue::from_static(full)
}

/// Lets pages of other sites read the response (CORS).
pub fn allow_any_origin(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let exposed = HeaderValue::from_static("ETag, Last-Modified, Link, Retry-After");
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}

/// What every response carries: nothing is loaded from elsewhere, sniffed, or framed, and no other site learns where readers come from.
pub fn security_headers(headers: &mut HeaderMap) {
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let has_type = |start: &[u8]| headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(start));
    if has_type(b"text/html") || has_type(b"image/svg") {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        // A preview has a stricter one already.
        headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("strict-origin-when-cross-origin"));
        headers.insert("permissions-policy", HeaderValue::from_static("camera=(), geolocation=(), microphone=()"));
        headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    }
}

/// A response that is no document of the newsroom.
pub fn with_body(status: StatusCode, content_type: HeaderValue, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, content_type);
    set(&mut response, header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// A line of plain text.
pub fn plain_text(status: StatusCode, text: &str) -> Response<Body> {
    with_body(status, HeaderValue::from_static("text/plain; charset=utf-8"), format!("{text}\n"))
}

/// Redirects to another path of ours.
pub fn redirect(status: StatusCode, to: &str) -> Response<Body> {
    let mut response = plain_text(status, to);
    set(&mut response, header::LOCATION, HeaderValue::try_from(to).expect("a path of ours is valid in a header"));
    if status == StatusCode::MOVED_PERMANENTLY {
        set(&mut response, header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    }
    response
}

/// The document cannot be made at the moment; the log says why.
pub fn unavailable() -> Response<Body> {
    let mut response = plain_text(StatusCode::SERVICE_UNAVAILABLE, "503");
    set(&mut response, header::RETRY_AFTER, HeaderValue::from_static("30"));
    response
}

/// Work for a response was not done: the service has too much of it, or it failed.
pub fn undone(undone: Undone) -> Response<Body> {
    match undone {
        Undone::Busy => retry_later(StatusCode::SERVICE_UNAVAILABLE, "503 busy: try again soon"),
        Undone::Panicked => unavailable(),
    }
}

/// This client has too many requests at once.
pub fn too_many_requests() -> Response<Body> {
    retry_later(StatusCode::TOO_MANY_REQUESTS, "429 too many requests at once from this address")
}

/// The body of the request did not come in time. What is left of it is not read: the connection ends.
pub fn request_timeout() -> Response<Body> {
    let mut response = plain_text(StatusCode::REQUEST_TIMEOUT, "408 the body of the request did not come in time");
    set(&mut response, header::CONNECTION, HeaderValue::from_static("close"));
    response
}

fn retry_later(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = plain_text(status, text);
    set(&mut response, header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

pub fn method_not_allowed(text: &str, allowed: &'static str) -> Response<Body> {
    let mut response = plain_text(StatusCode::METHOD_NOT_ALLOWED, text);
    set(&mut response, header::ALLOW, HeaderValue::from_static(allowed));
    response
}

/// Keeps the response out of caches, and its address out of what other sites are sent.
pub fn no_store(mut response: Response<Body>) -> Response<Body> {
    set(&mut response, header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    set(&mut response, header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

pub fn set(response: &mut Response<Body>, name: HeaderName, value: HeaderValue) {
    response.headers_mut().insert(name, value);
}
