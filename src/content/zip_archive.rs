//! Reads the entries of a ZIP archive, as Word and LibreOffice write them (APPNOTE.TXT 6.3, 4.3).

use std::io::Read;

use flate2::read::DeflateDecoder;

/// An entry that unpacks to more is cut there.
const MAX_ENTRY: u64 = 32 * 1024 * 1024;
/// The end record and the longest comment behind it.
const MAX_END: usize = 22 + 65_535;

pub struct ZipArchive<'a> {
    bytes: &'a [u8],
    entries: Vec<ZipEntry<'a>>,
}

struct ZipEntry<'a> {
    name: &'a [u8],
    is_deflated: bool,
    packed_length: usize,
    /// The position of its own header.
    start: usize,
}

impl<'a> ZipArchive<'a> {
    /// `None` when the list of entries cannot be read.
    pub fn open(bytes: &'a [u8]) -> Option<ZipArchive<'a>> {
        let tail = bytes.len().saturating_sub(MAX_END);
        let end = tail + memchr::memmem::rfind(bytes.get(tail..)?, b"PK\x05\x06")?;
        let count = short(bytes, end + 10)?;
        let mut at = long(bytes, end + 16)?;
        let mut entries = Vec::with_capacity(count);
        for _ in 0..count {
            if bytes.get(at..at + 4)? != b"PK\x01\x02" {
                return None;
            }
            let [name, extra, comment] = [28, 30, 32].map(|field| short(bytes, at + field));
            let (name, extra, comment) = (name?, extra?, comment?);
            entries.push(ZipEntry {
                name: bytes.get(at + 46..at + 46 + name)?,
                is_deflated: short(bytes, at + 10)? == 8,
                packed_length: long(bytes, at + 20)?,
                start: long(bytes, at + 42)?,
            });
            at += 46 + name + extra + comment;
        }
        Some(ZipArchive { bytes, entries })
    }

    /// The contents of the entries whose name begins like this.
    pub fn read_all(&self, name: &str) -> impl Iterator<Item = Vec<u8>> {
        self.entries.iter().filter(move |entry| entry.name.starts_with(name.as_bytes())).filter_map(|entry| self.read(entry))
    }

    fn read(&self, entry: &ZipEntry) -> Option<Vec<u8>> {
        let (name, extra) = (short(self.bytes, entry.start + 26)?, short(self.bytes, entry.start + 28)?);
        let start = entry.start + 30 + name + extra;
        let packed = self.bytes.get(start..start.checked_add(entry.packed_length)?)?;
        let mut content = Vec::new();
        if entry.is_deflated {
            // What was unpacked before an error is worth reading too.
            let _ = DeflateDecoder::new(packed).take(MAX_ENTRY).read_to_end(&mut content);
        } else {
            content.extend_from_slice(packed);
        }
        Some(content)
    }
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?)).ok()
}
