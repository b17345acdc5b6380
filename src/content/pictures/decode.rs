//! Decodes a picture to find out whether it can be shown. The pixels are not kept. With printing the door to `png`.

use std::io::{Cursor, ErrorKind};

use super::PictureProblem;
use super::jpeg_file::{self, JpegSegment};
use super::scan::ScanChecker;
use crate::model::FileKind;

/// `bytes` are those of a picture whose frame has been checked, without metadata.
pub fn check(kind: FileKind, bytes: &[u8]) -> Result<(), PictureProblem> {
    match kind {
        FileKind::Png => check_png(bytes),
        _ => check_jpeg(bytes),
    }
}

/// Row by row, so that memory does not depend on the size.
fn check_png(bytes: &[u8]) -> Result<(), PictureProblem> {
    let explain = |error: png::DecodingError| match error {
        png::DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => PictureProblem::CutOff,
        _ => PictureProblem::Damaged,
    };
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().map_err(explain)?;
    while reader.next_row().map_err(explain)?.is_some() {}
    reader.finish().map_err(explain)
}

fn check_jpeg(bytes: &[u8]) -> Result<(), PictureProblem> {
    let mut checker = ScanChecker::default();
    for JpegSegment { marker, content, coded } in jpeg_file::segments(bytes)? {
        checker.add(marker, content, coded)?;
    }
    checker.finish()
}
