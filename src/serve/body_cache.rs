//! The bodies that are ready to be sent, in one bounded cache. The door to `quick_cache`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::HeaderMap;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::body_memory::BodyMemory;
use super::http::coding::ContentCoding;

/// Identifies a body together with everything that its headers say.
pub type BodyId = [u8; 16];

/// A body in one coding, with the headers that it is sent with.
#[derive(Debug, Clone)]
pub struct CachedBody {
    pub bytes: Bytes,
    /// `None` when they have to be made for each request.
    pub headers: Option<Arc<HeaderMap>>,
}

/// Bytes of bodies that have left the cache while clients still read them.
const MAX_LEFT: u64 = 64 * 1024 * 1024;

/// About what the headers of one body take, in bytes.
const HEADERS_LEN: u64 = 2_048;

#[derive(Clone)]
struct BodyWeighter;

impl Weighter<(BodyId, ContentCoding), CachedBody> for BodyWeighter {
    fn weight(&self, _: &(BodyId, ContentCoding), body: &CachedBody) -> u64 {
        body.bytes.len() as u64 + 128 + if body.headers.is_some() { HEADERS_LEN } else { 0 }
    }
}

/// What is requested least leaves it first, and is rendered again when it is requested again.
pub struct BodyCache {
    /// Of what is in the cache, and of what has left it and is still being sent.
    pub memory: Arc<BodyMemory>,
    cache: Cache<(BodyId, ContentCoding), CachedBody, BodyWeighter>,
}

impl BodyCache {
    /// `capacity` in bytes.
    pub fn new(capacity: u64) -> BodyCache {
        // So few entries are expected that all are in one shard: a picture may take nearly all of the capacity, not only a shard's share.
        BodyCache {
            memory: BodyMemory::new(capacity.saturating_add(MAX_LEFT)),
            cache: Cache::with_weighter(32, capacity, BodyWeighter),
        }
    }

    pub fn get(&self, id: BodyId, coding: ContentCoding) -> Option<CachedBody> {
        self.cache.get(&(id, coding))
    }

    pub fn insert(&self, id: BodyId, coding: ContentCoding, body: CachedBody) {
        self.cache.insert((id, coding), body);
    }

    /// The body, made by one caller while others wait for it. `None` when `make` has none.
    pub fn get_or_make(&self, id: BodyId, coding: ContentCoding, make: impl FnOnce() -> Option<CachedBody>) -> Option<CachedBody> {
        self.cache.get_or_insert_with(&(id, coding), || make().ok_or(())).ok()
    }

    /// Bytes held.
    pub fn len(&self) -> u64 {
        self.cache.weight()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_made_once_and_the_least_requested_one_leaves() {
        let cache = BodyCache::new(10_000);
        let body = |bytes: &'static [u8]| Some(CachedBody { bytes: Bytes::from_static(bytes), headers: None });
        assert!(cache.get_or_make([1; 16], ContentCoding::Gzip, || None).is_none());
        assert_eq!(cache.get_or_make([1; 16], ContentCoding::Gzip, || body(b"a")).unwrap().bytes, "a");
        assert_eq!(cache.get_or_make([1; 16], ContentCoding::Gzip, || body(b"b")).unwrap().bytes, "a");
        assert!(cache.get([1; 16], ContentCoding::Brotli).is_none());
        for n in 2..200 {
            cache.insert([n; 16], ContentCoding::Identity, body(&[0; 500]).unwrap());
        }
        assert!(cache.len() <= 10_000);
    }
}
