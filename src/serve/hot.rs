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

use super::answer;
use super::answer::Sort;
use super::clock;
use super::conditional;
use super::kept::Kept;
use super::kept::Packing;
use super::standing::Document;

/// So many addresses have their heads at hand; each takes some kilobytes.
const MOST: usize = 1_024;

/// Addresses, as they are asked for, with what is ready for them.
pub struct Hot {
    ready: Cache<String, Arc<Ready>>,
}

/// A document with everything that is said of it.
pub struct Ready {
    document: Arc<Document>,
    pub sort: Sort,
    /// The path of a feed that readers follow.
    pub feed: Option<String>,
    link: Option<HeaderValue>,
    stem: String,
    poll: u32,
    /// By packing: the head of the whole document, and that of "not modified".
    heads: [OnceLock<(HeaderMap, HeaderMap)>; 4],
}

impl Hot {
    pub fn new() -> Hot {
        Hot { ready: Cache::new(MOST) }
    }

    pub fn get(&self, path: &str) -> Option<Arc<Ready>> {
        self.ready.get(path)
    }

    pub fn put(&self, path: &str, ready: Ready) {
        // Twice changed within a second, a document is a second ahead of the clock, and its head has to be made anew.
        if ready.document.modified <= clock::now() {
            self.ready.insert(path.to_owned(), Arc::new(ready));
        }
    }
}

impl Ready {
    pub fn new(document: Arc<Document>, feed: Option<String>, link: Option<HeaderValue>, poll: u32) -> Ready {
        let (sort, stem) = (Sort::of(document.media_type), conditional::stem(&document.hash));
        Ready { document, sort, feed, link, stem, poll, heads: Default::default() }
    }

    /// The answer, when nothing has to be made for it.
    pub fn answer(&self, asked: &HeaderMap, kept: &Kept) -> Option<Response<Body>> {
        // What is asked for seldom goes the long way.
        let is_rare = [header::IF_MATCH, header::IF_UNMODIFIED_SINCE].iter().any(|name| asked.contains_key(name));
        if is_rare || self.sort == Sort::File && asked.contains_key(header::RANGE) {
            return None;
        }
        let packing = answer::packing(asked, &self.document);
        let (whole, unchanged) = self.heads.get(packing as usize)?.get_or_init(|| self.head(packing));
        let is_known = conditional::is_known(asked, &self.stem, self.document.modified);
        let (status, head, body) = match is_known {
            true => (StatusCode::NOT_MODIFIED, unchanged, Body::empty()),
            false => (StatusCode::OK, whole, Body::from(kept.get(&self.document.hash, packing)?)),
        };
        let mut answer = Response::new(body);
        *answer.status_mut() = status;
        *answer.headers_mut() = head.clone();
        Some(answer)
    }

    fn head(&self, packing: Packing) -> (HeaderMap, HeaderMap) {
        let unchanged = answer::head(&self.document, self.sort, packing, self.link.as_ref(), self.poll);
        let mut whole = unchanged.clone();
        answer::tell_what(&mut whole, &self.document, packing);
        let secured = [unchanged, whole].map(|mut head| {
            answer::secure(&mut head);
            head
        });
        let [unchanged, whole] = secured;
        (whole, unchanged)
    }
}
