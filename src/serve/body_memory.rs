//! The memory of all bodies: those in the cache, and those that have left it while clients still read them. A slow client keeps its body alive,
//! and pictures can have tens of megabytes: without a limit, memory would grow with the number of clients.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;

/// A body of this many bytes is large: pictures and documents.
pub const LARGE: u64 = 1024 * 1024;

/// For pages, feeds and PDFs where large bodies have taken everything.
const RESERVE: u64 = 32 * 1024 * 1024;

/// How much there may be, and how much there is, in bytes.
#[derive(Debug)]
pub struct BodyMemory {
    limit: u64,
    used: AtomicU64,
}

/// One body, alive as long as it is in the cache or a response holds it.
#[derive(Debug)]
pub struct SharedBody {
    bytes: Vec<u8>,
    memory: Arc<BodyMemory>,
}

/// So that `Bytes` and all its parts keep the body alive.
struct BodyOwner(Arc<SharedBody>);

impl AsRef<[u8]> for BodyOwner {
    fn as_ref(&self) -> &[u8] {
        &self.0.bytes
    }
}

impl BodyMemory {
    pub fn new(limit: u64) -> Arc<BodyMemory> {
        Arc::new(BodyMemory { limit, used: AtomicU64::new(0) })
    }

    /// Counts a body. `None` when there is no room; a body that is larger than everything is let in alone.
    pub fn add(self: &Arc<BodyMemory>, bytes: Vec<u8>) -> Option<Arc<SharedBody>> {
        let length = bytes.len() as u64;
        let add = |used: u64| self.fits(used, length).then_some(used + length);
        self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).ok()?;
        Some(Arc::new(SharedBody { bytes, memory: Arc::clone(self) }))
    }

    /// Whether a body of this length would find room now.
    pub fn has_room(&self, length: u64) -> bool {
        self.fits(self.used(), length)
    }

    /// Whether clients have to be held to their shares.
    pub fn is_scarce(&self) -> bool {
        self.used() > self.limit / 2
    }

    fn fits(&self, used: u64, length: u64) -> bool {
        let reserve = if length < LARGE { RESERVE } else { 0 };
        used == 0 || used + length <= self.limit + reserve
    }

    /// The same for what the service itself needs, also where there is no room.
    pub fn add_always(self: &Arc<BodyMemory>, bytes: Vec<u8>) -> Arc<SharedBody> {
        self.used.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Arc::new(SharedBody { bytes, memory: Arc::clone(self) })
    }

    pub fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }
}

impl SharedBody {
    pub fn bytes(self: Arc<SharedBody>) -> Bytes {
        Bytes::from_owner(BodyOwner(self))
    }
}

impl Drop for SharedBody {
    fn drop(&mut self) {
        self.memory.used.fetch_sub(self.bytes.len() as u64, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_counted_as_long_as_a_part_of_them_is_held() {
        let large = LARGE as usize;
        let memory = BodyMemory::new(3 * LARGE);
        let first = memory.add(vec![1; 2 * large]).unwrap().bytes();
        assert!(memory.add(vec![1; 2 * large]).is_none() && memory.is_scarce());
        let part = first.slice(10..20);
        drop(first);
        assert_eq!(memory.used(), 2 * LARGE);
        let own = memory.add_always(vec![1; 2 * large]);
        assert_eq!(memory.used(), 4 * LARGE);
        let page = memory.add(vec![1; 1_000]).unwrap();
        assert!(memory.add(vec![1; large]).is_none(), "room for pages alone");
        drop((part, own, page));
        assert_eq!(memory.used(), 0);
        assert!(memory.add(vec![1; 9 * large]).is_some(), "alone");
    }
}
