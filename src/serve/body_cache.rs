//! The bytes that are ready to be sent, by the hash of what they are and how they are packed: made once, kept as long as there is room.
//! The door to the packers (gzip, Brotli, Zstandard) and to `quick_cache`.

use std::io::Write;
use std::sync::Arc;

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// BLAKE3 of a document's bytes.
pub type BodyHash = [u8; 32];

/// How the bytes of a document travel (RFC 9110 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentCoding {
    Identity,
    Gzip,
    Brotli,
    Zstd,
}

impl ContentCoding {
    /// All, the one that is preferred first: Brotli is smallest, and every reader has gzip.
    pub const ALL: [ContentCoding; 4] = [ContentCoding::Brotli, ContentCoding::Zstd, ContentCoding::Gzip, ContentCoding::Identity];

    /// As `Content-Encoding` and `Accept-Encoding` say it.
    pub fn name(self) -> &'static str {
        match self {
            ContentCoding::Identity => "identity",
            ContentCoding::Gzip => "gzip",
            ContentCoding::Brotli => "br",
            ContentCoding::Zstd => "zstd",
        }
    }

    fn pack(self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut packed = Vec::with_capacity(bytes.len() / 4);
        match self {
            ContentCoding::Identity => packed.extend_from_slice(bytes),
            ContentCoding::Gzip => {
                let mut gzip = GzEncoder::new(&mut packed, Compression::new(6));
                gzip.write_all(bytes)?;
                gzip.finish()?;
            }
            ContentCoding::Brotli => {
                // Level 5 is within a tenth of the best in a fiftieth of its time.
                let settings = brotli::enc::BrotliEncoderParams { quality: 5, size_hint: bytes.len(), ..Default::default() };
                brotli::BrotliCompress(&mut &bytes[..], &mut packed, &settings)?;
            }
            ContentCoding::Zstd => zstd::stream::copy_encode(bytes, &mut packed, 9)?,
        }
        Ok(packed)
    }
}

/// Documents of fewer bytes fit into one packet anyhow.
pub const MIN_COMPRESSED_LEN: usize = 600;

#[derive(Clone)]
struct ByLength;

impl Weighter<(BodyHash, ContentCoding), Bytes> for ByLength {
    fn weight(&self, _: &(BodyHash, ContentCoding), bytes: &Bytes) -> u64 {
        bytes.len() as u64 + 128
    }
}

/// The store: bounded, and shared by all that answer.
pub struct BodyCache {
    cache: Cache<(BodyHash, ContentCoding), Bytes, ByLength>,
}

impl BodyCache {
    /// `room` in bytes. What is asked for least goes first when it is full, and is made again when it is asked for again.
    pub fn new(room: u64) -> Arc<BodyCache> {
        // So few that all are in one part: a picture may take nearly all of the room, and not only its share of it.
        Arc::new(BodyCache { cache: Cache::with_weighter(32, room, ByLength) })
    }

    pub fn get(&self, hash: &BodyHash, packing: ContentCoding) -> Option<Bytes> {
        self.cache.get(&(*hash, packing))
    }

    pub fn put(&self, hash: BodyHash, bytes: Bytes) {
        self.cache.insert((hash, ContentCoding::Identity), bytes);
    }

    /// The packed form of `bytes`, whose hash is `hash`; made when it is not there. `None` when packing does not make it smaller.
    pub fn packed(&self, hash: &BodyHash, packing: ContentCoding, bytes: &Bytes) -> Option<Bytes> {
        if let Some(ready) = self.get(hash, packing) {
            return Some(ready);
        }
        let packed = packing.pack(bytes).ok().filter(|packed| packed.len() < bytes.len())?;
        let packed = Bytes::from(packed);
        self.cache.insert((*hash, packing), packed.clone());
        Some(packed)
    }

    /// How many bytes are held.
    pub fn held(&self) -> u64 {
        self.cache.weight()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_bytes_are_kept_and_read_back_the_same() {
        let kept = BodyCache::new(1_000_000);
        let bytes = Bytes::from("Pressmeddelande från Botkyrka. ".repeat(100));
        let hash = *blake3::hash(&bytes).as_bytes();
        for packing in [ContentCoding::Gzip, ContentCoding::Brotli, ContentCoding::Zstd] {
            let packed = kept.packed(&hash, packing, &bytes).unwrap();
            assert!(packed.len() < bytes.len() / 3);
            assert_eq!(kept.get(&hash, packing), Some(packed));
        }
        assert_eq!(kept.packed(&[1; 32], ContentCoding::Gzip, &Bytes::from_static(b"x")), None, "one byte is not made smaller");
    }
}
