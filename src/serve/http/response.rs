//! How a document is answered with: headers, packing, parts, "not modified". What stands there is decided elsewhere.

use std::sync::Arc;

use axum::body::Body;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;

use super::preconditions;
use super::preconditions::RangeOutcome;
use crate::serve::body_cache::BodyCache;
use crate::serve::body_cache::ContentCoding;
use crate::serve::body_cache::MIN_COMPRESSED_LEN;
use crate::serve::clock;
use crate::serve::snapshot::Rendered;

/// Sorts of documents, by what their readers need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseClass {
    /// Feeds, which programs ask for again and again.
    Feed,
    /// JSON, which pages of other sites may read.
    Data,
    Page,
    /// Print, pictures and documents: they can be asked for in parts.
    File,
    /// What pages look with.
    Looks,
}

impl ResponseClass {
    pub fn of(media_type: &str) -> ResponseClass {
        let media_type = media_type.split(';').next().unwrap_or_default();
        match media_type {
            "application/rss+xml" | "application/atom+xml" | "application/feed+json" => ResponseClass::Feed,
            "application/json" => ResponseClass::Data,
            "text/css" | "text/javascript" | "image/svg+xml" | "image/vnd.microsoft.icon" => ResponseClass::Looks,
            _ if media_type.starts_with("text/") || media_type.ends_with("xml") || media_type.ends_with("opml") => {
                ResponseClass::Page
            }
            _ => ResponseClass::File,
        }
    }

    /// Pictures, PDFs and office files are packed already.
    fn is_packed(self) -> bool {
        !matches!(self, ResponseClass::File)
    }

    /// May pages of other sites read it?
    fn is_open(self) -> bool {
        matches!(self, ResponseClass::Feed | ResponseClass::Data)
    }
}

/// The media type with the charset that all our texts are in, where the type itself does not say it.
pub fn content_type(media_type: &'static str) -> HeaderValue {
    let full = match media_type {
        "text/html" => "text/html; charset=utf-8",
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

/// How long readers may take an answer for true, and how long a cache may go on when we do not answer. `poll` is the dial for feeds: many
/// readers ask no sooner (feeds.md 2.1).
pub fn cache_control(sort: ResponseClass, poll: u32) -> HeaderValue {
    let value = match sort {
        ResponseClass::Feed => format!("public, max-age={poll}, stale-while-revalidate=3600, stale-if-error=86400"),
        // A withdrawal must reach who has seen the page: short.
        ResponseClass::Page | ResponseClass::Data | ResponseClass::File => {
            "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400".to_owned()
        }
        ResponseClass::Looks => "public, max-age=3600, stale-if-error=86400".to_owned(),
    };
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static("no-cache"))
}

/// What an answer is made of.
pub struct RequestHead<'a> {
    pub method: &'a Method,
    pub headers: &'a HeaderMap,
}

/// The common headers of a document: the same for 200, 206 and 304.
pub fn head(document: &Rendered, sort: ResponseClass, packing: ContentCoding, link: Option<&HeaderValue>, poll: u32) -> HeaderMap {
    let mut head = HeaderMap::with_capacity(20);
    head.insert(header::ETAG, preconditions::etag(&document.hash, packing));
    // Twice changed within a second, a document is a second ahead; what is told never is.
    head.insert(header::LAST_MODIFIED, preconditions::http_date(document.modified.min(clock::now())));
    head.insert(header::CACHE_CONTROL, cache_control(sort, poll));
    if sort.is_packed() {
        head.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    head.insert(header::ACCEPT_RANGES, HeaderValue::from_static(if sort == ResponseClass::File { "bytes" } else { "none" }));
    if sort.is_open() {
        open(&mut head);
    }
    if let Some(link) = link {
        head.insert(header::LINK, link.clone());
    }
    head
}

/// Lets pages of other sites read the answer.
pub fn open(head: &mut HeaderMap) {
    head.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let exposed = HeaderValue::from_static("ETag, Last-Modified, Link, Retry-After");
    head.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}

/// How a document is packed for who asks: also the packing whose tag "not modified" gives (RFC 9110 15.4.5).
pub fn packing(asked: &HeaderMap, document: &Rendered) -> ContentCoding {
    let is_worth_it = ResponseClass::of(document.media_type).is_packed() && document.length >= MIN_COMPRESSED_LEN;
    if is_worth_it { preconditions::packing(asked) } else { ContentCoding::Identity }
}

/// "Not modified", where that is so: no bytes are needed for it.
pub fn not_modified(asked: &RequestHead, document: &Rendered, link: Option<&HeaderValue>, poll: u32) -> Option<Response<Body>> {
    if !preconditions::is_not_modified(asked.headers, &preconditions::etag_base(&document.hash), document.modified) {
        return None;
    }
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::NOT_MODIFIED;
    *answer.headers_mut() = head(document, ResponseClass::of(document.media_type), packing(asked.headers, document), link, poll);
    Some(answer)
}

/// The bytes for this request, packed now.
pub fn pack(asked: &RequestHead, document: &Rendered, bytes: &Bytes, kept: &BodyCache) -> (Bytes, ContentCoding) {
    let packing = packing(asked.headers, document);
    match packing {
        ContentCoding::Identity => (bytes.clone(), packing),
        _ => {
            kept.packed(&document.hash, packing, bytes).map_or((bytes.clone(), ContentCoding::Identity), |packed| (packed, packing))
        }
    }
}

/// Says what the bytes are and how they are packed.
pub fn tell_what(head: &mut HeaderMap, document: &Rendered, packing: ContentCoding) {
    head.insert(header::CONTENT_TYPE, content_type(document.media_type));
    if packing != ContentCoding::Identity {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(packing.name()));
    }
}

/// The whole document, or the part that was asked for.
pub fn whole(
    asked: &RequestHead,
    document: &Arc<Rendered>,
    (bytes, packing): (Bytes, ContentCoding),
    link: Option<&HeaderValue>,
    poll: u32,
) -> Response<Body> {
    let sort = ResponseClass::of(document.media_type);
    let mut head = head(document, sort, packing, link, poll);
    tell_what(&mut head, document, packing);
    let length = bytes.len();
    let part = match sort == ResponseClass::File && asked.method == Method::GET {
        true => preconditions::part(asked.headers, &document.hash, document.modified, length),
        false => RangeOutcome::Whole,
    };
    let (status, bytes) = match part {
        RangeOutcome::Whole => (StatusCode::OK, bytes),
        RangeOutcome::Bytes(range) => {
            let (from, to) = (*range.start() as usize, *range.end() as usize);
            insert(&mut head, header::CONTENT_RANGE, format!("bytes {from}-{to}/{length}"));
            (StatusCode::PARTIAL_CONTENT, bytes.slice(from..to + 1))
        }
        RangeOutcome::Beyond => {
            insert(&mut head, header::CONTENT_RANGE, format!("bytes */{length}"));
            (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new())
        }
    };
    let mut answer = Response::new(Body::from(bytes));
    *answer.status_mut() = status;
    *answer.headers_mut() = head;
    answer
}

/// An answer that is no document: a page about what is missing or gone, or a few words.
pub fn page(status: StatusCode, content_type: HeaderValue, body: impl Into<Bytes>) -> Response<Body> {
    let mut answer = Response::new(Body::from(body.into()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, content_type);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer
}

/// A few words in plain text.
pub fn words(status: StatusCode, words: &str) -> Response<Body> {
    page(status, HeaderValue::from_static("text/plain; charset=utf-8"), format!("{words}\n"))
}

/// On to another address of ours.
pub fn moved(status: StatusCode, to: &str) -> Response<Body> {
    let mut answer = words(status, to);
    insert(answer.headers_mut(), header::LOCATION, to.to_owned());
    if status == StatusCode::MOVED_PERMANENTLY {
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    }
    answer
}

/// What every answer says: nothing is loaded from elsewhere, nothing guessed, nobody frames us, nobody is told where readers come from.
pub fn security_headers(head: &mut HeaderMap) {
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    head.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let is_page = head.get(header::CONTENT_TYPE).is_some_and(|is| is.as_bytes().starts_with(b"text/html"));
    let is_drawing = head.get(header::CONTENT_TYPE).is_some_and(|is| is.as_bytes().starts_with(b"image/svg"));
    if is_page || is_drawing {
        head.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        // A preview has said already that nobody may hear of it.
        head.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("strict-origin-when-cross-origin"));
        head.insert("permissions-policy", HeaderValue::from_static("camera=(), geolocation=(), microphone=()"));
        head.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    }
}

fn insert(head: &mut HeaderMap, name: header::HeaderName, value: String) {
    if let Ok(value) = HeaderValue::try_from(value) {
        head.insert(name, value);
    }
}
