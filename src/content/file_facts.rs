//! Inspects the bytes of a picture or document.

use crate::content::document_traces::{self, DocumentTraces};
use crate::content::pictures::{self, PictureFacts, PictureProblem};
use crate::model::{FileKind, Orientation};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// In bytes; of a picture, without its metadata.
    pub length: u64,
    /// BLAKE3.
    pub hash: [u8; 32],
    /// Whether its first bytes are those of the kind in its name.
    pub matches_kind: bool,
    /// What its first bytes say that it is, where that is another kind of picture: `WebP`.
    pub found_picture: Option<&'static str>,
    /// Of a picture, in pixels, as it is shown upright; `None` when it cannot be read.
    pub size: Option<(u32, u32)>,
    pub orientation: Orientation,
    /// Why a picture cannot be published.
    pub problem: Option<PictureProblem>,
    /// The credit and the rights that a picture's own fields name.
    pub credit: Option<String>,
    pub rights: Option<String>,
    /// Of a document.
    pub traces: DocumentTraces,
}

impl FileFacts {
    pub fn inspect(kind: FileKind, bytes: &[u8]) -> FileFacts {
        FileFacts::inspect_known(kind, bytes, |_| false)
    }

    /// Like [`FileFacts::inspect`], without decoding a picture that `is_sound` knows by its hash.
    pub fn inspect_known(kind: FileKind, bytes: &[u8], is_sound: impl FnOnce(&[u8; 32]) -> bool) -> FileFacts {
        let matches_kind = match kind {
            FileKind::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            FileKind::Jpeg => bytes.starts_with(b"\xff\xd8\xff"),
            FileKind::Pdf => bytes.starts_with(b"%PDF-"),
            // All four are ZIP archives.
            FileKind::Word | FileKind::Excel | FileKind::OpenDocumentText | FileKind::OpenDocumentSheet => {
                bytes.starts_with(b"PK\x03\x04")
            }
            FileKind::Csv => !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok(),
        };
        let hash = *blake3::hash(bytes).as_bytes();
        let length = bytes.len() as u64;
        let found_picture = if matches_kind { None } else { find_picture_kind(bytes) };
        let picture = if kind.is_picture() && matches_kind {
            pictures::inspect(kind, bytes, || is_sound(&hash))
        } else {
            PictureFacts { length, ..PictureFacts::default() }
        };
        let PictureFacts { size, orientation, length, problem, credit, rights } = picture;
        let traces = if matches_kind { document_traces::find(kind, bytes) } else { DocumentTraces::default() };
        FileFacts { length, hash, matches_kind, found_picture, size, orientation, problem, credit, rights, traces }
    }
}

/// The kind of a picture by its first bytes.
fn find_picture_kind(bytes: &[u8]) -> Option<&'static str> {
    let brand = bytes.get(4..12).unwrap_or_default();
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("PNG"),
        [0xff, 0xd8, 0xff, ..] => Some("JPEG"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("WebP"),
        [b'G', b'I', b'F', b'8', ..] => Some("GIF"),
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Some("TIFF"),
        [b'B', b'M', ..] => Some("BMP"),
        [0xff, 0x0a, ..] | [0, 0, 0, 0x0c, b'J', b'X', b'L', b' ', ..] => Some("JPEG XL"),
        [0, 0, 0, 0x0c, b'j', b'P', ..] => Some("JPEG 2000"),
        [b'8', b'B', b'P', b'S', ..] => Some("Photoshop"),
        _ if brand.starts_with(b"ftypavi") => Some("AVIF"),
        _ if brand.starts_with(b"ftyphe") || brand.starts_with(b"ftypmif1") || brand.starts_with(b"ftypmsf1") => Some("HEIC"),
        _ => None,
    }
}
