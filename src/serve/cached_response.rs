//! One record for one response, and the one function that answers from it: in the order of RFC 9110 13.2.2.

use std::sync::{Arc, Weak};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use parking_lot::Mutex;

use super::body_cache::{BodyCache, BodyId, CachedBody};
use super::body_memory::SharedBody;
use super::clock;
use super::http::coding::{ContentCoding, preferred_coding};
use super::http::preconditions::EtagBase;
use super::http::range::{RangeOutcome, requested_range};
use super::http::response::ResponseClass;
use super::http::{preconditions, response};

/// Shorter documents fit into one packet anyhow.
const MIN_COMPRESSED_LEN: usize = 600;

/// What is known of a rendered document; its body may have left the cache.
#[derive(Debug)]
pub struct CachedResponse {
    id: BodyId,
    pub etag_base: EtagBase,
    pub media_type: &'static str,
    pub class: ResponseClass,
    /// In bytes, not compressed.
    pub length: usize,
    /// In seconds since 1970. Of a document that changed twice within a second it is a second ahead.
    pub last_modified: i64,
    /// `Link` of a feed that readers follow.
    link: Option<Box<HeaderValue>>,
    feed_max_age: u32,
    /// The document, while the cache or a response holds it: no two copies of it are sent.
    body: Mutex<Weak<SharedBody>>,
}

/// The part of a request that the response depends on.
#[derive(Clone, Copy)]
pub struct RequestHead<'a> {
    pub method: &'a Method,
    pub headers: &'a HeaderMap,
}

impl CachedResponse {
    /// `hash` is the BLAKE3 of the document, `last_modified` in seconds since 1970.
    pub fn new(
        hash: [u8; 32],
        media_type: &'static str,
        length: usize,
        last_modified: i64,
        link: Option<HeaderValue>,
        feed_max_age: u32,
    ) -> CachedResponse {
        let mut id = blake3::Hasher::new();
        id.update(&hash).update(&last_modified.to_le_bytes()).update(media_type.as_bytes());
        id.update(link.as_ref().map_or(&[], HeaderValue::as_bytes));
        CachedResponse {
            id: *id.finalize().as_bytes().first_chunk().expect("32 bytes are more than 16"),
            etag_base: preconditions::etag_base(hash),
            media_type,
            class: ResponseClass::from_media_type(media_type),
            length,
            last_modified,
            link: link.map(Box::new),
            feed_max_age,
            body: Mutex::default(),
        }
    }

    /// Is it a feed that readers follow?
    pub fn is_feed(&self) -> bool {
        self.link.is_some()
    }

    /// The document itself, when it is in the cache or being sent.
    pub fn bytes(&self, bodies: &BodyCache) -> Option<Bytes> {
        if let Some(cached) = bodies.get(self.id, ContentCoding::Identity) {
            return Some(cached.bytes);
        }
        Some(self.body.lock().upgrade()?.bytes())
    }

    /// Puts the document into the cache.
    pub fn insert_body(&self, bodies: &BodyCache, body: Arc<SharedBody>) -> Bytes {
        *self.body.lock() = Arc::downgrade(&body);
        let bytes = body.bytes();
        bodies.insert(self.id, ContentCoding::Identity, self.body(bytes.clone(), ContentCoding::Identity));
        bytes
    }

    /// The response to GET or HEAD. `rendered` is the document where it was rendered for this request; without it, `None` says that it has
    /// to be.
    pub fn respond(&self, request: RequestHead, bodies: &BodyCache, rendered: Option<&Bytes>) -> Option<Response<Body>> {
        let RequestHead { method, headers: requested } = request;
        if preconditions::precondition_failed(requested, &self.etag_base, self.last_modified) {
            return Some(response::plain_text(StatusCode::PRECONDITION_FAILED, "412"));
        }
        let is_compressed = self.class.is_compressible() && self.length >= MIN_COMPRESSED_LEN;
        let coding = if is_compressed { preferred_coding(requested) } else { ContentCoding::Identity };
        let cached = bodies.get(self.id, coding);
        if preconditions::is_not_modified(requested, &self.etag_base, self.last_modified) {
            let cached = cached.as_ref().and_then(|body| body.headers.as_deref());
            return Some(not_modified(cached.cloned().unwrap_or_else(|| self.headers(coding))));
        }
        let (body, coding) = match (cached, rendered) {
            (Some(body), _) => (body, coding),
            (None, None) => return None,
            (None, Some(bytes)) => self.encoded(bytes, coding, bodies),
        };
        let mut headers = body.headers.as_deref().cloned().unwrap_or_else(|| self.headers(coding));
        let range = if self.class == ResponseClass::File && method == Method::GET {
            requested_range(requested, &self.etag_base, self.last_modified, body.bytes.len())
        } else {
            RangeOutcome::Full
        };
        let (status, bytes) = match range {
            RangeOutcome::Full => (StatusCode::OK, body.bytes),
            RangeOutcome::Partial(range) => {
                let (first, last) = (*range.start() as usize, *range.end() as usize);
                headers.insert(header::CONTENT_RANGE, content_range(format!("{first}-{last}"), self.length));
                (StatusCode::PARTIAL_CONTENT, body.bytes.slice(first..=last))
            }
            RangeOutcome::Unsatisfiable => {
                headers.insert(header::CONTENT_RANGE, content_range("*".to_owned(), self.length));
                (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new())
            }
        };
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Some(response)
    }

    /// The document in a coding, or as it is where that makes it no smaller or there is no room for it.
    fn encoded(&self, bytes: &Bytes, coding: ContentCoding, bodies: &BodyCache) -> (CachedBody, ContentCoding) {
        let encode = || Some(self.body(bodies.memory.add(coding.encode(bytes)?)?.bytes(), coding));
        match bodies.get_or_make(self.id, coding, encode) {
            Some(body) => (body, coding),
            None => (CachedBody { bytes: bytes.clone(), headers: None }, ContentCoding::Identity),
        }
    }

    fn body(&self, bytes: Bytes, coding: ContentCoding) -> CachedBody {
        // While it is ahead of the clock, `Last-Modified` is another in the next second.
        let is_settled = self.last_modified <= clock::now();
        CachedBody { bytes, headers: is_settled.then(|| Arc::new(self.headers(coding))) }
    }

    /// The headers of a 200.
    fn headers(&self, coding: ContentCoding) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(20);
        headers.insert(header::CONTENT_TYPE, response::content_type(self.media_type));
        if coding != ContentCoding::Identity {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
        }
        headers.insert(header::ETAG, preconditions::etag(&self.etag_base, coding));
        // Never in the future (8.8.2.1).
        headers.insert(header::LAST_MODIFIED, preconditions::http_date(self.last_modified.min(clock::now())));
        headers.insert(header::CACHE_CONTROL, self.class.cache_control(self.feed_max_age));
        if self.class.is_compressible() {
            headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        let ranges = if self.class == ResponseClass::File { "bytes" } else { "none" };
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static(ranges));
        if self.class.is_cross_origin() {
            response::allow_any_origin(&mut headers);
        }
        if let Some(link) = &self.link {
            headers.insert(header::LINK, HeaderValue::clone(link));
        }
        response::security_headers(&mut headers);
        headers
    }
}

/// A 304: what a 200 would say, without what describes its body (15.4.5).
fn not_modified(mut headers: HeaderMap) -> Response<Body> {
    headers.remove(header::CONTENT_TYPE);
    headers.remove(header::CONTENT_ENCODING);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    *response.headers_mut() = headers;
    response
}

fn content_range(range: String, length: usize) -> HeaderValue {
    HeaderValue::try_from(format!("bytes {range}/{length}")).expect("numbers are valid in a header")
}
