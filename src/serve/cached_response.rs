//! The short way: what was asked for before is answered from heads that are made once. Nearly every request of a feed reader goes it.

use std::sync::Arc;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use quick_cache::sync::Cache;

use super::body_cache::BodyCache;
use super::body_cache::ContentCoding;
use super::clock;
use super::http::preconditions;
use super::http::response;
use super::http::response::ResponseClass;
use super::snapshot::Rendered;

/// So many addresses have their heads at hand; each takes some kilobytes.
const MOST: usize = 1_024;

/// Addresses, as they are asked for, with what is ready for them.
pub struct HotAddresses {
    ready: Cache<String, Arc<CachedResponse>>,
}

/// A document with everything that is said of it.
pub struct CachedResponse {
    document: Arc<Rendered>,
    pub sort: ResponseClass,
    /// The path of a feed that readers follow.
    pub feed: Option<String>,
    link: Option<HeaderValue>,
    etag_base: String,
    poll: u32,
    /// By packing: the head of the whole document, and that of "not modified".
    heads: [OnceLock<(HeaderMap, HeaderMap)>; 4],
}

impl HotAddresses {
    pub fn new() -> HotAddresses {
        HotAddresses { ready: Cache::new(MOST) }
    }

    pub fn get(&self, path: &str) -> Option<Arc<CachedResponse>> {
        self.ready.get(path)
    }

    pub fn put(&self, path: &str, ready: CachedResponse) {
        // Twice changed within a second, a document is a second ahead of the clock, and its head has to be made anew.
        if ready.document.modified <= clock::now() {
            self.ready.insert(path.to_owned(), Arc::new(ready));
        }
    }
}

impl CachedResponse {
    pub fn new(document: Arc<Rendered>, feed: Option<String>, link: Option<HeaderValue>, poll: u32) -> CachedResponse {
        let (sort, etag_base) = (ResponseClass::of(document.media_type), preconditions::etag_base(&document.hash));
        CachedResponse { document, sort, feed, link, etag_base, poll, heads: Default::default() }
    }

    /// The answer, when nothing has to be made for it.
    pub fn answer(&self, asked: &HeaderMap, kept: &BodyCache) -> Option<Response<Body>> {
        // What is asked for seldom goes the long way.
        let is_rare = [header::IF_MATCH, header::IF_UNMODIFIED_SINCE].iter().any(|name| asked.contains_key(name));
        if is_rare || self.sort == ResponseClass::File && asked.contains_key(header::RANGE) {
            return None;
        }
        let packing = response::packing(asked, &self.document);
        let (whole, unchanged) = self.heads.get(packing as usize)?.get_or_init(|| self.head(packing));
        let is_not_modified = preconditions::is_not_modified(asked, &self.etag_base, self.document.modified);
        let (status, head, body) = match is_not_modified {
            true => (StatusCode::NOT_MODIFIED, unchanged, Body::empty()),
            false => (StatusCode::OK, whole, Body::from(kept.get(&self.document.hash, packing)?)),
        };
        let mut answer = Response::new(body);
        *answer.status_mut() = status;
        *answer.headers_mut() = head.clone();
        Some(answer)
    }

    fn head(&self, packing: ContentCoding) -> (HeaderMap, HeaderMap) {
        let unchanged = response::head(&self.document, self.sort, packing, self.link.as_ref(), self.poll);
        let mut whole = unchanged.clone();
        response::tell_what(&mut whole, &self.document, packing);
        let secured = [unchanged, whole].map(|mut head| {
            response::security_headers(&mut head);
            head
        });
        let [unchanged, whole] = secured;
        (whole, unchanged)
    }
}
