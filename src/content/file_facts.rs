//! What a picture or document is, from its bytes. The door to `imagesize` and to `exif` (kamadak-exif).

use std::io::Cursor;

use crate::model::FileKind;
use crate::model::Orientation;

/// A larger file is no picture or document for a press release.
pub(crate) const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;

/// What was seen of a file when it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// In bytes.
    pub length: u64,
    /// BLAKE3.
    pub hash: [u8; 32],
    /// Whether its first bytes are those of what its name says.
    pub is_what_it_says: bool,
    /// Of a picture, in pixels, as it is shown upright; `None` when it cannot be read.
    pub size: Option<(u32, u32)>,
    /// Of a picture: how its samples lie.
    pub orientation: Orientation,
}

impl FileFacts {
    pub fn of(kind: FileKind, bytes: &[u8]) -> FileFacts {
        let starts = |start: &[u8]| bytes.starts_with(start);
        let is_what_it_says = match kind {
            FileKind::Png => starts(b"\x89PNG\r\n\x1a\n"),
            FileKind::Jpeg => starts(b"\xff\xd8\xff"),
            FileKind::Pdf => starts(b"%PDF-"),
            // All four are ZIP archives.
            FileKind::Word | FileKind::Excel | FileKind::OpenDocumentText | FileKind::OpenDocumentSheet => starts(b"PK\x03\x04"),
            FileKind::Csv => !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok(),
        };
        let size = if kind.is_picture() { imagesize::blob_size(bytes).ok() } else { None };
        let side = |n: usize| u32::try_from(n).ok().filter(|n| *n > 0);
        let size = size.and_then(|size| side(size.width).zip(side(size.height)));
        // Cameras write JPEG; a PNG lies as it is.
        let orientation = if kind == FileKind::Jpeg { orientation(bytes).unwrap_or_default() } else { Orientation::default() };
        let size = size.map(|(width, height)| if orientation.on_its_side { (height, width) } else { (width, height) });
        FileFacts { length: bytes.len() as u64, hash: *blake3::hash(bytes).as_bytes(), is_what_it_says, size, orientation }
    }
}

/// What the camera says of how a JPEG lies. `None` when it says nothing that can be read: then it lies as it is, as in browsers.
pub(crate) fn orientation(jpeg: &[u8]) -> Option<Orientation> {
    // A mistake in another field takes nothing from this one.
    let read = exif::Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(jpeg));
    let said = read.or_else(|error| error.distill_partial_result(|_| ())).ok()?;
    let number = said.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?.value.get_uint(0)?;
    Orientation::from_exif(number)
}
