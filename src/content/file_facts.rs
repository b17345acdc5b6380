//! Inspects the bytes of a picture or document. The only user of `imagesize` and of `exif` (kamadak-exif).

use std::io::Cursor;

use crate::model::{FileKind, Orientation};

/// Of a picture or document.
pub(crate) const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// In bytes.
    pub length: u64,
    /// BLAKE3.
    pub hash: [u8; 32],
    /// Whether its first bytes are those of the kind in its name.
    pub matches_kind: bool,
    /// Of a picture, in pixels, as it is shown upright; `None` when it cannot be read.
    pub size: Option<(u32, u32)>,
    pub orientation: Orientation,
}

impl FileFacts {
    pub fn inspect(kind: FileKind, bytes: &[u8]) -> FileFacts {
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
        let size = if kind.is_picture() { imagesize::blob_size(bytes).ok() } else { None };
        let side = |pixels: usize| u32::try_from(pixels).ok().filter(|pixels| *pixels > 0);
        let size = size.and_then(|size| side(size.width).zip(side(size.height)));
        // Cameras write JPEG; the pixels of a PNG are upright.
        let orientation = if kind == FileKind::Jpeg { orientation(bytes).unwrap_or_default() } else { Orientation::default() };
        let size = size.map(|(width, height)| if orientation.is_transposed { (height, width) } else { (width, height) });
        FileFacts { length: bytes.len() as u64, hash: *blake3::hash(bytes).as_bytes(), matches_kind, size, orientation }
    }
}

/// The orientation in the Exif data of a JPEG. `None` when there is none that can be read: as in browsers, the picture is then upright.
fn orientation(jpeg: &[u8]) -> Option<Orientation> {
    // An error in another field does not affect this one.
    let read = exif::Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(jpeg));
    let exif = read.or_else(|error| error.distill_partial_result(|_| ())).ok()?;
    let number = exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?.value.get_uint(0)?;
    Orientation::from_exif(number)
}
